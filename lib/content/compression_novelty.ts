import { deflateSync } from "fflate";
import { checkInteger, checkOneOf, checkOptions, randomIndex, seededRandom } from "../foundation/mod.ts";
import type { MeasureResult, MetricRow, OnProgress, Post, Random } from "../shapes.ts";
import { collectBands } from "./agent_bands.ts";
import {
  type AgentIntervalOptions,
  bootstrapAgents,
  checkIntervalOptions,
  intervalSettings,
} from "./agent_bootstrap.ts";
import { timesBefore } from "./interactions.ts";
import type { UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { ascending, count } from "./placed.ts";
import { textsByAuthor, timedTexts, wholeText } from "./timed_texts.ts";

/** Would any other agent's past have been as good a guide? */
export interface AnothersPastNull {
  kind: "another agent's past";
  /** Draws, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
  /** Others whose past is tried for each text, ≥ 2. Default 5. */
  others?: number;
}

/** Options of `compressionNovelty()`. */
export interface CompressionNoveltyOptions {
  /** Bytes of past text that a text is held against, 256 to 32,768. Default 4,096; the last ones where there are more. */
  contextBytes?: number;
  /** Bytes of past that must be there, ≥ 64. Default 512. */
  minContextBytes?: number;
  /** Bytes a text needs, ≥ 1. Default 40. */
  minBytes?: number;
  null: AnothersPastNull;
  /** Whole agents resampled. Default: none. */
  interval?: AgentIntervalOptions;
  /** Told in agents. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `compressionNovelty()` returns. */
export interface CompressionNoveltyResult {
  /** Mean over agents of what is new after one's own past; the null is others' past in its place. */
  result: MeasureResult;
  /** The same after others' past of as many bytes. */
  others: MeasureResult;
  /** Two rows an agent, by agentId; n is its texts. */
  rows: readonly MetricRow[];
  /** Each agent against others' past, by agentId. */
  bands: readonly UnitBand[];
}

const CALLER = "compressionNovelty";
const METRIC = "compression novelty";

/**
 * How much of a text is new after what the agent wrote before, and after what others wrote?
 *
 * The compressed size of a text with past text as the dictionary, over its compressed size without (deflate, by fflate, the same bytes
 * everywhere): near 1 where nothing of the past comes back, near 0 for a copy. Both sizes are of the same text, which takes its
 * length and its own repetition out. Own and others' past have equally many bytes. Repeated letters count as well as words, so that it
 * reads any language, but names, signatures and templates weigh as much as thoughts.
 *
 * @param posts Posts, comments and replies; title and text are read, in UTF-8.
 * @param options See `CompressionNoveltyOptions`.
 * @returns `result` below `others`: agents repeat themselves more than each other.
 * @throws {RangeError} If no text has enough past of its own and of others.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { noveltyAfter } from "twoplane/content";
 * const past = "The heron stands where the reeds are cut.";
 * assert(noveltyAfter("The heron stands where the reeds are thick.", past) < 0.4);
 * assert(noveltyAfter("Qubits decohere quickly; vacuum pumps hum.", past) > 0.8);
 * ```
 */
export async function compressionNovelty(
  posts: readonly Post[],
  options: CompressionNoveltyOptions,
): Promise<CompressionNoveltyResult> {
  const plan = planOf(options);
  const agents = [...textsByAuthor(timedTexts(CALLER, posts))].map(([agentId, own]) => ({
    agentId,
    texts: own.map((text) => new TextEncoder().encode(`${wholeText(text)}\n`)),
    times: own.map(({ createdAt }) => createdAt),
  }));
  const { kind, draws, seed } = plan.null;
  const collected = collectBands({ kind, draws, agents: agents.length, keepDraws: false });
  const [random, pace] = [seededRandom(seed, kind), pacer(options.signal)];
  const otherRows: MetricRow[] = [];
  for (const [place, { agentId, texts, times }] of agents.entries()) {
    const scores: number[][] = [];
    for (const [i, text] of texts.entries()) {
      const contexts = contextsOf(agents, { place, before: times[i] as string }, { plan, random });
      if (contexts === null || text.length < plan.minBytes) continue;
      const alone = deflateSync(text, { level: 9 }).length;
      scores.push(contexts.map((dictionary) => deflateSync(text, { level: 9, dictionary }).length / alone));
      await pace(2e6);
    }
    if (scores.length > 0) {
      const estimate = meanOf(scores.map(([own]) => own as number));
      collected.add({ agentId, n: scores.length, estimate, draws: drawnMeans(scores, draws, random) });
      const value = meanOf(scores.map(([, ...rest]) => meanOf(rest)));
      otherRows.push({
        metric: METRIC,
        variant: "others' past",
        unitId: agentId,
        window: null,
        value,
        n: scores.length,
      });
    }
    options.onProgress?.(place + 1, agents.length);
  }
  if (otherRows.length === 0) {
    throw new RangeError(
      `Cannot run ${CALLER}(): needs a text of ${plan.minBytes} bytes with ${plan.minContextBytes} bytes of its author's ` +
        `earlier texts and as many of another's, got none of ${count(agents.length, "agent")}`,
    );
  }
  const found = collected.finish({ metric: METRIC, variant: "own past" });
  const made = options.interval === undefined ? null : bootstrapAgents(CALLER, found.values, options.interval);
  const shared = {
    metric: METRIC,
    sensitivity: null,
    n: otherRows.length,
    settings: {
      compressor: "deflate (fflate), level 9, past as dictionary",
      contextBytes: plan.contextBytes,
      minContextBytes: plan.minContextBytes,
      minBytes: plan.minBytes,
      texts: otherRows.reduce((sum, { n }) => sum + n, 0),
      othersTried: plan.null.others,
      draws,
      seed,
      ...intervalSettings(options.interval),
    },
    warnings: [
      ...(otherRows.length < 20 ? [`illustrative: ${count(otherRows.length, "agent")}`] : []),
      ...(made?.warnings ?? []),
    ],
  };
  const others = meanOf(otherRows.map(({ value }) => value));
  return {
    result: {
      ...shared,
      variant: "own past",
      estimate: found.estimate,
      interval: made?.interval ?? null,
      null: found.null,
    },
    others: { ...shared, variant: "others' past", estimate: others, interval: null, null: null },
    rows: [...found.rows, ...otherRows.toSorted((a, b) => ascending(a.unitId, b.unitId))],
    bands: found.bands,
  };
}

/**
 * Share of a text's compressed size that is left once a past text is known.
 *
 * @returns About 0 for a copy, about 1 where nothing comes back; slightly above 1 is possible for short texts.
 */
export function noveltyAfter(text: string, past: string): number {
  const [bytes, dictionary] = [text, past].map((part) => new TextEncoder().encode(part)) as [Uint8Array, Uint8Array];
  if (bytes.length === 0) throw new RangeError(`Cannot run noveltyAfter(): needs text, got none`);
  return deflateSync(bytes, { level: 9, dictionary }).length / deflateSync(bytes, { level: 9 }).length;
}

interface WritingAgent {
  texts: readonly Uint8Array[];
  times: readonly string[];
}

type Plan = ReturnType<typeof planOf>;

/** The last bytes of an agent's own past, then as many of others' past; `null` where there are too few. */
function contextsOf(
  agents: readonly WritingAgent[],
  { place, before }: { place: number; before: string },
  { plan, random }: { plan: Plan; random: Random },
): Uint8Array[] | null {
  const own = pastOf(agents[place] as WritingAgent, before, plan.contextBytes);
  if (own.length < plan.minContextBytes) return null;
  const found = new Map<number, Uint8Array>();
  for (let tries = 0; tries < 6 * plan.null.others && found.size < plan.null.others; tries++) {
    const other = randomIndex(random, agents.length);
    if (other === place || found.has(other)) continue;
    const past = pastOf(agents[other] as WritingAgent, before, own.length);
    if (past.length === own.length) found.set(other, past);
  }
  return found.size === 0 ? null : [own, ...found.values()];
}

/** The last bytes that an agent wrote before a moment, at most `most`. */
function pastOf({ texts, times }: WritingAgent, before: string, most: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let i = timesBefore(times, before) - 1; i >= 0 && size < most; i--) {
    const part = (texts[i] as Uint8Array).slice(-(most - size));
    parts.unshift(part);
    size += part.length;
  }
  const past = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    past.set(part, at);
    at += part.length;
  }
  return past;
}

/** Mean novelty where each text is held against its own or one of the others' past, whichever is drawn. */
function drawnMeans(scores: readonly number[][], draws: number, random: Random): Float64Array {
  const drawn = new Float64Array(draws);
  for (const values of scores) {
    for (let draw = 0; draw < draws; draw++) {
      drawn[draw] = (drawn[draw] as number) + (values[randomIndex(random, values.length)] as number) / scores.length;
    }
  }
  return drawn;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function planOf(options: CompressionNoveltyOptions) {
  checkOptions(CALLER, options, [
    "contextBytes",
    "minContextBytes",
    "minBytes",
    "null",
    "interval",
    "onProgress",
    "signal",
  ]);
  const { null: against, contextBytes = 4096, minContextBytes = Math.min(512, contextBytes), minBytes = 40 } = options;
  checkOptions(CALLER, against, ["kind", "draws", "seed", "others"]);
  if (options.interval !== undefined) checkIntervalOptions(CALLER, options.interval);
  return {
    contextBytes: checkInteger(CALLER, "contextBytes", contextBytes, { min: 256, max: 32_768 }),
    minContextBytes: checkInteger(CALLER, "minContextBytes", minContextBytes, { min: 64, max: contextBytes }),
    minBytes: checkInteger(CALLER, "minBytes", minBytes, { min: 1 }),
    null: {
      kind: checkOneOf(CALLER, "null.kind", against.kind, ["another agent's past"]),
      draws: checkInteger(CALLER, "null.draws", against.draws, { min: 19 }),
      seed: checkInteger(CALLER, "null.seed", against.seed),
      others: checkInteger(CALLER, "null.others", against.others ?? 5, { min: 2 }),
    },
  };
}
