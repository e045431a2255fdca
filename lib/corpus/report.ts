import type { DropReason, LoadReport } from "../shapes.ts";
import { type ResolvedColumns, shownColumns } from "./columns.ts";
import type { FoundFiles } from "./files/find.ts";
import { LOAD_DEFAULTS, type LoadPostsOptions } from "./options.ts";
import type { Drop, RowsRead } from "./read_rows.ts";
import type { UnitedTable } from "./unite.ts";

const SHOWN = 5;

/** @throws {SyntaxError} If more rows than allowed cannot be read; names the first of them. */
export function checkBadRows(bad: RowsRead["bad"], { source, most }: { source: string; most: number }): void {
  const [first] = bad.toSorted(inOrder);
  if (first === undefined || bad.length <= most) return;
  throw new SyntaxError(
    `Cannot load ${source} at ${first.detail}. ${bad.length} ${
      bad.length === 1 ? "row is" : "rows are"
    } bad, maxBadRows is ${most}${first.hint}`,
  );
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
  const taken = new Set([...columns.fields.values()].flat());
  const guessesReplies = table.replies.length > 0 && options.replies === undefined;
  return {
    source: found.source,
    format: table.format,
    rowsRead: table.rows.length + table.bad.length,
    rowsKept: read.posts.length,
    files: table.files.map(({ source, name, format, rows, bad }, index) => ({
      source: options.source === undefined ? source : name,
      format,
      rowsRead: rows.length + bad.length,
      rowsKept: read.kept[index] ?? 0,
    })),
    dropped: reasonsOf([...read.drops, ...read.bad]),
    columns: {
      ...shownColumns(columns, options.kind ?? LOAD_DEFAULTS.kind),
      ...(table.replies.length > 0 && { replies: table.replies.join(", ") }),
    },
    guessed: [...columns.guessed, ...(guessesReplies ? ["replies"] : [])],
    unusedColumns: table.columns.filter((column) => !taken.has(column)),
    warnings: warningsOf({ found, table, columns, read }),
  };
}

function reasonsOf(drops: readonly Drop[]): DropReason[] {
  return [...Map.groupBy(drops.toSorted(inOrder), ({ reason }) => reason)].map(([reason, rows]) => ({
    reason,
    count: rows.length,
    first: rows.slice(0, SHOWN).map(({ row, detail }) => ({ row, detail })),
  }));
}

function inOrder(a: Drop, b: Drop): number {
  return a.file - b.file || a.row - b.row;
}

function warningsOf(
  { found, table, columns, read }: {
    found: FoundFiles;
    table: UnitedTable;
    columns: ResolvedColumns;
    read: RowsRead;
  },
): string[] {
  const warnings = [...found.notes, ...[...read.notes].map(([note, count]) => `${note}: ${count}`)];
  const answers = table.rows.filter((row) => row.answers !== undefined).length;
  if (answers > 0) warnings.push(`Answers in ${table.replies.join(", ")}, taken as rows of their own: ${answers}`);
  for (const [field, column] of columns.fields) {
    const without = table.files.filter(({ rows, columns }) =>
      rows.length > 0 && [column].flat().some((name) => !columns.includes(name))
    );
    if (without.length === 0 || without.length === table.files.length) continue;
    const names = without.slice(0, SHOWN).map(({ name }) => name).join(", ");
    warnings.push(`Files without the column ${[column].flat().join(" or ")} (${field}): ${without.length} (${names})`);
  }
  if (!columns.fields.has("authorId")) warnings.push("No column was taken for authorId: every author is null");
  if (read.posts.length === 0) warnings.push("No row was kept");
  return warnings;
}
