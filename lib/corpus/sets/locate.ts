import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { download } from "./download.ts";
import { hubAddress, listHub } from "./hub.ts";
import { type DatasetLock, hashOf, type LockedFile, readLock, writeLock } from "./lock.ts";
import { type DatasetEntry, type DatasetTable, isSafePath } from "./manifest.ts";
import type { DatasetSettings } from "./options.ts";

/** A file of a set, here and checked. */
export interface DatasetFile {
  table: string;
  /** Below the folder of the set. */
  path: string;
  /** Where it stands on this machine. */
  localPath: string;
  bytes: number;
  sha256: string;
  origin: "mirror" | "fetched";
}

/** A file that is wanted: where it may be fetched, and what it must be as far as that is known. */
export interface WantedFile extends LockedFile {
  table: string;
  url: string | null;
}

/**
 * The files of some tables of a set: from the manifest, else as recorded on first use, else as found in the mirror,
 * else as the hub lists them now; what is found is recorded.
 */
export async function wantedFiles(
  entry: DatasetEntry,
  tables: readonly DatasetTable[],
  settings: DatasetSettings,
): Promise<WantedFile[]> {
  const lock = await withListing(entry, tables, settings);
  const revision = lock.revision ?? entry.hub?.revision ?? "";
  return tables.flatMap(({ table, files }) => {
    if (files !== null) return files.map(({ url, ...file }) => ({ table, ...file, url: url ?? null }));
    return (lock.tables[table] ?? []).map((file) => ({
      table,
      ...file,
      url: entry.hub === null ? null : hubAddress(settings.hubURL, entry.hub.repository, revision, file.path),
    }));
  });
}

async function withListing(
  entry: DatasetEntry,
  tables: readonly DatasetTable[],
  settings: DatasetSettings,
): Promise<DatasetLock> {
  const lock = readLock(settings.folder, entry.name);
  const lacking = tables.filter(({ table, pattern }) =>
    pattern !== null && (settings.version === "latest" || lock.tables[table] === undefined)
  );
  if (lacking.length === 0) return lock;
  const found = mirrorListing(entry, lacking, settings) ?? await hubListing(entry, lacking, settings);
  const updated = { ...lock, revision: found.revision, tables: { ...lock.tables, ...found.tables } };
  writeLock(settings.folder, updated);
  return updated;
}

type Listing = Pick<DatasetLock, "revision" | "tables">;

/** `null` where the mirror does not hold every table that is asked for. */
function mirrorListing(
  entry: DatasetEntry,
  tables: readonly DatasetTable[],
  { mirror }: DatasetSettings,
): Listing | null {
  const root = mirror === null ? null : join(mirror, entry.mirror);
  if (root === null || !existsSync(root)) return null;
  const all = readdirSync(root, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"))
    .filter((path) => isSafePath(path) && statSync(join(root, path)).isFile());
  const listed = tables.map(({ table, pattern }) => ({
    table,
    files: all.filter((path) => pattern?.test(path)).sort()
      .map((path) => ({ path, bytes: statSync(join(root, path)).size, sha256: null })),
  }));
  if (listed.some(({ files }) => files.length === 0)) return null;
  return { revision: null, tables: Object.fromEntries(listed.map(({ table, files }) => [table, files])) };
}

async function hubListing(
  entry: DatasetEntry,
  tables: readonly DatasetTable[],
  settings: DatasetSettings,
): Promise<Listing> {
  if (entry.hub === null) throw new Error(`Cannot list ${entry.name}: need a hub that holds it, got none`);
  const { revision, files } = await listHub(entry.hub, settings);
  const listed = tables.map(({ table, pattern }) => ({
    table,
    files: files.filter(({ path }) => pattern?.test(path)),
  }));
  const empty = listed.find(({ files }) => files.length === 0);
  if (empty === undefined) {
    return { revision, tables: Object.fromEntries(listed.map(({ table, files }) => [table, files])) };
  }
  const there = files.slice(0, 8).map(({ path }) => path).join(", ");
  throw new Error(
    `Cannot list ${entry.name}: need files of the table ${empty.table} in ${entry.hub.repository}, got ${files.length} ` +
      `others: ${there || "none"}. Fetch the right ones by hand and load them with loadPosts()`,
  );
}

/** Brings one file: from the mirror, from an earlier fetch, or from its source; checked whichever way it came. */
export async function bringFile(
  entry: DatasetEntry,
  wanted: WantedFile,
  { settings, onBytes }: { settings: DatasetSettings; onBytes: (done: number) => void },
): Promise<DatasetFile> {
  const { table, path } = wanted;
  const inMirror = settings.mirror === null ? null : join(settings.mirror, entry.mirror, path);
  const fetched = join(settings.folder, entry.name, "files", path);
  const isMirrored = inMirror !== null && existsSync(inMirror);
  const localPath = isMirrored ? inMirror : fetched;
  const isOld = !isMirrored && settings.version === "latest" && existsSync(fetched) &&
    !isWanted(wanted, await stateOf(fetched, settings));
  if (isOld) rmSync(fetched);
  if (!isMirrored && !existsSync(fetched)) await fetchFile(entry, wanted, fetched, { settings, onBytes });
  const state = await stateOf(localPath, settings);
  if (!isWanted(wanted, state)) throw new Error(complaint(entry, wanted, { localPath, ...state, isMirrored }));
  return { table, path, localPath, ...state, origin: isMirrored ? "mirror" : "fetched" };
}

interface FileState {
  bytes: number;
  sha256: string;
}

async function stateOf(path: string, { folder }: DatasetSettings): Promise<FileState> {
  return { bytes: statSync(path).size, sha256: await hashOf(path, folder) };
}

function isWanted(wanted: WantedFile, { bytes, sha256 }: FileState): boolean {
  return wanted.sha256 === null ? bytes === wanted.bytes : sha256 === wanted.sha256;
}

async function fetchFile(
  entry: DatasetEntry,
  { url, path, bytes, sha256 }: WantedFile,
  target: string,
  { settings, onBytes }: { settings: DatasetSettings; onBytes: (done: number) => void },
): Promise<void> {
  if (url === null) {
    const came = settings.mirror === null ? "no mirror" : "a mirror without it";
    throw new Error(
      `Cannot find ${path} of ${entry.name}: need ${entry.mirror}/${path} in the folder that TWOPLANE_DATA names, got ${came}. ` +
        `It cannot be fetched as it is; see \`deno task data list ${entry.name}\``,
    );
  }
  await download(url, target, { ...settings, expected: { bytes, sha256 }, onProgress: onBytes });
}

function complaint(
  entry: DatasetEntry,
  wanted: WantedFile,
  found: { localPath: string; sha256: string; bytes: number; isMirrored: boolean },
): string {
  const known = entry.hub === null ? "the manifest's" : "the one of its first use";
  const next = found.isMirrored
    ? "Put the right file into the mirror"
    : `Remove it and run \`deno task data fetch ${entry.name}\``;
  const accept = entry.hub === null
    ? ""
    : `, or accept what there is now with \`deno task data fetch ${entry.name} --latest\``;
  return `Cannot use ${found.localPath}: need SHA-256 ${
    wanted.sha256 ?? "unknown"
  }, ${known} (${wanted.bytes} bytes), ` +
    `got ${found.sha256} (${found.bytes} bytes). ${next}${accept}`;
}

/** Records the hashes of files whose source did not say them. */
export function lockHashes(entry: DatasetEntry, files: readonly DatasetFile[], { folder }: DatasetSettings): void {
  const lock = readLock(folder, entry.name);
  const hashes = new Map(files.map(({ table, path, sha256 }) => [`${table} ${path}`, sha256]));
  const tables = Object.fromEntries(
    Object.entries(lock.tables).map(([table, own]) => [
      table,
      own.map((file) => ({ ...file, sha256: file.sha256 ?? hashes.get(`${table} ${file.path}`) ?? null })),
    ]),
  );
  if (JSON.stringify(tables) !== JSON.stringify(lock.tables)) writeLock(folder, { ...lock, tables });
}
