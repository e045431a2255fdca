import { cut } from "./errors.ts";
import { jsonFault } from "./json_fault.ts";
import { positionOf } from "./positions.ts";

/**
 * Reads JSON so that no digit is lost: a whole number beyond 2⁵³ comes back as its text.
 *
 * `JSON.parse()` rounds the 19-digit ids that platforms use, so that two posts share one id.
 *
 * @param text A byte-order mark is dropped.
 * @param options `source` names the file or address, for errors.
 * @throws {SyntaxError} If the text is not JSON, with line and column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseJson } from "twoplane/foundation";
 * const { id } = parseJson('{ "id": 1234567890123456789 }', { source: "posts.json" }) as { id: string };
 * assert(id === "1234567890123456789");
 * ```
 */
export function parseJson(text: string, { source }: { source: string }): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  try {
    return readJson(plain);
  } catch (cause) {
    const fault = faultOf(plain);
    const where = fault === null ? "" : ` at line ${fault.line}, column ${fault.column}`;
    throw new SyntaxError(`Cannot read ${source}${where}: need JSON, got ${fault?.found ?? "too deep a nesting"}`, {
      cause,
    });
  }
}

/** A number of so many digits, as it may stand in JSON; within a string it costs time and changes nothing. */
const LONG_NUMBER = /(?:^|[:,[])[ \t\n\r]*-?[0-9]{16}/;

/** `JSON.parse()` with long whole numbers kept as text. */
export function readJson(text: string): unknown {
  return LONG_NUMBER.test(text)
    ? JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown)
    : JSON.parse(text);
}

/** Where and what the first fault of a JSON text is; `null` where there is none. */
export function faultOf(text: string): { line: number; column: number; found: string } | null {
  const offset = jsonFault(text);
  if (offset === null) return null;
  const found = offset === text.length ? "the end" : `"${cut(text.slice(offset, offset + 200))}"`;
  return { ...positionOf(text, offset), found };
}

/** The third argument of a reviver holds the number as it was written (ECMAScript, JSON.parse source text access). */
function keepDigits(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return context.source !== undefined && /^-?[0-9]+$/.test(context.source) ? context.source : value;
}
