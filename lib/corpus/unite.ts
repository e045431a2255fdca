import { cut, quote } from "../foundation/mod.ts";
import type { ResolvedColumns } from "./columns.ts";
import type { LoadPostsOptions } from "./options.ts";
import type { FileTable, SourceTable } from "./tables.ts";

/** Several files as one source. */
export interface UnitedTable extends SourceTable {
  files: readonly FileTable[];
  /** Columns whose answers became rows of their own, in any file. */
  replies: readonly string[];
}

/** Files as one source: all columns that any of them has, in the order of first use, and all rows. */
export function unite(files: readonly FileTable[]): UnitedTable {
  const [only] = files;
  return {
    format: formatOfAll(files.map(({ format }) => format)),
    columns: [...new Set(files.flatMap(({ columns }) => columns))],
    rows: files.length === 1 && only !== undefined ? only.rows : files.flatMap(({ rows }) => rows),
    bad: files.flatMap(({ bad }) => bad),
    files,
    replies: [...new Set(files.flatMap(({ replies }) => replies))],
  };
}

/** What a report says of the format of several files. */
export function formatOfAll(formats: readonly string[]): string {
  const different = [...new Set(formats)];
  const counted = formats.length === 1 ? "" : `${formats.length} files: `;
  return counted + different.slice(0, 5).join(", ") + (different.length > 5 ? ", …" : "");
}

/** @throws {TypeError} If a column that is declared to hold answers is in no file. */
export function checkReplies(
  table: { columns: readonly string[]; replies: readonly string[]; rows: { readonly length: number } },
  { replies }: LoadPostsOptions,
  source: string,
): void {
  const known = [...table.columns, ...table.replies];
  const missing = [replies ?? []].flat().find((column) => !known.includes(column));
  if (missing === undefined || table.rows.length === 0) return;
  throw new TypeError(
    `Cannot load ${source}: replies needs a column of the file, got ${quote(missing)}. It has ${
      cut(table.columns.join(", "), 400)
    }`,
  );
}

/** @throws {TypeError} If a file with rows lacks the column of the text or of the time that the other files have. */
export function checkEveryFile(
  { files }: { files: readonly { name: string; columns: readonly string[]; rows: { readonly length: number } }[] },
  { fields }: ResolvedColumns,
): void {
  for (const field of ["text", "createdAt"] as const) {
    const column = fields.get(field);
    const without = files.find(({ rows, columns }) => rows.length > 0 && !columns.includes(column as string));
    if (without === undefined || column === undefined) continue;
    throw new TypeError(
      `Cannot load ${without.name}: need the column "${column}" for ${field} as in the other files, got ${
        cut(without.columns.join(", "), 400)
      }. Load files of other columns by themselves`,
    );
  }
}
