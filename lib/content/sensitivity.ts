import { checkInteger, checkNumber, checkOneOf, checkOptions, quote, seededRandom } from "../foundation/mod.ts";
import type { MeasureResult, OnProgress, Sensitivity } from "../shapes.ts";
import { pacer } from "./pace.ts";
import { plant, PLANTS } from "./plant.ts";
import { plantNames } from "./plant_names.ts";
import { plantReturns } from "./plant_returns.ts";
import { plantWords } from "./plant_text.ts";
import { type ContentCorpus, resampleAgents, withoutExposureEffect, withoutOrder } from "./resample.ts";

/** What can be planted: see `plant()`, `plantWords()`, `plantReturns()` and `plantNames()`. */
export const SENSITIVITY_PLANTS = [
  ...PLANTS,
  "words of what was read",
  "returned comments",
  "names of one agent",
] as const;

export type SensitivityPlant = typeof SENSITIVITY_PLANTS[number];

/** Options of `sensitivity()`. */
export interface SensitivityOptions {
  /** The measure as it was run on the data: same variant, null and settings. It needs a null or an interval. */
  measure: (corpus: ContentCorpus) => Promise<{ result: MeasureResult }> | { result: MeasureResult };
  /** In vectors, for measures that read vectors; "words of what was read", "returned comments" and "names of one agent" for those of texts and ties. */
  plant: SensitivityPlant;
  /** ρ: share of agents that the effect is planted in, in (0, 1]. */
  share: number;
  /** α: strengths tried, rising, each above 0 and at most 1. */
  strengths: readonly number[];
  /**
   * "drawn anew" (default): with replacement, how the measure would do on other agents of this kind. "as they are":
   * for measures in which an agent drawn twice would be its own neighbour or listener; only order and reading vary.
   */
  agents?: "drawn anew" | "as they are";
  /** Resampled corpora a strength, ≥ 20; the standard error of a detection rate of 0.8 is 0.4 / √resamples. */
  resamples: number;
  /** Level at which an effect counts as found, in (0, 0.5). Default 0.05. */
  level?: number;
  /** Share of resamples in which it has to be found, in (0, 1). Default 0.8. */
  power?: number;
  seed: number;
  /** Told in runs of the measure. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Which influence could this measure have seen, on this corpus? Detection by strength of a planted effect.
 *
 * For each resample agents are drawn with replacement and whatever effect there is already is taken out: the order of
 * each agent's posts is dealt anew, and for plants of what was read that is reassigned among the readers of a round,
 * since the order alone leaves who reads whom. Then the effect is planted and the measure run as on the data. The first point of the curve has
 * strength 0: it is the measure's rate of false alarms here, and a curve that starts far above the level tells that
 * the measure cannot be trusted on this corpus.
 *
 * @param corpus What the measure was run on.
 * @param options See `SensitivityOptions`.
 * @returns The curve, and the least strength from which on every strength tried was found with the power asked for;
 *   `null` where there is none, or where false alarms come more than four times as often as the level allows.
 * @throws {TypeError} If the measure gives neither a null nor an interval to decide by.
 * @throws {RangeError} If a number is out of bounds or the strengths do not rise.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sensitivity } from "twoplane/content";
 * await assert.rejects(sensitivity({ posts: [], embeddings: { ids: [], dims: 1, model: "none", vectors: new Float32Array() },
 *   exposures: [], votes: [] }, {
 *   measure: () => { throw new Error("never run"); },
 *   plant: "convergence to the centre", share: 1, strengths: [0.2, 0.1], resamples: 20, seed: 1,
 * }), RangeError); // strengths have to rise
 * ```
 */
export async function sensitivity(corpus: ContentCorpus, options: SensitivityOptions): Promise<Sensitivity> {
  checkSensitivity(corpus, options);
  const { plant: kind, share, resamples, seed, level = 0.05, power = 0.8, onProgress, signal } = options;
  const strengths = [0, ...options.strengths];
  const found = strengths.map(() => 0);
  const pace = pacer(signal);
  for (let resample = 0; resample < resamples; resample++) {
    const base = baseOf(corpus, options, seededRandom(seed, `resample ${resample}`));
    for (const [i, strength] of strengths.entries()) {
      const { result } = await options.measure(plantIn(base, kind, { strength, share, seed: seed + resample }));
      if (isFound(result, level)) found[i] = (found[i] as number) + 1;
      onProgress?.(resample * strengths.length + i + 1, resamples * strengths.length);
      await pace(base.embeddings.vectors.length);
    }
  }
  const curve = strengths.map((strength, i) => ({ strength, detected: (found[i] as number) / resamples, resamples }));
  return {
    plant: kind,
    share,
    unit: UNITS[kind] ?? "share of the way to the target",
    level,
    power,
    smallest: smallestFound(curve, { power, level }),
    curve,
    seed,
  };
}

/** A result that carries what it could have seen. */
export function withSensitivity(result: MeasureResult, found: Sensitivity): MeasureResult {
  return { ...result, sensitivity: found };
}

/** Agents drawn anew, and the effect that is already there taken out. */
function baseOf(
  corpus: ContentCorpus,
  { plant: kind, agents }: Pick<SensitivityOptions, "plant" | "agents">,
  random: () => number,
): ContentCorpus {
  const drawn = agents === "as they are" ? corpus : resampleAgents(corpus, random);
  return withoutOrder(NEED_EXPOSURES.includes(kind) ? withoutExposureEffect(drawn, random) : drawn, random);
}

const NEED_EXPOSURES: readonly SensitivityPlant[] = [
  ...["adaptation to what was read", "lasting adaptation to what was read", "words of what was read"] as const,
];

const UNITS: Partial<Record<SensitivityPlant, string>> = {
  "words of what was read": "share of the words",
  "returned comments": "share of the comments",
  "names of one agent": "share of the replies to outsiders",
};

function plantIn(
  corpus: ContentCorpus,
  kind: SensitivityPlant,
  how: { strength: number; share: number; seed: number },
): ContentCorpus {
  const { posts, embeddings, exposures } = corpus;
  switch (kind) {
    case "words of what was read":
      return { ...corpus, posts: plantWords(posts, { ...how, exposures }).posts };
    case "returned comments":
      return { ...corpus, posts: plantReturns(posts, how).posts };
    case "names of one agent":
      return { ...corpus, posts: plantNames(posts, how).posts };
    case "adaptation to what was read":
    case "lasting adaptation to what was read":
      return { ...corpus, embeddings: plant(posts, embeddings, { ...how, kind, exposures }).embeddings };
    default:
      return { ...corpus, embeddings: plant(posts, embeddings, { ...how, kind }).embeddings };
  }
}

/** By the null's p-value; by the interval where there is no null. */
function isFound({ metric, null: band, interval }: MeasureResult, level: number): boolean {
  if (band !== null) return band.pValue <= level;
  if (interval !== null) return interval.low > 0 || interval.high < 0;
  throw new TypeError(`Cannot run sensitivity() of "${metric}": needs a null or an interval to decide by, got neither`);
}

/** False alarms this often mean that the measure does not keep its level here, and finds prove nothing. */
const ALARMING = 4;

function smallestFound(
  curve: Sensitivity["curve"],
  { power, level }: { power: number; level: number },
): number | null {
  if ((curve[0]?.detected as number) > ALARMING * level) return null;
  const misses = curve.findLastIndex(({ detected }) => detected < power);
  return misses === curve.length - 1 ? null : (curve[misses + 1]?.strength ?? null);
}

function checkSensitivity(corpus: ContentCorpus, options: SensitivityOptions): void {
  const caller = "sensitivity";
  checkOptions(caller, options, [
    ...[
      "measure",
      "plant",
      "share",
      "strengths",
      "agents",
      "resamples",
      "level",
      "power",
      "seed",
      "onProgress",
      "signal",
    ],
  ]);
  checkOneOf(caller, "plant", options.plant, SENSITIVITY_PLANTS);
  checkOneOf(caller, "agents", options.agents ?? "drawn anew", ["drawn anew", "as they are"]);
  checkInteger(caller, "resamples", options.resamples, { min: 20 });
  checkNumber(caller, "level", options.level ?? 0.05, { min: 1e-6, max: 0.5 });
  checkNumber(caller, "power", options.power ?? 0.8, { min: 0.01, max: 0.999 });
  const { strengths } = options;
  const rise = strengths.every((strength, i) => strength > (strengths[i - 1] ?? 0) && strength <= 1);
  if (strengths.length === 0 || !rise) {
    throw new RangeError(`Cannot run ${caller}(): strengths need to rise within (0, 1], got ${quote([...strengths])}`);
  }
  if (!NEED_EXPOSURES.includes(options.plant) || corpus.exposures.length > 0) return;
  throw new TypeError(`Cannot run ${caller}() with plant "${options.plant}": needs exposures in the corpus, got none`);
}
