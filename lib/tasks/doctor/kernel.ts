import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cut, messageOf } from "../../foundation/errors.ts";
import { runCommand } from "../process.ts";
import { ownPath } from "../setup/folders.ts";
import { KERNEL_NAME } from "../setup/kernel.ts";
import type { Installation } from "../setup/shapes.ts";
import type { CheckResult } from "./shapes.ts";

const PRINTED_LINES = 50;
const CELLS = [
  `for (let line = 1; line <= ${PRINTED_LINES}; line += 1) console.log("line", line);`,
  `"the " + "value"`,
  `await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "the display" }, metadata: {}, transient: {} });`,
  `throw new Error("the error");`,
] as const;

/** What arrived of what the notebook sent. */
export interface KernelOutput {
  printedLines: number;
  hasValue: boolean;
  hasDisplay: boolean;
  hasError: boolean;
}

/** Does the kernel lose output? A string says why it could not run at all, `null` that there is none. */
export function checkKernel(output: KernelOutput | string | null): CheckResult {
  const name = "Kernel output";
  if (output === null) return { name, status: "fail", detail: "no kernel to try", advice: "Run `deno task setup`" };
  if (typeof output === "string") {
    return { name, status: "fail", detail: output, advice: "Run `deno task setup --redo`, then this again" };
  }
  const lost = [
    output.hasValue ? [] : ["the value"],
    output.hasDisplay ? [] : ["the display"],
    output.hasError ? [] : ["the error"],
  ].flat();
  const printed = `${output.printedLines} of ${PRINTED_LINES} printed lines arrived`;
  if (output.printedLines === PRINTED_LINES && lost.length === 0) {
    return { name, status: "ok", detail: `${printed}, so did a value, a display and an error`, advice: "" };
  }
  const detail = lost.length === 0 ? printed : `${printed}; lost: ${lost.join(", ")}`;
  const advice = "This kernel loses output. Run `deno task setup --redo`: notebooks then run on the pinned Deno";
  return { name, status: "fail", detail, advice };
}

/** Runs a small notebook on the project's kernel and counts what came back. */
export async function probeKernel(root: string, installation: Installation): Promise<KernelOutput | string> {
  mkdirSync(ownPath(root), { recursive: true });
  const folder = mkdtempSync(ownPath(root, "doctor-"));
  const notebook = join(folder, "probe.ipynb");
  try {
    writeFileSync(notebook, JSON.stringify(probeNotebook()));
    const { code, tail } = await runCommand(installation.python, [...NBCONVERT, notebook], {
      cwd: folder,
      env: installation.environment,
    });
    if (code !== 0) return `the test notebook could not run: ${cut(tail.at(-1) ?? "no message", 200)}`;
    return countOutput(JSON.parse(readFileSync(join(folder, "executed.ipynb"), "utf8")) as ExecutedNotebook);
  } catch (error) {
    if (error instanceof Error && error.name === "Interrupted") throw error;
    return `the test notebook could not run: ${cut(messageOf(error), 200)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NBCONVERT: readonly string[] = [
  "-m",
  "nbconvert",
  "--to=notebook",
  "--execute",
  "--allow-errors",
  "--ExecutePreprocessor.timeout=60",
  `--ExecutePreprocessor.kernel_name=${KERNEL_NAME}`,
  "--output=executed.ipynb",
  "--log-level=ERROR",
];

function probeNotebook(): object {
  const cells = CELLS.map((source, index) => ({
    cell_type: "code",
    id: `probe-${index}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  }));
  const kernelspec = { name: KERNEL_NAME, display_name: "Deno", language: "typescript" };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}

/** The part of an executed notebook that is read here. */
export interface ExecutedNotebook {
  cells: readonly {
    outputs?: readonly { output_type: string; text?: string | readonly string[]; evalue?: string; data?: object }[];
  }[];
}

/** Counts outputs in the cells they belong to: one that arrives elsewhere is lost. */
export function countOutput({ cells }: ExecutedNotebook): KernelOutput {
  const outputs = (cell: number): readonly { output_type: string; text?: string | readonly string[] }[] =>
    cells[cell]?.outputs ?? [];
  const printed = outputs(0).filter((each) => each.output_type === "stream").map(({ text }) => [text].flat().join(""));
  const shows = (cell: number, type: string, text: string): boolean =>
    outputs(cell).some((each) => each.output_type === type && JSON.stringify(each).includes(text));
  return {
    printedLines: new Set(printed.join("").split("\n").filter((line) => /^line \d+$/.test(line))).size,
    hasValue: shows(1, "execute_result", "the value"),
    hasDisplay: shows(2, "display_data", "the display"),
    hasError: shows(3, "error", "the error"),
  };
}
