import type { ProgressLine } from "../progress.ts";
import type { Installation } from "../setup/mod.ts";
import { executeNotebook } from "./execute.ts";
import { notebookName } from "./list.ts";
import type { Notebook } from "./notebook.ts";

/** An executed notebook and where it came from. */
export interface ExecutedNotebook {
  name: string;
  path: string;
  notebook: Notebook;
}

/** How a series of notebooks is executed. */
export interface RunNotebooksOptions {
  installation: Pick<Installation, "python" | "environment">;
  progress: ProgressLine;
  /** Folder the names are told from. */
  folder?: string;
  environment?: Readonly<Record<string, string | undefined>>;
  timeoutSeconds?: number;
  signal?: AbortSignal;
  /** Called with each notebook when it is done, before the next starts. */
  onDone?: (executed: ExecutedNotebook) => void;
}

/** Executes notebooks one after the other, showing notebook and cell; stops at the first that fails. */
export async function runNotebooks(
  paths: readonly string[],
  { progress, folder, onDone, ...options }: RunNotebooksOptions,
): Promise<ExecutedNotebook[]> {
  const executed: ExecutedNotebook[] = [];
  for (const [index, path] of paths.entries()) {
    const name = notebookName(path, folder);
    const label = `notebook ${index + 1} of ${paths.length}, ${name}`;
    const start = performance.now();
    progress.step(`${label}: starting the kernel`);
    const onCell = (place: number, total: number): void => progress.step(`${label}: cell ${place} of ${total}`);
    const notebook = await executeNotebook(path, { ...options, onCell });
    progress.say(`${label}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    executed.push({ name, path, notebook });
    onDone?.({ name, path, notebook });
  }
  return executed;
}
