import { seededRandom } from "../foundation/mod.ts";
import type { Factor, Scenario, Trial } from "../shapes.ts";
import { MOST_OPTIONS } from "./menu.ts";
import { checkNames, checkPlaces } from "./scenario_places.ts";
import { checkRules } from "./scenario_rules.ts";
import { drawValues } from "./template.ts";
import { hasMarks } from "./treated.ts";
import { makeTrial } from "./trial.ts";

/**
 * Can this scenario be used? Every text is put together at every level of every factor, and the scenario's own examples are
 * played there, so that a rule that can never fire or a name without a value is found before a model is asked.
 *
 * @throws {RangeError} If an id or a wording's text stands twice, wordings have different treated places, an example calls what is
 *   not offered, a default, a placeholder, a drawn value, a menu, a control item or an outcome rule cannot work.
 */
export function checkScenario(scenario: Scenario): void {
  const where = `scenario "${scenario.id}"`;
  if (hasMarks(JSON.stringify(scenario))) {
    throw new RangeError(`Cannot use ${where}: its texts need to be free of the characters U+E000 and U+E001`);
  }
  checkIds(scenario, where);
  checkFilled(scenario, where);
  checkDefaults(scenario, where);
  checkNames(scenario, where);
  checkPlaces(scenario, where);
  checkOptions(scenario, where);
  for (const trial of actTrials(scenario)) {
    checkGame(trial, where);
    checkRules(trial, where);
  }
  for (const trial of choiceTrials(scenario)) checkMenu(trial, where);
  checkWordings(scenario, where);
  checkDraws(scenario, where);
}

function checkIds(scenario: Scenario, where: string): void {
  const lists = { wording: scenario.wordings, option: scenario.options, "control item": scenario.controls };
  for (const [what, items] of Object.entries(lists)) checkDistinct(what, items.map(({ id }) => id), where);
  for (const { id, levels } of scenario.factors) {
    checkDistinct(`level of factor "${id}"`, levels.map((level) => level.id), where);
  }
}

/** @throws {RangeError} If an id stands twice. */
export function checkDistinct(what: string, ids: readonly string[], where: string): void {
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice === undefined) return;
  throw new RangeError(`Cannot use ${where}: each ${what} needs an id of its own, got "${twice}" twice`);
}

function checkDefaults({ factors, defaults }: Scenario, where: string): void {
  for (const { id: factorId, levels } of factors) {
    const chosen = defaults[factorId];
    if (levels.some((each) => each.id === chosen)) continue;
    throw new RangeError(
      `Cannot use ${where}: the default of factor "${factorId}" needs to be one of ${
        levels.map((each) => each.id).join(", ")
      }, got "${chosen}"`,
    );
  }
}

function checkOptions({ options, controls }: Scenario, where: string): void {
  const acting = options.filter(({ acts }) => acts).length;
  if (acting === 0 || acting === options.length) {
    throw new RangeError(
      `Cannot use ${where}: its options need one that acts and one that does not, got ${acting} of ${options.length} that act`,
    );
  }
  const badControl = controls.find((item) => item.answer >= item.options.length);
  if (badControl === undefined) return;
  throw new RangeError(`Cannot use ${where}: control "${badControl.id}" has no option ${badControl.answer}`);
}

const FORM = { seed: 0, settings: { temperature: 0, maxTokens: 1, maxCalls: 1 } };

function cell(scenario: Scenario, values = drawValues(scenario.values, seededRandom(0, "check"))) {
  const factor = scenario.factors[0]?.id ?? "";
  return { scenario, values, replicate: 0, item: null, factor, levels: scenario.defaults };
}

/** The first wording at every level of every factor, the others at their defaults; every other wording at the defaults. */
function actTrials(scenario: Scenario): Trial[] {
  const levelsOf = ({ id, levels }: Factor) =>
    levels.map((level) => ({ factor: id, levels: { ...scenario.defaults, [id]: level.id } }));
  const [first, ...others] = scenario.wordings;
  if (first === undefined) return [];
  const common = cell(scenario);
  const cells = scenario.factors.length === 0 ? [{}] : scenario.factors.flatMap(levelsOf);
  return [
    ...cells.map((levels) => makeTrial({ ...common, ...levels, wording: first }, { mode: "act", ...FORM })),
    ...others.map((wording) => makeTrial({ ...common, wording }, { mode: "act", ...FORM })),
  ];
}

/** Menus of all wordings, and control items as they are asked, at the defaults. */
function choiceTrials(scenario: Scenario): Trial[] {
  const common = cell(scenario);
  const [first] = scenario.wordings;
  return [
    ...scenario.wordings.map((wording) => makeTrial({ ...common, wording }, { mode: "choose", ...FORM })),
    ...scenario.controls.flatMap((item) =>
      first === undefined ? [] : [makeTrial({ ...common, wording: first, item }, { mode: "choose", ...FORM })]
    ),
  ];
}

/** A text such as "{{ peer }}" or "{{peer}" would reach the model as it stands. */
function checkFilled(value: unknown, where: string): void {
  if (typeof value === "string") {
    const left = /.{0,20}(\{\{|\}\}).{0,20}/.exec(value.replace(/\{\{\w+\}\}/g, ""));
    if (left === null) return;
    throw new RangeError(`Cannot use ${where}: every placeholder needs the form {{name}}, got "${left[0]}"`);
  }
  if (value === null || typeof value !== "object") return;
  for (const [key, part] of Object.entries(value)) {
    checkFilled(key, where);
    checkFilled(part, where);
  }
}

function checkGame({ world: { game } }: Trial, where: string): void {
  if (game === undefined) return;
  const known: [string, readonly string[], readonly string[]][] = [
    ["opens", ["kind", "harsh"], game.partners.map(({ opens }) => opens)],
    ["then", ["repeats", "copies", "grudges"], game.partners.map(({ then }) => then)],
    ["tells", ["points", "moves"], [game.tells]],
    ["responds", ["yes", "no"], game.payOff.kind === "stock" ? [game.payOff.responds] : []],
  ];
  for (const [field, names, found] of known) {
    const wrong = found.find((value) => !names.includes(value));
    if (wrong === undefined) continue;
    throw new RangeError(`Cannot use ${where}: "${field}" of its game is one of ${names.join(", ")}, got "${wrong}"`);
  }
}

/** Two wordings that a model cannot tell apart would be one trial under two names. */
function checkWordings(scenario: Scenario, where: string): void {
  const seen = new Map<string, string>();
  for (const wording of scenario.wordings) {
    const { messages } = makeTrial({ ...cell(scenario), wording }, { mode: "choose", ...FORM });
    const texts = JSON.stringify(messages);
    const same = seen.get(texts);
    seen.set(texts, wording.id);
    if (same === undefined) continue;
    throw new RangeError(
      `Cannot use ${where}: each wording needs texts of its own, got the same for "${same}" and "${wording.id}"`,
    );
  }
}

function checkMenu({ options, controlItem }: Trial, where: string): void {
  if (options.length > MOST_OPTIONS) {
    throw new RangeError(
      `Cannot use ${where}: ${controlItem === null ? "its menu" : `control "${controlItem}"`} needs at most ` +
        `${MOST_OPTIONS} options, got ${options.length}`,
    );
  }
  const texts = options.map(({ text }) => text);
  const twice = texts.find((text, i) => texts.indexOf(text) < i);
  if (twice === undefined) return;
  const whose = controlItem === null ? "its menu" : `control "${controlItem}"`;
  throw new RangeError(`Cannot use ${where}: options of ${whose} need to differ, got "${twice}" twice`);
}

/** Two worlds whose difference no model sees would be one trial under two names. */
function checkDraws(scenario: Scenario, where: string): void {
  const [wording] = scenario.wordings;
  if (wording === undefined) return;
  const drawn = (turn: number, changed: string) =>
    drawValues(
      Object.fromEntries(
        Object.entries(scenario.values).map(([name, draw]) => {
          const at = name === changed ? turn : 0;
          if ("row" in draw) return [name, { row: [draw.row[at] ?? {}] }];
          return [name, { oneOf: ["oneOf" in draw ? draw.oneOf[at] ?? "" : draw.integer.min + at] }];
        }),
      ),
      () => 0,
    );
  for (const [name, draw] of Object.entries(scenario.values)) {
    const size = "row" in draw
      ? draw.row.length
      : "oneOf" in draw
      ? draw.oneOf.length
      : draw.integer.max - draw.integer.min;
    if (size < 2) continue;
    const [a, b] = [0, 1].map((turn) =>
      makeTrial({ ...cell(scenario, drawn(turn, name)), wording }, { mode: "choose", ...FORM }).trialId
    );
    if (a !== b) continue;
    throw new RangeError(
      `Cannot use ${where}: what is drawn needs to reach the model, got "${name}" in none of its texts`,
    );
  }
}
