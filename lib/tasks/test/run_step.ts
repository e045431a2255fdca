import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { printable, writeFileAtomic } from "../../foundation/mod.ts";
import { runCommand } from "../process.ts";
import type { ProgressLine } from "../progress.ts";
import { countJunit, type TestCounts } from "./junit.ts";
import type { TestStep } from "./steps.ts";

/** Where a step runs and what it leaves. */
export interface RunStepOptions {
  progress: ProgressLine;
  /** Working folder. */
  root: string;
  /** Folder of reports and logs. */
  folder: string;
  /** Laid over the environment of the step. */
  env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs one step, showing which test file is at work; what it printed is shown only if it failed.
 *
 * A step that ends badly without a failed test in its report, or without any test, is a failed
 * test itself: an error outside of every test appears in no report.
 */
export async function runStep(
  step: TestStep,
  { progress, root, folder, env = {} }: RunStepOptions,
): Promise<TestCounts> {
  const report = join(folder, `${step.name}.xml`);
  const log = join(folder, `${step.name}.log`);
  rmSync(report, { force: true });
  const lines: string[] = [];
  progress.step(`${step.name}: deno ${step.args.join(" ")}`);
  const onLine = (line: string): void => {
    lines.push(printable(line));
    const file = /^running \d+ tests? from (.+)$/.exec(line)?.[1];
    if (file !== undefined) progress.step(`${step.name}: ${file}`);
  };
  const command = { cwd: root, env: { NO_COLOR: "1", ...env }, onLine };
  const { code } = await runCommand(Deno.execPath(), withReport(step, report), command).finally(() =>
    writeFileAtomic(log, `${lines.join("\n")}\n`)
  );
  const counts = step.hasReport ? judged(reported(report), code) : single(code);
  if (counts.failed > 0) failureLines(lines).forEach(progress.say);
  progress.say(`${step.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts;
}

function withReport({ args: [command = "", ...rest], hasReport }: TestStep, report: string): string[] {
  return hasReport ? [command, `--junit-path=${report}`, ...rest] : [command, ...rest];
}

function reported(path: string): TestCounts {
  return existsSync(path) ? countJunit(readFileSync(path, "utf8")) : { passed: 0, failed: 0, skipped: 0 };
}

function judged(counts: TestCounts, code: number): TestCounts {
  const isEmpty = counts.passed + counts.failed + counts.skipped === 0;
  return isEmpty || (code !== 0 && counts.failed === 0) ? { ...counts, failed: counts.failed + 1 } : counts;
}

function single(code: number): TestCounts {
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** From where Deno sums up the errors; everything where it does not. At most 400 lines, the log has all. */
export function failureLines(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => /^\s*ERRORS\s*$/.test(line));
  const end = lines.findIndex((line) => /^(error: Test failed|Stack backtrace:)/.test(line));
  const shown = lines.slice(Math.max(0, start), end < 0 ? undefined : end)
    .filter((line) => !/\.\.\. (ok|ignored)\b/.test(line));
  return shown.length <= 400 ? shown : [...shown.slice(0, 400), `… ${shown.length - 400} more lines`];
}
