import { readFileSync } from "node:fs";
import { messageOf } from "../../foundation/mod.ts";
import type { Versions } from "./versions.ts";

/** One result file. */
export interface ManifestFile {
  /** Below the folder of the manifest, with forward slashes. */
  path: string;
  /** `null` for what a live cell made. */
  sha256: string | null;
  /** What the hash is of. */
  covers: "file" | "all but live cells" | "all but live cells and versions" | "nothing: made by a live cell";
}

/** What `out/manifest.json` says. There is no clock in it: equal results give equal bytes. */
export interface Manifest {
  schemaVersion: 1;
  /** Embedded data, or the data TWOPLANE_DATA pointed at. */
  data: "embedded" | "real";
  files: readonly ManifestFile[];
  /** Seeds by notebook, then by name. */
  seeds: Readonly<Record<string, Readonly<Record<string, number>>>>;
  versions: Versions;
}

/** Reads a manifest, or says how to get one. */
export function readManifest(path: string): Manifest {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(readFileSync(path, "utf8")) as Partial<Manifest>;
  } catch (cause) {
    throw new Error(
      `Cannot read ${path}: needs what \`deno task reproduce\` writes there, got "${messageOf(cause)}"`,
      { cause },
    );
  }
  if (manifest.schemaVersion === 1 && Array.isArray(manifest.files)) return manifest as Manifest;
  throw new SyntaxError(`Cannot read ${path}: needs a manifest of schema version 1, got ${manifest.schemaVersion}`);
}

/** How two manifests differ. */
export interface ManifestDifference {
  path: string;
  kind: "differs" | "missing" | "new";
  before: string | null;
  after: string | null;
}

/**
 * Which result files are not what they were?
 *
 * @param before The manifest on disk.
 * @param after The manifest of a fresh rendering.
 * @returns In order of path; files without a hash in both are never compared.
 */
export function compareManifests(before: Manifest, after: Manifest): ManifestDifference[] {
  const old = hashesOf(before);
  const now = hashesOf(after);
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((path): ManifestDifference[] => {
    const [was, is] = [old.get(path), now.get(path)];
    if (was === undefined) return [{ path, kind: "new", before: null, after: is ?? null }];
    if (is === undefined) return [{ path, kind: "missing", before: was, after: null }];
    return was === is ? [] : [{ path, kind: "differs", before: was, after: is }];
  });
}

function hashesOf({ files }: Manifest): Map<string, string | null> {
  return new Map(files.map(({ path, sha256 }) => [path, sha256]));
}
