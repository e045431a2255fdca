import { checkOptions } from "../foundation/mod.ts";
import type { Dropped, Json, TestResult } from "../shapes.ts";
import { count } from "./checks.ts";

/** Options of `describe()`. */
export interface DescribeOptions {
  /** The rule that folded the replicates, such as `mean`. */
  fold?: string;
  /** What `completePairs()` could not use. */
  dropped?: readonly Dropped[];
  /** Digits after the point. Default 2. */
  digits?: number;
}

/**
 * What a result says, in one plain sentence for a caption.
 *
 * Names the test, n, the estimate with its interval, the p-value, what was folded and what was
 * dropped, so that a figure cannot be read without them.
 *
 * @param result What any function of this room returned.
 * @returns One sentence, full stop included.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { describe, pairedT } from "twoplane/statistics";
 * const pairs = [0.4, 0.2, 0.6].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: 0, treatment, n: { control: 5, treatment: 5 },
 * }));
 * const sentence = describe(pairedT(pairs), { fold: "mean" });
 * assert(sentence.startsWith("Paired t, n = 3 pairs: mean difference 0.40"), sentence);
 * ```
 */
export function describe(result: TestResult, options: DescribeOptions = {}): string {
  checkOptions("describe", options, ["fold", "dropped", "digits"]);
  const { fold, dropped = [], digits = 2 } = options;
  const details = result.details ?? {};
  const parts = [
    `${capital(result.method)}, n = ${grouped(result.n)}${unitsOf(details, result.n)}: ${effectOf(details)} ` +
    `${number(result.estimate, digits)}${intervalOf(result, digits)}`,
    ...pValueOf(result),
    ...verdictOf(details),
    ...(typeof details.speaksFor === "string" ? [`speaks for ${details.speaksFor}`] : []),
    ...(fold === undefined ? [] : [`replicates folded by ${fold}`]),
    ...(dropped.length === 0 ? [] : [`${count(dropped.length, "pair")} dropped (${reasons(dropped)})`]),
  ];
  return `${parts.join("; ")}.`;
}

/** A p-value as text: three digits, never 0. */
export function formatP(pValue: number): string {
  if (pValue < 0.0001) return "p < 0.0001";
  return `p = ${pValue < 0.001 ? pValue.toFixed(4) : pValue.toFixed(3)}`;
}

function intervalOf({ interval, confidence }: TestResult, digits: number): string {
  if (interval === null || confidence === null) return "";
  const percent = Number((100 * confidence).toPrecision(4));
  return ` (${percent}% interval ${number(interval.low, digits)} to ${number(interval.high, digits)})`;
}

function pValueOf({ pValue, alternative }: TestResult): string[] {
  if (pValue === null) return [];
  return [alternative === "two-sided" ? formatP(pValue) : `one-sided ${formatP(pValue)} (${alternative})`];
}

function verdictOf({ verdict }: Readonly<Record<string, Json>>): string[] {
  return typeof verdict === "string" ? [verdict] : [];
}

function unitsOf({ units, clusters }: Readonly<Record<string, Json>>, n: number): string {
  const name = typeof units === "string" ? ` ${n === 1 ? units.replace(/s$/, "") : units}` : "";
  return typeof clusters === "number" ? `${name} in ${count(clusters, "cluster")}` : name;
}

function effectOf({ effect }: Readonly<Record<string, Json>>): string {
  return typeof effect === "string" ? effect : "estimate";
}

function reasons(dropped: readonly Dropped[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of dropped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, n]) => `${n} ${reason}`).join(", ");
}

function number(value: number, digits: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "undefined";
  const text = Math.abs(value) >= 10 ** -digits || value === 0 ? value.toFixed(digits) : value.toPrecision(digits);
  return text.replace("-", "−");
}

function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
