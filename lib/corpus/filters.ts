import { quote } from "../foundation/mod.ts";
import type { FilterValue, LoadPostsOptions, RowFilter } from "./options.ts";
import type { SourceRow } from "./tables.ts";

/** Why the filters drop a row, in words that serve as the reason in the report; `null` if they do not. */
export function droppedBy({ value }: SourceRow, { keep = {}, drop = {} }: LoadPostsOptions): string | null {
  for (const [column, wanted] of Object.entries(drop)) {
    if (matchesAny(value(column), wanted)) return `drop where ${column} is ${listed(wanted)}`;
  }
  for (const [column, wanted] of Object.entries(keep)) {
    if (!matchesAny(value(column), wanted)) return `keep only where ${column} is ${listed(wanted)}`;
  }
  return null;
}

/** CSV knows text only, so `true` also matches "True" and 1 matches "1.0". */
function matches(value: unknown, wanted: FilterValue): boolean {
  if (value === null || value === undefined || value === "") return wanted === null || wanted === value;
  if (typeof wanted === "boolean") return String(value).toLowerCase() === String(wanted);
  if (typeof wanted === "number") return numberIn(value) === wanted;
  return wanted !== null && typeof value !== "object" && String(value) === wanted;
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
