import { printable } from "../foundation/mod.ts";

/** About how wide a character of Inter is, as a share of the text size. */
function characterWidth(character: string): number {
  if (
    /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u.test(character)
  ) {
    return 1.1;
  }
  if (/[ilj.,:;'|!()[\] ]/.test(character)) return 0.32;
  if (/[ftrI"/\\-]/.test(character)) return 0.42;
  if (/[mwMW@%→—]/.test(character)) return 0.92;
  return /[A-Z_&#+=<>~−0-9]/.test(character) ? 0.68 : 0.6;
}

/** About how many px a line of text takes; a little more than it really does, never less for Latin text. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, character) => sum + characterWidth(character), 0) * size;
}

/** One line of at most `width` px, cut with an ellipsis; the longest fit is kept. */
export function shorten(text: string, size: number, width: number): string {
  const flat = printable(text).replace(/\s+/g, " ").trim();
  if (textWidth(flat, size) <= width) return flat;
  const most = Math.max(1, Math.ceil(width / (0.3 * size))); // more do not fit, however narrow
  const characters = [...flat.slice(0, 2 * most)];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, size) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** At most `lines` lines of at most `width` px each, broken at spaces, hyphens, slashes and underscores where possible. */
export function wrap(text: string, size: number, width: number, lines = 2): string[] {
  const flat = printable(text).replace(/\s+/g, " ").trim();
  if (lines <= 1 || textWidth(flat, size) <= width) return [shorten(flat, size, width)];
  const pieces = flat.split(/(?<=[\s\-_/])/);
  let first = "";
  let taken = 0;
  while (taken < pieces.length && textWidth((first + pieces[taken]).trimEnd(), size) <= width) first += pieces[taken++];
  if (taken === 0) [first, taken] = [hardBreak(flat, size, width), 0];
  const rest = taken === 0 ? flat.slice(first.length) : pieces.slice(taken).join("");
  return [first.trimEnd(), ...wrap(rest, size, width, lines - 1)];
}

function hardBreak(text: string, size: number, width: number): string {
  let head = "";
  for (const character of text) {
    if (head !== "" && textWidth(head + character, size) > width) break;
    head += character;
  }
  return head;
}

/**
 * A number with a fixed count of decimals, a true minus sign and no negative zero; powers of
 * ten where decimals would be too many to read.
 *
 * @param digits Decimals, 0 or more.
 */
export function formatNumber(value: number, digits: number): string {
  const isFar = digits > 5 || Math.abs(value) >= 1e6;
  const text = isFar && value !== 0 ? value.toExponential(1).replace("e+", "e") : value.toFixed(isFar ? 0 : digits);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replaceAll("-", "−");
}

/** Decimals that show two digits of the largest value; never fewer than two below 10. */
export function digitsFor(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest >= 10 || largest === 0) return largest >= 100 ? 0 : largest === 0 ? 2 : 1;
  return Math.max(2, 1 - Math.floor(Math.log10(largest)));
}

/** "1 post", "12 posts". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** The text with a capital at its start, as titles have it. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
