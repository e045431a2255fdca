import type { Factor, Scenario, Wording } from "../shapes.ts";
import { drawnNames } from "./template.ts";

/** @throws {RangeError} If a name is set by two, or by some levels of a factor only, or the rows of a draw differ in names. */
export function checkNames({ values, factors }: Scenario, where: string): void {
  for (const [name, draw] of Object.entries(values)) {
    if (!("row" in draw)) continue;
    const wanted = Object.keys(draw.row[0] ?? {}).sort().join(", ");
    const odd = draw.row.find((row) => Object.keys(row).sort().join(", ") !== wanted);
    if (odd === undefined) continue;
    throw new RangeError(
      `Cannot use ${where}: every row of "${name}" needs the names ${wanted}, got ${Object.keys(odd).join(", ")}`,
    );
  }
  for (const { id, levels } of factors) {
    const wanted = namesOfLevel(levels[0]);
    const odd = levels.find((level) => namesOfLevel(level) !== wanted);
    if (odd === undefined) continue;
    throw new RangeError(
      `Cannot use ${where}: every level of factor "${id}" needs to set ${wanted || "no names"}, got ` +
        `${namesOfLevel(odd) || "none"} in level "${odd.id}"`,
    );
  }
  const all = [...drawnNames(values), ...factors.flatMap(namesOf)];
  const twice = all.find((name, i) => all.indexOf(name) < i);
  if (twice === undefined) return;
  throw new RangeError(`Cannot use ${where}: a name needs one meaning, got "${twice}" from two factors or draws`);
}

/** A factor of place "form" has no text, so its id is no name. */
function namesOf(factor: Factor): string[] {
  return [...factor.place === "form" ? [] : [factor.id], ...namesSetBy(factor)];
}

function namesOfLevel(level: Factor["levels"][number] | undefined): string {
  return Object.keys(level?.values ?? {}).sort().join(", ");
}

function namesSetBy({ levels }: Factor): string[] {
  return Object.keys(levels[0]?.values ?? {});
}

/**
 * Are all wordings treated alike? A factor's text stands equally often in the system's message and in the task of each, a name
 * that a factor sets stands in each wording or in none, and the note is one paragraph of each task.
 *
 * @throws {RangeError} If one wording differs.
 */
export function checkPlaces(scenario: Scenario, where: string): void {
  checkNotes(scenario, where);
  const [first, ...others] = scenario.wordings as readonly [Wording, ...Wording[]];
  for (const factor of scenario.factors) {
    const places = (wording: Wording) => placesOf(factor, wording);
    const odd = others.find((wording) => places(wording) !== places(first));
    if (odd === undefined) continue;
    throw new RangeError(
      `Cannot use ${where}: factor "${factor.id}" needs the same places in every wording, got ${places(first)} in ` +
        `"${first.id}" and ${places(odd)} in "${odd.id}"`,
    );
  }
}

function placesOf(factor: Factor, { system, task, question }: Wording): string {
  const count = (text: string) => text.split(`{{${factor.id}}}`).length - 1;
  const isNamed = namesSetBy(factor).some((name) => `${system}${task}${question}`.includes(`{{${name}}}`));
  const texts = [["system message", system], ["task", task], ["question", question]] as const;
  const own = factor.place === "form"
    ? []
    : texts.map(([place, text]) => `its text ${count(text)} times in the ${place}`);
  return [...own, ...namesSetBy(factor).length === 0 ? [] : [`its names ${isNamed ? "somewhere" : "nowhere"}`]].join(
    ", ",
  );
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
