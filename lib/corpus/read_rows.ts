import { checkAborted, quote } from "../foundation/mod.ts";
import type { Post, PostKind } from "../shapes.ts";
import type { ResolvedColumns } from "./columns.ts";
import { rowTest } from "./filters.ts";
import { type GivenId, idGiver, type PostWithoutId } from "./ids.ts";
import { DROP_REASONS, LOAD_DEFAULTS, type LoadPostsOptions } from "./options.ts";
import { type Above, kindBelow, ownId, readRow, type RowReading, type RowSettings } from "./rows.ts";
import type { FileTable, SourceRow } from "./tables.ts";
import type { UnitedTable } from "./unite.ts";
import { zoneNamed } from "./zones.ts";

/** A row that was dropped. */
export interface Drop {
  /** Which of the files, from 0. */
  file: number;
  /** 1 is the first row of that file. */
  row: number;
  reason: string;
  detail: string;
}

/** What became of all rows. */
export interface RowsRead {
  posts: Post[];
  /** Number of posts of each file. */
  kept: number[];
  /** `hint`: what to add to an error about that file. */
  bad: (Drop & { hint: string })[];
  drops: Drop[];
  /** What is counted into the warnings. */
  notes: Map<string, number>;
}

/** What the answers in a row take from it. */
interface Given {
  postId: string | null;
  threadId: string | null;
  kind: PostKind;
}

/** Gives a post its id, or says that it came before. */
export type GiveId = (post: PostWithoutId, where: string) => GivenId;

/** What stays the same for all rows of a load. */
interface Reading {
  read: RowsRead;
  giveId: GiveId;
  settings: Omit<RowSettings, "source">;
  signal: AbortSignal | undefined;
}

/**
 * Turns the rows of all files into posts, and keeps account of the others.
 *
 * @throws {TypeError} If a time cannot be understood without an option.
 */
export function readRows(
  table: UnitedTable,
  columns: ResolvedColumns,
  options: LoadPostsOptions,
  { whole, signal }: { whole: string; signal: AbortSignal | undefined },
): RowsRead {
  const read: RowsRead = { posts: [], kept: [], bad: [], drops: [], notes: new Map() };
  const reading: Reading = { read, giveId: idGiver(), settings: rowSettings(columns, options, whole), signal };
  table.files.forEach((file, index) => {
    const before = read.posts.length;
    readFileRows(file, index, reading);
    read.kept.push(read.posts.length - before);
  });
  return read;
}

/** What reading any row of a load needs to know. */
export function rowSettings(
  columns: ResolvedColumns,
  options: LoadPostsOptions,
  whole: string,
): Omit<RowSettings, "source"> {
  const { timeZone, epochUnit } = options;
  const zone = timeZone === undefined ? null : zoneNamed(timeZone);
  const times = { zone, zoneName: timeZone ?? "", epochUnit };
  return { columns, options, whole, times, filteredBy: rowTest(options) };
}

const ROWS_BETWEEN_CHECKS = 4096;

function readFileRows(file: FileTable, index: number, { read, giveId, settings, signal }: Reading): void {
  const note = (text: string) => read.notes.set(text, (read.notes.get(text) ?? 0) + 1);
  file.notes.forEach(note);
  for (const { row, where, detail } of file.bad) {
    read.bad.push({ file: index, row, reason: DROP_REASONS.badRow, detail: `${where}: ${detail}`, hint: file.hint });
  }
  const readNext = fileReader({ ...settings, source: file.source }, { giveId, hasAnswers: file.replies.length > 0 });
  for (const [place, row] of file.rows.entries()) {
    if (place % ROWS_BETWEEN_CHECKS === 0) checkAborted(signal);
    const result = readNext(row);
    if ("dropped" in result) {
      const { dropped: reason, detail } = result;
      if (reason === DROP_REASONS.badRow) read.bad.push({ file: index, row: row.row, reason, detail, hint: file.hint });
      else read.drops.push({ file: index, row: row.row, reason, detail });
    } else {
      read.posts.push(result.post);
      result.notes.forEach(note);
    }
  }
}

/** What became of one row, its id included; a bad row is dropped for that reason. */
export type RowResult = { dropped: string; detail: string } | { post: Post; notes: readonly string[] };

/**
 * Makes the function that reads the rows of one file, in order.
 *
 * @param options `hasAnswers`: rows may answer rows before them.
 */
export function fileReader(
  settings: RowSettings,
  { giveId, hasAnswers }: { giveId: GiveId; hasAnswers: boolean },
): (row: SourceRow) => RowResult {
  const given: WeakMap<SourceRow, Given> | null = hasAnswers ? new WeakMap() : null;
  return (row) => {
    const above = aboveOf(row, given);
    const result = withId(readRow(row, settings, above), row, giveId);
    given?.set(row, givenBy(row, "post" in result ? result.post : null, settings, above));
    return result;
  };
}

function withId(reading: RowReading, row: SourceRow, giveId: GiveId): RowResult {
  if ("dropped" in reading) return reading;
  if ("bad" in reading) {
    const { column, detail } = reading.bad;
    return { dropped: DROP_REASONS.badRow, detail: `${row.where}, column ${quote(column)}: ${detail}` };
  }
  const id = giveId(reading.post, row.where);
  if ("duplicate" in id) return { dropped: DROP_REASONS.duplicateId, detail: id.duplicate };
  const post = reading.post as Post; // of this row's own making, and whole from here on
  post.postId = id.postId;
  return { post, notes: id.notes.length === 0 ? reading.notes : [...reading.notes, ...id.notes] };
}

/** An answer's parent is the row it stands in; its thread is that of the row at the top, or that row itself. */
function aboveOf({ answers }: SourceRow, given: WeakMap<SourceRow, Given> | null): Above | null {
  const above = answers === undefined ? undefined : given?.get(answers.row);
  if (above === undefined) return null;
  const top = answers?.depth === 1 ? above.postId : null;
  return { parentId: above.postId, threadId: above.threadId ?? top, kind: kindBelow(above.kind) };
}

/** Also a row that is dropped says whom its answers answer. */
function givenBy(row: SourceRow, post: Post | null, settings: RowSettings, above: Above | null): Given {
  return {
    postId: post?.postId ?? ownId(row, settings),
    threadId: post?.threadId ?? above?.threadId ?? null,
    kind: post?.kind ?? above?.kind ?? settings.options.kind ?? LOAD_DEFAULTS.kind,
  };
}
