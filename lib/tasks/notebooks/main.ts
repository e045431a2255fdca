/**
 * `deno task notebooks [names…]`: executes notebooks in place, from a clean kernel each, and writes
 * what may be committed.
 *
 * @module
 */
import { writeFileAtomic } from "../../foundation/mod.ts";
import { exitCodeOf } from "../exit.ts";
import { progressLine } from "../progress.ts";
import { ensureSetup } from "../setup/mod.ts";
import { typeErrors } from "./check_types.ts";
import { notebookText } from "./clean.ts";
import { extractOutputs } from "./extract.ts";
import { hygieneFaults } from "./hygiene.ts";
import { listNotebooks } from "./list.ts";
import { type ExecutedNotebook, runNotebooks } from "./run.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Executes the named notebooks, or all; the exit code says whether they ran and may be committed. */
export async function main(names: readonly string[]): Promise<number> {
  const progress = progressLine();
  try {
    const paths = listNotebooks(names);
    const installation = await ensureSetup({ report: progress.say, reportStep: progress.step });
    const faults: string[] = [];
    const onDone = (executed: ExecutedNotebook): void => void faults.push(...writeInPlace(executed));
    for (const { name, notebook } of await runNotebooks(paths, { installation, progress, onDone })) {
      progress.step(`types of ${name}`);
      faults.push(...(await typeErrors(notebook, name)).map((line) => `${name}: ${line}`));
    }
    faults.forEach(progress.say);
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    return exitCodeOf(error, progress.say);
  }
}

/** Writes an executed notebook over its source and says what keeps it from being committed. */
function writeInPlace({ name, path, notebook }: ExecutedNotebook): string[] {
  const text = notebookText(notebook);
  writeFileAtomic(path, text);
  extractOutputs(notebook, name);
  return hygieneFaults(notebook, text).map((fault) => `${name}: ${fault}`);
}
