import type { Reading, StepReading } from "../shapes.ts";
import { escapeMarkup, visible } from "../foundation/mod.ts";
import { limited } from "./blocks.ts";
import { alignSteps } from "./reading/align.js";
import { changesText, outcomeText } from "./reading_blocks.ts";
import { stepHeading, stepText } from "./reading/step_text.js";
import { piecesOf, wordDifference } from "./reading/words.js";
import { type ArmName, pieceHtml, piecePlain, type TextPiece } from "./text_pieces.ts";

const WRAPPED = "white-space:pre-wrap;overflow-wrap:anywhere";

/** A row of the comparison: what both arms have there. */
interface PairRow {
  label: string;
  own: readonly TextPiece[];
  /** `null`: the same as `own`. */
  other: readonly TextPiece[] | null;
}

/** Both arms in a table of two columns, differing words coloured. */
export function pairHtml(own: Reading, other: Reading, most: number): string {
  const cell = (tag: string, inner: string) =>
    `<${tag} style="text-align:left;vertical-align:top;${tag === "th" ? "" : WRAPPED}">${inner}</${tag}>`;
  const rows = rowsOf(own, other, most).map(({ label, own, other }) =>
    `<tr>${cell("th", escapeMarkup(label))}${cell("td", own.map(pieceHtml).join(""))}${
      cell("td", other === null ? "(the same)" : other.map(pieceHtml).join(""))
    }</tr>`
  );
  const head = ["", ...namesOf(own, other)].map((name) => cell("th", escapeMarkup(name))).join("");
  return `<p>${escapeMarkup(summaryOf(own, other))}</p><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${
    rows.join("\n")
  }\n</tbody>\n</table>`;
}

/** Both arms one below the other, step by step. */
export function pairPlain(own: Reading, other: Reading, most: number): string {
  const [first, second] = namesOf(own, other);
  const rows = rowsOf(own, other, most).map(({ label, own, other }) => {
    const text = (pieces: readonly TextPiece[]) => pieces.map(piecePlain).join("");
    return other === null
      ? `${label}, the same in both:\n${text(own)}`
      : `${label}\n${first}:\n${text(own)}\n${second}:\n${text(other)}`;
  });
  return [visible(summaryOf(own, other)), ...rows].join("\n\n");
}

function namesOf(own: Reading, other: Reading): [string, string] {
  const name = ({ factor, condition }: Reading) => visible(`${factor} = ${condition}`);
  return [name(own), name(other)];
}

function summaryOf(own: Reading, other: Reading): string {
  const pair = own.pairId === other.pairId ? "" : "These two are of different pairs. ";
  const steps = alignSteps(own, other).filter(({ label }) => label !== "prompt");
  const parting = steps.find(({ isSame }) => !isSame)?.label;
  const did = parting === undefined
    ? "Both arms did the same, step by step"
    : `The arms part at ${parting} of ${steps.length}`;
  const { scenarioId, wordingId, replicate, model } = own;
  return `${pair}${scenarioId}, wording ${wordingId}, replicate ${replicate}, ${model}. ${did}`;
}

function rowsOf(own: Reading, other: Reading, most: number): PairRow[] {
  const steps = alignSteps(own, other).map((pair) =>
    rowOf(pair.label, [shownStep(pair.own, most), shownStep(pair.other, most)])
  );
  return [
    ...steps,
    rowOf("changes", [changesText(own), changesText(other)].map((text) => limited(visible(text), most))),
    rowOf("outcome", [outcomeText(own), outcomeText(other)].map((text) => limited(visible(text), most))),
  ];
}

function rowOf(label: string, [own, other]: readonly (string | null | undefined)[]): PairRow {
  const missing = (arm: ArmName): TextPiece => ({ text: "(nothing)", arm, isDifferent: true, isTreated: false });
  if (own === other && own !== null && own !== undefined) {
    return { label, own: [{ text: own, arm: "control", isDifferent: false, isTreated: false }], other: null };
  }
  const segments = wordDifference(own ?? "", other ?? "");
  const pieces = (arm: ArmName, text: string | null | undefined) =>
    text === null || text === undefined
      ? [missing(arm)]
      : piecesOf(segments, arm, []).map((piece) => ({ ...piece, arm }));
  return { label, own: pieces("control", own), other: pieces("treatment", other) };
}

function shownStep(step: StepReading | null, most: number): string | null {
  return step === null ? null : limited(visible(`${stepHeading(step)}:\n${stepText(step)}`), most);
}
