import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One command of the test task. */
export interface TestStep {
  name: string;
  /** Arguments of `deno`. */
  args: readonly string[];
  /** Whether it writes a JUnit report; otherwise the command as a whole is one test. */
  hasReport: boolean;
}

/** Which tests run: all, or those of the inner loop. */
export type TestExtent = "all" | "fast";

const NOTEBOOKS = "tests/notebooks_test.ts";

/**
 * The commands of the test task, cheapest first, without where they report to.
 *
 * @param extent `fast` leaves out the notebooks and every test file with a line `// needs: …`,
 *   which names what a fresh checkout lacks: models, kernel.
 * @param root The project's folder.
 */
export function testSteps(extent: TestExtent, root: string): TestStep[] {
  const leftOut = [NOTEBOOKS, ...(extent === "fast" ? needyTests(root) : [])];
  const code = ["lib", "tests", "bench"];
  return [
    { name: "format", args: ["fmt", "--check"], hasReport: false },
    { name: "lint", args: ["lint"], hasReport: false },
    { name: "types", args: ["check", ...code], hasReport: false },
    { name: "unit", args: ["test", "-A", `--ignore=${leftOut.join(",")}`, "tests"], hasReport: true },
    { name: "doc", args: ["test", "-A", "--doc", "lib"], hasReport: true },
    ...(extent === "fast" ? [] : [{ name: "notebooks", args: ["test", "-A", NOTEBOOKS], hasReport: true }]),
  ];
}

/** Test files that say they need what set-up brings. */
function needyTests(root: string): string[] {
  return readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("_test.ts"))
    .filter((path) => /^\/\/ needs: \w/m.test(readFileSync(join(root, "tests", path), "utf8")))
    .map((path) => `tests/${path.replaceAll("\\", "/")}`)
    .sort();
}
