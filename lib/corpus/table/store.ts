import { type DuckDb, sqlName } from "../../foundation/mod.ts";
import type { Post } from "../../shapes.ts";
import { POST_COLUMNS } from "./open.ts";

/** A post with where it came from. */
export interface StoredPost {
  post: Post;
  /** Which of the files, from 0. */
  file: number;
  /** 1 is the first row of that file. */
  row: number;
  /** Where it stands, as reports say it. */
  where: string;
  /** True where its id was made from its content. */
  isMade: boolean;
  notes: readonly string[];
}

/** Takes posts into the table `post_rows`. Fill it from one place only, and close it with `end()`. */
export interface PostStore {
  /** Returns a promise where the caller should wait before it adds more. */
  add: (stored: StoredPost) => Promise<void> | null;
  /** Writes what is left. */
  end: () => Promise<void>;
}

/** Separators of ASCII, made for this: between rows, between fields, for a missing value, and before an escaped one. */
const [ESCAPE, NOTHING, ROW, FIELD] = ["\u001c", "\u001d", "\u001e", "\u001f"] as const;
// deno-lint-ignore no-control-regex
const SEPARATORS = /[\u001c-\u001f]/;
const LETTERS: readonly (readonly [letter: string, character: string])[] = [
  ["n", NOTHING],
  ["r", ROW],
  ["f", FIELD],
  ["e", ESCAPE], // last, since it makes the character that the others look for
];

/** Characters of one statement's posts; while DuckDB stores them, the next are read. */
const BLOCK = 2 ** 22;

/** Blocks that wait while DuckDB stores one; each holds a few MB. */
const MOST_WAITING = 3;

/** Between notes, which hold no line end. */
export const NOTE_END = "\n";

const OWN_COLUMNS = ["seq", "file", "row", "place", "made", "notes"] as const;

/** The table that a store fills; `seq` counts the rows of all files. */
export const CREATE_POST_ROWS = `CREATE TABLE post_rows (
  seq BIGINT, file INTEGER, row BIGINT, place VARCHAR, made BOOLEAN, notes VARCHAR,
  ${POST_COLUMNS.map((column) => `${sqlName(column)} ${column === "score" ? "DOUBLE" : "VARCHAR"}`).join(", ")}
)`;

/**
 * Makes a store.
 *
 * Posts go to DuckDB as one text a block, which it takes apart on its own threads: a call for each value, as its
 * appender needs, takes longer than reading the file.
 */
export function postStore(database: DuckDb): PostStore {
  const statements = { plain: insertion(false), escaped: insertion(true) };
  let [lines, length, seq, hasEscapes]: [string[], number, number, boolean] = [[], 0, 0, false];
  const writing: Promise<void>[] = [];
  const flush = (): Promise<void> | null => {
    const [sql, block] = [hasEscapes ? statements.escaped : statements.plain, lines.join(ROW)];
    const before = writing.at(-1) ?? Promise.resolve();
    const written = before.then(() => database.run(sql, { block }));
    written.catch(() => {}); // it is awaited in its turn
    writing.push(written);
    [lines, length, hasEscapes] = [[], 0, false];
    return writing.length > MOST_WAITING ? writing.shift() as Promise<void> : null;
  };
  const field = (value: string | number | null): string => {
    if (value === null) return NOTHING;
    if (typeof value !== "string" || !SEPARATORS.test(value)) return String(value);
    hasEscapes = true;
    return escaped(value);
  };
  return {
    add: ({ post, file, row, where, isMade, notes }) => {
      const own = `${seq++}${FIELD}${file}${FIELD}${row}${FIELD}${field(where)}${FIELD}${isMade}${FIELD}`;
      let line = own + field(notes.length === 0 ? null : notes.join(NOTE_END));
      for (const column of POST_COLUMNS) line += FIELD + field(post[column]);
      lines.push(line);
      length += line.length;
      return length < BLOCK ? null : flush();
    },
    end: async () => {
      if (lines.length > 0) flush();
      await Promise.all(writing);
    },
  };
}

function escaped(text: string): string {
  return LETTERS.toReversed().reduce(
    (whole, [letter, character]) => whole.replaceAll(character, ESCAPE + letter),
    text,
  );
}

function insertion(hasEscapes: boolean): string {
  const types = { seq: "BIGINT", file: "INTEGER", row: "BIGINT", made: "BOOLEAN", score: "DOUBLE" } as Record<
    string,
    string
  >;
  const fields = [...OWN_COLUMNS, ...POST_COLUMNS].map((column, index) => {
    const value = `nullif(fields[${index + 1}], chr(29))`;
    if (types[column] !== undefined) return `CAST(${value} AS ${types[column]})`;
    return hasEscapes ? unescaped(value) : value;
  });
  return `INSERT INTO post_rows SELECT ${fields.join(", ")} FROM (
    SELECT string_split(line, chr(31)) AS fields FROM (SELECT unnest(string_split($block, chr(30))) AS line)
  )`;
}

function unescaped(value: string): string {
  return LETTERS.reduce(
    (sql, [letter, character]) => `replace(${sql}, chr(28) || '${letter}', chr(${character.charCodeAt(0)}))`,
    value,
  );
}
