import { checkInteger, checkOneOf, checkOptions, quote, seededRandom } from "../foundation/mod.ts";
import type { Random, TestResult } from "../shapes.ts";
import { checkConfidence, checkNumbers } from "./checks.ts";
import { groupBy, total } from "./clusters.ts";
import { concatenate } from "./moments.ts";
import { type FlipBorders, invert, shareHolding } from "./sign_flip.ts";

/** One observation of one arm in one block, such as a replicate of a scenario × wording. */
export interface BlockRow {
  blockId: string;
  arm: "control" | "treatment";
  value: number;
}

/** Options of `blockRandomization()`. */
export interface BlockRandomizationOptions {
  /** Seed of the shuffles. */
  seed: number;
  /** Shuffles. Default 9,999. */
  draws?: number;
  /** Share of such intervals that hold the true effect, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** Values and labels of one block. */
interface Block {
  values: Float64Array;
  treated: number;
  weight: number;
}

/**
 * Does the treatment shift the outcome in these very blocks? Randomization test within blocks.
 *
 * Shuffles the arm labels inside each block (scenario × wording, say) and compares the weighted mean of the
 * blocks' differences (Fisher 1935; Rosenbaum 2002, Observational Studies, §2). It needs no folding and no
 * model, but tests the sharp null that no single value would have differed in *these* blocks, and says
 * nothing about others: where effects vary around zero between scenarios it rejects. For scenarios in general
 * use `signFlip()`. The interval assumes one constant shift.
 *
 * @param rows Numbers with block and arm; blocks with one arm only are dropped and counted.
 * @returns `estimate` weights blocks by n₁n₀ / (n₁ + n₀), as a regression with block dummies does.
 * @throws {RangeError} If no block has both arms.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { blockRandomization } from "twoplane/statistics";
 * const rows = ["a", "b", "c", "d"].flatMap((blockId, i) => [
 *   { blockId, arm: "control" as const, value: i },
 *   { blockId, arm: "control" as const, value: i + 0.2 },
 *   { blockId, arm: "treatment" as const, value: i + 1 },
 *   { blockId, arm: "treatment" as const, value: i + 1.2 },
 * ]);
 * const { estimate, pValue } = blockRandomization(rows, { seed: 1 });
 * assert.ok(Math.abs(estimate - 1) < 1e-12 && (pValue ?? 1) < 0.01);
 * ```
 */
export function blockRandomization(rows: readonly BlockRow[], options: BlockRandomizationOptions): TestResult {
  const caller = "blockRandomization";
  checkOptions(caller, options, ["seed", "draws", "confidence"]);
  const { seed, draws = 9_999, confidence = 0.95 } = options;
  checkConfidence(caller, confidence);
  checkInteger(caller, "draws", draws, { min: 99 });
  const { blocks, dropped } = collectBlocks(caller, rows);
  const scale = total(Float64Array.from(blocks, (block) => block.weight));
  const estimate = blocks.reduce((sum, block) => sum + block.weight * effect(block), 0) / scale;
  const borders = shuffledBorders(blocks, estimate, scale, draws, seededRandom(seed, caller));
  const interval = invert(borders, 1 - confidence);
  return {
    method: "randomization within blocks",
    estimate,
    interval,
    confidence: interval === null ? null : confidence,
    statistic: null,
    df: null,
    pValue: shareHolding(borders, 0, 1e-12 * Math.max(1, Math.abs(estimate))),
    alternative: "two-sided",
    n: rows.length - dropped.rows,
    details: { effect: "mean difference within blocks", units: "rows", blocks: blocks.length, draws, seed, dropped },
    warnings: dropped.blocks === 0
      ? []
      : [`${dropped.blocks} blocks with one arm only were dropped (${dropped.rows} rows)`],
  };
}

function collectBlocks(caller: string, rows: readonly BlockRow[]) {
  const values = checkNumbers(caller, "value", rows.map((row) => row.value));
  rows.forEach((row, i) => {
    if (typeof row.blockId !== "string") {
      throw new TypeError(`Cannot run ${caller}() on row ${i}: blockId needs a string, got ${quote(row.blockId)}`);
    }
    checkOneOf(caller, `arm of row ${i}`, row.arm, ["control", "treatment"]);
  });
  const grouping = groupBy(caller, rows, (row) => row.blockId, 1);
  const members = grouping.names.map(() => ({ treatment: [] as number[], control: [] as number[] }));
  rows.forEach((row, i) => members[grouping.of[i] as number]?.[row.arm].push(values[i] as number));
  const whole = members.filter(({ treatment, control }) => treatment.length > 0 && control.length > 0);
  if (whole.length === 0) {
    throw new RangeError(`Cannot run ${caller}(): need at least 1 block with both arms, got 0 of ${members.length}`);
  }
  const blocks = whole.map(({ treatment, control }): Block => ({
    // Sorted, so that seeded shuffles do not depend on the order of the rows.
    values: concatenate(Float64Array.from(treatment).sort(), Float64Array.from(control).sort()),
    treated: treatment.length,
    weight: treatment.length * control.length / (treatment.length + control.length),
  }));
  const kept = blocks.reduce((sum, block) => sum + block.values.length, 0);
  return { blocks, dropped: { blocks: members.length - whole.length, rows: rows.length - kept } };
}

/** Mean of the first `treated` values minus mean of the others. */
function effect({ values, treated }: Block): number {
  let [first, second] = [0, 0];
  for (let i = 0; i < treated; i++) first += values[i] as number;
  for (let i = treated; i < values.length; i++) second += values[i] as number;
  return first / treated - second / (values.length - treated);
}

/** For each shuffle, the range of constant effects it does not count against, as in `signFlip()`. */
function shuffledBorders(
  blocks: readonly Block[],
  estimate: number,
  scale: number,
  draws: number,
  random: Random,
): FlipBorders {
  const [low, high] = [new Float64Array(draws), new Float64Array(draws)];
  const work = blocks.map(({ values, treated, weight }) => ({
    block: { values: values.slice(), treated, weight },
    labels: { values: Float64Array.from(values, (_, i) => i < treated ? 1 : 0), treated, weight },
  }));
  for (let draw = 0; draw < draws; draw++) {
    let [shuffled, overlap] = [0, 0];
    for (const { block, labels } of work) {
      shuffleFirst(block.values, labels.values, block.treated, random);
      shuffled += block.weight * effect(block) / scale;
      overlap += block.weight * effect(labels) / scale;
    }
    const ends = [border(estimate - shuffled, 1 - overlap), border(estimate + shuffled, 1 + overlap)] as const;
    const same = overlap > 1 - 1e-12 || overlap < -1 + 1e-12;
    low[draw] = same ? -Infinity : Math.min(...ends);
    high[draw] = same ? Infinity : Math.max(...ends);
  }
  return { low, high, exact: false };
}

function border(above: number, below: number): number {
  return below > 1e-12 ? above / below : 0;
}

/** Draws which values stand first, keeping each label with its value. */
function shuffleFirst(values: Float64Array, labels: Float64Array, first: number, random: Random): void {
  for (let i = 0; i < first; i++) {
    const j = i + ((random() * (values.length - i)) | 0);
    const [value, label] = [values[j] as number, labels[j] as number];
    values[j] = values[i] as number;
    labels[j] = labels[i] as number;
    values[i] = value;
    labels[i] = label;
  }
}
