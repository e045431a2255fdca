/**
 * `deno task test`: format, lint, types, unit tests, doc tests and notebooks. The last line is
 * `tests: N passed, N failed, N skipped`. `deno task test:fast` leaves out notebooks and models.
 *
 * @module
 */
import { projectPath, projectRoot } from "../../foundation/mod.ts";
import { exitCodeOf } from "../exit.ts";
import { Interrupted } from "../process.ts";
import { progressLine } from "../progress.ts";
import { ensureSetup } from "../setup/mod.ts";
import { addCounts, countsLine, type TestCounts } from "./junit.ts";
import { runStep } from "./run_step.ts";
import { testSteps } from "./steps.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Runs the tests; the exit code says whether there were any and none failed. */
export async function main(args: readonly string[]): Promise<number> {
  const progress = progressLine();
  const counts: TestCounts[] = [];
  let code = 0;
  try {
    const extent = args.includes("--fast") ? "fast" : "all";
    if (extent === "all") await ensureSetup({ report: progress.say, reportStep: progress.step });
    const root = projectRoot();
    const options = { progress, root, folder: projectPath("out", "test") };
    for (const step of testSteps(extent, root)) counts.push(await runStep(step, options));
  } catch (error) {
    code = exitCodeOf(error, progress.say);
    if (error instanceof Interrupted) return code;
    counts.push({ passed: 0, failed: 1, skipped: 0 });
  }
  const total = addCounts(counts);
  console.log(countsLine(total));
  return total.failed > 0 || total.passed === 0 ? 1 : code;
}
