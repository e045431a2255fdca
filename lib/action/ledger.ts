import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { canonicalJson, codeVersion, messageOf, readText, sha256, writeAll } from "../foundation/mod.ts";
import type { Json, LedgerHeader } from "../shapes.ts";

const SCHEMA_VERSION = 1;

/** An append-only file of finished units: a header line, then one record a line. */
export interface Ledger<Row> {
  header: LedgerHeader;
  /** What was finished when the ledger was opened, by unit id. */
  finished: ReadonlyMap<string, Row>;
  /** Written and on disk when it returns. */
  append: (row: Row) => void;
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
    model,
    settings,
    codeVersion,
  };
}

/**
 * Opens a ledger to go on with it, or begins one.
 *
 * A process killed while it wrote leaves half a line at the end: it is cut off, and that
 * unit is asked again. Nothing before it is ever rewritten.
 *
 * @param path A JSON Lines file, not compressed.
 * @param header What is about to be run; an existing ledger must agree in design, model and schema.
 * @param idOf Names the unit of a record.
 * @throws {Error} If the ledger is of another design, model or schema.
 * @throws {SyntaxError} If a line other than the last is damaged.
 */
export function openLedger<Row>(path: string, header: LedgerHeader, idOf: (row: Row) => string): Ledger<Row> {
  mkdirSync(dirname(path), { recursive: true });
  const isNew = !existsSync(path);
  const text = isNew ? "" : readFileSync(path, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole === "" ? [] : parseLines(path, whole);
  if (lines.length > 0) checkHeader(path, lines[0] as LedgerHeader, header);
  const file = openSync(path, isNew ? "ax" : "r+");
  ftruncateSync(file, new TextEncoder().encode(whole).length);
  closeSync(file);
  const end = openSync(path, "a");
  const write = (value: unknown) => {
    writeAll(end, new TextEncoder().encode(`${JSON.stringify(value)}\n`));
    fsyncSync(end);
  };
  if (lines.length === 0) write(header);
  return {
    header,
    finished: new Map((lines.slice(1) as Row[]).map((row) => [idOf(row), row])),
    append: write,
    close: () => closeSync(end),
  };
}

/**
 * Reads a finished ledger, also when it is compressed (.gz).
 *
 * @param path Such as `dataPath("runs/relationship.jsonl.gz")`.
 * @returns The header and the records in the order in which they were finished.
 * @throws {SyntaxError} If a line is damaged or the header is not one of a ledger.
 */
export function readLedger<Row>(path: string): { header: LedgerHeader; records: Row[] } {
  const text = readText(path);
  const [header, ...records] = parseLines(path, text.slice(0, text.lastIndexOf("\n") + 1));
  if ((header as LedgerHeader | undefined)?.schemaVersion !== SCHEMA_VERSION) {
    throw new SyntaxError(
      `Cannot read ledger ${path}: its first line needs schemaVersion ${SCHEMA_VERSION}, got ` +
        `${String((header as LedgerHeader | undefined)?.schemaVersion)}`,
    );
  }
  return { header: header as LedgerHeader, records: records as Row[] };
}

function parseLines(path: string, text: string): unknown[] {
  return text.slice(0, -1).split("\n").map((line, index) => {
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw new SyntaxError(
        `Cannot read ledger ${path}, line ${index + 1}: need one JSON record, got ${messageOf(cause)}. ` +
          "Restore the file; nothing was changed",
        { cause },
      );
    }
  });
}

function checkHeader(path: string, found: LedgerHeader, wanted: LedgerHeader): void {
  const differs = (["schemaVersion", "designHash", "model"] as const)
    .find((field) => canonicalJson(found[field]) !== canonicalJson(wanted[field]));
  if (differs === undefined) return;
  throw new Error(
    `Cannot go on with ledger ${path}: it needs ${differs} ${canonicalJson(wanted[differs])}, got ` +
      `${canonicalJson(found[differs])}. It belongs to another run: name another file, or move this one away`,
  );
}
