import { parse as parseRows } from "csv-parse/sync";
import { stringify as stringifyRows } from "csv-stringify/sync";
import { messageOf } from "./errors.ts";

/** `csv-parse` stands for the pair csv-parse and csv-stringify. */
export type CsvEngineName = "@std/csv" | "csv-parse";

/** What the seam needs of a CSV library; both answer alike on what the seam hands them. */
export interface CsvEngine {
  name: CsvEngineName;
  /** Text with `\n` line ends and sound quotes in, every field as text out. */
  parse: (text: string, separator: string) => string[][];
  /** Rows with `\r\n` behind each. */
  stringify: (rows: string[][], separator: string) => string;
}

/** The engine of this process, and why it is not `@std/csv` where it is not. */
export interface CsvChoice {
  engine: CsvEngine;
  reason: string | null;
}

/**
 * A variable, not a literal: Deno resolves literal import specifiers before anything runs, so that
 * `deno check` would ask the network, and a frozen lock file that does not name the package would end
 * every command. Resolved when it runs, a refusal is an exception like any other.
 */
const STANDARD_CSV: string = "jsr:@std/csv@1.0.6";

/** A registry that has not answered by then counts as out of reach. */
const TIME_LIMIT_MS = 3000;

/** The part of the documented interface of `@std/csv` that is used here. */
interface StandardCsv {
  parse: (text: string, options: { separator: string }) => string[][];
  stringify: (rows: string[][], options: { separator: string; headers: boolean }) => string;
}

/**
 * The one piece of state in this room. It is safe to keep: it holds no data and no setting, both engines give
 * the same results, and asking again would only repeat the same network failure before every file.
 */
let choice: Promise<CsvChoice> | null = null;

/** `@std/csv` where the JSR registry answers, csv-parse and csv-stringify elsewhere; found out once a process. */
export function chooseCsvEngine(): Promise<CsvChoice> {
  choice ??= loadStandardCsv().then(
    (engine) => ({ engine, reason: null }),
    (error) => ({ engine: npmCsv, reason: messageOf(error).split("\n", 1)[0] ?? "" }),
  );
  return choice;
}

/** The stand-in, present in every installation. */
export const npmCsv: CsvEngine = {
  name: "csv-parse",
  parse: (text, separator) =>
    parseRows(text, {
      delimiter: separator,
      record_delimiter: "\n",
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  stringify: (rows, separator) =>
    stringifyRows(rows, {
      delimiter: separator,
      record_delimiter: "\r\n",
      quoted_match: "\n",
    }),
};

async function loadStandardCsv(): Promise<CsvEngine> {
  await fetchStandardCsv();
  const { parse, stringify } = await import(STANDARD_CSV) as StandardCsv;
  return {
    name: "@std/csv",
    parse: (text, separator) => parse(text, { separator }),
    stringify: (rows, separator) => stringify(rows, { separator, headers: false }),
  };
}

/**
 * Fetches the package in a process of its own first, which fills the cache that the import reads. A pending import
 * cannot be cancelled and would keep this process alive for minutes behind a firewall that swallows packets, and so
 * would one in a worker (Deno 2.9); a process can be ended. It sees neither lock file nor settings of the project.
 */
async function fetchStandardCsv(): Promise<void> {
  const script = `await import(${JSON.stringify(STANDARD_CSV)}).catch(({ message }) => console.log(message))`;
  const { success, signal, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", "--no-config", script],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stderr: "null",
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  }).output();
  if (signal !== null) throw new Error(`no answer within ${TIME_LIMIT_MS} ms`);
  const refusal = new TextDecoder().decode(stdout).trim();
  if (!success || refusal !== "") throw new Error(refusal || "it cannot be fetched");
}
