/**
 * `deno task doctor [--quick]`: looks at this machine and says what to do. Changes nothing.
 *
 * @module
 */
import { messageOf } from "../../foundation/errors.ts";
import { projectRoot } from "../../foundation/paths.ts";
import { Interrupted } from "../process.ts";
import { examinations, runExamination } from "./examine.ts";
import type { CheckResult } from "./shapes.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Tells each result as it comes; the exit code is 1 if a check failed. */
export async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((argument) => argument !== "--quick");
  if (unknown !== undefined) {
    console.error(`Cannot run doctor: it takes --quick, got "${unknown}"`);
    return 1;
  }
  try {
    const results: CheckResult[] = [];
    for (const examine of examinations(projectRoot(), { quick: args.includes("--quick") })) {
      const result = await runExamination(examine);
      console.log(resultText(result));
      results.push(result);
    }
    console.log(`\n${verdict(results)}`);
    return results.some(({ status }) => status === "fail") ? 1 : 0;
  } catch (error) {
    console.error(messageOf(error));
    return error instanceof Interrupted ? error.exitCode : 1;
  }
}

/** One result as people read it: status, name, what was found; the advice on a line of its own. */
export function resultText({ name, status, detail, advice }: CheckResult): string {
  const line = `${status.padEnd(5)} ${name.padEnd(26)} ${detail}`;
  return advice === "" ? line : `${line}\n${" ".repeat(6)}${"".padEnd(26)} → ${advice}`;
}

/** What all results together say. */
export function verdict(results: readonly CheckResult[]): string {
  const count = (status: CheckResult["status"]): number => results.filter((result) => result.status === status).length;
  const [failed, warned] = [count("fail"), count("warn")];
  if (failed > 0) return `${failed} of ${results.length} checks failed: follow the arrows above, then run this again`;
  const warnings = warned === 0 ? "" : ` (${warned} with a limit)`;
  return `All ${results.length} checks passed${warnings}`;
}
