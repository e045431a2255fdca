/**
 * What a bench file is written on.
 *
 * `deno task bench <name>` imports `bench/<name>.ts`, awaits its default export, prints the
 * rows as a table, writes them to `out/bench/<name>.json` and exits 1 when a bar does not hold.
 * Peers are measured in the same run; absolute times are the best of three.
 *
 * ```ts ignore
 * // bench/embed.ts
 * import { bestOfThree, benchRow, type Bench } from "./harness.ts";
 *
 * const bench: Bench = async (report) => {
 *   const ours = await bestOfThree(() => embed(texts), { report, label: "embed" });
 *   return [benchRow({
 *     name: "embed 1,000 posts",
 *     value: texts.length / ours.seconds,
 *     unit: "texts/s",
 *     bar: { of: "value", atLeast: 40 },
 *   })];
 * };
 * export default bench;
 * ```
 *
 * @module
 */

/** One line of a bench result, as it stands in `out/bench/<name>.json`. */
export interface BenchRow {
  name: string;
  value: number;
  /** Of `value` and `peerValue`: `s`, `texts/s`, `MB`. */
  unit: string;
  /** What the value is compared with, name and version; `null` where there is no peer. */
  peer: string | null;
  peerValue: number | null;
  /** `value / peerValue`; `null` without a peer. */
  ratio: number | null;
  /** What has to hold, in words: `value ≥ 40`; `null` for a row that only informs. */
  bar: string | null;
  /** True where there is no bar. */
  holds: boolean;
}

/** What has to hold of a row: a lower bound, an upper bound, or both. */
export interface Bar {
  /** The number the bounds are for. */
  of: "value" | "ratio";
  atLeast?: number;
  atMost?: number;
}

/** A bench row as it is measured; ratio and verdict follow from it. */
export interface Measured {
  name: string;
  value: number;
  unit: string;
  peer?: string;
  peerValue?: number;
  bar?: Bar;
}

/** What a bench file exports as its default; `report` shows one line of progress. */
export type Bench = (report: (line: string) => void) => BenchRow[] | Promise<BenchRow[]>;

/**
 * Makes a row of a bench result: fills in the ratio, judges the bar.
 *
 * @throws {TypeError} If the bar needs a ratio and there is no peer, or has no bound.
 * @throws {RangeError} If a value is not a finite number, so that a failed measurement is never a row.
 */
export function benchRow(measured: Measured): BenchRow {
  const { name, value, unit, peer = null, peerValue = null, bar } = measured;
  if (!Number.isFinite(value) || (peerValue !== null && !(Number.isFinite(peerValue) && peerValue !== 0))) {
    throw new RangeError(
      `Cannot make bench row "${name}": needs finite values and a peer other than 0, got ${value} and ${peerValue}`,
    );
  }
  const ratio = peerValue === null ? null : value / peerValue;
  const row = { name, value, unit, peer, peerValue, ratio };
  if (bar === undefined) return { ...row, bar: null, holds: true };
  return { ...row, bar: barText(bar), holds: barHolds(bar, judged(measured, ratio)) };
}

/**
 * The shortest of three runs: what the code takes when nothing else disturbs it.
 *
 * @param run What is measured; anything it needs is prepared before.
 * @returns The seconds of the fastest run, and what that run returned.
 */
export async function bestOfThree<Result>(
  run: () => Result | Promise<Result>,
  { report, label = "run", clock = () => performance.now() }: {
    report?: (line: string) => void;
    label?: string;
    /** Milliseconds. */
    clock?: () => number;
  } = {},
): Promise<{ seconds: number; result: Result }> {
  const runs: { seconds: number; result: Result }[] = [];
  for (let index = 1; index <= 3; index++) {
    const start = clock();
    const result = await run();
    const seconds = (clock() - start) / 1000;
    runs.push({ seconds, result });
    report?.(`${label}, run ${index} of 3: ${seconds.toFixed(3)} s`);
  }
  return runs.reduce((best, next) => next.seconds < best.seconds ? next : best);
}

function judged({ name, value, bar }: Measured, ratio: number | null): number {
  if (bar?.of !== "ratio") return value;
  if (ratio === null) throw new TypeError(`Cannot make bench row "${name}": a bar on the ratio needs peerValue`);
  return ratio;
}

function barText({ of, atLeast, atMost }: Bar): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`${of} ≥ ${atLeast}`]),
    ...(atMost === undefined ? [] : [`${of} ≤ ${atMost}`]),
  ];
  if (bounds.length === 0) throw new TypeError("Cannot make bench row: a bar needs atLeast or atMost, got neither");
  return bounds.join(" and ");
}

function barHolds({ atLeast = -Infinity, atMost = Infinity }: Bar, value: number): boolean {
  return value >= atLeast && value <= atMost;
}
