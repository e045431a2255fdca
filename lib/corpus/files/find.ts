import { globSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { cannotRead, cut } from "../../foundation/mod.ts";
import type { Format } from "../options.ts";
import { pathBelow, sourceName } from "../source_name.ts";
import { formatByName, KNOWN_ENDINGS, unknownName } from "./formats.ts";

/** One file to read. */
export interface FoundFile {
  path: string;
  /** How errors and reports call it: its source, or its path below the folder where there are several. */
  name: string;
  /** What its posts carry as their source. */
  source: string;
}

/** Files in the order in which they are read. */
export interface FoundFiles {
  /** The file, folder or pattern as a whole. */
  source: string;
  /** True for a folder or a pattern, also if one file is in it. */
  several: boolean;
  files: FoundFile[];
  /** What lies there and is not read, for the warnings of the report. */
  notes: string[];
}

/**
 * Which files does a path name? A file, those of a folder, or those that match a pattern such as `crawl/2026-*.jsonl.gz`.
 *
 * A folder gives the files in it whose names say a format (the declared one, if one is declared), a pattern all files
 * that match; both in order of their names by code units. Hidden files are left out. Links are followed where they are
 * named, and never from within a folder or a pattern, which they might leave: they are passed over and reported, and
 * so are sub-folders and files of other names.
 *
 * @throws {RangeError} If there is no such file, or no file in it that can be read.
 * @throws {TypeError} If a file's name does not tell its format and none is declared.
 */
export function findFiles(path: string, options: { format?: Format; source?: string }): FoundFiles {
  const kind = kindOf(path);
  if (kind === "file") {
    const source = options.source ?? sourceName(path);
    return { source, several: false, files: [{ path, name: source, source }], notes: [] };
  }
  if (kind === "folder") return filesIn(path, options);
  if (/[*?[{]/.test(path)) return filesMatching(path, options);
  throw cannotRead(path, { code: "ENOENT" });
}

function kindOf(path: string): "file" | "folder" | null {
  try {
    return statSync(path).isDirectory() ? "folder" : "file"; // pipes and devices are refused when they are opened
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw cannotRead(path, cause);
  }
}

function filesIn(folder: string, { format, source }: { format?: Format; source?: string }): FoundFiles {
  const entries = listed(folder).filter(({ name }) => !name.startsWith(".")).sort((a, b) => byName(a.name, b.name));
  const wanted = (name: string) => {
    const said = formatByName(name);
    return said !== null && (format === undefined || said === format || (said === "database" && isDatabase(format)));
  };
  const names = entries.filter((entry) => entry.isFile() && wanted(entry.name)).map(({ name }) => name);
  const others = entries.filter((entry) => entry.isFile() && !wanted(entry.name)).map(({ name }) => name);
  const links = entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (names.length === 0) throw nothingIn(folder, { others: [...others, ...links], folders, format });
  return {
    ...several(folder, sourceName(folder), names.map((name) => join(folder, name)), source),
    notes: [
      ...noted("Files passed over, whose names tell no format that is read", others),
      ...noted("Links passed over, which are not followed", links),
      ...noted(`Folders passed over, which a pattern such as "${basename(folder)}/**/*.csv" would read`, folders),
    ],
  };
}

function filesMatching(pattern: string, { format, source }: { format?: Format; source?: string }): FoundFiles {
  const base = pattern.slice(0, pattern.search(/[*?[{]/)).replace(/[^/\\]*$/, "") || ".";
  const inside = kindOf(base) === "folder" ? realpathSync(base) : null;
  const matches = inside === null
    ? []
    : globSync(pattern).sort(byName).filter((path) => !lstatSync(path).isDirectory());
  const stays = (path: string) => !lstatSync(path).isSymbolicLink() && isBelow(inside ?? "", realpathSync(path));
  const files = matches.filter(stays);
  const links = matches.filter((path) => !stays(path)).map((path) => basename(path));
  if (files.length === 0) {
    const came = links.length === 0 ? "none" : `links only, which are not followed: ${some(links)}`;
    throw new RangeError(`Cannot load ${pattern}: need at least one file that matches, got ${came}. Look in ${base}`);
  }
  const nameless = format === undefined ? files.find((path) => formatByName(path) === null) : undefined;
  if (nameless !== undefined) throw unknownName(nameless);
  return {
    ...several(base, sourceName(pattern), files, source),
    notes: noted("Links passed over, which are not followed", links),
  };
}

function several(
  folder: string,
  whole: string,
  paths: readonly string[],
  source: string | undefined,
): Omit<FoundFiles, "notes"> {
  const above = pathBelow(folder) ?? basename(resolve(folder));
  const files = paths.map((path) => {
    const name = relative(folder, path).replaceAll("\\", "/");
    return { path, name, source: source ?? (above === "" ? name : `${above}/${name}`) };
  });
  return { source: source ?? whole, several: true, files };
}

function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw cannotRead(folder, cause);
  }
}

function nothingIn(
  folder: string,
  { others, folders, format }: { others: string[]; folders: string[]; format: Format | undefined },
): RangeError {
  const need = format === undefined ? `one file whose name ends in ${KNOWN_ENDINGS}` : `one ${format} file`;
  const parts = [
    ...(others.length > 0 ? [`other files: ${some(others)}`] : []),
    ...(folders.length > 0 ? [`folders: ${some(folders)}`] : []),
  ];
  const came = parts.length === 0 ? "an empty folder" : parts.join(", and ");
  const next = folders.length > 0
    ? `. Name the files in them by a pattern, such as "${basename(folder)}/**/*.csv"`
    : "";
  return new RangeError(`Cannot load ${folder}: need at least ${need}, got ${came}${next}`);
}

function isDatabase(format: Format): boolean {
  return format === "duckdb" || format === "sqlite";
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..");
}

function noted(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what}: ${names.length} (${some(names)})`];
}

function some(names: readonly string[]): string {
  return cut(names.slice(0, 5).join(", "), 120) + (names.length > 5 ? ` and ${names.length - 5} more` : "");
}

/** By code units, so that the order is the same in every language setting. */
function byName(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
