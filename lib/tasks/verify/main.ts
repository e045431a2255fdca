/**
 * `deno task verify`: makes every result again, elsewhere, and compares the hashes.
 *
 * @module
 */
import { projectRoot, realDataFolder } from "../../foundation/mod.ts";
import { exitCodeOf } from "../exit.ts";
import { progressLine } from "../progress.ts";
import { outFolder } from "../reproduce/reproduce.ts";
import { ensureSetup } from "../setup/mod.ts";
import { verify } from "./verify.ts";

if (import.meta.main) Deno.exit(await main());

/** Compares with the manifest and the committed notebooks; the exit code says whether all hashes agree. */
export async function main(): Promise<number> {
  const progress = progressLine();
  try {
    const installation = await ensureSetup({ report: progress.say, reportStep: progress.step });
    const realData = realDataFolder();
    const out = outFolder(projectRoot(), realData);
    const { compared, differences } = await verify(out, { installation, progress, realData });
    differences.forEach((difference) => console.log(difference));
    console.log(`${compared} hashes compared, ${differences.length} differences`);
    return differences.length === 0 ? 0 : 1;
  } catch (error) {
    return exitCodeOf(error, progress.say);
  }
}
