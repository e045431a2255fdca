import { checkInteger, checkNumber, checkOptions } from "../foundation/mod.ts";
import type { MeasureResult } from "../shapes.ts";
import { bootstrapClusters } from "../statistics/mod.ts";
import { count } from "./placed.ts";

/** How the interval of a mean is drawn. */
export interface IntervalOptions {
  /** Resamples, ≥ 100; 2,000 for a figure. */
  draws: number;
  seed: number;
  /** Share of such intervals that hold the true mean, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** Agents below which resampling them gives intervals far too narrow, as `bootstrapClusters()` holds it. */
const FEWEST_AGENTS = 6;

/** Refuses options of an interval that would fail later, after all the work. */
export function checkInterval(caller: string, interval: IntervalOptions | undefined): void {
  if (interval === undefined) return;
  checkOptions(caller, interval, ["draws", "seed", "confidence"]);
  checkInteger(caller, "interval.draws", interval.draws, { min: 100 });
  checkInteger(caller, "interval.seed", interval.seed);
  checkNumber(caller, "interval.confidence", interval.confidence ?? 0.95, { min: 0.5, max: 0.999 });
}

/**
 * Interval of the mean of values that belong to agents: agents are drawn whole, with replacement.
 *
 * @param values One a moment, finite.
 * @param agents Index of each value's agent, in order of first posts, so that names change nothing.
 * @returns `null` with a warning where the agents are too few.
 */
export function intervalByAgent(
  values: ArrayLike<number>,
  agents: ArrayLike<number>,
  { draws, seed, confidence = 0.95 }: IntervalOptions,
): { interval: MeasureResult["interval"]; warnings: string[] } {
  const distinct = new Set(Array.from(agents)).size;
  if (distinct < FEWEST_AGENTS) {
    return { interval: null, warnings: [`no interval: ${count(distinct, "agent")}, ${FEWEST_AGENTS} needed`] };
  }
  const names = new Map<number, string>();
  const nameOf = (agent: number) => {
    const name = names.get(agent) ?? String(agent).padStart(9, "0"); // padded: clusters are sorted by name
    names.set(agent, name);
    return name;
  };
  const n = { control: 1, treatment: 1 };
  const pairs = Array.from(values, (treatment, i) => {
    const scenarioId = nameOf(agents[i] as number);
    return { pairId: String(i), scenarioId, wordingId: "", control: 0, treatment, n };
  });
  const made = bootstrapClusters(pairs, { unit: ({ scenarioId }) => scenarioId, seed, draws, confidence });
  if (made.interval === null) return { interval: null, warnings: [...(made.warnings ?? [])] };
  return { interval: { ...made.interval, confidence, method: "BCa bootstrap by agent" }, warnings: [] };
}
