import { messageOf, quote } from "../foundation/mod.ts";
import type { LedgerHeader } from "../shapes.ts";

/** What this code writes and reads; a change that older code could not read gets the next number. */
export const SCHEMA_VERSION = 1;

/** One whole line of a file. */
export interface LedgerLine {
  text: string;
  /** 1 is the header. */
  number: number;
  /** Bytes of the file up to and with its line end. */
  end: number;
}

/** Puts bytes of the file from a position on into the buffer; 0 at its end. */
export type ReadAt = (buffer: Uint8Array, position: number) => number;

const CHUNK = 2 ** 20;
export const LINE_END = 10;

/**
 * Every line of a file that is ended, from a position on, with no more than one line and one chunk in memory.
 * What stands behind the last line end is half a line, and is not given.
 */
export function* wholeLines(readAt: ReadAt, from: { position: number; number: number }): Generator<LedgerLine> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(CHUNK);
  let [position, number] = [from.position, from.number];
  let begun: Uint8Array[] = [];
  for (let at = position;;) {
    const piece = buffer.subarray(0, readAt(buffer, at));
    if (piece.length === 0) return;
    at += piece.length;
    let start = 0;
    for (let end = piece.indexOf(LINE_END); end >= 0; end = piece.indexOf(LINE_END, start)) {
      const bytes = joined([...begun, piece.subarray(start, end)]);
      position += bytes.length + 1;
      yield { text: decoder.decode(bytes), number: number++, end: position };
      begun = [];
      start = end + 1;
    }
    if (start < piece.length) begun.push(piece.slice(start));
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @throws {SyntaxError} If the line holds no JSON. */
export function parseLine(path: string, { text, number }: Pick<LedgerLine, "text" | "number">): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read ledger ${path}, line ${number}: need one JSON record, got ${messageOf(cause)}. ` +
        "Restore the file; nothing was changed",
      { cause },
    );
  }
}

/**
 * The header that a first line holds.
 *
 * @throws {SyntaxError} If it is none, or of a version that this code does not know.
 */
export function headerOf(path: string, value: unknown): LedgerHeader {
  const { schemaVersion, codeVersion } = (typeof value === "object" && value !== null ? value : {}) as LedgerHeader;
  if (schemaVersion === SCHEMA_VERSION) return value as LedgerHeader;
  const isNewer = Number.isInteger(schemaVersion) && schemaVersion > SCHEMA_VERSION;
  const step = isNewer
    ? `. It was written by version ${quote(codeVersion)} of this kit: read it with that one; nothing was changed`
    : ". It is no ledger; nothing was changed";
  throw new SyntaxError(
    `Cannot read ledger ${path}: its first line needs schemaVersion ${SCHEMA_VERSION}, got ` +
      `${schemaVersion === undefined ? "undefined" : quote(schemaVersion)}${step}`,
  );
}

/** Names the unit of a record that any ledger of this kit may hold, where it has one. */
export function unitOf(row: unknown): string | null {
  const { trial, turnId } = (typeof row === "object" && row !== null ? row : {}) as {
    trial?: { trialId?: unknown };
    turnId?: unknown;
  };
  const id = trial?.trialId ?? turnId;
  return typeof id === "string" ? id : null;
}
