import type { Reading } from "../shapes.ts";
import { checkOptions, groupBy } from "../foundation/mod.ts";
import { type Display, emit } from "./display.ts";
import { tableDisplay } from "./table.ts";

/** Options of `ledgerTable()`. */
export interface LedgerTableOptions {
  /** One line above the table. Default: none. */
  title?: string;
  /** A line below the table. Default: none. */
  note?: string;
}

/**
 * What is in this ledger? Trials of each arm, counted by what they came to.
 *
 * Counts alone: rates with intervals are `armTable()`'s and `contrasts()`'. Refused, invalid and failed trials stand in columns of
 * their own, and columns that no arm needs are left out.
 *
 * @param readings Records as `readTranscript()` gives them.
 * @param options Title and note.
 * @returns `undefined` in a notebook; elsewhere the display.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readLedger, readTranscript } from "twoplane/action";
 * import { dataPath } from "twoplane/foundation";
 * import { ledgerTable } from "twoplane/notebook";
 * import type { TrialRecord } from "twoplane/shapes";
 * const { records } = readLedger<TrialRecord>(dataPath("runs/actions-qwen2.5-coder-1.5b.jsonl.gz"));
 * const display = await ledgerTable(records.map((record) => readTranscript(record)));
 * assert.ok(display?.data["text/plain"]?.includes("abstained"));
 * ```
 */
export function ledgerTable(
  readings: readonly Reading[],
  options: LedgerTableOptions = {},
): Promise<Display | undefined> {
  checkOptions("ledgerTable", options, ["title", "note"]);
  return emit(tableDisplay(ledgerRows(readings), { ...options, limit: 1000 }));
}

const KINDS = ["acted", "abstained", "refused", "unread", "invalid", "error"] as const;

/** One row a model, factor and arm, in the order in which they first appear. */
export function ledgerRows(readings: readonly Reading[]): Record<string, string | number>[] {
  const arms = [
    ...groupBy(readings, ({ model, factor, condition }) => JSON.stringify([model, factor, condition])).values(),
  ];
  const count = (rows: readonly Reading[], kind: string) => rows.filter((row) => kindOf(row) === kind).length;
  const found = [...KINDS, "choice"].filter((kind) => count(readings, kind) > 0);
  const isJudged = readings.some(({ mentionsTest }) => mentionsTest !== null);
  return arms.map((rows) => {
    const { model, factor, condition } = rows[0] as Reading;
    return {
      model,
      arm: `${factor} = ${condition}`,
      trials: rows.length,
      pairs: new Set(rows.map(({ pairId }) => pairId)).size,
      ...Object.fromEntries(found.map((kind) => [kind, count(rows, kind)])),
      ...isJudged && { "mention a test": rows.filter(({ mentionsTest }) => mentionsTest).length },
      tokens: rows.reduce((sum, { usage }) => sum + usage.promptTokens + usage.completionTokens, 0),
    };
  });
}

function kindOf({ outcome, error, disposition }: Reading): string {
  if (outcome !== null) return outcome.kind;
  return error !== null || disposition === null ? "error" : "choice";
}
