import type { OnProgress, PostKind } from "../shapes.ts";
import { checkInteger, checkNumber, checkOneOf, checkOptions, quote } from "../foundation/mod.ts";
import { checkZone } from "./zones.ts";

/** Fields of Post that a column can fill. */
export const POST_FIELDS = [
  "postId",
  "authorId",
  "kind",
  "createdAt",
  "text",
  "title",
  "communityId",
  "parentId",
  "threadId",
  "score",
  "modelId",
] as const;

export type PostField = typeof POST_FIELDS[number];

/**
 * Which column fills which field of Post. A dot steps into a nested object (`author.name`); `null` leaves the field
 * empty; a field that is not named is guessed by the names of the columns, and the report shows the guess.
 */
export interface ColumnMapping extends Partial<Record<Exclude<PostField, "score">, string | null>> {
  /** One column, or two whose difference it is: `["upvotes", "downvotes"]`. */
  score?: string | readonly [string, string] | null;
}

/** A value that a row is compared with; `null` stands for a missing or empty one. */
export type FilterValue = string | number | boolean | null;

/** Column → the value, or one of the values, that it is compared with. */
export type RowFilter = Readonly<Record<string, FilterValue | readonly FilterValue[]>>;

/** Text formats first; each of them may be packed with gzip or zstd. */
export const FORMATS = ["csv", "tsv", "json", "jsonl", "parquet", "duckdb", "sqlite"] as const;

export type Format = typeof FORMATS[number];

/** Defaults that a report or a caption may want to name. */
export const LOAD_DEFAULTS = {
  kind: "post",
  missingText: "drop",
  maxBadRows: 0,
  maxBytes: 2 ** 31,
  maxRatio: 200,
} as const;

/** Reasons under which rows are dropped, besides those of the filters (`filterReason()`), in the order they are tested. */
export const DROP_REASONS = {
  missingText: "missing text",
  missingTime: "missing time",
  badRow: "bad row",
  duplicateId: "duplicate id",
} as const;

/** Words that scripts write for a missing name; exactly so, in author, parent, thread and model they mean `null`. */
export const MISSING_NAMES = ["None", "null"] as const;

/** What a long load reports to and is stopped by; not data, so kept apart from the options. */
export interface LoadControls {
  /** Called with bytes of files done and in all. */
  onProgress?: OnProgress;
  /** Stops the load with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * What `loadPosts()` takes beside the path. All of it is data, so it can stand in a file or a caption.
 *
 * What becomes of a row, whichever way it is read:
 *
 * 1. `drop`, then `keep`, each in the order of their columns; the first that hits is the reason.
 * 2. Text: missing, empty and blank are the same, nothing. Line ends `\r\n` and `\r` become `\n`, half a surrogate
 *    pair becomes U+FFFD (and is counted), nothing is trimmed. No text: `missing text`, unless the title stands in.
 * 3. Time, trimmed: nothing is `missing time`; ISO 8601 or a number; digits beyond the millisecond are cut. What cannot
 *    be read is a `bad row`; what needs an option that is not given stops the load.
 * 4. Kind, trimmed and in any case: nothing takes the default (`kind`, or by depth in a tree), another word is a
 *    `bad row`. Score, trimmed: nothing is `null`, what is no decimal number is a `bad row`; of two votes both are needed.
 * 5. Author, parent, thread and model: the exact words `None` and `null` count as nothing, and are counted.
 * 6. Id: nothing gets an id made from the content (`idFromContent()`); a second row of an id, among those that came so
 *    far, is a `duplicate id`, and the first is kept.
 *
 * Ids and names are text in every format: integers with all their digits, never trimmed.
 */
export interface LoadPostsOptions {
  /** Which column fills which field. Default: guessed by name, and shown in the report. */
  columns?: ColumnMapping;
  /** Kind of every row that no column gives a kind. Default `post`. */
  kind?: PostKind;
  /**
   * Zone of times that name none: `UTC`, an offset such as `+09:00`, or an IANA name such as `Asia/Tokyo`.
   * No default: a guessed zone moves posts to another day. Times with a zone of their own keep it.
   */
  timeZone?: string;
  /** Unit of times that are numbers. Default: told by 10 digits (seconds) or 13 digits (milliseconds), else needed. */
  epochUnit?: "s" | "ms";
  /** Keeps the rows that match every column named here. Default: all. */
  keep?: RowFilter;
  /** Drops the rows that match any column named here, such as `{ test_artifact: true }`. Default: none. */
  drop?: RowFilter;
  /** What to do with a row that has no text: drop it, or let its title stand in. Default `drop`. */
  missingText?: "drop" | "title";
  /** Most rows that may be unreadable, at least 0. Default 0. */
  maxBadRows?: number;
  /**
   * Format of every file. Default: by the first bytes for Parquet, DuckDB and SQLite, else by the ending of the name.
   * Packing (gzip, zstd) is told by the first bytes alone.
   */
  format?: Format;
  /** DuckDB and SQLite only: the table or view that holds the rows. Default: the only one there is. */
  table?: string;
  /** JSON only: where in the document the array of rows stands, such as `comments` or `data.posts`. */
  rows?: string;
  /**
   * Columns that hold the answers to a row as an array of objects, at any depth. Each answer becomes a row of its own,
   * behind the one it answers: parent and thread from where it stands unless it names its own, kind by depth (a post's
   * answers are comments, theirs are replies). `null` leaves them alone. Default: `comments`, `replies`, `children` or
   * `answers` where they hold objects, shown in the report.
   */
  replies?: string | readonly string[] | null;
  /** Most bytes that all files may hold once unpacked, at least 1. Default 2³¹ (2 GiB). */
  maxBytes?: number;
  /** Most times its packed size that a file of more than 16 MiB may unpack to, at least 1. Default 200. */
  maxRatio?: number;
  /**
   * Name of the source in posts, report and errors. Default: the path below the project or TWOPLANE_DATA, else the
   * file's name; of each file where there are several.
   */
  source?: string;
}

const OPTION_NAMES = [
  "columns",
  "kind",
  "timeZone",
  "epochUnit",
  "keep",
  "drop",
  "missingText",
  "maxBadRows",
  "format",
  "table",
  "rows",
  "replies",
  "maxBytes",
  "maxRatio",
  "source",
  "onProgress",
  "signal",
];

/**
 * Refuses what no load could use, before a file is opened.
 *
 * @param caller Name of the public function, for the message.
 */
export function checkLoadOptions(options: LoadPostsOptions & LoadControls, caller = "loadPosts"): void {
  const check = <Name extends string>(name: string, value: Name | undefined, known: readonly Name[]) =>
    value === undefined || checkOneOf(caller, name, value, known);
  checkOptions(caller, options, OPTION_NAMES);
  check("kind", options.kind, ["post", "comment", "reply"]);
  check("epochUnit", options.epochUnit, ["s", "ms"]);
  check("missingText", options.missingText, ["drop", "title"]);
  check("format", options.format, FORMATS);
  if (options.timeZone !== undefined) checkZone(options.timeZone, caller);
  if (options.maxBadRows !== undefined) checkInteger(caller, "maxBadRows", options.maxBadRows, { min: 0 });
  if (options.maxBytes !== undefined) checkInteger(caller, "maxBytes", options.maxBytes, { min: 1 });
  if (options.maxRatio !== undefined) checkNumber(caller, "maxRatio", options.maxRatio, { min: 1 });
  for (const name of ["rows", "table", "source"] as const) checkText(caller, name, options[name]);
  for (const name of [options.replies ?? []].flat()) checkText(caller, "replies", name);
  checkColumns(caller, options.columns ?? {});
  for (const name of ["keep", "drop"] as const) checkFilter(caller, name, options[name] ?? {});
}

function checkText(caller: string, name: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw new TypeError(`Cannot run ${caller}(): ${name} needs text, got ${quote(value)}`);
}

function checkColumns(caller: string, columns: ColumnMapping): void {
  checkOptions(caller, columns, POST_FIELDS);
  for (const [field, column] of Object.entries(columns)) {
    if (column === null && field !== "text" && field !== "createdAt") continue;
    if (typeof column === "string" || (field === "score" && isPair(column))) continue;
    const pair = field === "score" ? ", two names whose difference it is" : "";
    const none = field === "text" || field === "createdAt" ? "" : ", or null for none";
    throw new TypeError(
      `Cannot run ${caller}(): columns.${field} needs the name of a column${pair}${none}, got ${quote(column)}`,
    );
  }
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((name) => typeof name === "string");
}

function checkFilter(caller: string, name: string, filter: RowFilter): void {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) {
    throw new TypeError(`Cannot run ${caller}(): ${name} needs an object of columns and values, got ${quote(filter)}`);
  }
  for (const [column, wanted] of Object.entries(filter)) {
    const wrong = [wanted].flat().find((value) =>
      value !== null && !["string", "number", "boolean"].includes(typeof value)
    );
    if (wrong === undefined) continue;
    throw new TypeError(
      `Cannot run ${caller}(): ${name}.${column} needs text, a number, true, false, null or an array of them, got ${
        quote(wrong)
      }`,
    );
  }
}
