import {
  canonicalJson,
  checkInteger,
  checkOneOf,
  checkOptions,
  seededRandom,
  sha256,
  shuffled,
} from "../foundation/mod.ts";
import type { ChatSettings, ControlItem, Factor, Level, MenuOption, Scenario, Trial, Wording } from "../shapes.ts";
import { FORMAT_EXAMPLES } from "./menu.ts";
import { protocolText } from "./protocol.ts";
import { countWorlds, drawValues, fill, type Values } from "./template.ts";
import { toolsFor } from "./world.ts";

export interface MatchPairsOptions {
  /** Name of the factor that is varied within a pair. */
  factor: string;
  /** Level that the others are compared with. */
  control: string;
  /** Levels that are compared with it, one or more. */
  treatments: readonly string[];
  /** "act": an agent loop with tools; "choose": token probabilities of a menu. */
  mode: Trial["mode"];
  /** Distinct worlds drawn for each scenario × wording, 1 to 1,000. Default 7. */
  worlds?: number;
  /** Repeats of each trial with another sampling seed. Default 1. */
  replicates?: number;
  /** Whole number; fixes worlds, order and sampling seeds. */
  seed: number;
  /** Sampling temperature of act trials, 0 to 2. Default 0.7. */
  temperature?: number;
  /** Longest answer, in tokens. Default 96. */
  maxTokens?: number;
  /** Most answers an agent may give in a trial. Default 4. */
  maxCalls?: number;
}

/**
 * Lays out matched trials: in each block the levels of one factor, and nothing else, differ.
 *
 * A block is scenario × wording × world values × replicate. Its arms share the sampling
 * seed and are run one after the other, in an order drawn from the seed, so that a local
 * model reuses their common beginning.
 *
 * @param scenarios Situations as data, such as `loadScenarios()` gives.
 * @param options What is varied, how often, with which seed.
 * @returns Trials in running order.
 * @throws {RangeError} If a level is unknown or the draws cannot give that many worlds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs } from "twoplane/action";
 * const trials = matchPairs(loadScenarios(), {
 *   factor: "relationship", control: "none", treatments: ["cooperative"], mode: "choose", worlds: 2, seed: 1,
 * });
 * assert(trials.length === 3 * 3 * 2 * 2);
 * ```
 */
export function matchPairs(scenarios: readonly Scenario[], options: MatchPairsOptions): Trial[] {
  checkOptions("matchPairs", options, OPTION_NAMES);
  const worlds = checkInteger("matchPairs", "worlds", options.worlds ?? 7, { min: 1, max: 1000 });
  const replicates = checkInteger("matchPairs", "replicates", options.replicates ?? 1, { min: 1 });
  const { seed } = options;
  const blocks = scenarios.flatMap((scenario) => {
    const levels = levelsOf(scenario, options);
    return scenario.wordings.flatMap((wording) =>
      distinctWorlds(scenario, wording, { worlds, seed }).flatMap((values) =>
        Array.from(
          { length: replicates },
          (_, replicate) => levels.map((level) => makeTrial(scenario, wording, values, level, replicate, options)),
        )
      )
    );
  });
  const random = seededRandom(seed, "order");
  return shuffled(blocks, random).flatMap((block) => shuffled(block, random));
}

/**
 * The control items of each scenario as choice trials: questions whose answer is known.
 *
 * Ask them first. A model that fails them has not understood the situation, and its
 * leaning in it means nothing.
 *
 * @param scenarios Situations with control items.
 * @param options `factor` and `level` say which note stands in the prompt; `worlds` how many draws a scenario (default 2).
 * @returns One trial for each item and world, with the first wording.
 */
export function controlTrials(
  scenarios: readonly Scenario[],
  { factor, level, worlds = 2, seed }: { factor: string; level: string; worlds?: number; seed: number },
): Trial[] {
  const options = { factor, control: level, treatments: [], mode: "choose" as const, seed };
  return scenarios.flatMap((scenario) => {
    const wording = scenario.wordings[0] as Wording;
    const [shown] = levelsOf(scenario, options);
    return distinctWorlds(scenario, wording, { worlds, seed }).flatMap((values) =>
      scenario.controls.map((item) => makeTrial(scenario, wording, values, shown as Level, 0, options, item))
    );
  });
}

const OPTION_NAMES = [
  "factor",
  "control",
  "treatments",
  "mode",
  "worlds",
  "replicates",
  "seed",
  "temperature",
  "maxTokens",
  "maxCalls",
];

function levelsOf(scenario: Scenario, options: Pick<MatchPairsOptions, "factor" | "control" | "treatments">): Level[] {
  const names = scenario.factors.map(({ id }) => id);
  checkOneOf("matchPairs", `factor of scenario "${scenario.id}"`, options.factor, names);
  const factor = scenario.factors.find(({ id }) => id === options.factor) as Factor;
  const known = factor.levels.map(({ id }) => id);
  return [options.control, ...options.treatments].map((wanted) => {
    checkOneOf("matchPairs", `level of factor "${factor.id}"`, wanted, known);
    return factor.levels.find(({ id }) => id === wanted) as Level;
  });
}

function distinctWorlds(
  scenario: Scenario,
  wording: Wording,
  { worlds, seed }: { worlds: number; seed: number },
): Values[] {
  const possible = countWorlds(scenario.values);
  if (possible < 2 * worlds) {
    throw new RangeError(
      `Cannot draw ${worlds} worlds of scenario "${scenario.id}": its values need at least ${
        2 * worlds
      } combinations, got ${possible}`,
    );
  }
  const random = seededRandom(seed, `worlds ${scenario.id} ${wording.id}`);
  const drawn = new Map<string, Values>();
  while (drawn.size < worlds) {
    const values = drawValues(scenario.values, random);
    drawn.set(canonicalJson(values), values);
  }
  return [...drawn.values()];
}

function makeTrial(
  scenario: Scenario,
  wording: Wording,
  values: Values,
  level: Level,
  replicate: number,
  options: MatchPairsOptions | Pick<MatchPairsOptions, "factor" | "control" | "mode" | "seed">,
  item: ControlItem | null = null,
): Trial {
  const where = `scenario "${scenario.id}", wording "${wording.id}"`;
  const { mode, seed } = options;
  const { temperature = 0.7, maxTokens = 96, maxCalls = 4 } = options as MatchPairsOptions;
  const pairId = sha256(canonicalJson([scenario.id, wording.id, values])).slice(0, 16);
  const treatedSpan = fill(level.text, values, `level "${level.id}"`);
  const all = { ...values, treated: treatedSpan };
  const world = fill(scenario.world, values, where);
  const tools = mode === "act" ? toolsFor(scenario.tools, world) : [];
  const system = fill(wording.system, all, where) + (mode === "act" ? `\n\n${protocolText(tools)}` : "");
  const question = item?.question ?? wording.question;
  const task = `${wording.task}${mode === "choose" ? `\n\n${question}` : ""}`;
  const reached = {
    messages: [
      { role: "system" as const, content: system },
      ...(mode === "choose" ? FORMAT_EXAMPLES : []),
      { role: "user" as const, content: fill(task, all, where) },
    ],
    mode,
    tools,
    options: mode === "choose" ? fill(item ? itemOptions(item) : scenario.options, values, where) : [],
    world,
    settings: trialSettings(mode, { temperature, maxTokens, maxCalls, seed: samplingSeed(seed, pairId, replicate) }),
    replicate,
  };
  return {
    trialId: sha256(canonicalJson(reached)),
    blockId: sha256(canonicalJson([pairId, options.factor, replicate, item?.id ?? null])).slice(0, 16),
    pairId,
    scenarioId: scenario.id,
    wordingId: wording.id,
    factor: options.factor,
    condition: level.id,
    treatedSpan,
    outcome: fill(scenario.outcome, values, where),
    examples: fill(scenario.examples, values, where),
    controlItem: item?.id ?? null,
    ...reached,
  };
}

function itemOptions(item: ControlItem): MenuOption[] {
  return item.options.map((text, i) => ({ id: `option-${i}`, text, acts: i === item.answer }));
}

/** A choice reads probabilities and samples nothing. */
function trialSettings(mode: Trial["mode"], settings: ChatSettings & { maxCalls: number }): Trial["settings"] {
  return mode === "act" ? settings : { temperature: 1, maxTokens: 1, maxCalls: 1, seed: 0 };
}

/** Shared by the arms of a block, so that sampling noise is matched as well. */
function samplingSeed(seed: number, pairId: string, replicate: number): number {
  return parseInt(sha256(`${seed} ${pairId} ${replicate}`).slice(0, 7), 16);
}
