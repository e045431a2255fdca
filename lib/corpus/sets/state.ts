import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectPath, realDataFolder } from "../../foundation/mod.ts";
import { readLock } from "./lock.ts";
import type { DatasetEntry } from "./manifest.ts";

/** A file of a set and where it stands, unchecked; `null` where it is not here. */
export interface FilePlace {
  table: string;
  path: string;
  /** `null` where its size is not known. */
  bytes: number | null;
  localPath: string | null;
}

/** Where a set is, as far as names tell: nothing is read, hashed or asked for. */
export interface DatasetState {
  /** `unknown`: never listed, so that its files are not known. */
  place: "mirror" | "fetched" | "in part" | "not here" | "unknown";
  files: FilePlace[];
}

/** Where the files of a set stand on this machine. */
export function datasetState(
  entry: DatasetEntry,
  { folder = projectPath(".twoplane", "datasets"), mirror = realDataFolder() }: {
    folder?: string;
    mirror?: string | null;
  } = {},
): DatasetState {
  const lock = readLock(folder, entry.name);
  const listed = entry.tables.map(({ table, files }) => ({ table, files: files ?? lock.tables[table] ?? null }));
  if (listed.some(({ files }) => files === null)) {
    const isMirrored = mirror !== null && existsSync(join(mirror, entry.mirror));
    return { place: isMirrored ? "mirror" : "unknown", files: [] };
  }
  const found = listed.flatMap(({ table, files }) =>
    (files ?? []).map(({ path, bytes }) => {
      const mirrored = mirror === null ? null : join(mirror, entry.mirror, path);
      const fetched = join(folder, entry.name, "files", path);
      const localPath = [mirrored, fetched].find((one) => one !== null && existsSync(one)) ?? null;
      return { table, path, bytes, localPath, isMirrored: localPath !== null && localPath === mirrored };
    })
  );
  const here = found.filter(({ localPath }) => localPath !== null);
  const whole = here.every(({ isMirrored }) => isMirrored) ? "mirror" : "fetched";
  const place = here.length === 0 ? "not here" : here.length < found.length ? "in part" : whole;
  return { place, files: found.map(({ isMirrored: _, ...file }) => file) };
}
