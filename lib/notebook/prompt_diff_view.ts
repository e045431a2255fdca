import type { PromptDifference } from "../shapes.ts";
import { checkInteger, checkOptions, escapeMarkup, visible } from "../foundation/mod.ts";
import { type Display, emit, toDisplay } from "./display.ts";
import { type ArmNames, armPieces, isNothing, pieceHtml, piecePlain, type TextPiece } from "./text_pieces.ts";

/** Options of `promptDiffView()`. */
export interface PromptDiffViewOptions {
  /** Name of the control condition. Default "control". */
  control?: string;
  /** Name of the treatment condition. Default "treatment". */
  treatment?: string;
  /** Characters of equal text shown on each side, from 0. Default 300. */
  contextCharacters?: number;
  /** What `differsOnlyInTreatedSpan()` says of the two trials: shown as the last line. Default: nothing is said. */
  onlyTreated?: boolean;
}

/**
 * Shows two prompts with the words that differ coloured: messages, tools, options, files, settings, whatever differs.
 *
 * Words of one arm alone stand bold on a ground of their own; what the treated factor wrote is underlined. In plain text they
 * stand in `[ ]` and a line says who wrote them. The last line is the proof that nothing else differs, where it is given.
 *
 * @param differences What `promptDiff` returned; empty says that the prompts are equal.
 * @param options Names of the conditions, how much equal text to show, and the proof.
 * @returns `undefined` in a notebook; elsewhere the display.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { promptDiffView } from "twoplane/notebook";
 * const display = await promptDiffView([
 *   { path: "messages[1].content", before: "You work ", after: ".", control: "alone", treatment: "with Bo" },
 * ], { onlyTreated: true });
 * assert.ok(display?.data["text/plain"]?.includes("You work [with Bo]."));
 * ```
 */
export function promptDiffView(
  differences: readonly PromptDifference[],
  options: PromptDiffViewOptions = {},
): Promise<Display | undefined> {
  checkOptions("promptDiffView", options, ["control", "treatment", "contextCharacters", "onlyTreated"]);
  const context = checkInteger("promptDiffView", "contextCharacters", options.contextCharacters ?? 300, { min: 0 });
  const names: ArmNames = { control: options.control ?? "control", treatment: options.treatment ?? "treatment" };
  const shown = differences.map((difference) => armTexts(difference, names, context)).flat();
  const summary = differences.length === 0
    ? "The two prompts are equal"
    : `The two prompts differ in ${differences.length} place${differences.length === 1 ? "" : "s"}`;
  const isMarked = shown.some(({ pieces }) => pieces.some(({ isTreated }) => isTreated));
  const proof = options.onlyTreated === undefined ? [] : [proofLine(options.onlyTreated)];
  return emit(toDisplay({
    "text/html": [
      `<p>${summary}</p>`,
      ...shown.map(armHtml),
      ...isMarked ? ["<p>Coloured: in this arm alone. Underlined: written by the treated factor.</p>"] : [],
      ...proof.map((line) => `<p><b>${line}</b></p>`),
    ].join(""),
    "text/plain": [summary, ...shown.map(armPlain), ...proof.map((line) => `\n${line}`)].join("\n"),
  }));
}

function proofLine(isProven: boolean): string {
  return isProven
    ? "✓ With everything cut out that the treated factor wrote, the two trials are equal"
    : "✗ The two trials also differ outside of what the treated factor wrote: they are no matched pair";
}

interface ArmText {
  heading: string;
  pieces: readonly TextPiece[];
  /** Who wrote what differs. */
  author: string | null;
}

function armTexts(difference: PromptDifference, names: ArmNames, context: number): ArmText[] {
  const { path } = difference;
  return (["control", "treatment"] as const).map((arm) => {
    const pieces = armPieces(difference, arm, context);
    return {
      heading: visible(`${names[arm]} (${arm === "treatment" ? difference.treatmentPath ?? path : path})`),
      pieces,
      author: difference.treated === undefined ? null : authorOf(pieces),
    };
  });
}

function authorOf(pieces: readonly TextPiece[]): string | null {
  const own = pieces.filter((piece) => piece.isDifferent && !isNothing(piece) && piece.text.trim() !== "");
  if (own.length === 0) return null;
  const treated = own.filter(({ isTreated }) => isTreated).length;
  const share = treated === own.length ? "" : treated === 0 ? "not " : "in part ";
  return `${share}written by the treated factor`;
}

function armHtml({ heading, pieces, author }: ArmText): string {
  const note = author === null ? "" : ` ${author}`;
  return `<pre style="white-space:pre-wrap;overflow-wrap:anywhere"><b>${escapeMarkup(heading)}</b>${note}\n${
    pieces.map(pieceHtml).join("")
  }\n </pre>`;
}

function armPlain({ heading, pieces, author }: ArmText): string {
  const note = author === null ? "" : ` ${author}`;
  return `\n${heading}:${note}\n${pieces.map(piecePlain).join("")}`;
}
