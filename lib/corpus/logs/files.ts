import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../foundation/mod.ts";

/** Files of a folder that are no logs: lists, locks and what a tool keeps beside them. */
const BESIDE =
  /^(?:\.|logs\.json$|listing\.json$|eval-set\.json$|.*\.(?:md|txt|png|lock|part|tmp|db-journal|db-wal|db-shm)$)/i;

/**
 * The files of a log: itself, or those of a folder in the order of their names, folders within it included. Links are
 * not followed.
 *
 * @throws {RangeError} If there is no such file, or the folder holds none.
 */
export function logFiles(path: string): string[] {
  if (!isFolder(path)) return [path];
  const files = filesBelow(path);
  if (files.length > 0) return files;
  throw new RangeError(`Cannot load ${path}: need at least one log in the folder, got none`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (cause) {
    const code = (cause as { code?: string }).code;
    if (code === "ENOENT") throw new RangeError(`Cannot load ${path}: there is no such file or folder`, { cause });
    throw new Error(`Cannot load ${path}: ${messageOf(cause)}`, { cause });
  }
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !BESIDE.test(name));
  return entries.toSorted((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
