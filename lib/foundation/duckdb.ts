import {
  DuckDBInstance,
  type DuckDBValue,
  type DuckDBValueConverter,
  JsonDuckDBValueConverter,
} from "@duckdb/node-api";
import accessors from "@duckdb/node-api/lib/vectors/dataAccessors.js";
import { checkInteger, checkOptions } from "./guards.ts";
import { guardEndOfProgram } from "./end_of_program.ts";
import { messageOf } from "./errors.ts";
import { keepTimersAwake } from "./timers_awake.ts";

/** The package's own decoder drops U+FEFF from the start of a text, as if each were a file (node-api 1.5.5). */
(accessors as { textDecoder: TextDecoder }).textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

export interface DuckDbOptions {
  /** Most memory that DuckDB may hold before it spills to disk, in MiB, at least 64. Default 800. */
  memoryMiB?: number;
  /** At least 1. Default 2. */
  threads?: number;
  /** Open the file for reading only, so that several processes may. Default `write`. */
  access?: "read" | "write";
}

/** Values that may stand for `$name` in a statement. */
export type SqlValues = Readonly<Record<string, string | number | bigint | boolean | null>>;

/** A row as plain data: integers beyond 2⁵³ and decimals are text, so that no digit is lost. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** An open DuckDB database. Close it, or its file stays locked. */
export interface DuckDb {
  run(sql: string, values?: SqlValues): Promise<void>;
  /** All rows of the answer at once. */
  query<Row extends SqlRow = SqlRow>(sql: string, values?: SqlValues): Promise<Row[]>;
  /** Rows in chunks of about 2,048, so that a large answer never stands in memory as a whole. */
  stream<Row extends SqlRow = SqlRow>(sql: string, values?: SqlValues): AsyncGenerator<Row[]>;
  /** The answer in chunks of about 2,048 rows, each as columns of raw values: several times faster for long answers. */
  streamColumns(sql: string, values?: SqlValues): AsyncGenerator<unknown[][]>;
  close(): void;
}

/**
 * Opens a DuckDB database in this process.
 *
 * It reads nothing from the network: extensions are neither installed nor loaded on their own. End a script that used
 * it with `Deno.exit()`: Deno 2.8 can crash where such a process ends by itself, after its work is done.
 *
 * @param path A file, made where there is none; `null` keeps the database in memory.
 * @param options Memory, threads, access.
 * @throws {Error} If the file is no DuckDB database, or another process holds it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openDuckDb } from "twoplane/foundation";
 * const database = await openDuckDb(null);
 * assert.deepEqual(await database.query("SELECT $id AS id", { id: "1234567890123456789" }), [{ id: "1234567890123456789" }]);
 * database.close();
 * ```
 */
export async function openDuckDb(path: string | null, options: DuckDbOptions = {}): Promise<DuckDb> {
  checkOptions("openDuckDb", options, ["memoryMiB", "threads", "access"]);
  const memoryMiB = checkInteger("openDuckDb", "memoryMiB", options.memoryMiB ?? 800, { min: 64 });
  const threads = checkInteger("openDuckDb", "threads", options.threads ?? 2, { min: 1 });
  const instance = await openInstance(path, {
    memory_limit: `${memoryMiB}MiB`,
    threads: String(threads),
    access_mode: options.access === "read" ? "READ_ONLY" : "AUTOMATIC",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  keepTimersAwake();
  guardEndOfProgram();
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const bound = (values: SqlValues) => values as Record<string, DuckDBValue>;
  return {
    run: async (sql, values = {}) => void await connection.run(sql, bound(values)),
    query: async <Row extends SqlRow>(sql: string, values: SqlValues = {}) =>
      (await (await connection.run(sql, bound(values))).convertRowObjects(plainValue)).map((row) => ({
        ...row,
      })) as Row[],
    async *stream<Row extends SqlRow>(sql: string, values: SqlValues = {}): AsyncGenerator<Row[]> {
      const result = await connection.stream(sql, bound(values));
      for await (const rows of result.yieldConvertedRowObjects(plainValue)) {
        yield rows.map((row) => ({ ...row })) as Row[];
      }
    },
    async *streamColumns(sql: string, values: SqlValues = {}): AsyncGenerator<unknown[][]> {
      const result = await connection.stream(sql, bound(values));
      const fetch = () => {
        const chunk = result.fetchChunk();
        chunk.catch(() => {}); // it is awaited later, and refused there
        return chunk;
      };
      let next = fetch(); // one ahead, so that DuckDB works while the caller does
      try {
        for (let chunk = await next; chunk !== null && chunk.rowCount > 0; chunk = await next) {
          next = fetch();
          yield chunk.getColumns();
        }
      } finally {
        await next.catch(() => {}); // nothing may run on a connection that is about to close
      }
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Text as it stands between quotes in a statement; for names of files, which cannot be bound as values. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as it stands in a statement, whatever characters it holds. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** As JSON holds it, but an integer is a number wherever a number can hold it. */
const plainValue: DuckDBValueConverter<unknown> = (value, type, converter) => {
  if (typeof value !== "bigint") {
    return (JsonDuckDBValueConverter as DuckDBValueConverter<unknown>)(value, type, converter);
  }
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
};

async function openInstance(path: string | null, settings: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path ?? ":memory:", settings);
  } catch (cause) {
    throw new Error(
      `Cannot open ${path ?? "a database in memory"}: need a DuckDB database that no other process holds, got "${
        messageOf(cause)
      }"`,
      { cause },
    );
  }
}
