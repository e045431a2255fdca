import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { realDataFolder } from "../../foundation/mod.ts";
import { listNotebooks } from "../notebooks/list.ts";
import { runNotebooks, type RunNotebooksOptions } from "../notebooks/run.ts";
import type { Installation } from "../setup/mod.ts";
import type { Manifest } from "./manifest.ts";
import { type NotebookResults, notebookResults } from "./results.ts";
import { readVersions } from "./versions.ts";
import { writeResults } from "./write.ts";

/** How everything is rendered. */
export interface RenderOptions extends Pick<RunNotebooksOptions, "progress" | "folder" | "timeoutSeconds" | "signal"> {
  installation: Pick<Installation, "python" | "environment" | "denoExecutable">;
  /** Folder of real data sets the notebooks see, or `null` for the embedded data. */
  realData: string | null;
}

/**
 * Executes every notebook and writes what they show into a folder.
 *
 * @param target New or empty folder.
 * @returns The manifest, and the results for whoever compares them.
 * @throws {RangeError} If there is no notebook.
 */
export async function renderAll(
  target: string,
  { realData, ...options }: RenderOptions,
): Promise<{ manifest: Manifest; results: NotebookResults[] }> {
  const paths = listNotebooks([], options.folder);
  if (paths.length === 0) throw new RangeError("Cannot render the results: needs at least 1 notebook, got 0");
  const environment = { TWOPLANE_DATA: realData ?? undefined };
  const executed = await runNotebooks(paths, { ...options, environment });
  const results = executed.map(notebookResults);
  const versions = await readVersions(options.installation.denoExecutable);
  const data = realData === null ? "embedded" : "real";
  return { manifest: await writeResults(results, { folder: target, data, versions }), results };
}

/**
 * Renders into a neighbour folder and puts it in place only when all of it is there, so that a
 * failure leaves the earlier results as they are. What else lies in the folder stays.
 */
export async function reproduceInto(out: string, options: RenderOptions): Promise<Manifest> {
  mkdirSync(out, { recursive: true });
  const fresh = mkdtempSync(join(out, ".part-"));
  try {
    const { manifest } = await renderAll(fresh, options);
    replaceIn(out, fresh);
    return manifest;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The manifest moves last: where it is, everything it names is. */
function replaceIn(out: string, fresh: string): void {
  rmSync(join(out, "manifest.json"), { force: true });
  for (const part of ["notebooks", "figures", "tables", "report", "manifest.json"]) {
    rmSync(join(out, part), { recursive: true, force: true });
    if (existsSync(join(fresh, part))) renameSync(join(fresh, part), join(out, part));
  }
}

/** Where results go: those on real data are kept apart and never committed. */
export function outFolder(root: string, realData: string | null = realDataFolder()): string {
  return realData === null ? join(root, "out") : join(root, "out", "real");
}
