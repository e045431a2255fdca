/**
 * `deno task reproduce`: set-up if needed, every notebook, figures, report and manifest into `out/`,
 * or `out/real/` where TWOPLANE_DATA points at real data.
 *
 * @module
 */
import { relative } from "node:path";
import { projectRoot, realDataFolder } from "../../foundation/mod.ts";
import { exitCodeOf } from "../exit.ts";
import { progressLine } from "../progress.ts";
import { ensureSetup } from "../setup/mod.ts";
import type { Manifest } from "./manifest.ts";
import { outFolder, reproduceInto } from "./reproduce.ts";

if (import.meta.main) Deno.exit(await main());

/** Makes all results; the exit code says whether every notebook ran. */
export async function main(): Promise<number> {
  const progress = progressLine();
  try {
    const installation = await ensureSetup({ report: progress.say, reportStep: progress.step });
    const realData = realDataFolder();
    const out = outFolder(projectRoot(), realData);
    const manifest = await reproduceInto(out, { installation, progress, realData });
    console.log(summary(manifest, relative(projectRoot(), out)));
    return 0;
  } catch (error) {
    return exitCodeOf(error, progress.say);
  }
}

function summary({ files }: Manifest, out: string): string {
  const count = (folder: string): number => files.filter(({ path }) => path.startsWith(`${folder}/`)).length;
  return [
    `notebooks: ${count("notebooks")}, figures: ${count("figures") / 2}, tables: ${count("tables")}`,
    `report: ${out}/report/index.html`,
    `hashes: ${out}/manifest.json`,
  ].join("\n");
}
