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

/** Types are checked by a step of their own, examples included. */
const RUN = ["test", "-A", "--no-check"];
const NOTEBOOKS = "tests/notebooks_test.ts";

/**
 * The commands of the test task, cheapest first, without where they report to.
 *
 * @param extent `fast` leaves out the notebooks and every file with a line `// needs: …`, in a test or in
 *   an example, which names what a fresh checkout lacks: models, kernel.
 * @param root The project's folder.
 */
export function testSteps(extent: TestExtent, root: string): TestStep[] {
  const needy = extent === "fast" ? needyFiles(root, "tests") : [];
  return [
    { name: "format", args: ["fmt", "--check"], hasReport: false },
    { name: "lint", args: ["lint"], hasReport: false },
    { name: "types", args: ["check", "--doc", "lib", "tests", "bench"], hasReport: false },
    { name: "unit", args: [...RUN, ...ignoring([NOTEBOOKS, ...needy]), "tests"], hasReport: true },
    {
      name: "doc",
      args: [...RUN, "--doc", ...ignoring(extent === "fast" ? needyFiles(root, "lib") : []), "lib"],
      hasReport: true,
    },
    ...(extent === "fast" ? [] : [{ name: "notebooks", args: [...RUN, NOTEBOOKS], hasReport: true }]),
  ];
}

function ignoring(paths: readonly string[]): string[] {
  return paths.length === 0 ? [] : [`--ignore=${[...new Set(paths)].join(",")}`];
}

/** Files that say, in a comment or an example, that they need what set-up brings. */
function needyFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .filter((path) => /^(?: \* )?\/\/ needs: \w/m.test(readFileSync(join(root, folder, path), "utf8")))
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .sort();
}
