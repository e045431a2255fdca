/**
 * Speed and size of corpora: loading into a table and into memory, measures on a table, growth with the number of posts.
 *
 * Every run is a process of its own. The posts are synthetic (`corpus/generate.ts`), written once to `out/bench/corpus/`.
 * The peer reads the same file with plain DuckDB into a table of text columns: no check, no cleaning, no report.
 */
import { projectPath } from "../lib/foundation/mod.ts";
import { runCommand } from "../lib/tasks/process.ts";
import { type SyntheticPosts, syntheticPosts } from "./corpus/generate.ts";
import { type Bar, type Bench, type BenchRow, benchRow, type Measured } from "./harness.ts";

type Work = "load" | "memory" | "counts" | "pairs" | "all" | "peer";
type Report = (line: string) => void;

interface Run {
  seconds: number;
  /** Largest of the runs; `null` where the system does not say. */
  peakMiB: number | null;
}

const million = 1_000_000;
const tenth = 100_000;
const growthBar: Bar = { of: "value", atMost: 1.3 };

const bench: Bench = async (report) => {
  const large = await syntheticPosts(million, report);
  const small = await syntheticPosts(tenth, report);
  return [
    ...await loads(large, small, report),
    ...await measures(large, small, report),
    secondsRow("CSV.gz → Post[] of 100,000", await bestRun("memory", small.csv, report), { of: "value", atMost: 3 }),
  ];
};

export default bench;

async function loads(large: SyntheticPosts, small: SyntheticPosts, report: Report): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [format, atMost] of [["jsonl", 25], ["csv", 20]] as const) {
    const name = `${format.toUpperCase()}.gz → CorpusTable of 1,000,000`;
    const run = await bestRun("load", large[format], report);
    const peer = await bestRun("peer", large[format], report);
    const tenthRun = await bestRun("load", small[format], report);
    rows.push(secondsRow(name, run, { of: "value", atMost }, { peer: "plain DuckDB", peerValue: peer.seconds }));
    if (run.peakMiB !== null) {
      const peak = { name: `${name}, peak memory`, value: run.peakMiB, unit: "MiB" };
      rows.push(benchRow({ ...peak, bar: { of: "value", atMost: 1536 } }));
    }
    rows.push(growthRow(`${name}: growth from 100,000 over linear`, run, tenthRun));
  }
  return rows;
}

/** On the tables that the last load left. */
async function measures(large: SyntheticPosts, small: SyntheticPosts, report: Report): Promise<BenchRow[]> {
  const on = async ({ csv }: SyntheticPosts) => {
    await bestRun("load", csv, report, 1);
    const [counts, pairs] = [await bestRun("counts", csv, report), await bestRun("pairs", csv, report)];
    return { seconds: counts.seconds + pairs.seconds, peakMiB: pairs.peakMiB };
  };
  const tenthRun = await on(small);
  const run = await on(large);
  const all = await bestRun("all", large.csv, report, 1);
  const name = "daily counts, authors and n-gram births, n = 1 and 2, of 1,000,000";
  return [
    secondsRow(name, run, { of: "value", atMost: 10 }),
    ...run.peakMiB === null ? [] : [benchRow({ name: `${name}, peak memory`, value: run.peakMiB, unit: "MiB" })],
    growthRow(`${name}: growth from 100,000 over linear`, run, tenthRun),
    benchRow({ name: "n-gram births, n = 1 to 5, of 1,000,000", value: all.seconds, unit: "s" }),
  ];
}

function secondsRow(name: string, { seconds }: Run, bar: Bar, peer: Partial<Measured> = {}): BenchRow {
  return benchRow({ name, value: seconds, unit: "s", bar, ...peer });
}

function growthRow(name: string, run: Run, tenthRun: Run): BenchRow {
  return benchRow({ name, value: run.seconds / tenthRun.seconds / (million / tenth), unit: "×", bar: growthBar });
}

async function bestRun(work: Work, path: string, report: Report, times = 3): Promise<Run> {
  const runs: Run[] = [];
  for (let index = 1; index <= times; index++) {
    const run = await runOnce(work, path);
    report(`${work} ${path.split("/").at(-1)}, run ${index} of ${times}: ${run.seconds.toFixed(2)} s`);
    runs.push(run);
  }
  const peaks = runs.map(({ peakMiB }) => peakMiB);
  return {
    seconds: Math.min(...runs.map(({ seconds }) => seconds)),
    peakMiB: peaks.includes(null) ? null : Math.max(...peaks as number[]),
  };
}

async function runOnce(work: Work, path: string): Promise<Run> {
  const database = `${path}.${work === "peer" ? "peer" : "table"}.duckdb`;
  const args = ["run", "-A", projectPath("bench", "corpus", "child.ts"), work, path, database];
  const { code, tail } = await runCommand(Deno.execPath(), args);
  if (code !== 0) throw new Error(`Cannot run ${work} on ${path}: exit code ${code}, ${tail.slice(-3).join(" | ")}`);
  return JSON.parse(tail.at(-1) ?? "") as Run;
}
