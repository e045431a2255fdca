import { quote } from "../../foundation/mod.ts";
import type { LoadReport } from "../../shapes.ts";
import { DROP_REASONS } from "../options.ts";
import type { BadPart } from "./content.ts";
import { type LoadLogOptions, LOG_DEFAULTS } from "./options.ts";
import type { Logs } from "./read.ts";

/** A part of the log that gives no row. */
export interface LogDrop {
  row: number;
  reason: string;
  detail: string;
}

/** What became of the parts of one file. */
export interface LogFileRows {
  rowsRead: number;
  rowsKept: number;
  drops: LogDrop[];
  bad: BadPart[];
  notes: string[];
}

/**
 * Refuses a log with more unreadable parts than the caller accepts.
 *
 * @throws {SyntaxError} That names the first of them.
 */
export function checkBadParts(source: string, bad: readonly BadPart[], options: LoadLogOptions): void {
  const [first] = bad;
  const most = options.maxBadRows ?? LOG_DEFAULTS.maxBadRows;
  if (first === undefined || bad.length <= most) return;
  throw new SyntaxError(
    `Cannot load ${source} at ${first.where}: ${first.detail}. ${bad.length} ${
      bad.length === 1 ? "part is" : "parts are"
    } ` +
      `bad, maxBadRows is ${most}`,
  );
}

/** The report of a load, in which every part of every file is either kept or dropped for a reason. */
export function reportOf(
  logs: Logs,
  rows: readonly LogFileRows[],
  { columns, options }: { columns: Readonly<Record<string, string>>; options: LoadLogOptions },
): LoadReport {
  const several = logs.files.length > 1;
  const drops = rows.flatMap(({ drops, bad }, index) => {
    const own = [
      ...drops,
      ...bad.map(({ row, where, detail }) => ({ row, reason: DROP_REASONS.badRow, detail: `${where}: ${detail}` })),
    ];
    const source = logs.files[index]?.source ?? "";
    return several ? own.map((drop) => ({ ...drop, detail: `${source}, ${drop.detail}` })) : own;
  });
  const total = (count: (rows: LogFileRows) => number) => rows.reduce((sum, own) => sum + count(own), 0);
  return {
    source: logs.source,
    format: [...new Set(logs.files.map(({ content }) => content.format))].join(", "),
    rowsRead: total(({ rowsRead }) => rowsRead),
    rowsKept: total(({ rowsKept }) => rowsKept),
    files: logs.files.map(({ source, content }, index) => ({
      source,
      format: content.format,
      rowsRead: rows[index]?.rowsRead ?? 0,
      rowsKept: rows[index]?.rowsKept ?? 0,
    })),
    dropped: [...Map.groupBy(drops, ({ reason }) => reason)].map(([reason, all]) => ({
      reason,
      count: all.length,
      first: all.slice(0, 5).map(({ row, detail }) => ({ row, detail })),
    })),
    columns: { tool: options.tool === undefined ? `${logs.tool}, told by the file` : logs.tool, ...columns },
    guessed: options.tool === undefined ? ["tool"] : [],
    unusedColumns: [],
    warnings: [
      ...logs.passedOver.map((name) => `Not a log, passed over: ${quote(name)}`),
      ...[...Map.groupBy(rows.flatMap(({ notes }) => notes), (note) => note)].map(([note, all]) =>
        `${note}: ${all.length}`
      ),
    ],
  };
}

/** For each key the last file that holds it: a task tried again is logged again, what went well included. */
export function lastFileOf(keys: readonly (readonly (string | null)[])[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  keys.forEach((own, file) => own.forEach((key) => key === null || last.set(key, file)));
  return last;
}

export const SUPERSEDED = "superseded by a later log of the same task";
