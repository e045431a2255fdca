import { cut, parseCsv, quote } from "../foundation/mod.ts";

/** One row of a published table, read by the name of a column; what cannot be read is refused by its place. */
export interface TableRow<Column extends string> {
  /** A text that is there. */
  text(column: Column): string;
  /** A text, or `null` where the cell is empty. */
  optional(column: Column): string | null;
  /** What one of a closed list of words stands for. */
  oneOf<Value>(column: Column, meanings: Readonly<Record<string, Value>>): Value;
  number(column: Column): number;
  /** A whole number of at least 1. */
  count(column: Column): number;
  /** A percentage as a share, or `null` where the cell is empty. */
  share(column: Column): number | null;
}

/**
 * Reads a small table strictly: these columns and no others, every row whole, no row twice.
 *
 * @param options `key`: the columns that name a row.
 * @throws {SyntaxError} That names file, line and column.
 */
export async function readTable<Column extends string>(
  text: string,
  { source, columns, key }: { source: string; columns: readonly Column[]; key: readonly Column[] },
): Promise<TableRow<Column>[]> {
  const { header, rows, bad } = await parseCsv(text, { source });
  if (header.join() !== columns.join()) {
    throw new SyntaxError(`Cannot read ${source}: need the columns ${columns.join(", ")}, got ${header.join(", ")}`);
  }
  const [first] = bad;
  if (first !== undefined) throw new SyntaxError(`Cannot read ${source} at line ${first.line}: ${first.detail}`);
  if (rows.length === 0) throw new SyntaxError(`Cannot read ${source}: need at least 1 row, got 0`);
  const seen = new Map<string, number>();
  return rows.map(({ line, fields }) => {
    const row = tableRow(fields, { source, columns, line });
    const name = key.map((column) => fields[columns.indexOf(column)]).join(", ");
    const before = seen.get(name);
    if (before !== undefined) {
      throw new SyntaxError(
        `Cannot read ${source} at line ${line}: need each row once, got "${cut(name)}" as at line ${before}`,
      );
    }
    seen.set(name, line);
    return row;
  });
}

function tableRow<Column extends string>(
  fields: readonly string[],
  { source, columns, line }: { source: string; columns: readonly Column[]; line: number },
): TableRow<Column> {
  const field = (column: Column) => (fields[columns.indexOf(column)] as string).trim();
  const refuse = (column: Column, need: string): never => {
    throw new SyntaxError(
      `Cannot read ${source} at line ${line}, column ${quote(column)}: need ${need}, got ${quote(field(column))}`,
    );
  };
  const number = (column: Column) =>
    /^-?\d+(\.\d+)?$/.test(field(column)) ? Number(field(column)) : refuse(column, "a number");
  return {
    text: (column) => field(column) === "" ? refuse(column, "a text") : field(column),
    optional: (column) => field(column) === "" ? null : field(column),
    oneOf: <Value>(column: Column, meanings: Readonly<Record<string, Value>>): Value =>
      Object.hasOwn(meanings, field(column))
        ? meanings[field(column)] as Value
        : refuse(column, `one of ${Object.keys(meanings).join(", ")}`),
    number,
    count: (column) =>
      /^[1-9]\d*$/.test(field(column)) ? Number(field(column)) : refuse(column, "a whole number above 0"),
    share: (column) => {
      if (field(column) === "") return null;
      const percent = number(column);
      if (percent < -100 || percent > 100) return refuse(column, "a percentage");
      return Number((percent / 100).toPrecision(12));
    },
  };
}
