import type { DropReason, LoadReport } from "../shapes.ts";
import { type ResolvedColumns, shownColumns } from "./columns.ts";
import type { FoundFiles } from "./files/find.ts";
import { LOAD_DEFAULTS, type LoadPostsOptions } from "./options.ts";
import type { Drop, RowsRead } from "./read_rows.ts";
import type { UnitedTable } from "./unite.ts";

/** So many rows of a reason are shown. */
export const SHOWN = 5;

/** @throws {SyntaxError} If more rows than allowed cannot be read; names the first of them. */
export function checkBadRows(bad: RowsRead["bad"], { source, most }: { source: string; most: number }): void {
  const [first] = bad.toSorted(inOrder);
  if (first !== undefined) checkBadCount({ count: bad.length, first }, { source, most });
}

/** @throws {SyntaxError} If more rows than allowed cannot be read. */
export function checkBadCount(
  { count, first }: { count: number; first: { detail: string; hint: string } },
  { source, most }: { source: string; most: number },
): void {
  if (count <= most) return;
  throw new SyntaxError(
    `Cannot load ${source} at ${first.detail}. ${count} ${
      count === 1 ? "row is" : "rows are"
    } bad, maxBadRows is ${most}${first.hint}`,
  );
}

/** What a report says of one file. */
export interface FileTally {
  source: string;
  /** How errors call it. */
  name: string;
  format: string;
  columns: readonly string[];
  /** Rows that could be told apart, kept or not. */
  rows: number;
  /** Rows that could not. */
  bad: number;
  kept: number;
}

/** What a report is made of. */
export interface LoadTally {
  found: FoundFiles;
  format: string;
  files: readonly FileTally[];
  columns: readonly string[];
  replies: readonly string[];
  /** Rows that stood in others. */
  answers: number;
  dropped: readonly DropReason[];
  /** What is counted into the warnings, in the order of reading. */
  notes: ReadonlyMap<string, number>;
}

/** What was read, kept and dropped, and why. */
export function loadReport(
  { found, table, columns, options, read }: {
    found: FoundFiles;
    table: UnitedTable;
    columns: ResolvedColumns;
    options: LoadPostsOptions;
    read: RowsRead;
  },
): LoadReport {
  const files = table.files.map(({ source, name, format, columns, rows, bad }, index) => ({
    ...{ source, name, format, columns, rows: rows.length, bad: bad.length, kept: read.kept[index] ?? 0 },
  }));
  return reportOf(
    {
      found,
      format: table.format,
      files,
      columns: table.columns,
      replies: table.replies,
      answers: table.rows.filter((row) => row.answers !== undefined).length,
      dropped: reasonsOf([...read.drops, ...read.bad]),
      notes: read.notes,
    },
    columns,
    options,
  );
}

/** The report of a load whose rows were counted. */
export function reportOf(tally: LoadTally, columns: ResolvedColumns, options: LoadPostsOptions): LoadReport {
  const { found, format, files, replies } = tally;
  const taken = new Set([...columns.fields.values()].flat());
  const guessesReplies = replies.length > 0 && options.replies === undefined;
  return {
    source: found.source,
    format,
    rowsRead: files.reduce((sum, { rows, bad }) => sum + rows + bad, 0),
    rowsKept: files.reduce((sum, { kept }) => sum + kept, 0),
    files: files.map(({ source, name, format, rows, bad, kept }) => ({
      source: options.source === undefined ? source : name,
      format,
      rowsRead: rows + bad,
      rowsKept: kept,
    })),
    dropped: tally.dropped,
    columns: {
      ...shownColumns(columns, options.kind ?? LOAD_DEFAULTS.kind),
      ...(replies.length > 0 && !columns.fields.has("kind") && { kind: "by depth" }),
      ...(replies.length > 0 && { replies: replies.join(", ") }),
    },
    guessed: [...columns.guessed, ...(guessesReplies ? ["replies"] : [])],
    unusedColumns: tally.columns.filter((column) => !taken.has(column)),
    warnings: warningsOf(tally, columns),
  };
}

/** Dropped rows by reason, with the first of each. */
export function reasonsOf(drops: readonly Drop[]): DropReason[] {
  return [...Map.groupBy(drops.toSorted(inOrder), ({ reason }) => reason)].map(([reason, rows]) => ({
    reason,
    count: rows.length,
    first: rows.slice(0, SHOWN).map(({ row, detail }) => ({ row, detail })),
  }));
}

function inOrder(a: Drop, b: Drop): number {
  return a.file - b.file || a.row - b.row;
}

function warningsOf({ found, files, replies, answers, notes }: LoadTally, columns: ResolvedColumns): string[] {
  const warnings = [...found.notes, ...[...notes].map(([note, count]) => `${note}: ${count}`)];
  if (answers > 0) {
    warnings.push(
      `Answers in ${
        replies.join(", ")
      }, taken as rows of their own, with parent, thread and kind from where they stand ` +
        `unless they name their own: ${answers}`,
    );
  }
  for (const [field, column] of columns.fields) {
    const without = files.filter(({ rows, columns }) =>
      rows > 0 && [column].flat().some((name) => !columns.includes(name))
    );
    if (without.length === 0 || without.length === files.length) continue;
    const names = without.slice(0, SHOWN).map(({ name }) => name).join(", ");
    warnings.push(`Files without the column ${[column].flat().join(" or ")} (${field}): ${without.length} (${names})`);
  }
  if (!columns.fields.has("authorId")) warnings.push("No column was taken for authorId: every author is null");
  if (files.every(({ kept }) => kept === 0)) warnings.push("No row was kept");
  return warnings;
}
