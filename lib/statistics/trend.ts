import { checkOptions, quote } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkCount, type Count } from "./arms.ts";
import { checkNumbers } from "./checks.ts";
import { normalLogTail, normalTail } from "./distributions/normal.ts";
import { fromLog } from "./probability.ts";
import { midranks } from "./ranks.ts";

/** A count at one level of an ordered factor. */
export interface LevelCount extends Count {
  /** Where the level stands, such as the number of peers. */
  score: number;
}

/** Options of `pageTrend()`. */
export interface PageOptions {
  /** `auto` (default): exact where there are at most 8 levels, 20 blocks and no ties. */
  method?: "auto" | "exact" | "normal";
}

/**
 * Does a rate rise or fall over ordered levels? Cochran–Armitage trend test.
 *
 * The slope of the rates on the levels' scores, tested with the pooled rate's variance (Cochran 1954,
 * Biometrics 10:417–451; Armitage 1955, Biometrics 11:375–386); the same as R's prop.trend.test. Trials are
 * independent: for blocks seen at every level use `pageTrend()`. It sees straight trends; a rise and fall can
 * cancel. Normal reference: expect about 5 events a level.
 *
 * @param levels Counts with a score each, at least two different scores.
 * @returns `estimate` is the slope: change of the rate per unit of score.
 * @throws {RangeError} If there are fewer than two scores, or nothing or everything happened.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cochranArmitage } from "twoplane/statistics";
 * const levels = [{ score: 0, events: 2, n: 40 }, { score: 1, events: 8, n: 40 }, { score: 3, events: 19, n: 40 }];
 * const { pValue } = cochranArmitage(levels);
 * assert.ok(pValue !== null && pValue < 0.001);
 * ```
 */
export function cochranArmitage(levels: readonly LevelCount[]): TestResult {
  const caller = "cochranArmitage";
  levels.forEach((level, i) => checkCount(caller, `levels[${i}]`, level));
  const scores = checkNumbers(caller, "scores", levels.map(({ score }) => score), 2);
  const n = levels.reduce((sum, level) => sum + level.n, 0);
  const rate = levels.reduce((sum, level) => sum + level.events, 0) / n;
  const centre = levels.reduce((sum, level, i) => sum + level.n * (scores[i] as number), 0) / n;
  const spread = levels.reduce((sum, level, i) => sum + level.n * ((scores[i] as number) - centre) ** 2, 0);
  if (spread === 0) {
    throw new RangeError(`Cannot run ${caller}(): need at least 2 different scores, got ${scores[0]} only`);
  }
  if (rate === 0 || rate === 1) {
    throw new RangeError(`Cannot run ${caller}(): need a rate between 0 and 1, got ${rate} at every level`);
  }
  const slope =
    levels.reduce((sum, level, i) => sum + ((scores[i] as number) - centre) * (level.events - level.n * rate), 0) /
    spread;
  const statistic = slope * Math.sqrt(spread / (rate * (1 - rate)));
  return {
    method: "Cochran-Armitage trend",
    estimate: slope,
    interval: null,
    confidence: null,
    statistic,
    df: null,
    pValue: fromLog(Math.min(0, Math.LN2 + normalLogTail(Math.abs(statistic)))),
    alternative: "two-sided",
    n,
    details: { effect: "change of the rate per unit", levels: levels.length },
  };
}

/**
 * Do blocks rise along a predicted order of levels? Page's trend test.
 *
 * Ranks the levels within each block and adds each rank times its level's predicted place (Page 1963, JASA 58:216–230).
 * One-sided by design: the order is fixed before the data. Blocks (scenarios, say) are independent of each other; what
 * happens within a block is compared with that block alone. Exact for few levels and blocks without ties, else normal.
 *
 * @param blocks One row a block, its values in the predicted order of levels, k ≥ 3 a row.
 * @returns `estimate` is the mean Spearman correlation of the blocks with the predicted order; `statistic` is L.
 * @throws {RangeError} If rows differ in length, or have fewer than three levels.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pageTrend } from "twoplane/statistics";
 * const { estimate, pValue } = pageTrend([[1, 2, 3], [2, 3, 5], [1, 4, 6], [0, 3, 4]]);
 * assert.ok(Math.abs(estimate - 1) < 1e-12 && Math.abs((pValue ?? 0) - 6 ** -4) < 1e-12);
 * ```
 */
export function pageTrend(blocks: readonly (readonly number[])[], options: PageOptions = {}): TestResult {
  checkOptions("pageTrend", options, ["method"]);
  const { method = "auto" } = options;
  const levels = blocks[0]?.length ?? 0;
  if (levels < 3) throw new RangeError(`Cannot run pageTrend(): need blocks of at least 3 levels, got ${levels}`);
  const ranked = blocks.map((block, i) => {
    if (block.length !== levels) {
      throw new RangeError(
        `Cannot run pageTrend(): blocks need equal lengths, got ${levels} and ${quote(block.length)} in block ${i}`,
      );
    }
    return midranks(checkNumbers("pageTrend", `blocks[${i}]`, block));
  });
  const ties = ranked.some(({ tieTerm }) => tieTerm > 0);
  const statistic = ranked.reduce(
    (sum, { ranks }) => sum + ranks.reduce((part, rank, j) => part + rank * (j + 1), 0),
    0,
  );
  const exact = method === "exact" || (method === "auto" && !ties && levels <= 8 && blocks.length <= 20);
  if (exact && (ties || levels > 9)) {
    throw new RangeError(
      `Cannot run pageTrend() exactly: it needs no ties and at most 9 levels, got ${ties ? "ties" : levels}`,
    );
  }
  const n = blocks.length;
  const perBlock = levels * (levels * levels - 1) / 12;
  return {
    method: `Page trend, ${exact ? "exact" : "normal"}`,
    estimate: (statistic - n * levels * (levels + 1) ** 2 / 4) / (n * perBlock),
    interval: null,
    confidence: null,
    statistic,
    df: null,
    pValue: exact ? exactTail(statistic, levels, n) : normalPage(statistic, levels, n),
    alternative: "greater",
    n,
    details: { effect: "mean rank correlation with the predicted order", units: "blocks", levels, exact },
  };
}

function normalPage(statistic: number, levels: number, n: number): number {
  const expected = n * levels * (levels + 1) ** 2 / 4;
  const variance = n * levels ** 2 * (levels + 1) ** 2 * (levels - 1) / 144;
  return normalTail((statistic - expected) / Math.sqrt(variance));
}

/** P(L ≥ statistic): one block's distribution, convolved over the blocks. */
function exactTail(statistic: number, levels: number, n: number): number {
  const single = blockDistribution(levels);
  let density = Float64Array.of(1);
  for (let block = 0; block < n; block++) {
    const next = new Float64Array(density.length + single.length - 1);
    density.forEach((p, i) => single.forEach((q, j) => next[i + j] = (next[i + j] as number) + p * q));
    density = next;
  }
  return Math.min(1, density.subarray(Math.round(statistic)).reduce((sum, p) => sum + p, 0));
}

/** P(Σ place · rank = l) over all orders of one block, by placing ranks one subset at a time. */
function blockDistribution(levels: number): Float64Array {
  const size = levels * (levels + 1) * (2 * levels + 1) / 6 + 1;
  const ways = Array.from({ length: 2 ** levels }, () => new Float64Array(0));
  ways[0] = new Float64Array(size);
  (ways[0] as Float64Array)[0] = 1;
  for (let used = 0; used < 2 ** levels; used++) {
    const place = bitCount(used) + 1;
    const from = ways[used] as Float64Array;
    for (let rank = 1; rank <= levels && from.length > 0; rank++) {
      const next = used | (1 << (rank - 1));
      if (next === used) continue;
      if ((ways[next] as Float64Array).length === 0) ways[next] = new Float64Array(size);
      const to = ways[next] as Float64Array;
      for (let l = 0; l + place * rank < size; l++) {
        to[l + place * rank] = (to[l + place * rank] as number) + (from[l] as number);
      }
    }
  }
  const all = ways[2 ** levels - 1] as Float64Array;
  const total = all.reduce((sum, count) => sum + count, 0);
  return all.map((count) => count / total);
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest &= rest - 1) count++;
  return count;
}
