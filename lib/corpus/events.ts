import { checkInteger, checkOptions, quote } from "../foundation/mod.ts";
import type { AgentEvent, LoadReport } from "../shapes.ts";
import { findFiles, type FoundFiles } from "./files/find.ts";
import { readFiles } from "./files/read.ts";
import { DROP_REASONS, LOAD_DEFAULTS, MISSING_NAMES } from "./options.ts";
import type { Drop } from "./read_rows.ts";
import { checkBadRows, reasonsOf } from "./report.ts";
import type { SourceRow } from "./tables.ts";
import { readTime, type TimeSettings } from "./times.ts";
import { unite, type UnitedTable } from "./unite.ts";
import { checkZone, zoneNamed } from "./zones.ts";

/** Which column of a table of events is what. Nothing is guessed. */
export interface EventColumns {
  /** A day such as `2026-06-29`, or a time. */
  day: string;
  /** What happened. */
  label: string;
  /** Whom it concerns; left out, and in empty cells: every agent. */
  agentId?: string;
  /** What sort of change; left out, and in empty cells: "change". */
  kind?: string;
}

/** What `loadEvents()` takes beside the path. */
export interface LoadEventsOptions {
  columns: EventColumns;
  /** Zone of times that name none, as in `loadPosts()`. Bare days need none: they count as written. */
  timeZone?: string;
  /** Most rows that may be unreadable, or have no day or label, at least 0. Default 0. */
  maxBadRows?: number;
}

/** Events in the order of the file, and what became of its rows. */
export interface LoadedEvents {
  events: AgentEvent[];
  report: LoadReport;
}

/**
 * What was changed when? Reads a table of events, such as model swaps or the edits of an agent's context.
 *
 * Days are UTC days, as everywhere in this kit: a time is turned to UTC first and keeps its day there, a bare day is
 * taken as it stands. A history's time is when it was written down, which may be after the change itself. Several rows
 * of one day and agent stay apart; measures count them as one date. Where only days are wanted, they are
 * `events.map(({ day }) => day)`, which `eventStudy()` takes as its `avoid`.
 *
 * @param path A CSV file with a header, or any other file or folder that `loadPosts()` reads.
 * @param options Which column is what; see `LoadEventsOptions`.
 * @returns `events` in the order of the rows; `report` says what was read, kept and dropped, and why.
 * @throws {RangeError} If there is no such file.
 * @throws {TypeError} If an option or a column is wrong or missing, or times name no zone and `timeZone` is not given.
 * @throws {SyntaxError} If a file is not of its format, or more than `maxBadRows` rows cannot be read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadEvents } from "twoplane/corpus";
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "date,subject\n2026-03-25T20:41:50-09:00,new rules\n2026-06-29,another model\n");
 * const { events } = await loadEvents(path, { columns: { day: "date", label: "subject" } });
 * assert.deepEqual(events.map(({ day }) => day), ["2026-03-26", "2026-06-29"]);
 * assert(events[0]?.agentId === null && events[0].kind === "change");
 * await Deno.remove(path);
 * ```
 */
export async function loadEvents(path: string, options: LoadEventsOptions): Promise<LoadedEvents> {
  checkEventOptions(options);
  const found = findFiles(path, {});
  const table = unite(await readFiles(found, { replies: null }, {}));
  checkColumns(table, options.columns, found.source);
  const read = readEvents(table, options, found.source);
  checkBadRows(read.bad, { source: found.source, most: options.maxBadRows ?? LOAD_DEFAULTS.maxBadRows });
  return { events: read.events, report: eventReport(found, table, options, read) };
}

const CALLER = "loadEvents";
const FIELDS = ["day", "label", "agentId", "kind"] as const;
const KIND = "change";

interface EventsRead {
  events: AgentEvent[];
  /** Number of events of each file. */
  kept: number[];
  bad: (Drop & { hint: string })[];
  notes: Map<string, number>;
}

function readEvents(table: UnitedTable, { columns, timeZone }: LoadEventsOptions, source: string): EventsRead {
  const read: EventsRead = { events: [], kept: [], bad: [], notes: new Map() };
  const zone = timeZone === undefined ? null : zoneNamed(timeZone);
  const times: TimeSettings = { zone, zoneName: timeZone ?? "", epochUnit: undefined };
  const note = (text: string) => read.notes.set(text, (read.notes.get(text) ?? 0) + 1);
  table.files.forEach((file, index) => {
    const before = read.events.length;
    const isBad = (row: number, detail: string) =>
      read.bad.push({ file: index, row, reason: DROP_REASONS.badRow, detail, hint: file.hint });
    file.notes.forEach(note);
    for (const { row, where, detail } of file.bad) isBad(row, `${where}: ${detail}`);
    for (const row of file.rows) {
      const event = readEvent(row, columns, times, { note, source });
      if ("need" in event) isBad(row.row, `${row.where}, column ${quote(event.column)}: ${event.need}`);
      else read.events.push(event);
    }
    read.kept.push(read.events.length - before);
  });
  return read;
}

function readEvent(
  row: SourceRow,
  columns: EventColumns,
  times: TimeSettings,
  { note, source }: { note: (text: string) => void; source: string },
): AgentEvent | { column: string; need: string } {
  const label = cell(row, columns.label);
  if (label === null) return { column: columns.label, need: "need a label, got none" };
  const text = cell(row, columns.day);
  if (text === null) return { column: columns.day, need: "need a day, got none" };
  const bare = /^\d{4}-\d\d-\d\d$/.test(text);
  const reading = readTime(bare ? `${text}T00:00:00Z` : text, times);
  if ("needs" in reading && reading.needs === "timeZone") throw needsZone(row, columns.day, source, text);
  if (!("utc" in reading)) {
    const need = "unreadable" in reading ? reading.unreadable : "need ISO 8601 such as 2026-02-03T13:11:42Z";
    return { column: columns.day, need: `${need}, got ${quote(text)}` };
  }
  if (bare) note("Days without a clock, taken as UTC days");
  else if (reading.note !== null) note(`Times ${reading.note}`);
  return { day: reading.utc.slice(0, 10), label, agentId: agentOf(row, columns, note), kind: kindOf(row, columns) };
}

/** Scripts write a missing name as the words "None" and "null". */
function agentOf(row: SourceRow, { agentId }: EventColumns, note: (text: string) => void): string | null {
  const name = agentId === undefined ? null : cell(row, agentId);
  if (name === null || !MISSING_NAMES.some((word) => word === name)) return name;
  note(`Events whose agent is the word "${name}", taken as null`);
  return null;
}

function kindOf(row: SourceRow, { kind }: EventColumns): string {
  return (kind === undefined ? null : cell(row, kind)) ?? KIND;
}

/** A cell as trimmed text; `null` for what is missing, blank or no text. */
function cell(row: SourceRow, column: string): string | null {
  const value = row.value(column);
  if (value === null || value === undefined || typeof value === "object") return null;
  const text = String(value).trim();
  return text === "" ? null : text.toWellFormed();
}

function needsZone(row: SourceRow, column: string, source: string, text: string): TypeError {
  return new TypeError(
    `Cannot load ${source} at ${row.where}, column ${quote(column)}: need a zone for times that name none, got ${
      quote(text)
    }. Say timeZone: "UTC", an offset such as "+09:00" or a name such as "Asia/Tokyo"`,
  );
}

function eventReport(
  found: FoundFiles,
  table: UnitedTable,
  { columns }: LoadEventsOptions,
  { kept, bad, notes, events }: EventsRead,
): LoadReport {
  const taken = new Set<string>(Object.values(columns));
  const files = table.files.map(({ source, format, rows, bad: faults }, index) => ({
    source,
    format,
    rowsRead: rows.length + faults.length,
    rowsKept: kept[index] ?? 0,
  }));
  return {
    source: found.source,
    format: table.format,
    rowsRead: files.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
    rowsKept: events.length,
    files,
    dropped: reasonsOf(bad),
    columns: { ...(columns.kind === undefined && { kind: `always "${KIND}"` }), ...columns },
    guessed: [],
    unusedColumns: table.columns.filter((column) => !taken.has(column)),
    warnings: [
      ...found.notes,
      ...[...notes].map(([text, times]) => `${text}: ${times}`),
      ...(events.length === 0 ? ["No row was kept"] : []),
    ],
  };
}

function checkEventOptions(options: LoadEventsOptions): void {
  checkOptions(CALLER, options, ["columns", "timeZone", "maxBadRows"]);
  checkOptions(CALLER, options.columns, FIELDS);
  for (const field of FIELDS) {
    const column = options.columns[field];
    if (typeof column === "string" || (column === undefined && (field === "agentId" || field === "kind"))) continue;
    throw new TypeError(`Cannot run ${CALLER}(): columns.${field} needs the name of a column, got ${quote(column)}`);
  }
  if (options.timeZone !== undefined) checkZone(options.timeZone, CALLER);
  if (options.maxBadRows !== undefined) checkInteger(CALLER, "maxBadRows", options.maxBadRows, { min: 0 });
}

function checkColumns(table: UnitedTable, columns: EventColumns, source: string): void {
  const missing = Object.entries(columns).find(([, column]) => !table.columns.includes(column));
  if (missing === undefined) return;
  throw new TypeError(
    `Cannot load ${source}: columns.${missing[0]} needs a column of the file, got ${quote(missing[1])}. It has ${
      table.columns.slice(0, 30).join(", ")
    }`,
  );
}
