import { checkInteger, checkOneOf, checkOptions, everyDay, wordsSql } from "../foundation/mod.ts";
import type { CorpusTable, MetricRow } from "../shapes.ts";
import { COUNTS } from "./daily_activity.ts";
import { contentStatement, withCorpusTable } from "./table_sql.ts";
import { turnoverRates, type TurnoverRule } from "./turnover_counts.ts";

/**
 * How much was written on each day, where the posts do not fit memory? Measure M1, counted where they lie.
 *
 * @param table From `loadCorpus()`.
 * @returns The rows of `macroActivity()`: every count of every day from the first to the last.
 * @throws {RangeError} If there is no such database.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { macroActivityOfTable } from "twoplane/content";
 * await assert.rejects(macroActivityOfTable({ database: "no/such.duckdb", view: "posts", rows: 0 }), RangeError);
 * ```
 */
export async function macroActivityOfTable(table: CorpusTable): Promise<MetricRow[]> {
  const found = await withCorpusTable("macroActivityOfTable", table, {
    use: ({ database, view }) => database.query(contentStatement("sql_activity", { view })),
  });
  const counted = new Map(found.map((row) => [String(row.day), row]));
  const days = found.length === 0 ? [] : everyDay(String(found[0]?.day), String(found.at(-1)?.day));
  return days.flatMap((day) => {
    const values = COUNTS.map((count) => Number(counted.get(day)?.[count] ?? 0));
    const n = (values[0] as number) + (values[1] as number) + (values[2] as number);
    return COUNTS.map((variant, i): MetricRow => ({
      ...{ metric: "macro activity", variant, unitId: day, window: day },
      ...{ value: values[i] as number, n },
    }));
  });
}

/** Options of `lexicalTurnoverOfTable()`; those of `lexicalTurnover()` without samples, null and interval. */
export interface TableTurnoverOptions {
  /** Words in an n-gram, from 1 to 5. */
  n: number;
  /** Default "ever seen". */
  variant?: TurnoverRule;
  /** Default "none". */
  filter?: "none" | "global frequency ≥ 2";
  /** Default "title and text". */
  text?: "title and text" | "text";
  /** Most memory that DuckDB may take before it spills to disk, in MiB, at least 64. Default 800. */
  memoryMiB?: number;
}

/**
 * How much of a society's wording is new and gone, where the posts do not fit memory? Measure M5 on whole days.
 *
 * @param table From `loadCorpus()`.
 * @param options See `TableTurnoverOptions`.
 * @returns The rows of `lexicalTurnover()` for the sample "whole days".
 * @throws {RangeError} If n is not from 1 to 5, or there is no such database.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { lexicalTurnoverOfTable } from "twoplane/content";
 * await assert.rejects(lexicalTurnoverOfTable({ database: "no/such.duckdb", view: "posts", rows: 0 }, { n: 1 }), RangeError);
 * ```
 */
export async function lexicalTurnoverOfTable(table: CorpusTable, options: TableTurnoverOptions): Promise<MetricRow[]> {
  const caller = "lexicalTurnoverOfTable";
  checkOptions(caller, options, ["n", "variant", "filter", "text", "memoryMiB"]);
  const n = checkInteger(caller, "n", options.n, { min: 1, max: 5 });
  const rule = checkOneOf(caller, "variant", options.variant ?? "ever seen", ["ever seen", "previous day"]);
  const filter = checkOneOf(caller, "filter", options.filter ?? "none", ["none", "global frequency ≥ 2"]);
  const text = checkOneOf(caller, "text", options.text ?? "title and text", ["title and text", "text"]);
  const column = text === "text" ? "text" : "CASE WHEN title IS NULL THEN text ELSE title || chr(10) || text END";
  const next_words = Array.from({ length: n - 1 }, (_, index) => ` || ' ' || lead(word, ${index + 1}) OVER behind`);
  const least = filter === "none" ? "1" : "2";
  const parts = { words: wordsSql(column), next_words: next_words.join(""), least };
  const found = await withCorpusTable(caller, table, {
    memoryMiB: options.memoryMiB,
    use: ({ database, view }) => database.query(contentStatement("sql_turnover", { view, ...parts })),
  });
  const days = found.map((row) => ({
    day: String(row.day),
    inUse: Number(row.in_use),
    born: Number(row.born),
    lastUsed: Number(row.last_used),
    kept: Number(row.kept),
  }));
  const rates = turnoverRates(days, rule);
  return (["births", "deaths"] as const).flatMap((rate) =>
    days.flatMap(({ day, inUse }, i): MetricRow[] => {
      const value = rates[rate][i] ?? null;
      if (value === null) return [];
      const of = rate === "births" ? inUse : days[i - 1]?.inUse ?? 0;
      return [{
        metric: "lexical turnover",
        variant: `${rate}, n = ${n}, ${rule}`,
        unitId: day,
        window: day,
        value,
        n: of,
      }];
    })
  );
}
