/**
 * The speed targets of the content plane: 290,251 made-up posts of 384 numbers, or 100 words, with the daily counts of the main study.
 *
 * Every work runs in a process of its own, once at a tenth of the posts and once at all of them; seconds leave the making of the
 * society out, memory is the peak of the whole process. `TWOPLANE_BENCH_SHARE=0.1` runs the tenth alone, without bars.
 */
import { projectPath } from "../lib/foundation/mod.ts";
import { runCommand } from "../lib/tasks/process.ts";
import { type Bench, type BenchRow, benchRow } from "./harness.ts";

interface Target {
  work: string;
  name: string;
  atMostSeconds?: number;
  atMostMiB?: number;
  /** Most that the time may grow by, over growing with the posts, or with their square. */
  growth?: { atMost: number; bySquare?: true };
}

const TARGETS: readonly Target[] = [
  { work: "activity", name: "M1, 999 draws, interval", growth: { atMost: 1.3 } },
  { work: "similarity", name: "M2 + M3, 99 draws each", atMostSeconds: 5, growth: { atMost: 1.3 } },
  {
    work: "similarity of different authors",
    name: "M2 + M3 of different authors, 19 draws, interval",
    growth: { atMost: 1.3 },
  },
  { work: "density", name: "M4, exact K = 10, all days", atMostSeconds: 90, growth: { atMost: 1.3, bySquare: true } },
  { work: "density of equal samples", name: "M4 on 3 samples of 300 a day, other authors, 99 draws, interval" },
  { work: "turnover", name: "M5, n = 1 to 5", atMostSeconds: 120, atMostMiB: 4096, growth: { atMost: 1.3 } },
  { work: "turnover of equal samples", name: "M5 on 20,000 words a day, n = 1 to 5, 99 draws, interval" },
  { work: "votes", name: "M9, 999 draws", growth: { atMost: 1.3 } },
  { work: "interaction", name: "M10, 199 draws, a comment on every second post", growth: { atMost: 1.3 } },
  { work: "structure", name: "M11, 19 rewirings of every day", growth: { atMost: 1.3 } },
  { work: "drift", name: "M6–M8, 1,000 draws each", atMostSeconds: 60, growth: { atMost: 1.3 } },
];

const bench: Bench = async (report) => {
  const small = Deno.env.get("TWOPLANE_BENCH_SHARE");
  const rows: BenchRow[] = [];
  let [seconds, peak] = [0, 0];
  for (const target of TARGETS) {
    const tenth = await measured(target.work, small ?? "0.1", report);
    rows.push(benchRow({ name: `${target.name}, ${tenth.posts} posts`, value: tenth.seconds, unit: "s" }));
    if (small !== undefined) continue;
    const whole = await measured(target.work, "1", report);
    rows.push(...judged(target, { tenth, whole }));
    seconds += whole.seconds;
    peak = Math.max(peak, whole.peakMiB ?? 0);
  }
  if (small !== undefined) return rows;
  return [
    ...rows,
    benchRow({ name: "the whole plane", value: seconds, unit: "s", bar: { of: "value", atMost: 480 } }),
    benchRow({ name: "the whole plane, memory", value: peak, unit: "MiB", bar: { of: "value", atMost: 6144 } }),
  ];
};

export default bench;

interface Run {
  posts: number;
  seconds: number;
  /** `null` where the system does not tell. */
  peakMiB: number | null;
}

function judged(
  { name, atMostSeconds, atMostMiB, growth }: Target,
  { tenth, whole }: { tenth: Run; whole: Run },
): BenchRow[] {
  const most = (atMost: number | undefined) => atMost === undefined ? {} : { bar: { of: "value" as const, atMost } };
  const times = whole.posts / tenth.posts;
  const rows = [
    benchRow({ name: `${name}, ${whole.posts} posts`, value: whole.seconds, unit: "s", ...most(atMostSeconds) }),
    ...(whole.peakMiB === null
      ? []
      : [benchRow({ name: `${name}, memory`, value: whole.peakMiB, unit: "MiB", ...most(atMostMiB) })]),
  ];
  if (growth === undefined) return rows;
  const expected = tenth.seconds * (growth.bySquare ? times ** 2 : times);
  const unit = growth.bySquare ? "× growth by squares" : "× linear growth";
  return [
    ...rows,
    benchRow({ name: `${name}, growth`, value: whole.seconds / expected, unit, ...most(growth.atMost) }),
  ];
}

async function measured(work: string, share: string, report: (line: string) => void): Promise<Run> {
  report(`${work}, ${Number(share) * 100}% of the posts`);
  const script = projectPath("bench", "content", "run.ts");
  const flags = ["run", "-A", "--v8-flags=--max-old-space-size=6000", script, work, share];
  const { code, tail } = await runCommand(Deno.execPath(), flags);
  const line = tail.findLast((text) => text.startsWith("{"));
  if (code !== 0 || line === undefined) {
    throw new Error(`Cannot measure ${work}: exit code ${code}, ${tail.slice(-3).join(" | ")}`);
  }
  const run = JSON.parse(line) as Run;
  report(`${work}: ${run.seconds.toFixed(2)} s, ${Math.round(run.peakMiB ?? NaN)} MiB`);
  return run;
}
