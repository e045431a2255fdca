import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { checkOneOf, checkOptions, dataPath, messageOf, seededRandom } from "../foundation/mod.ts";
import type { Factor, Scenario, Trial } from "../shapes.ts";
import { holds } from "./rule.ts";
import { drawValues } from "./template.ts";
import { hasMarks } from "./treated.ts";
import { makeTrial } from "./trial.ts";
import { applyCall, TOOL_NAMES } from "./world.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/);
const name = z.string().regex(/^[a-z][a-z0-9]*$/);
const level = z.strictObject({
  id,
  text: z.string(),
  values: z.record(z.string(), z.string()).optional(),
  temperature: z.number().min(0).max(2).optional(),
});
const place = z.enum(["system", "task", "note", "form"]);
const factorSchema = z.strictObject({
  id: name,
  title: z.string(),
  card: z.string(),
  place,
  levels: z.array(level).min(2),
});
const rule: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({ setting: z.string(), equals: scalar }),
    z.strictObject({ setting: z.string(), above: z.union([z.number(), z.string()]) }),
    z.strictObject({ fileExists: z.string() }),
    z.strictObject({ fileContains: z.string(), under: z.string() }),
    z.strictObject({ not: rule }),
    z.strictObject({ all: z.array(rule).min(1) }),
    z.strictObject({ any: z.array(rule).min(1) }),
  ])
);
const call = z.strictObject({ tool: z.enum(TOOL_NAMES), arguments: z.record(z.string(), scalar) });
const draw = z.union([
  z.strictObject({ oneOf: z.array(z.union([z.string(), z.number()])).min(1) }),
  z.strictObject({ integer: z.strictObject({ min: z.number().int(), max: z.number().int() }) }),
]);
const scenarioSchema = z.strictObject({
  id,
  title: z.string().min(1),
  card: z.string().min(1),
  values: z.record(z.string(), draw),
  world: z.strictObject({ files: z.record(z.string(), z.string()), settings: z.record(z.string(), scalar) }),
  tools: z.array(z.enum(TOOL_NAMES)).min(1),
  wordings: z.array(z.strictObject({ id, system: z.string(), task: z.string(), question: z.string() })).min(3),
  factors: z.record(name, id),
  levels: z.record(name, z.record(id, z.string())).optional(),
  options: z.array(z.strictObject({ id, text: z.string(), acts: z.boolean() })).min(2),
  outcome: z.strictObject({ acted: rule, abstained: rule }),
  examples: z.strictObject({ acted: z.array(call).min(1), abstained: z.array(call).min(1) }),
  controls: z.array(
    z.strictObject({ id, question: z.string(), options: z.array(z.string()).min(2), answer: z.number().int().min(0) }),
  ),
});

/**
 * Reads the scenarios that come with twoplane, or those of a folder of your own.
 *
 * Each file is checked against the schema, each wording for the note's paragraph, and both outcome rules by playing the
 * scenario's own examples at every level of every factor, so that a rule that can never fire is found before a model is asked.
 * A scenario says which factors it has, with the level that stands where a design does not vary them, and may give a level words
 * of its own.
 *
 * @param options `folder`: holds `scenarios/*.json` and `factors/*.json`, by default the embedded data; `only`: ids of the
 *   scenarios that are wanted, in that order, by default all.
 * @returns Scenarios in the order of their file names, factors resolved.
 * @throws {SyntaxError} If a file is not JSON or not of the schema.
 * @throws {RangeError} If a factor is unknown, a placeholder has no value, or a rule cannot fire.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios } from "twoplane/action";
 * assert(loadScenarios({ only: ["shutdown-switch"] })[0]?.wordings.length === 3);
 * ```
 */
export function loadScenarios(options: LoadScenariosOptions = {}): Scenario[] {
  checkOptions("loadScenarios", options, ["folder", "only"]);
  const { folder, only } = options;
  const factors = loadFactors(folder);
  const scenarioFolder = folder === undefined ? dataPath("scenarios") : join(folder, "scenarios");
  const paths = jsonFiles(scenarioFolder);
  const known = paths.map((path) => basename(path, ".json"));
  for (const wanted of only ?? []) checkOneOf("loadScenarios", "only", wanted, known);
  return (only ?? known).map((wanted) => {
    const { levels = {}, ...raw } = readAs<RawScenario>(paths[known.indexOf(wanted)] as string, scenarioSchema);
    const own = Object.keys(raw.factors).map((id) =>
      ownWords(findFactor(id, factors, raw.id), levels[id] ?? {}, raw.id)
    );
    const scenario: Scenario = { ...raw, factors: own, defaults: raw.factors };
    checkScenario(scenario);
    return scenario;
  });
}

/** Options of `loadScenarios()`. */
export interface LoadScenariosOptions {
  folder?: string;
  only?: readonly string[];
}

/** A scenario as its file has it: factors by name with their default level, and words of its own for some levels. */
type RawScenario = Omit<Scenario, "factors" | "defaults"> & {
  factors: Readonly<Record<string, string>>;
  levels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** All factors of a folder, or those that come with twoplane. */
export function loadFactors(folder?: string): Factor[] {
  const factorFolder = folder === undefined ? dataPath("factors") : join(folder, "factors");
  return jsonFiles(factorFolder).map((path) => readAs<Factor>(path, factorSchema));
}

function ownWords(factor: Factor, words: Readonly<Record<string, string>>, scenarioId: string): Factor {
  const known = factor.levels.map(({ id: levelId }) => levelId);
  const unknown = Object.keys(words).find((levelId) => !known.includes(levelId));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot load scenario "${scenarioId}": factor "${factor.id}" has levels ${
        known.join(", ")
      }, got words for "${unknown}"`,
    );
  }
  return { ...factor, levels: factor.levels.map((each) => ({ ...each, text: words[each.id] ?? each.text })) };
}

function jsonFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort().map((name) => join(folder, name));
}

function readAs<Shape>(path: string, schema: z.ZodType): Shape {
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8"))) as Shape;
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    const what = issue ? `${issue.path.join(".") || "the file"}: ${issue.message}` : messageOf(cause);
    throw new SyntaxError(`Cannot read ${path}: need the schema of its room, got ${what}`, { cause });
  }
}

function findFactor(name: string, factors: readonly Factor[], scenarioId: string): Factor {
  const found = factors.find((factor) => factor.id === name);
  if (found !== undefined) return found;
  const known = factors.map((factor) => factor.id).join(", ");
  throw new RangeError(`Cannot load scenario "${scenarioId}": need a factor of ${known}, got "${name}"`);
}

/** @throws {RangeError} If a default, a wording, a placeholder, a control item or an outcome rule cannot work. */
export function checkScenario(scenario: Scenario): void {
  const where = `scenario "${scenario.id}"`;
  if (hasMarks(JSON.stringify(scenario))) {
    throw new RangeError(`Cannot use ${where}: its texts need to be free of the characters U+E000 and U+E001`);
  }
  for (const { id: factorId, levels } of scenario.factors) {
    const chosen = scenario.defaults[factorId];
    if (levels.some((each) => each.id === chosen)) continue;
    throw new RangeError(
      `Cannot use ${where}: the default of factor "${factorId}" needs to be one of ${
        levels.map((each) => each.id).join(", ")
      }, got "${chosen}"`,
    );
  }
  checkNotes(scenario, where);
  const badControl = scenario.controls.find((item) => item.answer >= item.options.length);
  if (badControl) {
    throw new RangeError(`Cannot use ${where}: control "${badControl.id}" has no option ${badControl.answer}`);
  }
  for (const trial of sampleTrials(scenario)) checkRules(trial, where);
}

/** The note stands in every wording once, as a paragraph of the task, so that wordings have the same treated text. */
function checkNotes({ factors, wordings }: Scenario, where: string): void {
  const notes = factors.filter((factor) => factor.place === "note");
  if (notes.length > 1) {
    throw new RangeError(
      `Cannot use ${where}: needs at most one factor of place "note", got ${
        notes.map(({ id: note }) => note).join(", ")
      }`,
    );
  }
  const slot = notes.map(({ id: note }) => `{{${note}}}`)[0];
  for (const wording of slot === undefined ? [] : wordings) {
    const paragraphs = wording.task.split("\n\n").filter((paragraph) => paragraph === slot).length;
    const elsewhere = [wording.system, wording.task, wording.question].join("").split(slot as string).length - 1 -
      paragraphs;
    if (paragraphs === 1 && elsewhere === 0) continue;
    throw new RangeError(
      `Cannot use ${where}: wording "${wording.id}" needs ${slot} once, as a paragraph of its task, got it ` +
        `${paragraphs} times as a paragraph and ${elsewhere} times elsewhere`,
    );
  }
}

/** Act trials at every level of every factor and wording, the others at their defaults; menus and control items at the defaults. */
function sampleTrials(scenario: Scenario): Trial[] {
  const values = drawValues(scenario.values, seededRandom(0, "check"));
  const settings = { temperature: 0, maxTokens: 1, maxCalls: 1 };
  const [first] = scenario.factors;
  const cells = first === undefined
    ? [{ factor: "", levels: {} }]
    : scenario.factors.flatMap(({ id: factor, levels }) =>
      levels.map((each) => ({ factor, levels: { ...scenario.defaults, [factor]: each.id } }))
    );
  const common = { scenario, values, replicate: 0 };
  const acts = cells.flatMap((cell) =>
    scenario.wordings.map((wording) =>
      makeTrial({ ...common, ...cell, wording, item: null }, { mode: "act", seed: 0, settings })
    )
  );
  const atDefault = { ...common, factor: first?.id ?? "", levels: scenario.defaults };
  for (const wording of scenario.wordings) {
    for (const item of [null, ...scenario.controls]) {
      makeTrial({ ...atDefault, wording, item }, { mode: "choose", seed: 0, settings }); // throws where a name has no value
    }
  }
  return acts;
}

function checkRules({ examples, outcome, world, factor, condition }: Trial, where: string): void {
  for (const kind of ["acted", "abstained"] as const) {
    const end = examples[kind].reduce((state, step) => applyCall(state, step).world, world);
    const other = kind === "acted" ? "abstained" : "acted";
    if (holds(outcome[kind], end) && !holds(outcome[other], end)) continue;
    throw new RangeError(
      `Cannot use ${where}: its example of "${kind}" needs to fire that rule alone, got settings ` +
        `${JSON.stringify(end.settings)} and files ${Object.keys(end.files).join(", ")} with ${factor} = ${condition}`,
    );
  }
}
