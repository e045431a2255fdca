/**
 * `deno task data`: lists, fetches and verifies the public sets that the kit knows by name, and reads Moltbook live.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { dataset, type DatasetEntry, datasets, verifyDataset } from "../../corpus/mod.ts";
import { findDataset } from "../../corpus/sets/manifest.ts";
import { datasetState } from "../../corpus/sets/state.ts";
import { messageOf } from "../../foundation/mod.ts";
import { progressLine } from "../progress.ts";
import { crawl } from "./crawl.ts";
import { entryText, listText, sizeText, textTable, USAGE } from "./text.ts";

/** Where the task writes: results and progress. */
export interface DataOutput {
  say: (text: string) => void;
  /** Replaces the line of progress, at most once a second. */
  step: (text: string) => void;
  /** Something went wrong. */
  complain: (text: string) => void;
}

const text = { type: "string" } as const;
const FLAGS = {
  tables: text,
  latest: { type: "boolean" },
  help: { type: "boolean" },
  "user-agent": text,
  "requests-per-minute": text,
  sort: text,
  submolt: text,
  since: text,
  "max-pages": text,
  "page-size": text,
  comments: text,
  "comment-orders": text,
  "base-url": text,
} as const;

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Runs one command; the exit code says whether it succeeded. */
export async function main(args: readonly string[], output: DataOutput = standardOutput()): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
    const [command = "list", name, ...rest] = positionals;
    if (values.help || rest.length > 0) {
      output.say(USAGE);
      return values.help ? 0 : 1;
    }
    const tables = values.tables === undefined ? {} : { tables: values.tables.split(",") };
    switch (command) {
      case "list":
        output.say(name === undefined ? listText() : entryText(findDataset(name)));
        return 0;
      case "fetch":
        return await fetchSet(needed(name, "NAME"), { ...tables, ...(values.latest && { version: "latest" }) }, output);
      case "verify":
        return await verifySets(name, tables, output);
      case "path":
        return showPaths(findDataset(needed(name, "NAME")), tables.tables, output);
      case "crawl":
        return await crawl(needed(name, "FOLDER"), values, output);
    }
    throw new RangeError(
      `Cannot run data ${command}: the command is one of list, fetch, verify, path, crawl\n\n${USAGE}`,
    );
  } catch (error) {
    output.complain(messageOf(error));
    return 1;
  }
}

function needed(name: string | undefined, what: string): string {
  if (name !== undefined) return name;
  throw new TypeError(`Cannot run data: need ${what} behind the command, got none\n\n${USAGE}`);
}

async function fetchSet(
  name: string,
  options: { tables?: string[]; version?: "latest" },
  { say, step }: DataOutput,
): Promise<number> {
  const onProgress = (done: number, total: number) => step(`${name}: ${sizeText(done)} of ${sizeText(total)}`);
  const { files, licence, citation } = await dataset(name, { ...options, onProgress });
  const rows = files.map((
    file,
  ) => [file.table, file.localPath, sizeText(file.bytes), file.origin, file.sha256.slice(0, 12)]);
  say(textTable(["table", "file", "size", "from", "SHA-256"], rows));
  say(`Licence: ${licence}\nCite: ${citation}`);
  return 0;
}

async function verifySets(
  name: string | undefined,
  options: { tables?: string[] },
  output: DataOutput,
): Promise<number> {
  const entries = name === undefined ? datasets().filter(isHere) : [findDataset(name)];
  const rows: string[][] = [];
  let isSound = true;
  for (const entry of entries) {
    output.step(`${entry.name}: hashing and counting`);
    try {
      const { checks, dataset: { files } } = await verifyDataset(entry.name, options);
      rows.push([entry.name, `${files.length} files`, "SHA-256", "as recorded"]);
      for (const { table, what, expected, found, holds } of checks) {
        rows.push([
          entry.name,
          table,
          `${what}: ${found.toLocaleString("en-US")}`,
          holds ? "as expected" : `NOT ${expected.toLocaleString("en-US")}`,
        ]);
        isSound &&= holds;
      }
    } catch (error) {
      if (name !== undefined) throw error;
      output.complain(messageOf(error));
      isSound = false;
    }
  }
  output.say(
    rows.length === 0
      ? "No set is here. Fetch one, or name a mirror with TWOPLANE_DATA"
      : textTable(["set", "what", "found", "is"], rows),
  );
  return isSound ? 0 : 1;
}

function isHere(entry: DatasetEntry): boolean {
  return ["mirror", "fetched"].includes(datasetState(entry).place);
}

function showPaths(entry: DatasetEntry, tables: readonly string[] | undefined, { say }: DataOutput): number {
  const { files, place } = datasetState(entry);
  const wanted = files.filter(({ table }) => tables === undefined || tables.includes(table));
  const missing = wanted.find(({ localPath }) => localPath === null);
  if (wanted.length === 0 || missing !== undefined) {
    const came = missing === undefined ? place : `${missing.path} is not`;
    throw new Error(
      `Cannot say where ${entry.name} is: need it here, got ${came}. Run \`deno task data fetch ${entry.name}\``,
    );
  }
  say(wanted.map(({ localPath }) => localPath).join("\n"));
  return 0;
}

function standardOutput(): DataOutput {
  const line = progressLine();
  let lastAt = -Infinity;
  return {
    step: (text) => {
      if (Date.now() - lastAt < 1000) return;
      lastAt = Date.now();
      line.step(text);
    },
    say: (text) => {
      if (lastAt > 0 && Deno.stderr.isTerminal()) line.step(""); // clears what is left of the progress
      console.log(text);
    },
    complain: (text) => line.say(text),
  };
}
