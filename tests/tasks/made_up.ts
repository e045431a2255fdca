import { Buffer } from "node:buffer";
import type { Json, OutputMark } from "../../lib/shapes.ts";
import type { Notebook, NotebookCell, NotebookOutput } from "../../lib/tasks/notebooks/notebook.ts";

/** Notebooks made up for the tests: as an executed notebook looks, meaning nothing. */
export function notebook(cells: readonly NotebookCell[]): Notebook {
  let count = 0;
  const metadata = {
    kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
    language_info: { file_extension: ".ts", mimetype: "text/x.typescript", name: "typescript" },
  };
  const counted = cells.map((cell, index) => ({
    ...cell,
    id: `cell-${index}`,
    ...(cell.cell_type === "code" ? { execution_count: ++count } : {}),
  }));
  return { cells: counted, metadata, nbformat: 4, nbformat_minor: 5 };
}

export function markdown(source: string): NotebookCell {
  return { cell_type: "markdown", source, metadata: {} };
}

export function code(source: string, outputs: readonly NotebookOutput[] = [], tags: readonly string[] = []) {
  const metadata: Readonly<Record<string, Json>> = tags.length === 0 ? {} : { tags };
  return { cell_type: "code", source, outputs, metadata } satisfies NotebookCell;
}

export function stream(text: string, name = "stdout"): NotebookOutput {
  return { output_type: "stream", name, text };
}

export function result(data: Readonly<Record<string, Json>>): NotebookOutput {
  return { output_type: "execute_result", data, metadata: {}, execution_count: 1 };
}

export function failure(ename: string, evalue: string): NotebookOutput {
  return { output_type: "error", ename, evalue, traceback: [] };
}

/** A figure as the notebook room displays it; the PNG is not a picture. */
export function figure(
  name: string,
  { svg = "<svg/>", png = `png of ${svg}`, ...mark }: Partial<OutputMark & { kind: "figure" }> & {
    svg?: string;
    png?: string | Uint8Array;
  } = {},
): NotebookOutput {
  return display({
    "image/png": base64(png),
    "text/html": `<img src="data:image/svg+xml;base64,${base64(svg)}" alt="a figure">`,
    "text/plain": `plain form of ${name}`,
  }, { kind: "figure", title: `Figure ${name}`, caption: "What it shows.", ...mark, name });
}

export function table(name: string, html: string, mark: Partial<OutputMark & { kind: "table" }> = {}): NotebookOutput {
  return display({ "text/html": html }, { kind: "table", title: `Table ${name}`, note: "2 of 2 rows.", ...mark, name });
}

function display(data: Readonly<Record<string, Json>>, mark: OutputMark): NotebookOutput {
  return { output_type: "display_data", data, metadata: { twoplane: mark as unknown as Json } };
}

function base64(content: string | Uint8Array): string {
  return Buffer.from(typeof content === "string" ? new TextEncoder().encode(content) : content).toString("base64");
}
