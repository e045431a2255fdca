import { join } from "node:path";
import { sha256, writeFileAtomic } from "../../foundation/mod.ts";
import { notebookText } from "../notebooks/clean.ts";
import { hasTag, type Notebook } from "../notebooks/notebook.ts";
import type { Manifest, ManifestFile } from "./manifest.ts";
import { reportHtml } from "./report.ts";
import { type NotebookResults, withoutLive } from "./results.ts";
import { tableCsv } from "./table.ts";
import type { Versions } from "./versions.ts";

/** A result file: what is written, and what its hash is of. */
interface ResultFile {
  path: string;
  content: string | Uint8Array;
  hashed: string | Uint8Array | null;
  covers: ManifestFile["covers"];
}

/**
 * Writes notebooks, figures, tables, report and manifest into a folder.
 *
 * @param folder Empty or new.
 * @returns The manifest, which is also in the folder.
 */
export async function writeResults(
  results: readonly NotebookResults[],
  { folder, data, versions }: { folder: string; data: Manifest["data"]; versions: Versions },
): Promise<Manifest> {
  const files = [
    ...results.map(notebookFile),
    ...results.flatMap(({ figures }) => figures.flatMap(figureFiles)),
    ...await Promise.all(results.flatMap(({ tables }) => tables.map(tableFile))),
    reportFile(results, { data, versions }),
  ];
  for (const { path, content } of files) writeFileAtomic(join(folder, path), content);
  const manifest: Manifest = {
    schemaVersion: 1,
    data,
    files: files.map(({ path, hashed, covers }) => ({ path, sha256: hashed === null ? null : sha256(hashed), covers })),
    seeds: Object.fromEntries(results.map(({ name, seeds }) => [name, seeds])),
    versions,
  };
  writeFileAtomic(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function notebookFile({ name, notebook }: NotebookResults): ResultFile {
  const hasLive = notebook.cells.some((cell) => hasTag(cell, "live"));
  return {
    path: `notebooks/${name}.ipynb`,
    content: notebookText(notebook),
    hashed: notebookText(silenced(notebook)),
    covers: hasLive ? "all but live cells" : "file",
  };
}

/** The notebook with live cells that show nothing. */
function silenced(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell) => hasTag(cell, "live") ? { ...cell, outputs: [] } : cell) };
}

function figureFiles({ fileName, svg, png, isLive }: NotebookResults["figures"][number]): ResultFile[] {
  return [marked(`figures/${fileName}.svg`, svg, isLive), marked(`figures/${fileName}.png`, png, isLive)];
}

async function tableFile({ fileName, text, isLive }: NotebookResults["tables"][number]): Promise<ResultFile> {
  return marked(`tables/${fileName}.csv`, await tableCsv(text), isLive);
}

function marked(path: string, content: string | Uint8Array, isLive: boolean): ResultFile {
  if (isLive) return { path, content, hashed: null, covers: "nothing: made by a live cell" };
  return { path, content, hashed: content, covers: "file" };
}

function reportFile(
  results: readonly NotebookResults[],
  { data, versions }: { data: Manifest["data"]; versions: Versions },
): ResultFile {
  return {
    path: "report/index.html",
    content: reportHtml(results, { data, versions }),
    hashed: reportHtml(results.map(withoutLive), { data, versions: null }),
    covers: "all but live cells and versions",
  };
}
