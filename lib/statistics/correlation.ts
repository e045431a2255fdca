import { checkInteger, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Random, TestResult } from "../shapes.ts";
import { checkConfidence, checkEqualLength, checkNumbers } from "./checks.ts";
import { normalUpperQuantile } from "./distributions/normal.ts";
import { midranks } from "./ranks.ts";

/** Two numbers of each unit. */
export interface Paired {
  x: readonly number[];
  y: readonly number[];
}

/** Options of `correlation()`. */
export interface CorrelationOptions {
  /** `spearman`: correlation of ranks; `kendall`: tau-b, share of concordant minus discordant pairs. */
  method: "spearman" | "kendall";
  /** Seed of the shuffles; unused where all can be enumerated. */
  seed: number;
  /** Shuffles where there are too many to enumerate. Default 9,999. */
  draws?: number;
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
}

const enumerableLength = 8;

/**
 * Do two numbers of the same units rise together? Rank correlation with permutation p-value.
 *
 * Shuffles one column against the other, all ways up to 8 units (Spearman 1904; Kendall 1938, Biometrika
 * 30:81–93). The p-value is for independence. Intervals are Bonett and Wright's (2000, Psychometrika
 * 65:23–28), good below |0.8| and from about 15 units. Units are independent: many posts of one agent, or
 * neighbouring days, are not.
 *
 * @param data x and y of n units, n ≥ 3.
 * @returns `estimate` is rho or tau-b in [-1, 1].
 * @throws {RangeError} If lengths differ or a column does not vary.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { correlation } from "twoplane/statistics";
 * const { estimate, pValue } = correlation({ x: [1, 2, 3, 4, 5], y: [1, 4, 9, 16, 25] }, { method: "spearman", seed: 1 });
 * assert.ok(Math.abs(estimate - 1) < 1e-12 && Math.abs((pValue ?? 0) - 2 / 120) < 1e-12);
 * ```
 */
export function correlation(data: Paired, options: CorrelationOptions): TestResult {
  checkOptions("correlation", options, ["method", "seed", "draws", "confidence"]);
  const { seed, draws = 9_999, confidence = 0.95 } = options;
  const method = checkOneOf("correlation", "method", options.method, ["spearman", "kendall"]);
  checkConfidence("correlation", confidence);
  checkInteger("correlation", "draws", draws, { min: 99 });
  const [x, y] = [checkNumbers("correlation", "x", data.x, 3), checkNumbers("correlation", "y", data.y, 3)];
  checkEqualLength("correlation", { name: "x", values: x }, { name: "y", values: y });
  const scale = (values: Float64Array, name: string) => spreadOf(values, method, name);
  const denominator = Math.sqrt(scale(x, "x") * scale(y, "y"));
  const [a, b] = [x, y].map((values) => centred(midranks(values).ranks)) as [Float64Array, Float64Array];
  const product = method === "spearman" ? products : concordance;
  const observed = product(a, b);
  const estimate = observed / denominator;
  const exact = x.length <= enumerableLength;
  // Columns in an order of their own make the seeded p independent of the order of the rows.
  const { reached, total } = exact ? everyOrder(a, b, product, Math.abs(observed)) : shuffles(
    a.slice().sort(),
    b.slice().sort(),
    product,
    Math.abs(observed),
    draws,
    seededRandom(seed, "correlation"),
  );
  return {
    method: `${method === "spearman" ? "Spearman" : "Kendall tau-b"}, permutation${exact ? ", exact" : ""}`,
    estimate,
    interval: fisherInterval(estimate, x.length, method, normalUpperQuantile((1 - confidence) / 2)),
    confidence: x.length > 4 ? confidence : null,
    statistic: null,
    df: null,
    pValue: reached / total,
    alternative: "two-sided",
    n: x.length,
    details: {
      effect: method === "spearman" ? "rank correlation" : "tau-b",
      exact,
      permutations: total,
      seed: exact ? null : seed,
    },
  };
}

function centred(ranks: Float64Array): Float64Array {
  const middle = (ranks.length + 1) / 2;
  return ranks.map((rank) => rank - middle);
}

/** What the products would be if a column were compared with itself. */
function spreadOf(values: Float64Array, method: "spearman" | "kendall", name: string): number {
  const ranks = centred(midranks(values).ranks);
  const spread = method === "spearman" ? products(ranks, ranks) : concordance(ranks, ranks);
  if (spread > 0) return spread;
  throw new RangeError(`Cannot run correlation(): ${name} needs values that vary, got ${values[0]} throughout`);
}

function products(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Concordant minus discordant pairs; ties in either column count 0. */
function concordance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < a.length; i++) {
    const [ai, bi] = [a[i] as number, b[i] as number];
    for (let j = 0; j < i; j++) sum += Math.sign((ai - (a[j] as number)) * (bi - (b[j] as number)));
  }
  return sum;
}

type Product = (a: Float64Array, b: Float64Array) => number;

function everyOrder(a: Float64Array, b: Float64Array, product: Product, observed: number) {
  let [reached, total] = [0, 0];
  const work = b.slice();
  const visit = (size: number) => {
    if (size === 1) {
      total++;
      if (Math.abs(product(a, work)) >= observed - 1e-9) reached++;
      return;
    }
    for (let i = 0; i < size; i++) {
      visit(size - 1);
      const j = size % 2 === 0 ? i : 0; // Heap's algorithm
      [work[j], work[size - 1]] = [work[size - 1] as number, work[j] as number];
    }
  };
  visit(work.length);
  return { reached, total };
}

function shuffles(a: Float64Array, b: Float64Array, product: Product, observed: number, draws: number, random: Random) {
  let reached = 1;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = b.length - 1; i > 0; i--) {
      const j = (random() * (i + 1)) | 0;
      [b[i], b[j]] = [b[j] as number, b[i] as number];
    }
    if (Math.abs(product(a, b)) >= observed - 1e-9) reached++;
  }
  return { reached, total: draws + 1 };
}

/** Fisher's transform with the variances of Bonett and Wright. */
function fisherInterval(estimate: number, n: number, method: "spearman" | "kendall", z: number) {
  if (n <= 4) return null;
  const variance = method === "spearman" ? (1 + estimate ** 2 / 2) / (n - 3) : 0.437 / (n - 4);
  const [centre, half] = [Math.atanh(estimate), z * Math.sqrt(variance)];
  if (!Number.isFinite(centre)) return { low: estimate > 0 ? 1 : -1, high: estimate > 0 ? 1 : -1 };
  return { low: Math.tanh(centre - half), high: Math.tanh(centre + half) };
}
