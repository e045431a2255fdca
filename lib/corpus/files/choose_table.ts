import { cut, quote } from "../../foundation/mod.ts";
import type { FileSettings } from "../tables.ts";

/** A table or view of a database. */
export interface TableName {
  /** With its schema before it, where that is not the usual one. */
  name: string;
  kind: "table" | "view";
}

/**
 * Which table of a database holds the rows: the one that `table` names, else the only one.
 *
 * @throws {TypeError} If that one is not there, or there are none or several.
 */
export function chooseTable<Table extends TableName>(found: readonly Table[], { name, options }: FileSettings): Table {
  const names = cut(found.map((table) => table.name).join(", "), 200);
  if (options.table !== undefined) {
    const named = found.find((table) => table.name === options.table);
    if (named !== undefined) return named;
    throw new TypeError(
      `Cannot load ${name}: table needs the name of a table or view in it, got ${quote(options.table)}. It has ${
        names || "none"
      }`,
    );
  }
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const next = only === undefined ? "" : `. Say which, such as table: ${quote(only.name)}`;
  throw new TypeError(
    `Cannot load ${name}: need one table or view with the rows, got ${found.length}${
      names === "" ? "" : `: ${names}`
    }${next}`,
  );
}
