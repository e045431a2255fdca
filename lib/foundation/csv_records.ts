import { cut, quote } from "./errors.ts";
import type { BadLine } from "./jsonl.ts";
import { linesIn, positionOf } from "./positions.ts";

/** Where one record stands in a text whose lines end in `\n`. */
export interface CsvRecord {
  /** Line it begins on; 1 is the first line of the file. */
  line: number;
  start: number;
  /** Just behind its last character, before the line end. */
  end: number;
}

/**
 * Where each record of a CSV text begins and ends.
 *
 * The parsers behind the seam do not say on which line a record stands, stop at the first fault, and word it
 * differently. So this finds the bounds and the faults, and a parser splits what lies within the bounds.
 * Blank lines are passed over. A quote inside a field that is not quoted as a whole, or text behind a closing
 * quote, makes its own record bad and no other.
 *
 * @param text Lines end in `\n`.
 * @param options `firstLine` is the line of the file that the text begins on, 1 unless told; `firstRow`, `firstBad`
 *   and `header` tell how many records came before, the first bad one, and what the columns are called.
 *   `isWhole: false` says that more text follows: the last record is left out unless its line ends, and `rest` is where
 *   it begins.
 * @throws {SyntaxError} If a quote is never closed: how many records it swallowed cannot be known.
 */
export function csvRecords(
  text: string,
  { separator, source, firstLine = 1, firstRow = 0, firstBad, header = null, isWhole = true }: {
    separator: string;
    source: string;
    firstLine?: number;
    firstRow?: number;
    firstBad?: BadLine | undefined;
    header?: readonly string[] | null;
    isWhole?: boolean;
  },
): { records: CsvRecord[]; bad: BadLine[]; rest: number; line: number } {
  const records: CsvRecord[] = [];
  const bad: BadLine[] = [];
  const find = { separator: finder(text, separator), lineEnd: finder(text, "\n"), quote: finder(text, '"') };
  let line = firstLine;
  let start = 0;
  while (start < text.length) {
    const { end, fault, field } = endOfRecord(text, start, find);
    if (end === UNCLOSED && isWhole) {
      const [first] = records;
      const names = header ?? (first === undefined ? [] : fieldsIn(text.slice(first.start, first.end), separator));
      const row = firstRow + records.length + bad.length;
      throw unclosedQuote(text, {
        opening: fault as number,
        source,
        firstLine,
        row,
        name: names[field],
        bad: firstBad ?? bad[0],
      });
    }
    if (end === UNCLOSED || (end === text.length && !isWhole)) break;
    const record = { line, start, end };
    if (fault !== null) bad.push(quoteFault(text, record, fault));
    else if (end > start) records.push(record);
    line += linesIn(text, start, end) + 1;
    start = end + 1;
  }
  return { records, bad, rest: start, line };
}

/** Instead of an end: a quote is not closed in this text; `fault` is where it opens. */
const UNCLOSED = -1;

type Find = (from: number) => number;

function endOfRecord(
  text: string,
  start: number,
  find: { separator: Find; lineEnd: Find; quote: Find },
): { end: number; fault: number | null; field: number } {
  let fault: number | null = null;
  for (let at = start, field = 0;; field++) {
    const quoted = text[at] === '"';
    const body = quoted ? afterClosingQuote(text, at) : at;
    if (body === UNCLOSED) return { end: UNCLOSED, fault: at, field };
    const end = Math.min(find.separator(body), find.lineEnd(body));
    const stray = quoted && body < end ? body : find.quote(body);
    if (stray < end) fault ??= stray;
    if (end === text.length || text[end] === "\n") return { end, fault, field };
    at = end + 1;
  }
}

function afterClosingQuote(text: string, opening: number): number {
  for (let at = opening + 1;; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) return UNCLOSED;
    if (text[at + 1] !== '"') return at + 1;
  }
}

/** A quote that closes late has made the rows behind it bad, so the first bad row is named as well. */
function unclosedQuote(
  text: string,
  { opening, source, firstLine, row, name, bad }: {
    opening: number;
    source: string;
    firstLine: number;
    row: number;
    name: string | undefined;
    bad: BadLine | undefined;
  },
): SyntaxError {
  const { line, column } = positionOf(text, opening);
  const what = row === 0
    ? " in the header"
    : name === undefined
    ? ` in row ${row}`
    : ` for ${quote(name)} of row ${row}`;
  const first = bad === undefined ? "" : `. Line ${bad.line}, column ${bad.column} is faulty before it: ${bad.detail}`;
  return new SyntaxError(
    `Cannot read ${source} at line ${
      firstLine + line - 1
    }, column ${column}: need a closing quote${what}, got the end of the file after "${
      cut(text.slice(opening + 1, opening + 200))
    }"${first}`,
  );
}

/** Fields of one sound record: quotes stand only around whole fields. */
export function fieldsIn(record: string, separator: string): string[] {
  if (!record.includes('"')) return record.split(separator);
  const fields: string[] = [];
  for (let at = 0; at <= record.length;) {
    if (record[at] === '"') {
      let end = record.indexOf('"', at + 1);
      while (record[end + 1] === '"') end = record.indexOf('"', end + 2);
      fields.push(record.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 2;
    } else {
      const end = record.indexOf(separator, at);
      fields.push(record.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? record.length + 1 : end + 1;
    }
  }
  return fields;
}

function quoteFault(text: string, record: CsvRecord, fault: number): BadLine {
  const from = positionOf(text.slice(record.start, record.end), fault - record.start);
  const lines = linesIn(text, record.start, record.end);
  const span = lines === 0 ? "" : `, in a row that runs on to line ${record.line + lines}`;
  const need = text[fault] === '"' ? "quotes only around a whole field" : "a separator behind a closing quote";
  return {
    line: record.line + from.line - 1,
    column: from.column,
    detail: `need ${need}${span}, got "${cut(text.slice(Math.max(record.start, fault - 20), record.end))}"`,
  };
}

/** The next place of one character, asked for from left to right; each stretch is searched once. */
function finder(text: string, wanted: string): Find {
  let found = -1;
  return (from) => {
    if (found < from) {
      const next = text.indexOf(wanted, from);
      found = next < 0 ? text.length : next;
    }
    return found;
  };
}
