import { checkInteger, checkOneOf, checkOptions, type DuckDb, quote, wordsSql } from "../../foundation/mod.ts";
import type { CorpusTable, MetricRow } from "../../shapes.ts";
import { countNgrams, type NgramDay } from "./ngram_counts.ts";
import { wordsByDay } from "./ngram_days.ts";
import { withTable } from "./open.ts";
import { statement } from "./statement.ts";

const MIB = 2 ** 20;
/** What the parts of one pass may take beside the words. */
const PART_BYTES = 512 * MIB;

/** What `ngramBirths()` takes beside the table. */
export interface NgramBirthsOptions {
  /** Words in an n-gram, each from 1 to 5: one or several, such as `[1, 2]`. */
  n: number | readonly number[];
  /**
   * `memory` keeps the number of each word, 4 bytes a word of the corpus, and takes a few seconds for each n and million
   * posts. `sql` runs the statement of `ngrams.sql` in DuckDB, which spills to disk: slower by far, without a limit.
   * Both give the same rows. Default `memory`.
   */
  engine?: "memory" | "sql";
  /** Most that the words may take with the engine `memory`, in MiB, at least 1. Default 1024: 268 million words. */
  memoryMiB?: number;
  /** Stops between two chunks of texts with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * How much of a society's wording is new each day, and how much has just died out? Measure M5, lexical turnover.
 *
 * An n-gram is n words in a row of one text (`words()` says what a word is; titles are left out). Born on a day: on no
 * day before. Gone on a day: in use on the day before, and never again. No n-gram is left out for being rare, since
 * that would look into the future; so births fall and deaths rise towards both ends of the data, and a day with more
 * text has more of both: compare days on samples of equal size.
 *
 * @param table From `loadCorpus()`.
 * @param options Which n.
 * @returns Of each n and day with words: `variant` `births, n = 2`, `value` the share of the day's different n-grams
 *   that are new, `n` the number of those n-grams; and `deaths, n = 2`, the share of the n-grams of the calendar day
 *   before that are gone, on the day behind each day with words but the last. `value` times `n` is the count.
 * @throws {RangeError} If n is not from 1 to 5, or the words take more than `memoryMiB`.
 * @throws {TypeError} If the table holds no posts, or an option is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadCorpus, ngramBirths } from "twoplane/corpus";
 * const folder = await Deno.makeTempDir();
 * const lines = ["id,content,ts", "1,We agree,2026-02-03T10:00:00Z", "2,We disagree,2026-02-04T10:00:00Z"];
 * await Deno.writeTextFile(`${folder}/posts.csv`, lines.join("\n"));
 * const { table } = await loadCorpus(`${folder}/posts.csv`, { database: `${folder}/posts.duckdb` });
 * const rows = await ngramBirths(table, { n: 1 });
 * const second = rows.find(({ variant, window }) => variant === "births, n = 1" && window === "2026-02-04");
 * assert(second?.value === 0.5 && second.n === 2);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function ngramBirths(table: CorpusTable, options: NgramBirthsOptions): Promise<MetricRow[]> {
  checkOptions("ngramBirths", options, ["n", "engine", "memoryMiB", "signal"]);
  const lengths = checkLengths(options.n);
  const engine = checkOneOf("ngramBirths", "engine", options.engine ?? "memory", ["memory", "sql"]);
  const memoryMiB = checkInteger("ngramBirths", "memoryMiB", options.memoryMiB ?? 1024, { min: 1 });
  return await withTable("ngramBirths", table, async (database, view) => {
    if (engine === "sql") {
      const rows = [];
      for (const n of lengths) rows.push(...turnoverRows(n, await countInSql(database, view, n)));
      return rows;
    }
    const words = await wordsByDay(database, view, { maxBytes: memoryMiB * MIB, signal: options.signal });
    return lengths.flatMap((n) => turnoverRows(n, countNgrams(words, n, PART_BYTES)));
  });
}

function checkLengths(n: unknown): number[] {
  const lengths = [n].flat();
  if (lengths.length === 0) throw new RangeError(`Cannot run ngramBirths(): need at least one n, got ${quote(n)}`);
  for (const length of lengths) checkInteger("ngramBirths", "n", length, { min: 1, max: 5 });
  return [...new Set(lengths as number[])];
}

async function countInSql(database: DuckDb, view: string, n: number): Promise<NgramDay[]> {
  const next_words = Array.from({ length: n - 1 }, (_, index) => ` || ' ' || lead(word, ${index + 1}) OVER behind`);
  const rows = await database.query<Record<"day" | "in_use" | "born" | "last_used", unknown>>(
    statement("ngrams", { view, words: wordsSql("text"), next_words: next_words.join("") }),
  );
  return rows.map((row) => ({
    day: String(row.day),
    inUse: Number(row.in_use),
    born: Number(row.born),
    lastUsed: Number(row.last_used),
  }));
}

/** Births and deaths as shares. What was last used on the last day is not gone: nobody knows what came after. */
function turnoverRows(n: number, days: readonly NgramDay[]): MetricRow[] {
  const used = days.filter(({ inUse }) => inUse > 0);
  const row = (what: string, day: string, count: number, of: number): MetricRow => ({
    metric: "n-gram turnover",
    variant: `${what}, n = ${n}`,
    unitId: day,
    window: day,
    value: count / of,
    n: of,
  });
  return [
    ...used.map(({ day, inUse, born }) => row("births", day, born, inUse)),
    ...used.slice(0, -1).map(({ day, inUse, lastUsed }) => row("deaths", dayAfter(day), lastUsed, inUse)),
  ];
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
}
