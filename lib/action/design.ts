import {
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  quote,
  seededRandom,
  shuffled,
} from "../foundation/mod.ts";
import type { Factor, Scenario, Trial, TrialSettings, Wording } from "../shapes.ts";
import { checkCrossed, checkLevels, contexts } from "./contexts.ts";
import type { CrossedLevels } from "./crossed_levels.ts";
import { checkDistinctTrials, checkScenarios } from "./design_checks.ts";
import { makeTrial, type TrialForm } from "./trial.ts";
import { distinctWorlds } from "./worlds.ts";

/** Trials a design may have without being asked for by number. */
const MOST_TRIALS = 20_000;

/** Options of `matchPairs()`. */
export interface MatchPairsOptions {
  /** Name of the factor that is varied within a pair. */
  factor: string;
  /** Level that the others are compared with. */
  control: string;
  /** Levels that are compared with it, one or more. */
  treatments: readonly string[];
  /** "act": an agent loop with tools; "choose": token probabilities of a menu. */
  mode: Trial["mode"];
  /**
   * Other factors that are crossed with it, and their levels; each combination is a pair of its own. Default: each other factor
   * stays at the scenario's default. A factor that a scenario does not have is passed over there; one that none has is refused.
   */
  crossed?: CrossedLevels;
  /** Takes one of so many combinations of the crossed levels, spread evenly over the levels of each. Default 1: all. */
  oneOf?: number;
  /** Wordings of each scenario, by id. Default: all. */
  wordings?: readonly string[];
  /** Distinct worlds drawn for each scenario × wording, 1 to 1,000. Default 7. */
  worlds?: number;
  /** Repeats of each trial with another sampling seed. Default 1. */
  replicates?: number;
  /** Whole number; fixes worlds, order and sampling seeds. */
  seed: number;
  /** Sampling temperature of act trials, 0 to 2. Default 0.7; a level of a factor may set its own. */
  temperature?: number;
  /**
   * Share of the probability that is sampled from, in (0, 1]. Default: the endpoint's own, which often leaves unlikely tokens
   * out. With 1 and temperature 1, how often a model acts can be compared with how it leans.
   */
  topP?: number;
  /** Longest answer, in tokens. Default 96. */
  maxTokens?: number;
  /** Most answers an agent may give in a trial. Default 4. */
  maxCalls?: number;
  /** How agents act: one JSON object an answer, or the endpoint's own tool calls. Default "json". */
  protocol?: "json" | "native";
  /** Whether agents write a thought before each action. Default "off". */
  scratchpad?: "on" | "off";
  /** Trials that the design may have: a design of more is refused, so that a large one is meant. Default 20,000. */
  mostTrials?: number;
}

/**
 * Lays out matched trials: in each block the levels of one factor, and nothing else, differ.
 *
 * A block is scenario × wording × world values × levels of the crossed factors × replicate. Its arms share the sampling seed and
 * are run one after the other, in an order drawn from the seed, so that a local model reuses their common beginning.
 *
 * @param scenarios Situations as data, such as `loadScenarios()` gives.
 * @param options What is varied, how often, with which seed.
 * @returns Trials in running order.
 * @throws {TypeError} If a factor or level is unknown, or a level stands twice.
 * @throws {RangeError} If nothing is to be laid out or a scenario stands twice, the draws cannot give that many worlds, the design
 *   is larger than `mostTrials`, or the arms of a pair come out the same, such as temperatures of choices.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs } from "twoplane/action";
 * const trials = matchPairs(loadScenarios({ only: ["switch-tampering"] }), {
 *   factor: "history", control: "none", treatments: ["cooperative"], mode: "choose", worlds: 2, seed: 1,
 * });
 * assert(trials.length === 3 * 2 * 2);
 * ```
 */
export function matchPairs(scenarios: readonly Scenario[], options: MatchPairsOptions): Trial[] {
  checkOptions("matchPairs", options, OPTION_NAMES);
  checkScenarios("matchPairs", scenarios);
  checkLevels("matchPairs", "treatments", options.treatments);
  const worlds = checkInteger("matchPairs", "worlds", options.worlds ?? 7, { min: 1, max: 1000 });
  const replicates = checkInteger("matchPairs", "replicates", options.replicates ?? 1, { min: 1 });
  const form = formOf(options);
  const { factor } = options;
  const seed = checkInteger("matchPairs", "seed", options.seed);
  checkCrossed("matchPairs", scenarios, { factor, crossed: options.crossed ?? {} });
  const plans = scenarios.map((scenario) => ({
    scenario,
    levels: treatedLevels(scenario, options),
    settings: contexts("matchPairs", scenario, options),
    wordings: chosenWordings(scenario, options.wordings),
  }));
  checkSize(plans.map((plan) => plan.levels.length * plan.settings.length * plan.wordings.length), {
    each: worlds * replicates,
    most: checkInteger("matchPairs", "mostTrials", options.mostTrials ?? MOST_TRIALS, { min: 1 }),
  });
  const blocks = plans.flatMap(({ scenario, levels, settings, wordings }) =>
    wordings.flatMap((wording) =>
      distinctWorlds(scenario, wording, { worlds, seed }).flatMap((values) =>
        settings.flatMap((context) =>
          Array.from({ length: replicates }, (_, replicate) =>
            levels.map((level) =>
              makeTrial(
                { scenario, wording, values, factor, replicate, item: null, levels: { ...context, [factor]: level } },
                form,
              )
            ))
        )
      )
    )
  );
  checkDistinctTrials(blocks);
  const random = seededRandom(seed, "order");
  return shuffled(blocks, random).flatMap((block) => shuffled(block, random));
}

const OPTION_NAMES = [
  "factor",
  "control",
  "treatments",
  "mode",
  "crossed",
  "oneOf",
  "wordings",
  "worlds",
  "replicates",
  "seed",
  "temperature",
  "topP",
  "maxTokens",
  "maxCalls",
  "protocol",
  "scratchpad",
  "mostTrials",
];

function formOf(options: MatchPairsOptions): TrialForm {
  const { temperature = 0.7, topP, maxTokens = 96, maxCalls = 4, protocol, scratchpad } = options;
  const settings: Omit<TrialSettings, "seed"> = {
    temperature: checkNumber("matchPairs", "temperature", temperature, { min: 0, max: 2 }),
    maxTokens: checkInteger("matchPairs", "maxTokens", maxTokens, { min: 1 }),
    maxCalls: checkInteger("matchPairs", "maxCalls", maxCalls, { min: 1 }),
    ...(topP !== undefined && { topP: checkNumber("matchPairs", "topP", topP, { min: Number.MIN_VALUE, max: 1 }) }),
    ...(protocol !== undefined && { protocol: checkOneOf("matchPairs", "protocol", protocol, ["json", "native"]) }),
    ...(scratchpad !== undefined && { scratchpad: checkOneOf("matchPairs", "scratchpad", scratchpad, ["on", "off"]) }),
  };
  return { mode: checkOneOf("matchPairs", "mode", options.mode, ["act", "choose"]), seed: options.seed, settings };
}

/** Levels of the treated factor, the control first; each must be there in this scenario. */
function treatedLevels(
  scenario: Scenario,
  { factor, control, treatments }: Pick<MatchPairsOptions, "factor" | "control" | "treatments">,
): string[] {
  const found = findFactor("matchPairs", scenario, factor);
  const wanted = [control, ...treatments];
  const twice = wanted.find((level, i) => wanted.indexOf(level) < i);
  if (twice !== undefined) {
    throw new TypeError(
      `Cannot run matchPairs(): levels of factor "${factor}" need to differ, got ${quote(twice)} twice`,
    );
  }
  return wanted.map((level) =>
    checkOneOf("matchPairs", `level of factor "${factor}"`, level, found.levels.map(({ id }) => id))
  );
}

/** @throws {TypeError} If the scenario has no such factor. */
export function findFactor(caller: string, scenario: Scenario, id: string): Factor {
  checkOneOf(caller, `factor of scenario "${scenario.id}"`, id, scenario.factors.map((factor) => factor.id));
  return scenario.factors.find((factor) => factor.id === id) as Factor;
}

function chosenWordings(scenario: Scenario, wanted: readonly string[] | undefined): Scenario["wordings"] {
  if (wanted === undefined) return scenario.wordings;
  if (wanted.length === 0) throw new RangeError("Cannot run matchPairs(): wordings needs at least one, got none");
  const known = scenario.wordings.map(({ id }) => id);
  for (const id of wanted) checkOneOf("matchPairs", `wording of scenario "${scenario.id}"`, id, known);
  return scenario.wordings.filter(({ id }) => wanted.includes(id));
}

function checkSize(cells: readonly number[], { each, most }: { each: number; most: number }): void {
  const trials = each * cells.reduce((sum, size) => sum + size, 0);
  if (trials <= most) return;
  throw new RangeError(
    `Cannot run matchPairs(): needs a design of at most ${most} trials, got ${trials}. Cross fewer factors, take one of ` +
      `several combinations (oneOf), or mean it: mostTrials: ${trials}`,
  );
}

/** Options of `controlTrials()`. */
export interface ControlTrialsOptions {
  /** Factor whose level stands in the prompt. */
  factor: string;
  level: string;
  /** Draws a scenario. Default 2. */
  worlds?: number;
  seed: number;
}

/**
 * The control items of each scenario as choice trials: questions whose answer is known.
 *
 * Ask them first. A model that fails them has not understood the situation, and its leaning in it means nothing.
 *
 * @param scenarios Situations with control items.
 * @param options See `ControlTrialsOptions`; other factors stay at the scenario's defaults.
 * @returns One trial for each item and world, with the first wording.
 * @throws {TypeError} If the factor or level is unknown.
 * @throws {RangeError} If there is no scenario, or one twice, or its draws cannot give that many worlds.
 */
export function controlTrials(scenarios: readonly Scenario[], options: ControlTrialsOptions): Trial[] {
  checkOptions("controlTrials", options, ["factor", "level", "worlds", "seed"]);
  checkScenarios("controlTrials", scenarios);
  const { factor, level } = options;
  const worlds = checkInteger("controlTrials", "worlds", options.worlds ?? 2, { min: 1, max: 1000 });
  const seed = checkInteger("controlTrials", "seed", options.seed);
  const form: TrialForm = { mode: "choose", seed, settings: { temperature: 1, maxTokens: 1, maxCalls: 1 } };
  return scenarios.flatMap((scenario) => {
    const known = findFactor("controlTrials", scenario, factor).levels.map(({ id }) => id);
    const levels = { ...scenario.defaults, [factor]: checkOneOf("controlTrials", "level", level, known) };
    const wording = scenario.wordings[0] as Wording;
    return distinctWorlds(scenario, wording, { worlds, seed }).flatMap((values) =>
      scenario.controls.map((item) =>
        makeTrial({ scenario, wording, values, levels, factor, replicate: 0, item }, form)
      )
    );
  });
}
