import { cut, quote } from "../../foundation/mod.ts";

/** What Python's `repr()` writes for a character that cannot stand as itself. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\", "'": "'", '"': '"' };
/** How many hexadecimal digits follow the letter of a numbered character. */
const NUMBERED: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Reads a list of texts as Python prints one, `['a', "b's"]`; nothing is run, and nothing else is read.
 *
 * @throws {SyntaxError} That says at which character it is no such list.
 */
export function pythonTexts(text: string): string[] {
  const found: string[] = [];
  let at = past(text, 0, "[");
  while (text[at] !== "]") {
    const { value, end } = pythonText(text, at);
    found.push(value);
    at = spaces(text, end);
    if (text[at] === "]") break;
    at = past(text, at, ",");
  }
  if (spaces(text, at + 1) !== text.length) throw fault(text, at + 1, "nothing behind the list");
  return found;
}

/**
 * Reads one text as Python prints it, from its opening quote.
 *
 * @throws {SyntaxError} That says at which character it is none.
 */
export function pythonText(text: string, start: number): { value: string; end: number } {
  const mark = text[start];
  if (mark !== "'" && mark !== '"') throw fault(text, start, "a text in quotes");
  const stop = new RegExp(`[\\\\\\n${mark}]`, "g");
  let value = "";
  for (let at = start + 1;;) {
    stop.lastIndex = at;
    const end = stop.exec(text)?.index ?? text.length;
    value += text.slice(at, end);
    if (text[end] === mark) return { value, end: end + 1 };
    if (text[end] !== "\\") throw fault(text, end, `a closing ${mark}`);
    const escaped = escapeAt(text, end);
    value += escaped.value;
    at = escaped.end;
  }
}

function escapeAt(text: string, at: number): { value: string; end: number } {
  const letter = text[at + 1] ?? "";
  if (Object.hasOwn(ESCAPES, letter)) return { value: ESCAPES[letter] as string, end: at + 2 };
  const digits = Object.hasOwn(NUMBERED, letter) ? NUMBERED[letter] as number : 0;
  const hex = text.slice(at + 2, at + 2 + digits);
  const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : NaN;
  if (digits === 0 || !(code <= 0x10ffff)) throw fault(text, at, "an escape that Python writes");
  return { value: String.fromCodePoint(code), end: at + 2 + digits };
}

function past(text: string, from: number, wanted: string): number {
  const at = spaces(text, from);
  if (text[at] !== wanted) throw fault(text, at, quote(wanted));
  return spaces(text, at + 1);
}

function spaces(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n") at++;
  return at;
}

function fault(text: string, at: number, need: string): SyntaxError {
  const what = at >= text.length ? "its end" : `"${cut(text.slice(at, at + 60))}"`;
  return new SyntaxError(`need ${need} at character ${at + 1}, got ${what}`);
}
