import type { DataFrame } from "danfojs";
import { jupyterDisplay } from "./display.ts";
import { tableDisplay } from "./table.ts";
import type { FrameLike } from "./table_rows.ts";

/**
 * Rows as a danfojs frame, to filter, group and join in a notebook.
 *
 * danfojs takes about two seconds to load, so it is loaded by the first call; from then on
 * every frame that a cell ends with shows as a table. `table()` names it for the report too.
 *
 * @param rows Plain objects with the same keys.
 * @returns A DataFrame.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { frame } from "twoplane/notebook";
 * const scores = await frame([{ agent: "ada", n: 3 }, { agent: "bo", n: 5 }]);
 * assert.deepEqual(scores.shape, [2, 2]);
 * ```
 */
export async function frame(rows: readonly object[]): Promise<DataFrame> {
  const { DataFrame, NDframe } = await import("danfojs");
  Object.defineProperty(NDframe.prototype, jupyterDisplay, {
    configurable: true,
    value(this: FrameLike) {
      return tableDisplay(this).data;
    },
  });
  return new DataFrame(rows.map((row) => ({ ...row })));
}
