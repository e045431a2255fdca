import { existsSync, linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { checkOneOf, messageOf, quote } from "../../foundation/mod.ts";

/** What may be written, by the ending of its name. */
export type ExportFormat = "csv" | "jsonl" | "parquet";

/** Whether a file that is there may be replaced. */
export type Overwrite = "refuse" | "replace";

/** A name that says what to write. */
export interface ExportTarget {
  format: ExportFormat;
  isPacked: boolean;
}

/**
 * Reads format and packing off a name.
 *
 * @throws {TypeError} If the name says neither CSV, JSON Lines nor Parquet.
 */
export function targetOf(caller: string, path: string): ExportTarget {
  const [, ending, packed] = /\.(csv|jsonl|ndjson|parquet)(\.gz)?$/i.exec(path) ?? [];
  const format = ending?.toLowerCase();
  if (format === "csv" || format === "jsonl" || format === "ndjson") {
    return { format: format === "ndjson" ? "jsonl" : format, isPacked: packed !== undefined };
  }
  if (format === "parquet" && packed === undefined) return { format, isPacked: false };
  throw new TypeError(
    `Cannot run ${caller}(): the path needs an ending .csv, .jsonl, .ndjson (each also .gz) or .parquet, got ${
      quote(basename(path))
    }`,
  );
}

/**
 * Writes a file that is whole or not there at all: `write` fills a neighbour, which then takes the name. A file of
 * that name stays unless it may be replaced, also where it appears while the neighbour is written.
 *
 * @throws {Error} If there is a file of that name already, or the folder cannot be written to.
 */
export async function writeWhole<Result>(
  caller: string,
  path: string,
  { overwrite = "refuse", write }: { overwrite?: Overwrite | undefined; write: (part: string) => Promise<Result> },
): Promise<Result> {
  checkOneOf(caller, "overwrite", overwrite, ["refuse", "replace"]);
  if (overwrite === "refuse" && existsSync(path)) throw alreadyThere(caller, path);
  const part = `${path}.${Deno.pid}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const result = await write(part);
    settle(caller, part, path, overwrite);
    return result;
  } finally {
    rmSync(part, { force: true });
  }
}

function settle(caller: string, part: string, path: string, overwrite: Overwrite): void {
  if (overwrite === "replace") return renameSync(part, path);
  try {
    linkSync(part, path); // unlike a rename, a link never replaces
  } catch (cause) {
    if ((cause as { code?: string }).code === "EEXIST" || existsSync(path)) throw alreadyThere(caller, path);
    const code = (cause as { code?: string }).code ?? "";
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EACCES", "EMLINK"].includes(code)) {
      throw new Error(`Cannot write ${path}: ${messageOf(cause)}`, { cause });
    }
    renameSync(part, path); // a file system without links
  }
}

function alreadyThere(caller: string, path: string): Error {
  return new Error(
    `Cannot run ${caller}(): need a path that is free, got ${path}, which is there. Say overwrite: "replace" to replace it`,
  );
}
