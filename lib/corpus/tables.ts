import type { LoadPostsOptions } from "./options.ts";

/** One row of a source, whatever its format. */
export interface SourceRow {
  /** 1 is the first row of its file. */
  row: number;
  /** Where it stands, for errors: `line 3` or `row 3`, behind the file's name where there are several. */
  where: string;
  /** What the row holds under the name of a column; `undefined` for nothing. */
  value: (column: string) => unknown;
  /** The row that this one stands in as an answer, and how far below the top: 1 for an answer to a top row. */
  answers?: { row: SourceRow; depth: number };
}

/** A row that cannot be used. */
export interface BadRow {
  row: number;
  where: string;
  detail: string;
}

/** A source as rows and columns, nothing guessed yet. */
export interface SourceTable {
  format: string;
  columns: string[];
  rows: SourceRow[];
  bad: BadRow[];
}

/** One file as rows and columns. */
export interface FileTable extends SourceTable {
  /** How errors call it. */
  name: string;
  /** What its posts carry as their source. */
  source: string;
  /** Columns whose answers became rows of their own. */
  replies: readonly string[];
  /** What is counted into the warnings, one entry an occurrence. */
  notes: readonly string[];
  /** What to add to an error about a file that begins like another format; empty where it does not. */
  hint: string;
  /** Unpacked. */
  bytes: number;
}

/** What reading one file needs to know. */
export interface FileSettings {
  path: string;
  name: string;
  options: LoadPostsOptions;
  /** Most bytes that this file may hold once unpacked. */
  maxBytes: number;
  /** Called with the bytes done of this file, and all of them. */
  onBytes: (done: number, total: number) => void;
  signal: AbortSignal | undefined;
}
