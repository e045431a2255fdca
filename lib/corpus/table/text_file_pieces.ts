import { csvPieces, messageOf, parseJsonl, quote, textPieces, type TextRead } from "../../foundation/mod.ts";
import { formatName } from "../files/formats.ts";
import { type Entry, isObject } from "../files/objects.ts";
import { formatHint } from "../files/text_table.ts";
import { LOAD_DEFAULTS } from "../options.ts";
import type { BadRow, FileSettings, SourceRow } from "../tables.ts";
import { objectNumberer } from "./object_pieces.ts";
import type { FilePiece } from "./pieces.ts";

/** Rows of a CSV or TSV file in pieces. */
export async function* csvFilePieces(
  settings: FileSettings,
  { name, format }: { name: string; format: "csv" | "tsv" },
): AsyncGenerator<FilePiece> {
  const text = readText(settings, { name, format });
  const separator = format === "csv" ? "," : "\t";
  let before = 0;
  let place: ReadonlyMap<string, number> | null = null;
  try {
    for await (const { header, rows, bad } of csvPieces(text.pieces, { source: name, separator })) {
      const columns = place ??= new Map(header.map((column, index) => [column, index]));
      const lines = rows.map(({ line, fields }): Line => ({
        line,
        row: { where: `line ${line}`, value: (column) => fields[columns.get(column) ?? -1] },
      }));
      const faults = bad.map(({ line, column, detail }): Line => ({
        line,
        row: { where: `line ${line}, column ${column}`, detail },
      }));
      const numbered = numberLines(lines, faults, before);
      before += lines.length + faults.length;
      yield { format: formatName(format), columns: header, ...numbered, replies: [], notes: [], ...text.soFar() };
    }
  } catch (cause) {
    throw withHint(cause, text.soFar().hint);
  }
  yield* endOf(text, formatName(format), [...place?.keys() ?? []]);
}

/** Rows of a JSON Lines file in pieces. */
export async function* jsonlFilePieces(settings: FileSettings, name: string): AsyncGenerator<FilePiece> {
  const text = readText(settings, { name, format: "jsonl" });
  const pieceOf = objectNumberer(settings.options);
  let firstLine = 1;
  let columns: readonly string[] = [];
  for await (const lines of wholeLines(text.pieces)) {
    const piece = pieceOf(entriesIn(lines, firstLine));
    columns = piece.columns;
    firstLine += countOf("\n", lines);
    yield { format: formatName("jsonl"), ...piece, ...text.soFar() };
  }
  yield* endOf(text, formatName("jsonl"), columns);
}

interface Line {
  line: number;
  row: { where: string } & ({ value: SourceRow["value"] } | { detail: string });
}

/** Numbers good and bad lines alike, in the order of the file. */
function numberLines(
  good: readonly Line[],
  bad: readonly Line[],
  before: number,
): { rows: SourceRow[]; bad: BadRow[] } {
  const all = bad.length === 0 ? good : [...good, ...bad].sort((a, b) => a.line - b.line);
  const numbered = all.map(({ row }, index) => ({ row: before + index + 1, ...row }));
  if (bad.length === 0) return { rows: numbered as SourceRow[], bad: [] };
  return {
    rows: numbered.filter((row) => "value" in row) as SourceRow[],
    bad: numbered.filter((row) => "detail" in row) as BadRow[],
  };
}

function entriesIn(lines: string, firstLine: number): Entry[] {
  const { rows, bad } = parseJsonl(lines);
  const entries = rows.map(({ line, value }): { line: number; entry: Entry } => {
    const where = `line ${firstLine + line - 1}`;
    const isSound = isObject(value);
    const detail = isSound ? "" : `need an object, got ${quote(value)}`;
    return { line, entry: isSound ? { where, value } : { where: `${where}, column 1`, detail } };
  });
  if (bad.length === 0) return entries.map(({ entry }) => entry);
  const faults = bad.map(({ line, column, detail }) => ({
    line,
    entry: { where: `line ${firstLine + line - 1}, column ${column}`, detail },
  }));
  return [...entries, ...faults].sort((a, b) => a.line - b.line).map(({ entry }) => entry);
}

interface FileText {
  pieces: AsyncIterable<string>;
  soFar: () => { hint: string; bytes: number };
  /** Known when all is read. */
  encoding: () => TextRead["encoding"];
}

function readText(
  { path, options, maxBytes, onBytes, signal }: FileSettings,
  { name, format }: { name: string; format: "csv" | "tsv" | "jsonl" },
): FileText {
  const maxRatio = options.maxRatio ?? LOAD_DEFAULTS.maxRatio;
  let hint = "";
  let read: TextRead = { encoding: "UTF-8", bytes: 0 };
  let isBlank = true;
  async function* pieces(): AsyncGenerator<string> {
    const texts = textPieces(path, { maxBytes, maxRatio, onProgress: onBytes, ...(signal && { signal }) });
    try {
      for (let next = await texts.next();; next = await texts.next()) {
        if (next.done) {
          read = next.value;
          break;
        }
        if (isBlank && /\S/.test(next.value)) {
          hint = formatHint(next.value, format);
          isBlank = false;
        }
        read.bytes += next.value.length;
        yield next.value;
      }
    } finally {
      await texts.return(read); // closes the file where not all was read
    }
    if (isBlank) throw new SyntaxError(`Cannot load ${name}: need at least one row, got an empty file`);
  }
  return { pieces: pieces(), soFar: () => ({ hint, bytes: read.bytes }), encoding: () => read.encoding };
}

/** What is only known behind the last row. */
function* endOf(text: FileText, format: string, columns: readonly string[]): Generator<FilePiece> {
  if (text.encoding() === "UTF-8") return;
  const notes = [`Files in ${text.encoding()}, as their byte-order mark says`];
  yield { format, columns, rows: [], bad: [], replies: [], notes, ...text.soFar() };
}

function withHint(cause: unknown, hint: string): unknown {
  if (!(cause instanceof SyntaxError) || hint === "") return cause;
  return new SyntaxError(messageOf(cause) + hint, { cause });
}

/** Text cut behind line ends only; a line of any length stays whole. */
async function* wholeLines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest: string[] = [];
  for await (const text of texts) {
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) {
      rest.push(text);
      continue;
    }
    yield [...rest, text.slice(0, end)].join("");
    rest = [text.slice(end)];
  }
  const last = rest.join("");
  if (last !== "") yield last;
}

function countOf(character: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}
