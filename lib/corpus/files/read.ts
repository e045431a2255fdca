import { open } from "node:fs/promises";
import {
  cannotRead,
  checkAborted,
  decodeText,
  packingOf,
  readWholeFile,
  stampOf,
  unpack,
} from "../../foundation/mod.ts";
import { LOAD_DEFAULTS, type LoadControls, type LoadPostsOptions } from "../options.ts";
import type { FileSettings, FileTable } from "../tables.ts";
import { readDuckDb, readParquet } from "./duckdb_table.ts";
import type { FoundFiles } from "./find.ts";
import { chooseFormat, formatByBytes, formatName, isTextFormat, MAGIC_BYTES } from "./formats.ts";
import { readSqlite } from "./sqlite_table.ts";
import { splitIntoRows } from "./text_table.ts";

/**
 * Reads every file into rows and columns, one after the other.
 *
 * @throws {Error} What each format throws; names the file.
 */
export async function readFiles(
  { files, several }: FoundFiles,
  options: LoadPostsOptions,
  { onProgress, signal }: LoadControls,
): Promise<FileTable[]> {
  const sizes: number[] = [];
  for (const { path } of files) sizes.push((await stampOf(path)).size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const maxBytes = options.maxBytes ?? LOAD_DEFAULTS.maxBytes;
  const tables: FileTable[] = [];
  let done = 0;
  let bytes = 0;
  for (const [index, { path, name, source }] of files.entries()) {
    checkAborted(signal);
    const onBytes = (part: number) => onProgress?.(done + part, total);
    const settings = { path, name: several ? name : path, options, maxBytes: maxBytes - bytes, onBytes, signal };
    const table = await readFile(settings, several ? name : source);
    bytes += table.bytes;
    done += sizes[index] ?? 0;
    onProgress?.(done, total);
    tables.push({ ...several ? placed(table, name) : table, name: several ? name : source, source });
  }
  return tables;
}

/**
 * Reads one file.
 *
 * @param name How errors about the content call the file.
 */
export async function readFile(settings: FileSettings, name: string): Promise<Omit<FileTable, "name" | "source">> {
  const format = chooseFormat(settings.path, await firstBytes(settings.path), settings.options.format);
  if (isTextFormat(format)) return await readTextFile(settings, { format, name });
  if ((await stampOf(settings.path)).size === 0) {
    throw new SyntaxError(`Cannot load ${name}: need at least one row, got an empty file`);
  }
  if (format === "sqlite") return await readSqlite(settings);
  return format === "duckdb" ? await readDuckDb(settings) : await readParquet(settings);
}

async function readTextFile(
  { path, options, maxBytes, onBytes, signal }: FileSettings,
  { format, name }: { format: "csv" | "tsv" | "json" | "jsonl"; name: string },
): Promise<Omit<FileTable, "name" | "source">> {
  const { maxRatio = LOAD_DEFAULTS.maxRatio } = options;
  const read = await readWholeFile(path, { maxBytes, onProgress: onBytes, ...(signal && { signal }) });
  const bytes = unpack(read, path, { maxBytes, maxRatio });
  const inside = bytes === read ? null : formatByBytes(bytes) ?? (packingOf(bytes) && { name: "a packed file" });
  if (inside !== null) {
    throw new SyntaxError(`Cannot read ${path}: need ${formatName(format)} in it, got ${inside.name}. Unpack it first`);
  }
  const { text, encoding } = decodeText(bytes, path);
  const table = await splitIntoRows(text, { format, name, options });
  const notes = encoding === "UTF-8" ? [] : [`Files in ${encoding}, as their byte-order mark says`];
  return { ...table, notes: [...table.notes, ...notes], bytes: bytes.length };
}

/** Rows that say in which of several files they stand. */
function placed<Table extends Pick<FileTable, "rows" | "bad">>(table: Table, name: string): Table {
  for (const row of table.rows) row.where = `${name}, ${row.where}`;
  for (const row of table.bad) row.where = `${name}, ${row.where}`;
  return table;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const refuse = (cause: unknown): never => {
    throw cannotRead(path, cause);
  };
  const file = await open(path, "r").catch(refuse);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(MAGIC_BYTES), 0, MAGIC_BYTES, 0).catch(refuse);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
