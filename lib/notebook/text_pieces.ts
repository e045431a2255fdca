import type { PromptDifference } from "../shapes.ts";
import { escapeMarkup, visible } from "../foundation/mod.ts";
import { piecesOf, type Segment, treatedDifference, wordDifference } from "./reading/words.js";

/** The side of a comparison. */
export type ArmName = "control" | "treatment";
/** What the two conditions are called. */
export type ArmNames = Readonly<Record<ArmName, string>>;

/** A piece of one arm's text. */
export interface TextPiece {
  text: string;
  arm: ArmName;
  isDifferent: boolean;
  isTreated: boolean;
}

/** What stands where an arm has no words of its own. */
const NOTHING = "(nothing)";
const NOT_HERE = "(not in this arm)";

/** Whether a piece only says that there is nothing. */
export function isNothing({ text }: TextPiece): boolean {
  return text === NOTHING || text === NOT_HERE;
}

/** Grounds that carry dark text, on light pages and on dark ones: grey for control, light purple for treatment. */
const ground: Readonly<Record<ArmName, string>> = { control: "#dfe2e6", treatment: "#ecd3e8" };

/** One arm of a difference in pieces, with so many characters of equal text on each side, all of it made visible. */
export function armPieces(difference: PromptDifference, arm: ArmName, context: number): TextPiece[] {
  const { only, treated = { control: [], treatment: [] } } = difference;
  const whole = (side: ArmName) => difference.before + difference[side] + difference.after;
  const segments = treatedDifference(whole("control"), whole("treatment"), treated) ?? spanDifference(difference);
  const first = segments.findIndex((segment) => segment.arm !== "both");
  const isBare = segments.every((segment) => segment.arm !== arm);
  const read = (part: readonly Segment[], from: number): TextPiece[] =>
    piecesOf(part, arm, treated[arm].map(({ start, end }) => ({ start: start - from, end: end - from })))
      .map((piece) => ({ ...piece, arm, text: visible(piece.text) }));
  const head = segments.slice(0, Math.max(0, first));
  const absent = only === undefined || only === arm ? NOTHING : NOT_HERE;
  const nothing: TextPiece = { text: absent, arm, isDifferent: true, isTreated: false };
  const rest = read(segments.slice(head.length), head.reduce((sum, { text }) => sum + text.length, 0));
  const last = isBare ? 0 : rest.findLastIndex(({ isDifferent }) => isDifferent) + 1;
  return [
    ...keepEnd(read(head, 0), context),
    ...isBare ? [nothing] : rest.slice(0, last),
    ...keepStart(rest.slice(last), context),
  ];
}

function spanDifference({ before, control, treatment, after }: PromptDifference): Segment[] {
  const shared = [before, after].map((text): Segment => ({ text, arm: "both" }));
  return shared.toSpliced(1, 0, ...wordDifference(control, treatment));
}

function keepStart(pieces: readonly TextPiece[], count: number): TextPiece[] {
  let left = count;
  const kept = pieces.flatMap((piece) => {
    const characters = [...piece.text];
    const text = characters.slice(0, left).join("");
    left -= Math.min(left, characters.length);
    return text === "" ? [] : [{ ...piece, text }];
  });
  return lengthOf(pieces) <= count ? kept : [...kept, ellipsis(pieces)];
}

function keepEnd(pieces: readonly TextPiece[], count: number): TextPiece[] {
  const turned = (all: readonly TextPiece[]) =>
    all.toReversed().map((piece) => ({ ...piece, text: [...piece.text].reverse().join("") }));
  return turned(keepStart(turned(pieces), count));
}

function ellipsis(pieces: readonly TextPiece[]): TextPiece {
  return { text: "…", arm: pieces[0]?.arm ?? "control", isDifferent: false, isTreated: false };
}

function lengthOf(pieces: readonly TextPiece[]): number {
  return pieces.reduce((sum, { text }) => sum + [...text].length, 0);
}

/** Differing words bold on a ground of their own, treated ones underlined. */
export function pieceHtml({ text, arm, isDifferent, isTreated }: TextPiece): string {
  const line = isTreated ? "text-decoration:underline" : "";
  if (isDifferent) {
    const style = [`background-color:${ground[arm]}`, "color:#1a1a1a", line].filter(Boolean).join(";");
    return `<b style="${style}">${escapeMarkup(text)}</b>`;
  }
  return isTreated ? `<u>${escapeMarkup(text)}</u>` : escapeMarkup(text);
}

/** Differing words in brackets. */
export function piecePlain({ text, isDifferent }: TextPiece): string {
  return isDifferent ? `[${text}]` : text;
}
