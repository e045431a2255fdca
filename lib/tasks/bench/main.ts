/**
 * `deno task bench <name>`: measures against peers and bars, never part of the tests.
 *
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Bench, BenchRow } from "../../../bench/harness.ts";
import { messageOf, projectPath, writeFileAtomic } from "../../foundation/mod.ts";
import { benchTable } from "./table.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Runs the named bench; the exit code says whether every bar held. */
export async function main(
  [name]: readonly string[],
  { folder = projectPath("bench"), out = projectPath("out", "bench") } = {},
): Promise<number> {
  try {
    const rows = await runBench(name, folder);
    writeFileAtomic(`${out}/${name}.json`, `${JSON.stringify(rows, null, 2)}\n`);
    console.log(benchTable(rows));
    const broken = rows.filter((row) => !row.holds);
    if (broken.length > 0) console.error(`\n${broken.length} of ${rows.length} bars do not hold`);
    return broken.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  }
}

async function runBench(name: string | undefined, folder: string): Promise<BenchRow[]> {
  const path = `${folder}/${name}.ts`;
  if (name === undefined || !/^[a-z][a-z_]*$/.test(name) || name === "harness" || !existsSync(path)) {
    throw new RangeError(
      `Cannot run bench "${name ?? ""}": known names are ${benchNames(folder).join(", ") || "none yet"}`,
    );
  }
  const { default: bench } = await import(pathToFileURL(path).href) as { default: Bench };
  const rows = await bench((line) => console.error(line));
  if (rows.length === 0) throw new RangeError(`Cannot judge bench "${name}": needs at least 1 row, got 0`);
  return rows;
}

function benchNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && file !== "harness.ts")
    .map((file) => file.slice(0, -3))
    .sort();
}
