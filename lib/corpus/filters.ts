import { quote } from "../foundation/mod.ts";
import type { FilterValue, LoadPostsOptions, RowFilter } from "./options.ts";
import type { SourceRow } from "./tables.ts";

/** Why the filters drop a row, in words that serve as the reason in the report; `null` if they do not. */
export type RowTest = (row: Pick<SourceRow, "value">) => string | null;

/** The filters of a load, `drop` first, each in the order of its columns. */
export function rowTest({ keep = {}, drop = {} }: LoadPostsOptions): RowTest {
  const tests = [
    ...Object.entries(drop).map(([column, wanted]) => ({ column, wanted, when: true, filter: "drop" as const })),
    ...Object.entries(keep).map(([column, wanted]) => ({ column, wanted, when: false, filter: "keep" as const })),
  ];
  return ({ value }) => {
    const hit = tests.find(({ column, wanted, when }) => matchesAny(value(column), wanted) === when);
    return hit === undefined ? null : filterReason(hit.filter, hit.column, hit.wanted);
  };
}

/** The reason in a report for rows that a filter drops. */
export function filterReason(filter: "keep" | "drop", column: string, wanted: RowFilter[string]): string {
  return `${filter === "drop" ? "drop" : "keep only"} where ${column} is ${listed(wanted)}`;
}

/**
 * Is this the value? CSV knows text only and SQLite no booleans, so `true` also matches "True", 1 and "1", `false`
 * likewise, and a number its decimal forms ("1.0"). `null` matches what is missing or empty, text what is the same.
 */
function matches(value: unknown, wanted: FilterValue): boolean {
  if (value === null || value === undefined || value === "") return wanted === null || wanted === value;
  if (typeof wanted === "boolean") return String(value).toLowerCase() === String(wanted) || isBit(value, wanted);
  if (typeof wanted === "number") return numberIn(value) === wanted;
  return wanted !== null && typeof value !== "object" && String(value) === wanted;
}

function isBit(value: unknown, wanted: boolean): boolean {
  return typeof value !== "object" && String(value) === (wanted ? "1" : "0");
}

function numberIn(value: unknown): number {
  return typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : NaN;
}

function matchesAny(value: unknown, wanted: RowFilter[string]): boolean {
  return [wanted].flat().some((one) => matches(value, one as FilterValue));
}

function listed(wanted: RowFilter[string]): string {
  return [wanted].flat().map(quote).join(" or ");
}
