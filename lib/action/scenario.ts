import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { checkOneOf, checkOptions, dataPath, messageOf, quote } from "../foundation/mod.ts";
import type { Factor, Scenario } from "../shapes.ts";
import { checkDistinct, checkScenario } from "./scenario_checks.ts";
import { factorSchema, scenarioSchema } from "./scenario_schema.ts";

export { checkScenario };

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
 * @throws {TypeError} If `only` is no array, or names a scenario that is not there.
 * @throws {RangeError} If there is no such folder, a factor or level is unknown, an id stands twice, a placeholder has no value,
 *   wordings have different treated places, a drawn value reaches no model, or a rule cannot fire at some level.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios } from "twoplane/action";
 * assert(loadScenarios({ only: ["switch-tampering"] })[0]?.wordings.length === 3);
 * ```
 */
export function loadScenarios(options: LoadScenariosOptions = {}): Scenario[] {
  checkOptions("loadScenarios", options, ["folder", "only"]);
  const { folder, only } = options;
  checkWanted(only);
  const factors = loadFactors(folder);
  const scenarioFolder = folder === undefined ? dataPath("scenarios") : join(folder, "scenarios");
  const paths = jsonFiles(scenarioFolder);
  const known = paths.map((path) => basename(path, ".json"));
  for (const wanted of only ?? []) checkOneOf("loadScenarios", "only", wanted, known);
  return (only ?? known).map((wanted) => {
    const path = paths[known.indexOf(wanted)] as string;
    const { levels = {}, ...raw } = readAs<RawScenario>(path, scenarioSchema);
    if (raw.id !== wanted) {
      throw new RangeError(`Cannot load scenarios: ${path} needs the id "${wanted}" of its name, got "${raw.id}"`);
    }
    checkOwnWords(raw, levels);
    const own = Object.keys(raw.factors).map((id) =>
      ownWords(findFactor(id, factors, raw.id), levels[id] ?? {}, raw.id)
    );
    const scenario: Scenario = { ...raw, factors: own, defaults: raw.factors };
    checkScenario(scenario);
    return scenario;
  });
}

function checkWanted(only: unknown): void {
  if (only === undefined) return;
  if (!Array.isArray(only)) {
    throw new TypeError(`Cannot run loadScenarios(): only needs an array of ids, got ${quote(only)}`);
  }
  const twice = only.find((id, i) => only.indexOf(id) < i);
  if (twice === undefined) return;
  throw new RangeError(`Cannot run loadScenarios(): only needs distinct ids, got ${quote(twice)} twice`);
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
  const factors = jsonFiles(factorFolder).map((path) => readAs<Factor>(path, factorSchema));
  checkDistinct("factor", factors.map(({ id }) => id), `the factors of ${factorFolder}`);
  return factors;
}

function checkOwnWords({ id, factors }: RawScenario, levels: NonNullable<RawScenario["levels"]>): void {
  const unknown = Object.keys(levels).find((factor) => !Object.hasOwn(factors, factor));
  if (unknown === undefined) return;
  throw new RangeError(
    `Cannot load scenario "${id}": it has the factors ${Object.keys(factors).join(", ")}, got words for "${unknown}"`,
  );
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
  return namesIn(folder).filter((name) => name.endsWith(".json")).sort().map((name) => join(folder, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    const what = (cause as { code?: unknown }).code === "ENOENT" ? "no such folder" : messageOf(cause);
    throw new RangeError(
      `Cannot load scenarios: need a folder ${folder} of JSON files, got ${what}. The folder that is given holds the folders ` +
        "scenarios and factors",
      { cause },
    );
  }
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
