import { quote } from "../foundation/mod.ts";
import type { PostKind } from "../shapes.ts";
import { KINDS, type ResolvedColumns } from "./columns.ts";
import { type Fields, isObject } from "./files/objects.ts";
import type { RowTest } from "./filters.ts";
import type { PostWithoutId } from "./ids.ts";
import { DROP_REASONS, LOAD_DEFAULTS, type LoadPostsOptions, MISSING_NAMES, type PostField } from "./options.ts";
import type { SourceRow } from "./tables.ts";
import { readTime, type TimeSettings } from "./times.ts";

/** What became of one row. `notes` are counted into the warnings of the report. */
export type RowReading =
  | { post: PostWithoutId; notes: string[] }
  | { dropped: string; detail: string }
  | { bad: { column: string; detail: string } };

/** All that reading a row needs to know. */
export interface RowSettings {
  columns: ResolvedColumns;
  options: LoadPostsOptions;
  times: TimeSettings;
  /** What the post carries as its source. */
  source: string;
  /** How errors call the load. */
  whole: string;
  filteredBy: RowTest;
}

/** What a row that stands in another as an answer takes from there. */
export interface Above {
  parentId: string | null;
  threadId: string | null;
  kind: PostKind;
}

/**
 * Turns one row into a post, or says why not.
 *
 * @param above Of an answer; `null` for a row that stands by itself.
 * @throws {TypeError} If its time cannot be understood without an option.
 */
export function readRow(row: SourceRow, settings: RowSettings, above: Above | null): RowReading {
  const filtered = settings.filteredBy(row);
  if (filtered !== null) return { dropped: filtered, detail: nameOf(row, settings) };
  try {
    return readSound(row, settings, above);
  } catch (error) {
    if (error instanceof BadValue) return { bad: { column: error.column, detail: error.message } };
    throw error;
  }
}

function readSound(row: SourceRow, settings: RowSettings, above: Above | null): RowReading {
  const notes: string[] = [];
  const text = (field: Exclude<PostField, "score">) => textOf(row, field, settings, notes);
  const title = text("title");
  const body = text("text") ?? standIn(title, settings.options, notes);
  if (body === null) return { dropped: DROP_REASONS.missingText, detail: nameOf(row, settings) };
  const createdAt = timeOf(row, settings, notes);
  if (createdAt === null) return { dropped: DROP_REASONS.missingTime, detail: nameOf(row, settings) };
  const post: PostWithoutId = {
    postId: text("postId"),
    authorId: named(text("authorId"), "author", notes),
    kind: kindOf(row, settings, above),
    createdAt,
    text: body,
    title,
    communityId: text("communityId"),
    parentId: named(text("parentId"), "parent", notes) ?? above?.parentId ?? null,
    threadId: named(text("threadId"), "thread", notes) ?? above?.threadId ?? null,
    score: scoreOf(row, settings),
    modelId: named(text("modelId"), "model", notes),
    source: settings.source,
  };
  if (above !== null && post.parentId !== above.parentId && above.parentId !== null) {
    notes.push("Answers that name another parent than the row they stand in, which is kept");
  }
  return { post, notes };
}

/** What the source itself says is the id of a row that cannot be used, for the answers in it. */
export function ownId(row: SourceRow, { columns }: Pick<RowSettings, "columns">): string | null {
  const column = columns.fields.get("postId");
  const value = typeof column === "string" ? row.value(column) : null;
  if (value === null || value === undefined || typeof value === "object") return null;
  return String(value).trim() === "" ? null : String(value);
}

/** The kind of what answers a row of this kind: comments answer posts, replies answer all else. */
export function kindBelow(kind: PostKind): PostKind {
  return kind === "post" ? "comment" : "reply";
}

/** A value that its field cannot hold; caught in this file only. */
class BadValue extends Error {
  constructor(readonly column: string, need: string, came: unknown) {
    super(`${need}, got ${quote(came)}`);
  }
}

/** Anything but blanks; finds the first of them instead of trimming a whole text. */
const SOLID = /\S/;

/** Text of a field with `\n` line ends; `null` for what is missing, empty or blank. */
function textOf(
  row: SourceRow,
  field: Exclude<PostField, "score">,
  { columns }: RowSettings,
  notes: string[],
): string | null {
  const column = columns.fields.get(field);
  if (typeof column !== "string") return null;
  const held = row.value(column);
  const value = isObject(held) ? nameWithin(held, field, column, notes) : held;
  if (value === null || value === undefined) return null;
  if (typeof value === "object") throw new BadValue(column, "need text", value);
  const plain = typeof value === "string" ? value : String(value);
  const text = plain.includes("\r") ? plain.replace(/\r\n?/g, "\n") : plain;
  if (!SOLID.test(text)) return null;
  if (text.isWellFormed()) return text;
  notes.push(`Values of ${column} with half a surrogate pair, replaced by U+FFFD`);
  return text.toWellFormed();
}

/** Where one column holds plain names in some rows and objects in others, the name within stands for the object. */
function nameWithin(held: Fields, field: PostField, column: string, notes: string[]): unknown {
  if (field !== "authorId" && field !== "communityId") return held;
  const name = ["name", "username", "id"].find((name) => Object.hasOwn(held, name));
  if (name === undefined) return held;
  notes.push(`Values of ${column} that are objects, of which ${name} is taken`);
  return held[name];
}

function standIn(title: string | null, { missingText }: LoadPostsOptions, notes: string[]): string | null {
  if (missingText !== "title" || title === null) return null;
  notes.push("Posts without text, for which the title stands in");
  return title;
}

/** Scripts write a missing name as the words "None" and "null". */
function named(name: string | null, what: string, notes: string[]): string | null {
  if (name !== null && !MISSING_NAMES.some((word) => word === name)) return name;
  if (name !== null) notes.push(`Posts whose ${what} is the word "${name}", taken as null`);
  else if (what === "author") notes.push("Posts without an author");
  return null;
}

function timeOf(row: SourceRow, settings: RowSettings, notes: string[]): string | null {
  const column = settings.columns.fields.get("createdAt") as string;
  const text = textOf(row, "createdAt", settings, notes)?.trim();
  if (text === undefined) return null;
  const reading = readTime(text, settings.times);
  if ("unreadable" in reading) throw new BadValue(column, reading.unreadable, text);
  if ("utc" in reading) {
    if (reading.note !== null) notes.push(`Times ${reading.note}`);
    return reading.utc;
  }
  const need = reading.needs === "timeZone"
    ? 'a zone for times that name none. Say timeZone: "UTC", an offset such as "+09:00" or a name such as "Asia/Tokyo"'
    : 'the unit of times that are numbers. Say epochUnit: "s" or "ms"';
  throw new TypeError(
    `Cannot load ${settings.whole} at ${row.where}, column ${quote(column)}: need ${need}, got ${quote(text)}`,
  );
}

function kindOf(row: SourceRow, { columns, options }: RowSettings, above: Above | null): PostKind {
  const column = columns.fields.get("kind") as string | undefined;
  const value = column === undefined ? undefined : row.value(column);
  if (column === undefined || isNothing(value)) return above?.kind ?? options.kind ?? LOAD_DEFAULTS.kind;
  const kind = KINDS.find((known) => known === String(value).trim().toLowerCase());
  if (kind === undefined) throw new BadValue(column, "need post, comment or reply", value);
  return kind;
}

function scoreOf(row: SourceRow, { columns }: RowSettings): number | null {
  const column = columns.fields.get("score");
  if (column === undefined) return null;
  if (typeof column === "string") return numberOf(row, column);
  const [up, down] = [numberOf(row, column[0]), numberOf(row, column[1])];
  return up === null || down === null ? null : up - down;
}

/** A decimal number; notations that only some languages know, such as 0x10, are none. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function numberOf(row: SourceRow, column: string): number | null {
  const value = row.value(column);
  if (isNothing(value)) return null;
  const number = typeof value === "string" && DECIMAL.test(value.trim()) ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw new BadValue(column, "need a number", value);
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "string" && !SOLID.test(value));
}

/** What a report calls a row that it dropped: its place, and its id where it has one. */
function nameOf(row: SourceRow, { columns }: RowSettings): string {
  const column = columns.fields.get("postId");
  const id = typeof column === "string" ? row.value(column) : undefined;
  return id === undefined || id === null ? row.where : `${row.where}, id ${quote(id)}`;
}
