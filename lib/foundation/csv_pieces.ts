import { headerOf, ragged } from "./csv.ts";
import { csvRecords, fieldsIn } from "./csv_records.ts";
import type { BadLine } from "./jsonl.ts";

/** Rows of one piece of a CSV text, in order. */
export interface CsvPiece {
  header: string[];
  /** Each has as many fields as the header; `line` is the line it begins on, from 1. */
  rows: { line: number; fields: string[] }[];
  /** Rows that cannot be read, or have more or fewer fields than the header, in order of their lines. */
  bad: BadLine[];
}

/** A row that runs on for longer has lost its closing quote. */
const LONGEST_ROW = 2 ** 28;

/**
 * Reads CSV that may be larger than memory: what `parseCsv()` gives for the whole text, a piece at a time.
 *
 * The libraries behind `parseCsv()` need the text at once or are too slow for millions of rows. Here the bounds of each
 * row are known to be sound already, so that splitting it is cutting at separators.
 *
 * @param texts The text in pieces, cut anywhere.
 * @throws {SyntaxError} If there is no header, two columns have one name, or a quote is never closed.
 */
export async function* csvPieces(
  texts: AsyncIterable<string>,
  { source, separator }: { source: string; separator: string },
): AsyncGenerator<CsvPiece> {
  let header: string[] | null = null;
  let firstLine = 1;
  let firstRow = 0;
  let firstBad: BadLine | undefined;
  for await (const { text, isWhole, taken } of uncutRows(texts)) {
    const { records, bad, rest, line } = csvRecords(text, {
      ...{ separator, source, firstLine, firstRow, firstBad, header, isWhole },
    });
    taken(rest);
    firstLine = line;
    firstRow += records.length + bad.length;
    firstBad ??= bad[0];
    const rows = records.map(({ line, start, end }) => ({ line, fields: fieldsIn(text.slice(start, end), separator) }));
    if (header === null && (rows.length > 0 || bad.length > 0 || isWhole)) {
      header = headerOf(rows, bad, source);
      rows.shift();
    }
    if (header === null) continue;
    const columns = header.length;
    const isSound = ({ fields }: { fields: string[] }) => fields.length === columns;
    const faults = rows.every(isSound) ? [] : rows.filter((row) => !isSound(row)).map((row) => ragged(row, columns));
    yield {
      header,
      rows: faults.length === 0 ? rows : rows.filter(isSound),
      bad: faults.length === 0 ? bad : [...bad, ...faults].sort((a, b) => a.line - b.line),
    };
  }
}

interface UncutText {
  text: string;
  isWhole: boolean;
  /** Says how much of the text was used; the rest comes again, with more behind it. */
  taken: (characters: number) => void;
}

/** Pieces that begin with a row, with `\n` line ends; one that held no whole row comes back at twice its length. */
async function* uncutRows(texts: AsyncIterable<string>): AsyncGenerator<UncutText> {
  let rest = "";
  let wanted = 1;
  const piece = (text: string, isWhole: boolean): UncutText => ({
    text,
    isWhole,
    taken: (characters) => {
      rest = text.slice(characters);
      wanted = characters > 0 ? 1 : 2 * text.length;
    },
  });
  for await (const text of withPlainLineEnds(texts)) {
    rest += text;
    if (rest.length < wanted) continue;
    if (rest.length > LONGEST_ROW) break; // read as if it were whole, so that the open quote is named
    yield piece(rest, false);
  }
  yield piece(rest, true);
}

async function* withPlainLineEnds(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  let isFirst = true;
  for await (const text of texts) {
    const all = held + text;
    held = all.endsWith("\r") ? "\r" : "";
    const sound = held === "" ? all : all.slice(0, -1);
    const plain = sound.includes("\r") ? sound.replace(/\r\n?/g, "\n") : sound;
    yield isFirst ? plain.replace(/^[\uFEFF\n]+/, (start) => start.replaceAll("\uFEFF", "")) : plain;
    isFirst &&= /^[\uFEFF\n]*$/.test(plain);
  }
  if (held !== "") yield "\n";
}
