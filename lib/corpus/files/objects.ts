import { quote } from "../../foundation/mod.ts";
import type { LoadPostsOptions } from "../options.ts";
import type { BadRow, SourceRow } from "../tables.ts";
import { answersIn } from "./answers.ts";

/** A row of JSON, Parquet or a database. */
export type Fields = Readonly<Record<string, unknown>>;

/** One value of a source that holds objects, or what is wrong with it. */
export type Entry = { where: string; value: unknown } | { where: string; detail: string };

/** Rows with the columns that any of them uses. */
export interface ObjectRows {
  columns: string[];
  rows: SourceRow[];
  bad: BadRow[];
  /** Columns whose answers became rows of their own. */
  replies: string[];
  /** What is counted into the warnings, one entry an occurrence. */
  notes: string[];
}

/** An object, not an array. */
export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A name with dots is a column of that very name, else steps into nested objects. */
export function fieldsOf(fields: Fields): (column: string) => unknown {
  return (column) => {
    if (Object.hasOwn(fields, column)) return fields[column];
    if (!column.includes(".")) return undefined;
    return column.split(".").reduce<unknown>(
      (value, name) => isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined,
      fields,
    );
  };
}

/**
 * Numbers objects as rows from 1, answers behind what they answer; anything else is a bad row.
 *
 * @param known Gathers the columns; those of entries that came before, where there were some.
 */
export function objectRows(
  entries: readonly Entry[],
  { replies }: Pick<LoadPostsOptions, "replies">,
  known: ColumnNames = columnNames(),
): ObjectRows {
  const flat = answersIn(entries, replies);
  const found: ObjectRows = { columns: [], rows: [], bad: [], replies: flat.replies, notes: flat.notes };
  const rowOf = new Map<Entry, SourceRow>();
  flat.entries.forEach(({ entry, above, depth }, index) => {
    const row = index + 1;
    if ("detail" in entry) found.bad.push({ row, where: entry.where, detail: entry.detail });
    else if (!isObject(entry.value)) {
      found.bad.push({ row, where: entry.where, detail: `need an object, got ${quote(entry.value)}` });
    } else {
      const parent = above === null ? undefined : rowOf.get(above);
      const made: SourceRow = {
        row,
        where: entry.where,
        value: fieldsOf(entry.value),
        ...(parent !== undefined && { answers: { row: parent, depth } }),
      };
      found.rows.push(made);
      if (flat.replies.length > 0) rowOf.set(entry, made);
      known.add(entry.value);
    }
  });
  const taken = new Set(flat.replies);
  found.columns = known.names().filter((column) => !taken.has(column));
  return found;
}

const DEEPEST = 4;

/** Gathers the names that rows use. */
export interface ColumnNames {
  add: (row: Fields) => void;
  /**
   * Every name that any row uses, nested ones with dots, in the order of first use. A name that is an object where it
   * is anything stands for its nested names alone; one that is text in some rows and an object in others for itself.
   */
  names: () => string[];
}

export function columnNames(): ColumnNames {
  const names = new Map<string, { plain: boolean; nested: boolean }>();
  const add = (fields: Fields, prefix: string, depth: number) => {
    for (const name in fields) {
      const value = fields[name];
      const column = prefix + name;
      let known = names.get(column);
      if (known === undefined) names.set(column, known = { plain: false, nested: false });
      if (isObject(value) && depth < DEEPEST) {
        known.nested = true;
        add(value, `${column}.`, depth + 1);
      } else if (value !== null) known.plain = true;
    }
  };
  const withinMixed = (column: string): boolean => {
    for (let dot = column.lastIndexOf("."); dot > 0; dot = column.lastIndexOf(".", dot - 1)) {
      const above = names.get(column.slice(0, dot));
      if (above?.plain && above.nested) return true;
    }
    return false;
  };
  return {
    add: (row) => add(row, "", 1),
    names: () =>
      [...names].filter(([column, { plain, nested }]) => (plain || !nested) && !withinMixed(column))
        .map(([name]) => name),
  };
}
