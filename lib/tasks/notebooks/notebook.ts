import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { cut, messageOf } from "../../foundation/mod.ts";
import type { Json } from "../../shapes.ts";

/** Text as the notebook format allows it: one string or its lines. */
export type NotebookText = string | readonly string[];

/** One output of a code cell, as nbformat 4 has it. */
export interface NotebookOutput {
  output_type: string;
  /** Streams: `stdout` or `stderr`. */
  name?: string;
  text?: NotebookText;
  /** Displays and results: one entry a MIME type. */
  data?: Readonly<Record<string, Json>>;
  metadata?: Readonly<Record<string, Json>>;
  execution_count?: number | null;
  ename?: string;
  evalue?: string;
  traceback?: readonly string[];
}

export interface NotebookCell {
  cell_type: string;
  id?: string;
  source: NotebookText;
  metadata: Readonly<Record<string, Json>>;
  outputs?: readonly NotebookOutput[];
  execution_count?: number | null;
}

export interface Notebook {
  cells: readonly NotebookCell[];
  metadata: Readonly<Record<string, Json>>;
  nbformat: number;
  nbformat_minor: number;
}

/**
 * Reads a notebook of format 4.
 *
 * @param text Content of an `.ipynb` file.
 * @param name What the message calls it.
 * @throws {SyntaxError} If it is not such a notebook.
 */
export function parseNotebook(text: string, name: string): Notebook {
  const notebook = parsed(text, name) as Partial<Notebook> | null;
  if (notebook?.nbformat === 4 && Array.isArray(notebook.cells)) return notebook as Notebook;
  throw new SyntaxError(`Cannot read ${name}: needs a notebook of format 4, got "${cut(text)}"`);
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${name}: needs JSON, got "${messageOf(cause)}"`, { cause });
  }
}

/** Reads a notebook file. */
export function readNotebook(path: string): Notebook {
  return parseNotebook(readFileSync(path, "utf8"), basename(path));
}

/** The text of a source, stream or MIME entry, its lines joined. */
export function textOf(text: Json | NotebookText | undefined): string {
  if (text === undefined) return "";
  if (typeof text === "string") return text;
  return Array.isArray(text) ? text.join("") : JSON.stringify(text);
}

/** Code cells that hold anything, each with its place in the notebook (1 is the first cell). */
export function codeCells(notebook: Notebook): { cell: NotebookCell; place: number }[] {
  return notebook.cells
    .map((cell, index) => ({ cell, place: index + 1 }))
    .filter(({ cell }) => cell.cell_type === "code" && textOf(cell.source).trim() !== "");
}

/** Whether a cell carries a tag, such as `live` or `parameters`. */
export function hasTag(cell: NotebookCell, tag: string): boolean {
  const tags = cell.metadata["tags"];
  return Array.isArray(tags) && tags.includes(tag);
}
