import type { PostKind } from "../shapes.ts";
import { checkInteger, checkOneOf, checkOptions, quote } from "../foundation/mod.ts";
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

export const FORMATS = ["csv", "tsv", "json", "jsonl"] as const;

export type Format = typeof FORMATS[number];

/** What `loadPosts()` takes beside the path. All of it is data, so it can stand in a file or a caption. */
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
  /** Default: by the name of the file. */
  format?: Format;
  /** JSON only: where in the document the array of rows stands, such as `comments` or `data.posts`. */
  rows?: string;
  /** Name of the source in posts, report and errors. Default: the path below the project or TWOPLANE_DATA, else the file's name. */
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
  "rows",
  "source",
];

/** Refuses what no load could use, before a file is opened. */
export function checkLoadOptions(options: LoadPostsOptions): void {
  const check = <Name extends string>(name: string, value: Name | undefined, known: readonly Name[]) =>
    value === undefined || checkOneOf("loadPosts", name, value, known);
  checkOptions("loadPosts", options, OPTION_NAMES);
  check("kind", options.kind, ["post", "comment", "reply"]);
  check("epochUnit", options.epochUnit, ["s", "ms"]);
  check("missingText", options.missingText, ["drop", "title"]);
  check("format", options.format, FORMATS);
  if (options.timeZone !== undefined) checkZone(options.timeZone);
  if (options.maxBadRows !== undefined) checkInteger("loadPosts", "maxBadRows", options.maxBadRows, { min: 0 });
  for (const name of ["rows", "source"] as const) checkText(name, options[name]);
  checkColumns(options.columns ?? {});
  for (const name of ["keep", "drop"] as const) checkFilter(name, options[name] ?? {});
}

function checkText(name: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw new TypeError(`Cannot run loadPosts(): ${name} needs text, got ${quote(value)}`);
}

function checkColumns(columns: ColumnMapping): void {
  checkOptions("loadPosts", columns, POST_FIELDS);
  for (const [field, column] of Object.entries(columns)) {
    if (column === null && field !== "text" && field !== "createdAt") continue;
    if (typeof column === "string" || (field === "score" && isPair(column))) continue;
    const pair = field === "score" ? ", two names whose difference it is" : "";
    const none = field === "text" || field === "createdAt" ? "" : ", or null for none";
    throw new TypeError(
      `Cannot run loadPosts(): columns.${field} needs the name of a column${pair}${none}, got ${quote(column)}`,
    );
  }
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((name) => typeof name === "string");
}

function checkFilter(name: string, filter: RowFilter): void {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) {
    throw new TypeError(`Cannot run loadPosts(): ${name} needs an object of columns and values, got ${quote(filter)}`);
  }
  for (const [column, wanted] of Object.entries(filter)) {
    const wrong = [wanted].flat().find((value) =>
      value !== null && !["string", "number", "boolean"].includes(typeof value)
    );
    if (wrong === undefined) continue;
    throw new TypeError(
      `Cannot run loadPosts(): ${name}.${column} needs text, a number, true, false, null or an array of them, got ${
        quote(wrong)
      }`,
    );
  }
}
