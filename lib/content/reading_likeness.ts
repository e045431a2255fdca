import { groupBy, randomIndex, seededRandom } from "../foundation/mod.ts";
import type { Json, MeasureResult, MetricRow, OnProgress } from "../shapes.ts";
import { type AgentBands, collectBands } from "./agent_bands.ts";
import { type AgentIntervalOptions, bootstrapAgents, intervalSettings } from "./agent_bootstrap.ts";
import type { UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count } from "./placed.ts";
import type { Reading, Readings } from "./readings.ts";
import { type ReassignedReadingNull, reassignedReads } from "./reassigned_reading.ts";
import type { TimedText } from "./timed_texts.ts";
import { EXPOSURE_UNKNOWN } from "./unknown_exposure.ts";

/** What a measure of texts and what was read before them returns. */
export interface ReadingLikenessResult {
  /** Mean over agents of the likeness to what they read; the null is likeness to what they could have read. */
  result: MeasureResult;
  /** One row an agent, by agentId; n is its readings. */
  rows: readonly MetricRow[];
  /** Each agent against its own reassigned readings, by agentId. */
  bands: readonly UnitBand[];
}

/** How alike a text is to one that was read. */
export interface LikenessTask {
  caller: string;
  metric: string;
  variant: string;
  found: Readings;
  null: Required<ReassignedReadingNull>;
  interval: AgentIntervalOptions | undefined;
  /** Words of a text, `null` where the measure cannot use it. */
  lengthOf: (text: TimedText) => number | null;
  /** In [0, 1]. */
  likeness: (text: TimedText, read: TimedText) => number;
  settings: Record<string, Json>;
  warnings: readonly string[];
  onProgress: OnProgress | undefined;
  signal: AbortSignal | undefined;
}

/** Agents below which a mean over agents is shown as an illustration. */
const FEW_AGENTS = 20;

/**
 * Are agents' texts more like what they read than like what they could have read?
 *
 * Each draw puts another text in the place of every text read, or leaves it: under the null all of them are as likely to be
 * the one read, which makes the test exact, and draws the mean of the null toward the estimate by 1 / (candidates + 1).
 * `settings.baseline` is the mean likeness to the others alone.
 */
export async function readingLikeness(task: LikenessTask): Promise<ReadingLikenessResult> {
  const { caller, metric, variant, found, null: against, interval, settings } = task;
  const { bands, left, baseline } = await likenessBands(task);
  if (bands === null) {
    throw new RangeError(
      `Cannot run ${caller}(): needs texts written after reading another's, with others of that day to compare, got ` +
        `${
          count(found.readings.length, "reading")
        }: ${left.unusable} with a text that is too short or cannot be used, ` +
        `${left.alone} without another text`,
    );
  }
  const made = interval === undefined ? null : bootstrapAgents(caller, bands.values, interval);
  const { candidates, draws, seed } = against;
  const result: MeasureResult = {
    metric,
    variant,
    estimate: bands.estimate,
    interval: made?.interval ?? null,
    null: bands.null,
    sensitivity: null,
    n: bands.values.length,
    settings: {
      ...settings,
      exposure: found.source,
      baseline,
      readings: bands.rows.reduce((sum, { n }) => sum + n, 0),
      readingsUnusable: left.unusable,
      readingsWithoutOthers: left.alone,
      unmatched: found.unused,
      candidates,
      draws,
      seed,
      ...intervalSettings(interval),
    },
    warnings: [
      ...(found.source === EXPOSURE_UNKNOWN ? [EXPOSURE_UNKNOWN] : []),
      ...task.warnings,
      ...(bands.values.length < FEW_AGENTS ? [`illustrative: ${count(bands.values.length, "agent")}`] : []),
      ...(made?.warnings ?? []),
    ],
  };
  return { result, rows: bands.rows, bands: bands.bands };
}

async function likenessBands(task: LikenessTask) {
  const { found, lengthOf, likeness, metric, variant, null: { kind, draws, seed, candidates } } = task;
  const others = reassignedReads(found, lengthOf, candidates);
  const byAgent = groupBy(found.readings, ({ text }) => text.authorId as string);
  const collected = collectBands({ kind, draws, agents: byAgent.size, keepDraws: false });
  const [random, pace] = [seededRandom(seed, kind), pacer(task.signal)];
  const left = { unusable: 0, alone: 0 };
  let [agents, done, baseline] = [0, 0, 0];
  for (const [agentId, readings] of byAgent) {
    const scores: number[][] = [];
    for (const reading of readings) {
      const likenesses = scoresOf(reading);
      if (likenesses !== null) scores.push(likenesses);
      await pace(candidates * 3000);
    }
    if (scores.length > 0) {
      const drawn = new Float64Array(draws);
      for (const values of scores) {
        for (let draw = 0; draw < draws; draw++) {
          drawn[draw] = (drawn[draw] as number) +
            (values[randomIndex(random, values.length)] as number) / scores.length;
        }
      }
      const estimate = scores.reduce((sum, [own]) => sum + (own as number), 0) / scores.length;
      baseline += scores.reduce((sum, [, ...rest]) => sum + meanOf(rest), 0) / scores.length;
      collected.add({ agentId, n: scores.length, estimate, draws: drawn });
      agents++;
    }
    task.onProgress?.(++done, byAgent.size);
  }
  const bands: AgentBands | null = agents === 0 ? null : collected.finish({ metric, variant });
  return { bands, left, baseline: baseline / agents };

  /** Likeness to what was read, then to the others. */
  function scoresOf(reading: Reading): number[] | null {
    if (lengthOf(reading.text) === null || lengthOf(reading.read) === null) {
      left.unusable++;
      return null;
    }
    const instead = others(reading);
    if (instead.length === 0) {
      left.alone++;
      return null;
    }
    return [reading.read, ...instead].map((read) => likeness(reading.text, read));
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
