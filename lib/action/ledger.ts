import { canonicalJson, codeVersion, quote, readText, sha256 } from "../foundation/mod.ts";
import type { Json, LedgerHeader } from "../shapes.ts";
import { settingsDifference } from "./ledger_difference.ts";
import { type LedgerDisk, type LineWriter, lineWriter, type OpenDisk, openDisk } from "./ledger_file.ts";
import { headerOf, parseLine, SCHEMA_VERSION, unitOf, wholeLines } from "./ledger_lines.ts";
import { unitIdOf } from "./ledger_records.ts";

/** An append-only file of finished units: a header line, then one record a line. */
export interface Ledger<Row> {
  header: LedgerHeader;
  /** What was finished when the ledger was opened, by unit id. */
  finished: ReadonlyMap<string, Row>;
  /** Written and on disk when it returns. */
  append: (row: Row) => void;
  /** Written when it returns, on disk when it resolves: many at a time cost little more than one. */
  commit: (row: Row) => Promise<void>;
  close: () => void;
}

/** The header of a ledger for these units; its design hash does not depend on their order. */
export function ledgerHeader(
  unitIds: readonly string[],
  { model, settings }: { model: LedgerHeader["model"]; settings: Readonly<Record<string, Json>> },
): LedgerHeader {
  return {
    schemaVersion: SCHEMA_VERSION,
    designHash: sha256(canonicalJson([...unitIds].sort())),
    units: unitIds.length,
    model,
    settings,
    codeVersion,
  };
}

/**
 * Opens a ledger to go on with it, or begins one.
 *
 * A process killed while it wrote leaves half a line at the end: it is cut off, and that
 * unit is asked again. Nothing before it is ever rewritten. While it is open no other run can open it.
 *
 * @param path A JSON Lines file, not compressed.
 * @param header What is about to be run; an existing ledger must agree in design, model and schema.
 * @param idOf Names the unit of a record.
 * @throws {Error} If the ledger is of another design or model, cannot be written, or is open in another run.
 * @throws {SyntaxError} If the file is no ledger, of an unknown schema, or a line is damaged.
 */
export function openLedger<Row>(path: string, header: LedgerHeader, idOf: (row: Row) => string): Ledger<Row> {
  const finished = new Map<string, Row>();
  const { append, commit, close } = resumeLedger<Row>(path, header, {
    onRow: (row, number) => void finished.set(unitIdOf(row, idOf, { path, number, verb: "go on with" }), row),
  });
  return { header, finished, append, commit, close };
}

/** What resuming takes besides the header. */
export interface ResumeOptions<Row> {
  /** Sees each kept record once with the number of its line, so that a run may hold as much of it as it needs. */
  onRow: (row: Row, number: number) => void;
  open?: OpenDisk;
  /** How the first record of another design's ledger differs from what is planned, for the error. */
  differences?: (firstRow: unknown) => readonly string[];
}

/** `openLedger()` without keeping the records. */
export function resumeLedger<Row>(
  path: string,
  header: LedgerHeader,
  { onRow, open = openDisk, differences = () => [] }: ResumeOptions<Row>,
): Omit<Ledger<Row>, "finished"> & Pick<LineWriter, "checkRoom"> {
  const disk = open(path);
  try {
    const lines = writerBehind(path, disk, header, { onRow: onRow as RowSeen, differences });
    return {
      header,
      append: (row) => lines.append(JSON.stringify(row)),
      commit: (row) => lines.commit(JSON.stringify(row)),
      checkRoom: lines.checkRoom,
      close: disk.close,
    };
  } catch (error) {
    disk.close();
    throw error;
  }
}

type RowSeen = (row: unknown, number: number) => void;

/** Goes through what is there, cuts off half a line, and stands behind it. */
function writerBehind(
  path: string,
  disk: LedgerDisk,
  header: LedgerHeader,
  { onRow, differences }: { onRow: RowSeen; differences: (firstRow: unknown) => readonly string[] },
): LineWriter {
  let size = 0;
  const whole = wholeLines(disk.readAt, { position: 0, number: 1 });
  for (const line of whole) {
    if (line.number === 1) {
      const found = headerOf(path, firstLine(path, line.text));
      checkHeader(path, found, header, () => differences(jsonOrNull(whole.next().value?.text)));
    } else onRow(parseLine(path, line), line.number);
    size = line.end;
  }
  if (size === 0) checkBegun(path, disk);
  disk.truncate(size);
  const lines = lineWriter(path, disk, size);
  if (size === 0) lines.append(JSON.stringify(header));
  return lines;
}

function jsonOrNull(text: string | undefined): unknown {
  try {
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** A file whose first line is not even JSON is no ledger, rather than a damaged one. */
function firstLine(path: string, text: string): unknown {
  if (text.startsWith("\x1f\ufffd")) {
    throw new SyntaxError(
      `Cannot go on with ledger ${path}: need one that is not compressed, got gzip. Unpack it, or read it with replay()`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Half a header may be cut off; half of anything else is somebody's file. */
function checkBegun(path: string, disk: LedgerDisk): void {
  const start = new Uint8Array(BEGINNING.length);
  const text = new TextDecoder().decode(start.subarray(0, disk.readAt(start, 0)));
  if (!BEGINNING.startsWith(text)) headerOf(path, firstLine(path, text));
}

const BEGINNING = '{"schemaVersion":';

/**
 * Reads a finished ledger, also when it is compressed (.gz). Half a line at its end, left by a run that was killed, is
 * passed over; where a failed unit was asked again, its last record counts.
 *
 * @param path Such as `dataPath("runs/history.jsonl.gz")`.
 * @returns The header and the records in the order in which they were finished.
 * @throws {SyntaxError} If a line is damaged or the header is not one of a ledger.
 */
export function readLedger<Row>(path: string): { header: LedgerHeader; records: Row[] } {
  const text = readText(path);
  const lines = text.slice(0, Math.max(0, text.lastIndexOf("\n"))).split("\n");
  const header = headerOf(path, lines[0] === "" ? undefined : parseLine(path, { text: lines[0]!, number: 1 }));
  const rows = lines.slice(1).map((line, index) => parseLine(path, { text: line, number: index + 2 }));
  return { header, records: lastOfEach(rows) as Row[] };
}

function lastOfEach(rows: readonly unknown[]): unknown[] {
  const last = new Map(rows.map((row, index) => [unitOf(row) ?? index, index]));
  return last.size === rows.length ? [...rows] : rows.filter((row, index) => last.get(unitOf(row) ?? index) === index);
}

function checkHeader(
  path: string,
  found: LedgerHeader,
  wanted: LedgerHeader,
  ofFirstRow: () => readonly string[],
): void {
  const differs = (["designHash", "model"] as const)
    .find((field) => canonicalJson(found[field] ?? null) !== canonicalJson(wanted[field]));
  if (differs === undefined) return;
  const told = differs === "model"
    ? `model ${canonicalJson(wanted.model)}, got ${canonicalJson(found.model ?? null)}`
    : `designHash ${shortHash(wanted.designHash)}, got ${shortHash(found.designHash)}` +
      (found.units === undefined ? "" : ` (${wanted.units} units are planned here, ${found.units} there)`) +
      [...settingsDifference(wanted.settings, found.settings), ...ofFirstRow()].map((each) => `; ${each}`).join("");
  throw new Error(
    `Cannot go on with ledger ${path}: it needs ${told}. It belongs to another run: name another file, or move this one away`,
  );
}

function shortHash(hash: unknown): string {
  return quote(typeof hash === "string" ? hash.slice(0, 8) : hash);
}
