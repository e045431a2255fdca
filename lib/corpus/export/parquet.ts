import { closeSync, openSync, rmSync } from "node:fs";
import { openDuckDb, sqlName, sqlText, writeAll } from "../../foundation/mod.ts";

/** A column of a Parquet file: its name, how DuckDB reads it from JSON, and how it makes the value to write. */
export interface ParquetColumn {
  name: string;
  /** Type in SQL, such as `VARCHAR` or `FLOAT[]`. */
  type: string;
  /** What to write instead of the value itself, in SQL. */
  value?: string;
}

/** Rows of one group in a file; part of what makes its bytes the same from run to run. */
const GROUP_ROWS = 122_880;
const LEAST_OBJECT_BYTES = 2 ** 24;

/**
 * Writes rows as a Parquet file whose bytes depend on them alone: one thread, groups of one size, Zstandard. The rows
 * go through a JSON Lines neighbour, so that they never stand in memory as a whole.
 *
 * @param chunks Rows whose fields JSON can hold.
 */
export async function writeParquet(
  path: string,
  chunks: AsyncIterable<readonly object[]>,
  columns: readonly ParquetColumn[],
): Promise<void> {
  const lines = `${path}.jsonl`;
  try {
    const longest = await writeLines(lines, chunks);
    const database = await openDuckDb(null, { threads: 1 });
    try {
      await database.run(copySql(lines, path, columns, longest));
    } finally {
      database.close();
    }
  } finally {
    rmSync(lines, { force: true });
  }
}

function copySql(lines: string, path: string, columns: readonly ParquetColumn[], longest: number): string {
  const types = columns.map(({ name, type }) => `${sqlText(name)}: ${sqlText(type)}`).join(", ");
  const values = columns.map(({ name, value }) => `${value ?? sqlName(name)} AS ${sqlName(name)}`).join(", ");
  const size = Math.max(LEAST_OBJECT_BYTES, longest + 1);
  return `COPY (SELECT ${values} FROM read_json(${
    sqlText(lines)
  }, format = 'newline_delimited', auto_detect = false, ` +
    `compression = 'uncompressed', maximum_object_size = ${size}, columns = {${types}})) TO ${sqlText(path)} ` +
    `(FORMAT PARQUET, COMPRESSION ZSTD, ROW_GROUP_SIZE ${GROUP_ROWS})`;
}

/** Bytes of the longest line. */
async function writeLines(path: string, chunks: AsyncIterable<readonly object[]>): Promise<number> {
  const file = openSync(path, "w");
  const encoder = new TextEncoder();
  let longest = 0;
  try {
    for await (const rows of chunks) {
      for (const row of rows) {
        const line = encoder.encode(`${JSON.stringify(row)}\n`);
        longest = Math.max(longest, line.length);
        writeAll(file, line);
      }
    }
    return longest;
  } finally {
    closeSync(file);
  }
}
