import { parseJson } from "../../foundation/mod.ts";

/** A string, which is passed over, or a word that Python writes for a number that JSON does not know. */
const NOT_FINITE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * Reads JSON as Python writes it: the bare words NaN and Infinity, which JSON does not know, become `null`.
 *
 * @throws {SyntaxError} If it is no JSON either way.
 */
export function parseLogJson(text: string, source: string): unknown {
  try {
    return parseJson(text, { source });
  } catch (cause) {
    const plain = text.replace(NOT_FINITE, (found) => found.startsWith('"') ? found : "null");
    if (plain === text) throw cause;
    return parseJson(plain, { source });
  }
}
