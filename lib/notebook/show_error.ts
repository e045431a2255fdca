import { printable, projectRoot } from "../foundation/mod.ts";
import { type Display, emit, toDisplay } from "./display.ts";

/**
 * Runs what is expected to fail and shows the message: for a cell that demonstrates what a
 * good error says.
 *
 * @param run A function that throws or rejects.
 * @returns `undefined` in a notebook; elsewhere the display.
 * @throws {Error} If `run` does not fail, since the cell then shows the wrong thing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { showError } from "twoplane/notebook";
 * const display = await showError(() => { throw new RangeError("Cannot run x(): need 1, got 0"); });
 * assert.equal(display?.data["text/plain"], "RangeError: Cannot run x(): need 1, got 0");
 * ```
 */
export async function showError(run: () => unknown): Promise<Display | undefined> {
  let result: unknown;
  try {
    result = await run();
  } catch (error) {
    return emit(toDisplay({ "text/plain": describe(error) }));
  }
  throw new Error(`Cannot show an error: need a function that throws, got ${typeof result} without one`);
}

/** Name and message; a path inside the project without the machine's part of it. */
function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return printable(text.replaceAll(`${projectRoot()}/`, ""));
}
