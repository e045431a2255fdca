import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { printable } from "../../foundation/mod.ts";
import { runCommand } from "../process.ts";
import type { Installation } from "../setup/mod.ts";
import { cleanNotebook } from "./clean.ts";
import { codeCells, type Notebook, readNotebook, textOf } from "./notebook.ts";

/** How a notebook is executed. */
export interface ExecuteNotebookOptions {
  installation: Pick<Installation, "python" | "environment">;
  /** Laid over the environment; `undefined` takes a variable away. Default: TWOPLANE_DATA is taken away. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** How long one cell may take, in seconds. Default 300. */
  timeoutSeconds?: number;
  /** Called when a cell starts: its number among the code cells, and how many there are. */
  onCell?: (place: number, total: number) => void;
  signal?: AbortSignal;
}

/** One line of what `execute.py` says. */
type ExecuteEvent =
  | { event: "cell"; index: number; state: "start" | "end" }
  | { event: "done" }
  | { event: "failed"; index: number | null; name: string; message: string; traceback: readonly string[] };

const DRIVER = fileURLToPath(new URL("execute.py", import.meta.url));

/**
 * Does this notebook run from top to bottom, and what does it show?
 *
 * A Python process drives the project's kernel in the notebook's own folder and ends with it,
 * also when this process is interrupted. The file itself is not changed.
 *
 * @param path The notebook.
 * @returns The executed notebook, cleaned of everything that differs between runs.
 * @throws {Error} If a cell fails: the message holds its source and what went wrong.
 */
export async function executeNotebook(path: string, options: ExecuteNotebookOptions): Promise<Notebook> {
  const { installation, environment = { TWOPLANE_DATA: undefined }, timeoutSeconds = 300, onCell, signal } = options;
  const source = readNotebook(path);
  const folder = mkdtempSync(join(tmpdir(), "twoplane-notebook-"));
  const target = join(folder, basename(path));
  const places = new Map(codeCells(source).map(({ place }, index) => [place - 1, index + 1]));
  let failure: ExecuteEvent & { event: "failed" } | undefined;
  const onLine = (line: string, stream: "stdout" | "stderr"): void => {
    const event = stream === "stdout" ? eventOf(line) : undefined;
    if (event?.event === "failed") failure = event;
    if (event?.event === "cell" && event.state === "start") onCell?.(places.get(event.index) ?? 0, places.size);
  };
  try {
    const { code, tail } = await runCommand(installation.python, [
      ...[DRIVER, "--source", path, "--target", target],
      ...["--folder", dirname(path), "--timeout", String(timeoutSeconds)],
    ], {
      env: { ...installation.environment, NO_COLOR: "1", TMPDIR: folder, ...environment },
      onLine,
      ...(signal === undefined ? {} : { signal }),
    });
    if (failure !== undefined) throw new Error(failureText(basename(path), source, failure));
    if (code !== 0) throw new Error(`Cannot run ${basename(path)}: the driver ended with ${code}\n${tail.join("\n")}`);
    return cleanNotebook(readNotebook(target));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function eventOf(line: string): ExecuteEvent | undefined {
  try {
    return JSON.parse(line) as ExecuteEvent;
  } catch {
    return undefined; // a warning some Python package printed
  }
}

/** What failed and where, with the cell's source: enough to mend it without opening the notebook. */
export function failureText(
  name: string,
  notebook: Notebook,
  failure: { index: number | null; name: string; message: string; traceback: readonly string[] },
): string {
  const cell = failure.index === null ? undefined : notebook.cells[failure.index];
  const what = `${failure.name}: ${failure.message}`;
  if (cell === undefined) return printable(`Cannot run ${name}: the kernel did not start, ${what}`);
  const number = codeCells(notebook).findIndex((code) => code.cell === cell) + 1;
  const source = textOf(cell.source).split("\n").map((line, index) => `${String(index + 1).padStart(5)} │ ${line}`);
  const trace = failure.traceback.flatMap((part) => part.split("\n")).map((line) => `  ${line}`);
  return printable([`Cannot run ${name} at cell [${number}]: ${what}`, ...source, ...trace].join("\n"));
}
