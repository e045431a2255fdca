import { checkInteger, checkOptions, quote, seededRandom } from "../foundation/mod.ts";
import type { Random, TestResult } from "../shapes.ts";
import { fewestClusters } from "./bootstrap.ts";
import { checkConfidence } from "./checks.ts";
import { groupBy } from "./clusters.ts";
import { sortedQuantile } from "./moments.ts";

/** One item with the label that each rater gave it, raters in the same order; `null` where a rater gave none. */
export interface RatedItem {
  /** Items of one cluster are drawn together, such as transcripts of one case. Default: each by itself. */
  cluster?: string;
  labels: readonly (string | null)[];
}

/** Options of `cohenKappa()` and `krippendorffAlpha()`. */
export interface AgreementOptions {
  /** Seed of the resamples. */
  seed: number;
  /** Resamples. Default 2,000. */
  draws?: number;
  /** Share of such intervals that hold the true agreement, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * Do two raters agree by more than chance? Cohen's κ with a bootstrap interval.
 *
 * κ compares the share of equal labels with the share that raters with these frequencies would reach by chance (Cohen 1960,
 * Educational and Psychological Measurement 20:37–46). It is low where one label rules, however often the raters agree, so
 * read it beside `details.agreement`. Items without both labels are left out and counted.
 *
 * @param items Two labels each.
 * @returns `estimate` is κ; `details.standardError` the one of Fleiss, Cohen & Everitt (1969) for independent items.
 * @throws {RangeError} If fewer than two items have both labels, or all labels are the same.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cohenKappa } from "twoplane/statistics";
 * const items = Array.from({ length: 40 }, (_, i) => ({ labels: [i % 2 ? "yes" : "no", i % 4 ? "yes" : "no"] }));
 * const { estimate } = cohenKappa(items, { seed: 1, draws: 200 });
 * assert.ok(Math.abs(estimate - 0.5) < 1e-12);
 * ```
 */
export function cohenKappa(items: readonly RatedItem[], options: AgreementOptions): TestResult {
  const full = checkItems(
    "cohenKappa",
    items,
    (labels) => labels.length === 2 && labels.every((label) => label !== null),
  );
  const pairs = full.map(({ labels }) => labels as readonly [string, string]);
  const result = resampled(
    "cohenKappa",
    full,
    options,
    (rows) => kappaOf(rows.map((row) => pairs[row] as [string, string])),
  );
  const table = crossed(pairs);
  return {
    ...result,
    method: "Cohen kappa, bootstrap over items",
    details: {
      ...result.details,
      effect: "agreement beyond chance",
      agreement: table.agreement,
      standardError: kappaError(table, result.estimate),
      leftOut: items.length - full.length,
    },
  };
}

/**
 * Do any number of raters agree by more than chance, with labels missing? Krippendorff's α for names, with a bootstrap interval.
 *
 * α is 1 − observed by expected disagreement of pairs of labels of an item (Krippendorff 2011, Computing Krippendorff's
 * Alpha-Reliability). From 0.8 on labels are commonly relied on, below 0.667 not. Items with fewer than two labels are left
 * out and counted.
 *
 * @param items Labels of two or more raters each.
 * @returns `estimate` is α, at most 1; below 0 raters disagree by more than chance.
 * @throws {RangeError} If fewer than two items have two labels, or all labels are the same.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { krippendorffAlpha } from "twoplane/statistics";
 * const items = Array.from({ length: 20 }, (_, i) => ({ labels: i % 2 ? ["yes", "yes", null] : ["no", "no", "no"] }));
 * assert.equal(krippendorffAlpha(items, { seed: 1, draws: 200 }).estimate, 1);
 * ```
 */
export function krippendorffAlpha(items: readonly RatedItem[], options: AgreementOptions): TestResult {
  const two = (labels: RatedItem["labels"]) => labels.filter((label) => label !== null).length >= 2;
  const full = checkItems("krippendorffAlpha", items, two);
  const values = full.map(({ labels }) => labels.filter((label) => label !== null));
  const result = resampled(
    "krippendorffAlpha",
    full,
    options,
    (rows) => alphaOf(rows.map((row) => values[row] as string[])),
  );
  return {
    ...result,
    method: "Krippendorff alpha for names, bootstrap over items",
    details: { ...result.details, effect: "agreement beyond chance", leftOut: items.length - full.length },
  };
}

function checkItems(
  caller: string,
  items: readonly RatedItem[],
  isFull: (labels: RatedItem["labels"]) => boolean,
): RatedItem[] {
  const full = items.filter(({ labels }) => isFull(labels));
  const names = new Set(full.flatMap(({ labels }) => labels.filter((label) => label !== null)));
  if (full.length >= 2 && names.size >= 2) return full;
  throw new RangeError(
    `Cannot run ${caller}(): need at least 2 items with two labels and 2 different labels, got ${full.length} items ` +
      `and ${[...names].map(quote).join(", ") || "no labels"}`,
  );
}

/** Clusters of items drawn with replacement; a draw in which all labels are the same has no agreement and is drawn anew. */
function resampled(
  caller: string,
  items: readonly RatedItem[],
  options: AgreementOptions,
  statistic: (rows: readonly number[]) => number | null,
): TestResult {
  checkOptions(caller, options, ["seed", "draws", "confidence"]);
  const { seed, draws = 2_000, confidence = 0.95 } = options;
  checkConfidence(caller, confidence);
  checkInteger(caller, "draws", draws, { min: 100 });
  const keys = items.map(({ cluster }, i) => cluster ?? `item ${i}`);
  const grouping = groupBy(caller, keys, (key) => key, 1);
  const members: number[][] = grouping.names.map(() => []);
  grouping.of.forEach((cluster, row) => members[cluster]?.push(row));
  const isEnough = members.length >= fewestClusters;
  const sorted = isEnough ? drawn(members, draws, seededRandom(seed, caller), statistic) : new Float64Array(0);
  const tail = (1 - confidence) / 2;
  const hasInterval = isEnough && sorted.length >= draws / 2;
  return {
    method: caller,
    estimate: statistic(keys.map((_, row) => row)) as number,
    interval: hasInterval ? { low: sortedQuantile(sorted, tail), high: sortedQuantile(sorted, 1 - tail) } : null,
    confidence: hasInterval ? confidence : null,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n: items.length,
    details: { units: "items", clusters: members.length, draws: sorted.length, seed },
    warnings: hasInterval
      ? []
      : [`${members.length} clusters of items are too few for an interval (${fewestClusters} needed)`],
  };
}

function drawn(
  members: readonly number[][],
  draws: number,
  random: Random,
  statistic: (rows: readonly number[]) => number | null,
): Float64Array {
  const found: number[] = [];
  for (let tries = 0; found.length < draws && tries < 2 * draws; tries++) {
    const rows = members.flatMap(() => members[(random() * members.length) | 0] as number[]);
    const value = statistic(rows);
    if (value !== null) found.push(value);
  }
  return Float64Array.from(found).sort();
}

interface CrossTable {
  n: number;
  agreement: number;
  first: ReadonlyMap<string, number>;
  second: ReadonlyMap<string, number>;
  cells: ReadonlyMap<string, { labels: readonly [string, string]; share: number }>;
}

function crossed(pairs: readonly (readonly [string, string])[]): CrossTable {
  const n = pairs.length;
  const [first, second] = [new Map<string, number>(), new Map<string, number>()];
  const cells = new Map<string, { labels: readonly [string, string]; share: number }>();
  for (const labels of pairs) {
    const key = JSON.stringify(labels);
    first.set(labels[0], (first.get(labels[0]) ?? 0) + 1 / n);
    second.set(labels[1], (second.get(labels[1]) ?? 0) + 1 / n);
    cells.set(key, { labels, share: (cells.get(key)?.share ?? 0) + 1 / n });
  }
  return { n, first, second, cells, agreement: pairs.filter(([a, b]) => a === b).length / n };
}

function chanceOf({ first, second }: CrossTable): number {
  return [...first].reduce((sum, [label, share]) => sum + share * (second.get(label) ?? 0), 0);
}

function kappaOf(pairs: readonly (readonly [string, string])[]): number | null {
  const table = crossed(pairs);
  const chance = chanceOf(table);
  return 1 - chance < 1e-12 ? null : (table.agreement - chance) / (1 - chance);
}

/** Fleiss, Cohen & Everitt 1969, Psychological Bulletin 72:323–327, equation 13. */
function kappaError(table: CrossTable, kappa: number): number {
  const { n, first, second, cells } = table;
  const chance = chanceOf(table);
  const shareOf = (side: ReadonlyMap<string, number>, label: string) => side.get(label) ?? 0;
  let [equal, unequal] = [0, 0];
  for (const { labels: [a, b], share } of cells.values()) {
    if (a === b) equal += share * (1 - (shareOf(first, a) + shareOf(second, a)) * (1 - kappa)) ** 2;
    else unequal += share * (shareOf(first, b) + shareOf(second, a)) ** 2;
  }
  const last = (kappa - chance * (1 - kappa)) ** 2;
  return Math.sqrt(Math.max(0, equal + (1 - kappa) ** 2 * unequal - last)) / ((1 - chance) * Math.sqrt(n));
}

function alphaOf(items: readonly (readonly string[])[]): number | null {
  const totals = new Map<string, number>();
  let [n, disagreeing] = [0, 0];
  for (const labels of items) {
    const counts = new Map<string, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    n += labels.length;
    let equal = 0;
    for (const [label, count] of counts) {
      equal += count * (count - 1);
      totals.set(label, (totals.get(label) ?? 0) + count);
    }
    disagreeing += labels.length - equal / (labels.length - 1);
  }
  const expected = [...totals.values()].reduce((rest, count) => rest - count * (count - 1), n * (n - 1)) / (n - 1);
  return expected < 1e-12 ? null : 1 - disagreeing / expected;
}
