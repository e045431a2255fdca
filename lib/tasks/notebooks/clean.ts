import type { Json } from "../../shapes.ts";
import type { Notebook, NotebookCell, NotebookOutput, NotebookText } from "./notebook.ts";
import { textOf } from "./notebook.ts";

/** What every committed notebook carries, and nothing else: no versions, no widths, no trust. */
const METADATA: Notebook["metadata"] = {
  kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
  language_info: { file_extension: ".ts", mimetype: "text/x.typescript", name: "typescript" },
};

/**
 * A notebook with everything gone that differs from run to run or from machine to machine.
 *
 * Metadata shrink to the kernel, the tags of cells, and the marks and sizes of outputs. What a cell
 * printed is joined and stands before what it displayed: the kernel sends the two on different ways,
 * so that their order, and where the print is cut, is chance.
 *
 * @param notebook As executed; not changed.
 * @returns What is committed, hashed and compared.
 */
export function cleanNotebook(notebook: Notebook): Notebook {
  return { cells: notebook.cells.map(cleanCell), metadata: METADATA, nbformat: 4, nbformat_minor: 5 };
}

function cleanCell(cell: NotebookCell, index: number): NotebookCell {
  const tags = cell.metadata["tags"];
  const shared = {
    cell_type: cell.cell_type,
    id: cell.id ?? `cell-${index + 1}`,
    metadata: Array.isArray(tags) && tags.length > 0 ? { tags } : {},
    source: textOf(cell.source),
  };
  if (cell.cell_type !== "code") return shared;
  const outputs = printedFirst(cell.outputs ?? []).map(cleanOutput);
  return { ...shared, execution_count: cell.execution_count ?? null, outputs };
}

function printedFirst(outputs: readonly NotebookOutput[]): NotebookOutput[] {
  const streams = ["stdout", "stderr"].map((name) => {
    const pieces = outputs.filter((output) => output.output_type === "stream" && (output.name ?? "stdout") === name);
    return { output_type: "stream", name, text: pieces.map(({ text }) => textOf(text)).join("") };
  });
  const others = outputs.filter(({ output_type }) => output_type !== "stream");
  return [...streams.filter(({ text }) => text !== ""), ...others];
}

function cleanOutput(output: NotebookOutput): NotebookOutput {
  const { output_type, name = "stdout", execution_count = null } = output;
  if (output_type === "stream") return { output_type, name, text: textOf(output.text) };
  if (output.data === undefined) return output;
  const data = Object.fromEntries(Object.entries(output.data).map(([type, value]) => [type, cleanData(type, value)]));
  const metadata = Object.fromEntries(
    Object.entries(output.metadata ?? {}).filter(([key]) => key === "twoplane" || key.includes("/")),
  );
  return { output_type, data, metadata, ...(output_type === "execute_result" ? { execution_count } : {}) };
}

/** Text of one piece; base64 without the line ends some writers put in. */
function cleanData(type: string, value: Json): Json {
  if (type.endsWith("json") || typeof value === "number" || typeof value === "boolean") return value;
  return type.startsWith("image/") && type !== "image/svg+xml" ? textOf(value).replace(/\s+/g, "") : textOf(value);
}

/** The file Jupyter itself would write: keys sorted, one space of indent, text split into lines. */
export function notebookText(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: lines(cell.source),
    ...(cell.outputs === undefined ? {} : { outputs: cell.outputs.map(splitOutput) }),
  }));
  return `${JSON.stringify(sortKeys({ ...notebook, cells } as unknown as Json), null, 1)}\n`;
}

function splitOutput(output: NotebookOutput): NotebookOutput {
  if (output.text !== undefined) return { ...output, text: lines(output.text) };
  if (output.data === undefined) return output;
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value !== "string" || type.endsWith("json") || (type.startsWith("image/") && type !== "image/svg+xml")
      ? value
      : lines(value),
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function lines(text: NotebookText): string[] {
  return textOf(text).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const fields = value as Readonly<Record<string, Json>>;
  return Object.fromEntries(Object.keys(fields).sort().map((key) => [key, sortKeys(fields[key] as Json)]));
}
