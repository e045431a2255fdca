import { checkOptions, textPieces } from "../foundation/mod.ts";
import type { LedgerHeader } from "../shapes.ts";
import { headerOf, parseLine, unitOf } from "./ledger_lines.ts";

/** Options of `streamLedger()`. */
export interface StreamLedgerOptions {
  /** Stops reading with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Reads a finished ledger of any size, one record at a time, also when it is compressed.
 *
 * Says the same as `readLedger()`, with no more in memory than the ids of the records: half a line at the end is passed
 * over, and where a failed unit was asked again, its last record counts. A ledger that a run is still writing is refused;
 * `followLedger()` watches one.
 *
 * @param path A ledger, also compressed.
 * @param options A signal that stops it.
 * @returns The header, and records to go through as often as wanted, in the order in which they were finished.
 * @throws {SyntaxError} If the header is none; while going through, if a line is damaged.
 * @throws {RangeError} If there is no such file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { streamLedger } from "twoplane/action";
 * import { dataPath } from "twoplane/foundation";
 * import type { TrialRecord } from "twoplane/shapes";
 * const { records } = await streamLedger<TrialRecord>(dataPath("runs/actions-qwen2.5-coder-1.5b.jsonl.gz"));
 * let tokens = 0;
 * for await (const { usage } of records) tokens += usage.completionTokens;
 * assert(tokens > 0);
 * ```
 */
export async function streamLedger<Row>(
  path: string,
  options: StreamLedgerOptions = {},
): Promise<{ header: LedgerHeader; records: AsyncIterable<Row> }> {
  checkOptions("streamLedger", options, ["signal"]);
  const first = (await linesOf(path, options).next()).value;
  const header = headerOf(path, first === undefined ? undefined : parseLine(path, first));
  return { header, records: { [Symbol.asyncIterator]: () => recordsOf<Row>(path, options) } };
}

interface NumberedLine {
  text: string;
  number: number;
}

/** Goes through the file twice: which record of a unit is its last is known at the end alone. */
async function* recordsOf<Row>(path: string, options: StreamLedgerOptions): AsyncGenerator<Row, void> {
  const last = new Map<string, number>();
  let isRepeated = false;
  for await (const line of linesOf(path, options)) {
    const unit = line.number === 1 ? null : unitOf(parseLine(path, line));
    if (unit === null) continue;
    isRepeated ||= last.has(unit);
    last.set(unit, line.number);
  }
  if (!isRepeated) last.clear();
  for await (const line of linesOf(path, options)) {
    if (line.number === 1) continue;
    const row = parseLine(path, line);
    if ((last.get(unitOf(row) ?? "") ?? line.number) === line.number) yield row as Row;
  }
}

async function* linesOf(path: string, options: StreamLedgerOptions): AsyncGenerator<NumberedLine, undefined> {
  let begun = "";
  let number = 1;
  for await (const piece of textPieces(path, { ...options, maxRatio: 10_000 })) {
    const lines = (begun + piece).split("\n");
    begun = lines.pop() as string;
    for (const text of lines) yield { text, number: number++ };
  }
}
