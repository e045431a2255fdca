import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { messageOf, sha256, sha256File, writeFileAtomic } from "../../foundation/mod.ts";
import { isSafePath } from "./manifest.ts";

/** A file as it was when it was first used. */
export interface LockedFile {
  path: string;
  bytes: number;
  /** `null` until it was read for the first time, where the source does not say. */
  sha256: string | null;
}

/** What a set was when it was first used; later uses must be the same. */
export interface DatasetLock {
  schemaVersion: 1;
  name: string;
  /** Commit of the hub; `null` where the files came from a mirror. */
  revision: string | null;
  tables: Record<string, LockedFile[]>;
}

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string(),
  revision: z.string().regex(/^[0-9a-f]{40}$/).nullable(),
  tables: z.record(
    z.string(),
    z.array(z.strictObject({
      path: z.string().refine(isSafePath, "needs a path that stays below its folder"),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
    })),
  ),
});

function lockPath(folder: string, name: string): string {
  return join(folder, name, "lock.json");
}

/** The lock of a set; empty where it was never used. */
export function readLock(folder: string, name: string): DatasetLock {
  const path = lockPath(folder, name);
  if (!existsSync(path)) return { schemaVersion: 1, name, revision: null, tables: {} };
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read ${path}: need the lock of a data set, got "${messageOf(cause)}". Remove it to record the files anew`,
      { cause },
    );
  }
}

export function writeLock(folder: string, lock: DatasetLock): void {
  writeFileAtomic(lockPath(folder, lock.name), `${JSON.stringify(lock, null, 2)}\n`);
}

/**
 * The hash of a file, from the stamp of an earlier reading where size and time of change are still those. Stamps
 * stand below the kit's own folder, since a mirror may be read-only.
 */
export async function hashOf(path: string, folder: string): Promise<string> {
  const { size, mtimeMs } = statSync(path);
  const stamp = join(folder, "stamps", `${sha256(path).slice(0, 32)}.json`);
  const known = readStamp(stamp);
  if (known !== null && known.path === path && known.bytes === size && known.changedAtMs === mtimeMs) {
    return known.sha256;
  }
  const found = await sha256File(path);
  try {
    writeFileAtomic(stamp, `${JSON.stringify({ path, bytes: size, changedAtMs: mtimeMs, sha256: found })}\n`);
  } catch {
    // a folder that cannot be written to costs a hash at each use, nothing else
  }
  return found;
}

interface Stamp {
  path: string;
  bytes: number;
  changedAtMs: number;
  sha256: string;
}

function readStamp(path: string): Stamp | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Stamp;
  } catch {
    return null; // no stamp, or no JSON: hash again
  }
}
