import { Buffer } from "node:buffer";
import type { Json, OutputMark } from "../../shapes.ts";
import { hasTag, type Notebook, type NotebookOutput, textOf } from "./notebook.ts";

/** A figure as an executed notebook holds it. */
export interface ExtractedFigure {
  /** The notebook's name. */
  notebook: string;
  mark: OutputMark & { kind: "figure" };
  svg: Uint8Array;
  png: Uint8Array;
  /** Made by a live cell: shown, never hashed. */
  isLive: boolean;
}

/** A table as an executed notebook holds it. */
export interface ExtractedTable {
  notebook: string;
  mark: OutputMark & { kind: "table" };
  /** As displayed: not trusted. */
  html: string;
  isLive: boolean;
}

/** All marked outputs of one notebook, in order. */
export interface Extracted {
  figures: readonly ExtractedFigure[];
  tables: readonly ExtractedTable[];
}

/**
 * Which figures and tables does an executed notebook hold?
 *
 * They are told by the mark in the output's metadata alone, so that what a report shows is what
 * the notebook showed. A table without a title is for the notebook's reader only.
 *
 * @param notebook As executed.
 * @param name Its name, for file names and messages.
 * @throws {RangeError} If a name stands twice or cannot be a file name.
 * @throws {SyntaxError} If a marked output lacks what its mark promises.
 */
export function extractOutputs(notebook: Notebook, name: string): Extracted {
  const figures: ExtractedFigure[] = [];
  const tables: ExtractedTable[] = [];
  const seen = new Set<string>();
  for (const cell of notebook.cells) {
    for (const output of cell.outputs ?? []) {
      const mark = markOf(output);
      if (mark === null || (mark.kind === "table" && mark.title === "")) continue;
      checkName(mark, name, seen);
      const isLive = hasTag(cell, "live");
      if (mark.kind === "figure") figures.push({ notebook: name, mark, isLive, ...figureBytes(output, mark, name) });
      else tables.push({ notebook: name, mark, isLive, html: tableHtml(output, mark, name) });
    }
  }
  return { figures, tables };
}

/** The mark of an output, or `null` where it has none. */
export function markOf(output: NotebookOutput): OutputMark | null {
  const mark = output.metadata?.["twoplane"] as Readonly<Record<string, Json>> | undefined;
  return mark?.["kind"] === "figure" || mark?.["kind"] === "table" ? mark as unknown as OutputMark : null;
}

function checkName(mark: OutputMark, notebook: string, seen: Set<string>): void {
  const key = `${mark.kind} ${mark.name}`;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(mark.name)) {
    throw new RangeError(
      `Cannot take ${mark.kind} "${mark.name}" from ${notebook}: a name needs a-z, 0-9 and hyphens only`,
    );
  }
  if (seen.has(key)) throw new RangeError(`Cannot take ${key} from ${notebook}: the name stands there twice`);
  seen.add(key);
}

function figureBytes(output: NotebookOutput, mark: OutputMark, notebook: string) {
  const html = textOf(output.data?.["text/html"]);
  const svg = /src="data:image\/svg\+xml;base64,([A-Za-z0-9+/=\s]+)"/.exec(html)?.[1];
  const png = output.data?.["image/png"];
  if (svg === undefined || png === undefined) {
    const types = Object.keys(output.data ?? {}).join(", ");
    throw new SyntaxError(
      `Cannot take figure "${mark.name}" from ${notebook}: needs image/png and text/html with an SVG image, got ${types}`,
    );
  }
  return { svg: decoded(svg), png: decoded(textOf(png)) };
}

function decoded(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

function tableHtml(output: NotebookOutput, mark: OutputMark, notebook: string): string {
  const html = textOf(output.data?.["text/html"]);
  if (/<table[\s>]/i.test(html)) return html;
  throw new SyntaxError(`Cannot take table "${mark.name}" from ${notebook}: needs text/html with a <table>`);
}
