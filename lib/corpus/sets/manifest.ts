import { z } from "zod";
import { quote } from "../../foundation/mod.ts";
import { checkLoadOptions, type LoadPostsOptions } from "../options.ts";
import { type PresetName, presets } from "../presets.ts";
import manifest from "./manifest.json" with { type: "json" };

/** Counts that a set must have; checked after every load. */
export interface ExpectedCounts {
  rows: number;
  kept?: number;
  /** By reason, as the load report names it. */
  dropped?: Readonly<Record<string, number>>;
}

/** A file whose bytes are known. */
export interface KnownFile {
  /** Below the folder of the set. */
  path: string;
  bytes: number;
  sha256: string;
  /** Where it can be fetched; a file without comes from a mirror. */
  url?: string;
}

/** One table of a set. */
export interface DatasetTable {
  table: string;
  /** The files, where they are known … */
  files: readonly KnownFile[] | null;
  /** … else what their paths look like; they are looked up once and then kept to. */
  pattern: RegExp | null;
  /** How to read it; `null` for what is no posts. */
  options: LoadPostsOptions | null;
  /** `null` where the set grows or its counts were not sure. */
  expected: ExpectedCounts | null;
}

/** A public set as the manifest lists it. */
export interface DatasetEntry {
  name: string;
  title: string;
  kind: "posts" | "trials";
  licence: string;
  citation: string;
  /** Where a person reads about it. */
  homepage: string;
  notes: readonly string[];
  /** Its folder below the one that TWOPLANE_DATA names. */
  mirror: string;
  /** `null` where the files have addresses of their own, or none. */
  hub: { repository: string; revision: string } | null;
  tables: readonly DatasetTable[];
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Relative, forward slashes, no step upwards: it becomes a path on this machine. */
const SAFE_PATH = /^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))[\w.=+ ()-]+(\/[\w.=+ ()-]+)*$/;

const count = z.int().min(0);
const file = z.strictObject({
  path: z.string().regex(SAFE_PATH),
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  url: z.url({ protocol: /^https$/ }).optional(),
});
const table = z.strictObject({
  table: z.string().regex(NAME),
  files: z.array(file).min(1).optional(),
  pattern: z.string().min(1).optional(),
  preset: z.string().optional(),
  options: z.looseObject({}).nullable().optional(),
  expected: z.strictObject({ rows: count, kept: count.optional(), dropped: z.record(z.string(), count).optional() })
    .optional(),
}).refine((value) => (value.files === undefined) !== (value.pattern === undefined), "needs either files or a pattern")
  .refine(
    (value) => (value.preset === undefined) !== (value.options === undefined),
    "needs either a preset or options",
  );
const dataset = z.strictObject({
  name: z.string().regex(NAME),
  title: z.string().min(1),
  kind: z.enum(["posts", "trials"]),
  licence: z.string().min(1),
  citation: z.string().min(1),
  homepage: z.url({ protocol: /^https$/ }),
  notes: z.array(z.string()),
  mirror: z.string().regex(SAFE_PATH),
  source: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("files") }),
    z.strictObject({
      type: z.literal("hub"),
      repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
      revision: z.string().regex(/^[\w./-]+$/),
    }),
  ]),
  tables: z.array(table).min(1),
});
const schema = z.strictObject({ schemaVersion: z.literal(1), datasets: z.array(dataset).min(1) });

/**
 * Reads a manifest and refuses one that does not keep to its schema.
 *
 * @throws {TypeError} If a field is missing, unknown or wrong, a name comes twice, or no load could use its options.
 */
export function parseManifest(value: unknown): DatasetEntry[] {
  const read = schema.safeParse(value);
  if (!read.success) {
    const { path = [], message = "" } = read.error.issues[0] ?? {};
    throw new TypeError(`Cannot read the manifest of data sets at ${path.join(".") || "its top"}: ${message}`);
  }
  const entries = read.data.datasets.map(entryOf);
  const twice = entries.find(({ name }, index) => entries.findIndex((other) => other.name === name) < index);
  if (twice === undefined) return entries;
  throw new TypeError(
    `Cannot read the manifest of data sets: need a name of its own for each set, got "${twice.name}" twice`,
  );
}

/**
 * Which public sets does the kit know by name?
 *
 * @returns Entries of the manifest: source, licence, citation, files, columns, expected counts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { datasets } from "twoplane/corpus";
 * assert(datasets().some(({ name, licence }) => name === "moltbook-socialization" && licence === "MIT"));
 * ```
 */
export function datasets(): DatasetEntry[] {
  return parseManifest(manifest);
}

/**
 * The entry of a set.
 *
 * @throws {RangeError} If there is none of that name; the message lists those there are.
 */
export function findDataset(name: string, entries: readonly DatasetEntry[] = datasets()): DatasetEntry {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  throw new RangeError(
    `Cannot find a data set: the name is one of ${entries.map((entry) => entry.name).join(", ")}, got ${quote(name)}`,
  );
}

/** Whether a path may be used below a folder of this machine. */
export function isSafePath(path: string): boolean {
  return SAFE_PATH.test(path);
}

function entryOf({ source, tables, ...entry }: z.infer<typeof dataset>): DatasetEntry {
  return {
    ...entry,
    hub: source.type === "hub" ? { repository: source.repository, revision: source.revision } : null,
    tables: tables.map(({ table, files, pattern, expected, ...how }) => ({
      table,
      files: (files as KnownFile[] | undefined) ?? null,
      pattern: pattern === undefined ? null : new RegExp(pattern),
      options: optionsOf(entry.name, table, how),
      expected: (expected as ExpectedCounts | undefined) ?? null,
    })),
  };
}

function optionsOf(
  name: string,
  table: string,
  { preset, options }: { preset?: string | undefined; options?: object | null | undefined },
): LoadPostsOptions | null {
  if (preset === undefined) {
    if (options) checkLoadOptions(options, `the load of ${name} (${table})`);
    return options ?? null;
  }
  if (Object.hasOwn(presets, preset)) return presets[preset as PresetName];
  throw new TypeError(`Cannot read the manifest of data sets: ${name} needs a preset that exists, got "${preset}"`);
}
