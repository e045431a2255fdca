import { openDuckDbFile, openParquet } from "../files/duckdb_table.ts";
import { columnNames, type Entry, objectRows } from "../files/objects.ts";
import { sqliteChunks } from "../files/sqlite_table.ts";
import type { LoadPostsOptions } from "../options.ts";
import type { FileSettings } from "../tables.ts";
import type { FilePiece } from "./pieces.ts";

/** Rows of a Parquet, DuckDB or SQLite file in pieces. */
export async function* objectPieces(
  settings: FileSettings,
  format: "parquet" | "duckdb" | "sqlite",
): AsyncGenerator<FilePiece> {
  if (format === "sqlite") return yield* sqlitePieces(settings);
  const opened = await (format === "parquet" ? openParquet(settings) : openDuckDbFile(settings));
  const pieceOf = objectNumberer(settings.options);
  try {
    let isEmpty = true;
    for await (const entries of opened.chunks) {
      isEmpty = false;
      yield { ...pieceOf(entries), format: opened.format, hint: "", bytes: opened.bytes() };
    }
    if (!isEmpty) return;
    yield { ...pieceOf([]), format: opened.format, columns: await opened.columns(), hint: "", bytes: 0 };
  } finally {
    opened.close();
  }
}

async function* sqlitePieces(settings: FileSettings): AsyncGenerator<FilePiece> {
  const read = { format: "", columns: [], notes: [] as string[], bytes: 0 };
  const pieceOf = objectNumberer({ replies: null });
  for await (const entries of sqliteChunks(settings, read)) {
    const piece = pieceOf(entries);
    const columns = read.columns.length > 0 ? read.columns : piece.columns; // all are known behind the last row
    yield { ...piece, columns, notes: read.notes.splice(0), format: read.format, hint: "", bytes: read.bytes };
  }
}

/** Makes the function that turns entries into rows, numbered on from those that came before. */
export function objectNumberer(
  options: Pick<LoadPostsOptions, "replies">,
): (entries: readonly Entry[]) => Pick<FilePiece, "columns" | "rows" | "bad" | "replies" | "notes"> {
  const columns = columnNames();
  const replies = new Set<string>();
  let before = 0;
  return (entries) => {
    const read = objectRows(entries, options, columns);
    for (const row of read.rows) row.row += before;
    for (const row of read.bad) row.row += before;
    for (const column of read.replies) replies.add(column);
    before += read.rows.length + read.bad.length;
    return { ...read, columns: read.columns.filter((column) => !replies.has(column)), replies: [...replies] };
  };
}
