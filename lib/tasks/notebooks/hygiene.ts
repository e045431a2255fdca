import { cut, projectRoot } from "../../foundation/mod.ts";
import type { Json } from "../../shapes.ts";
import { markOf } from "./extract.ts";
import { codeCells, type Notebook, type NotebookCell, type NotebookOutput, textOf } from "./notebook.ts";

const MAX_BYTES = 1_000_000; // the full story of the content plane has twenty figures
const PATHS = /(?<![\w.:/<-])\/(?:home|root|Users|tmp|mnt|private)\/[\w.-]+|\b[A-Z]:\\\w+|\bfile:\/\/\/?\S+/;
const SECRETS = new RegExp(
  [
    "\\b[sr]k-[A-Za-z0-9_-]{20,}",
    "\\bgh[pousr]_[A-Za-z0-9]{20,}",
    "\\bgithub_pat_[A-Za-z0-9_]{20,}",
    "\\bhf_[A-Za-z0-9]{20,}",
    "\\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "\\bAKIA[0-9A-Z]{16}\\b",
    "\\bAIza[0-9A-Za-z_-]{30,}",
    "\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}",
    "\\bBearer\\s+[A-Za-z0-9._~+/-]{20,}",
    "-----BEGIN [A-Z ]*PRIVATE KEY",
  ].join("|"),
);

/**
 * Is a notebook fit to be committed?
 *
 * @param notebook As it stands in the file.
 * @param text The file's content, for its size.
 * @param forbidden Texts that name this machine, such as the project's folder.
 * @returns What is wrong, one sentence each; empty if nothing is.
 */
export function hygieneFaults(
  notebook: Notebook,
  text: string,
  forbidden: readonly string[] = machineNames(),
): string[] {
  const bytes = new TextEncoder().encode(text).length;
  return [
    ...(bytes > MAX_BYTES ? [`the file has ${bytes} bytes, at most ${MAX_BYTES} are allowed`] : []),
    ...kernelFaults(notebook),
    ...countFaults(notebook),
    ...notebook.cells.flatMap((cell, index) =>
      cellFaults(cell, forbidden).map((fault) => `cell ${index + 1} of ${notebook.cells.length}: ${fault}`)
    ),
  ];
}

/** What would tell on which machine a notebook ran: the project's folder and the home folder. */
export function machineNames(): string[] {
  return [projectRoot(), Deno.env.get("HOME") ?? "", Deno.env.get("USERPROFILE") ?? ""].filter((path) =>
    path.length > 3
  );
}

function kernelFaults({ metadata }: Notebook): string[] {
  const kernel = (metadata["kernelspec"] as Readonly<Record<string, Json>> | undefined)?.["name"];
  const extra = Object.keys(metadata).filter((key) => key !== "kernelspec" && key !== "language_info");
  return [
    ...(kernel === "deno" ? [] : [`the kernel is "${kernel ?? ""}", not "deno"`]),
    ...(extra.length === 0 ? [] : [`metadata of the notebook hold ${extra.join(", ")}`]),
  ];
}

function countFaults(notebook: Notebook): string[] {
  const counts = codeCells(notebook).map(({ cell }) => cell.execution_count ?? null);
  const isCounted = counts.every((count, index) => count === index + 1);
  return isCounted
    ? []
    : [`execution counts are ${
      counts.map((count) => count ?? "none").join(", ")
    }, not 1 to ${counts.length}: run it from the top`];
}

function cellFaults(cell: NotebookCell, forbidden: readonly string[]): string[] {
  const extra = Object.keys(cell.metadata).filter((key) => key !== "tags");
  return [
    ...(extra.length === 0 ? [] : [`metadata hold ${extra.join(", ")}`]),
    ...(cell.cell_type === "code" && textOf(cell.source).trim() === "" ? ["it is empty"] : []),
    ...textFaults("source", textOf(cell.source), forbidden),
    ...(cell.outputs ?? []).flatMap((output) => outputFaults(output, forbidden)),
  ];
}

function outputFaults(output: NotebookOutput, forbidden: readonly string[]): string[] {
  const data = Object.entries(output.data ?? {});
  const texts = [
    textOf(output.text),
    ...data.filter(([type]) => !type.startsWith("image/")).map(([, value]) => textOf(value)),
  ];
  const hasImage = data.some(([type]) => type.startsWith("image/"));
  return [
    ...(output.output_type === "error" ? [`it ended with ${output.ename}: ${cut(output.evalue ?? "")}`] : []),
    ...(hasImage && markOf(output) === null ? ["an image carries no figure mark"] : []),
    ...(/<script\b/i.test(textOf(output.data?.["text/html"])) ? ["an output holds a script"] : []),
    ...texts.flatMap((text) => textFaults("output", text, forbidden)),
  ];
}

function textFaults(where: string, text: string, forbidden: readonly string[]): string[] {
  const plain = text.replace(/data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]+/g, "");
  const path = forbidden.find((name) => plain.includes(`${name}/`)) ?? PATHS.exec(plain)?.[0];
  return [
    ...(path === undefined ? [] : [`${where} holds an absolute path: "${cut(path)}"`]),
    // never the secret itself
    ...(SECRETS.test(plain) ? [`${where} holds what looks like a key`] : []),
  ];
}
