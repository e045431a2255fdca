import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cut, messageOf } from "../../foundation/errors.ts";
import { runCommand } from "../process.ts";
import { ownPath } from "../setup/folders.ts";
import { KERNEL_NAME } from "../setup/kernel.ts";
import type { Installation } from "../setup/shapes.ts";
import type { CheckResult } from "./shapes.ts";

/** A kernel that loses output does not lose it every time. */
const ROUNDS = 3;
const PRINTED_LINES = 50;
const ROUND_CELLS = [
  `for (let line = 1; line <= ${PRINTED_LINES}; line += 1) console.log("line", line);`,
  `"the " + "value"`,
  `await Deno.jupyter.broadcast("display_data", { data: { "text/plain": "the display" }, metadata: {}, transient: {} });`,
  `throw new Error("the error");`,
] as const;

/** How much arrived of what the notebook sent. */
export interface KernelOutput {
  printedLines: number;
  values: number;
  displays: number;
  errors: number;
}

/** What a kernel that loses nothing brings. */
export const WHOLE_OUTPUT: KernelOutput = {
  printedLines: ROUNDS * PRINTED_LINES,
  values: ROUNDS,
  displays: ROUNDS,
  errors: ROUNDS,
};

/** Does the kernel lose output? A string says why it could not run at all, `null` that there is none. */
export function checkKernel(output: KernelOutput | string | null): CheckResult {
  const name = "Kernel output";
  if (output === null) return { name, status: "fail", detail: "no kernel to try", advice: "Run `deno task setup`" };
  if (typeof output === "string") {
    return { name, status: "fail", detail: output, advice: "Run `deno task setup --redo`, then this again" };
  }
  const count = (what: string, key: keyof KernelOutput): string => `${output[key]} of ${WHOLE_OUTPUT[key]} ${what}`;
  const detail = [
    count("printed lines", "printedLines"),
    count("values", "values"),
    count("displays", "displays"),
    count("errors", "errors"),
  ].join(", ") + " arrived";
  const isWhole = (Object.keys(WHOLE_OUTPUT) as (keyof KernelOutput)[]).every((key) =>
    output[key] === WHOLE_OUTPUT[key]
  );
  if (isWhole) return { name, status: "ok", detail, advice: "" };
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
  const sources = Array.from({ length: ROUNDS }, () => ROUND_CELLS).flat();
  const cells = sources.map((source, index) => ({
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
  const ofKind = (kind: number): ExecutedNotebook["cells"] =>
    cells.filter((_, index) => index % ROUND_CELLS.length === kind);
  const showing = (kind: number, type: string, text: string): number =>
    ofKind(kind).filter(({ outputs = [] }) =>
      outputs.some((each) => each.output_type === type && JSON.stringify(each).includes(text))
    ).length;
  return {
    printedLines: ofKind(0).reduce((sum, cell) => sum + printedLines(cell), 0),
    values: showing(1, "execute_result", "the value"),
    displays: showing(2, "display_data", "the display"),
    errors: showing(3, "error", "the error"),
  };
}

/** How many different lines of the loop a cell shows. */
function printedLines({ outputs = [] }: ExecutedNotebook["cells"][number]): number {
  const printed = outputs.filter((each) => each.output_type === "stream").flatMap(({ text = "" }) => text);
  return new Set(printed.join("").split("\n").filter((line) => /^line \d+$/.test(line))).size;
}
