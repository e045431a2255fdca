import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { dataPath, messageOf } from "../foundation/mod.ts";
import type { Factor, Scenario } from "../shapes.ts";
import { applyCall, TOOL_NAMES } from "./world.ts";
import { drawValues, fill } from "./template.ts";
import { holds } from "./rule.ts";
import { seededRandom } from "../foundation/mod.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/);
const level = z.strictObject({ id, text: z.string() });
const factorSchema = z.strictObject({ id, title: z.string(), card: z.string(), levels: z.array(level).min(2) });
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
  factors: z.array(id).min(1),
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
 * Each file is checked against the schema, each wording for exactly one `{{treated}}`, and
 * both outcome rules by playing the scenario's own examples, so that a rule that can never
 * fire is found before a model is asked.
 *
 * @param folder Holds `scenarios/*.json` and `factors/*.json`. Default: the embedded data.
 * @returns Scenarios in the order of their file names, factors resolved.
 * @throws {SyntaxError} If a file is not JSON or not of the schema.
 * @throws {RangeError} If a factor is unknown, a placeholder has no value, or a rule cannot fire.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios } from "twoplane/action";
 * assert(loadScenarios().length >= 3);
 * ```
 */
export function loadScenarios(folder?: string): Scenario[] {
  const scenarioFolder = folder === undefined ? dataPath("scenarios") : join(folder, "scenarios");
  const factorFolder = folder === undefined ? dataPath("factors") : join(folder, "factors");
  const factors = jsonFiles(factorFolder).map((path) => readAs<Factor>(path, factorSchema));
  return jsonFiles(scenarioFolder).map((path) => {
    const raw = readAs<Omit<Scenario, "factors"> & { factors: readonly string[] }>(path, scenarioSchema);
    const scenario = { ...raw, factors: raw.factors.map((name) => findFactor(name, factors, raw.id)) };
    checkScenario(scenario);
    return scenario;
  });
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

/** @throws {RangeError} If a wording, a placeholder, a control item or an outcome rule cannot work. */
export function checkScenario(scenario: Scenario): void {
  const where = `scenario "${scenario.id}"`;
  for (const wording of scenario.wordings) {
    const spans = [wording.system, wording.task, wording.question].map((text) => text.split("{{treated}}").length - 1);
    if (spans[1] === 1 && spans[0] === 0 && spans[2] === 0) continue;
    throw new RangeError(
      `Cannot use ${where}: wording "${wording.id}" needs {{treated}} once, in its task, got ${
        spans.join(", ")
      } times ` +
        "in system, task, question",
    );
  }
  const badControl = scenario.controls.find((item) => item.answer >= item.options.length);
  if (badControl) {
    throw new RangeError(`Cannot use ${where}: control "${badControl.id}" has no option ${badControl.answer}`);
  }
  const values = drawValues(scenario.values, seededRandom(0, "check"));
  const filled = fill({ ...scenario, values: {} }, { ...values, treated: "" }, where);
  for (const kind of ["acted", "abstained"] as const) {
    const end = filled.examples[kind].reduce((world, step) => applyCall(world, step).world, filled.world);
    const other = kind === "acted" ? "abstained" : "acted";
    if (holds(filled.outcome[kind], end) && !holds(filled.outcome[other], end)) continue;
    throw new RangeError(
      `Cannot use ${where}: its example of "${kind}" needs to fire that rule alone, got settings ` +
        `${JSON.stringify(end.settings)} and files ${Object.keys(end.files).join(", ")}`,
    );
  }
}
