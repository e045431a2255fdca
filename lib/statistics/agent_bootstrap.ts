import { checkInteger, checkNumber, checkOptions } from "../foundation/mod.ts";
import type { MeasureResult } from "../shapes.ts";
import { bootstrapClusters } from "./bootstrap.ts";
import { count } from "./checks.ts";

/** How an interval over agents is made; option `interval` of the measures. */
export interface AgentIntervalOptions {
  /** Resamples, ≥ 100; 2,000 for a figure. */
  draws: number;
  seed: number;
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** An interval, or why there is none. */
export interface AgentInterval {
  interval: MeasureResult["interval"];
  warnings: string[];
}

/**
 * Between which values does the mean over agents lie? Whole agents are drawn with replacement (BCa).
 *
 * It asks how the mean would vary over other agents of the same kind, each agent's value given.
 * Not for measures in which one agent's value rests on the others' posts, such as neighbours:
 * an agent drawn twice would be its own neighbour.
 *
 * @param caller Name of the public function, for the message.
 * @param values One number a row, agents in order of first post.
 * @param agents Agent of each value, where an agent has several; its values are drawn together.
 *   The mean is that of values, not of agents' means. Default: each value is an agent.
 * @returns The interval; `null` with a warning below 6 agents, where resampling them says too little.
 * @throws {RangeError} If an option is out of bounds, or there are no values.
 */
export function bootstrapAgents(
  caller: string,
  values: readonly number[],
  options: AgentIntervalOptions,
  agents: readonly string[] = values.map((_, i) => String(i)),
): AgentInterval {
  checkIntervalOptions(caller, options);
  if (values.length === 0 || agents.length !== values.length) {
    throw new RangeError(
      `Cannot run ${caller}(): an interval needs an agent a value, got ${values.length} values and ` +
        count(agents.length, "agent"),
    );
  }
  const places = new Map([...new Set(agents)].map((agent, place) => [agent, String(place).padStart(9, "0")]));
  const among = places.size;
  if (among < 2) return { interval: null, warnings: [tooFew(among)] };
  const { draws, seed, confidence = 0.95 } = options;
  const pairs = values.map((treatment, i) => ({
    pairId: String(i),
    scenarioId: places.get(agents[i] as string) as string, // clusters are sorted by name: a place, so that names move nothing
    wordingId: "",
    control: 0,
    treatment,
    n: { control: 1, treatment: 1 },
  }));
  const { interval, method } = bootstrapClusters(pairs, {
    unit: ({ scenarioId }) => scenarioId,
    seed,
    draws,
    confidence,
  });
  if (interval === null) return { interval: null, warnings: [tooFew(among)] };
  return { interval: { ...interval, confidence, method: method.replace("cluster", "agent") }, warnings: [] };
}

/** Refuses a misspelt or impossible interval before the work begins. */
export function checkIntervalOptions(caller: string, options: AgentIntervalOptions): void {
  checkOptions(caller, options, ["draws", "seed", "confidence"]);
  checkInteger(caller, "interval.draws", options.draws, { min: 100 });
  checkInteger(caller, "interval.seed", options.seed);
  checkNumber(caller, "interval.confidence", options.confidence ?? 0.95, { min: 0.5, max: 0.999 });
}

/** What `result.settings` says of an interval; empty where none was asked. */
export function intervalSettings(options: AgentIntervalOptions | undefined): Record<string, number> {
  return options === undefined ? {} : { intervalDraws: options.draws, intervalSeed: options.seed };
}

function tooFew(agents: number): string {
  return `no interval: ${count(agents, "agent")}, at least 6 needed to resample`;
}
