import { checkOptions } from "../foundation/mod.ts";
import { adjustPValues, rateCombination, type ReportedRate } from "../statistics/mod.ts";
import type { PublishedCell, PublishedRate, PublishedRelationship, PublishedStudy } from "./published.ts";

/** A published figure with the narrowest and the widest interval that its table allows. */
export interface RangedEstimate {
  estimate: number;
  /** Rollouts (or pairs of rollouts) behind it, and the 95% interval as if each were news. */
  n: number;
  low: number;
  high: number;
  /** Configurations behind it, and the interval as if all rollouts of one had come out alike. */
  configurations: number;
  wideLow: number;
  wideHigh: number;
}

/** A mean over the ways of knowing the peer. */
export interface PublishedInterval extends RangedEstimate {
  model: string;
  behaviour: string;
  relationship: PublishedRelationship;
  isRate: boolean;
}

/** One relationship against another. */
export interface PublishedContrast extends RangedEstimate {
  model: string;
  behaviour: string;
  treatment: PublishedRelationship;
  control: PublishedRelationship;
  /** Two-sided, at both ends of the range, raw and corrected for all contrasts returned together. */
  pValue: number;
  holm: number;
  bh: number;
  widePValue: number;
  wideHolm: number;
  wideBh: number;
}

/**
 * How well is each published mean known?
 *
 * The tables give rates and the number of rollouts, not the rates of single configurations. Rollouts of one configuration
 * share its prompt, so that their number overstates what was seen, by an unknown amount. Both bounds are given: each
 * rollout counts (narrow), or all rollouts of a configuration came out alike and only configurations count (wide). The
 * truth lies between; figures such as exactly 50.0 point to the wide end. Where the figure is a difference of two rates
 * of which neither is given, the narrow interval takes the lower one as 0, the wide one takes both around a half.
 *
 * @param study What `loadPublished()` returns.
 * @returns One row a known mean, in the order of the table. Means only: a max was selected.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadPublished, publishedIntervals } from "twoplane/action";
 * const [first] = publishedIntervals(await loadPublished());
 * assert.ok(first!.wideLow < first!.low && first!.wideHigh > first!.high);
 * ```
 */
export function publishedIntervals(study: PublishedStudy): PublishedInterval[] {
  return knownMeans(study).map(({ rate, mean, cell }) => ({
    model: rate.model,
    behaviour: rate.behaviour,
    relationship: rate.relationship,
    isRate: cell.isRate,
    ...ranged(study, cell, [{ value: mean, weight: 1 }], cell.isRate ? [0, 1] : [-1, 1]),
  }));
}

/** Options of `publishedContrasts()`. */
export interface PublishedContrastsOptions {
  /** Which relationships are compared. Default: cooperative with uncooperative, and cooperative with neutral. */
  compare?: readonly { treatment: PublishedRelationship; control: PublishedRelationship }[];
}

/**
 * What difference does the relationship make in the published means, and which differences outlive correction?
 *
 * Arms are taken as independent, as nothing else is published: they share their settings, so that the true interval is
 * narrower than the wide one by an unknown amount. p-values are corrected over all contrasts that are returned (Holm,
 * and Benjamini and Hochberg), at each end of the range by itself.
 *
 * @param study What `loadPublished()` returns.
 * @returns One row a model, behaviour and comparison for which both means are known.
 * @throws {RangeError} If no contrast can be made.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadPublished, publishedContrasts } from "twoplane/action";
 * const rows = publishedContrasts(await loadPublished());
 * assert.ok(rows.every(({ pValue, holm, widePValue }) => holm >= pValue && widePValue >= pValue));
 * ```
 */
export function publishedContrasts(
  study: PublishedStudy,
  options: PublishedContrastsOptions = {},
): PublishedContrast[] {
  checkOptions("publishedContrasts", options, ["compare"]);
  const { compare = DEFAULT_COMPARISONS } = options;
  const known = knownMeans(study);
  const found = compare.flatMap(({ treatment, control }) =>
    known.filter(({ rate }) => rate.relationship === treatment).flatMap(({ rate, mean, cell }) => {
      const other = known.find((each) =>
        each.rate.model === rate.model && each.rate.behaviour === rate.behaviour && each.rate.relationship === control
      );
      if (other === undefined) return [];
      const arms = [{ value: mean, weight: 1 as const }, { value: other.mean, weight: -1 as const }];
      const { narrow, wide } = bothEnds(study, cell, arms);
      return [{
        model: rate.model,
        behaviour: rate.behaviour,
        treatment,
        control,
        ...ranged(study, cell, arms, cell.isRate ? [-1, 1] : [-2, 2]),
        pValue: rateCombination(narrow).pValue as number,
        widePValue: rateCombination(wide).pValue as number,
      }];
    })
  );
  if (found.length === 0) {
    throw new RangeError("Cannot run publishedContrasts(): need two known means of one model and behaviour, got none");
  }
  const adjusted = (of: "pValue" | "widePValue", method: "holm" | "bh") =>
    adjustPValues(found.map((row) => row[of]), { method });
  const [holm, bh] = [adjusted("pValue", "holm"), adjusted("pValue", "bh")];
  const [wideHolm, wideBh] = [adjusted("widePValue", "holm"), adjusted("widePValue", "bh")];
  return found.map((row, i) => ({
    ...row,
    holm: holm[i] as number,
    bh: bh[i] as number,
    wideHolm: wideHolm[i] as number,
    wideBh: wideBh[i] as number,
  }));
}

const DEFAULT_COMPARISONS = [
  { treatment: "cooperative", control: "uncooperative" },
  { treatment: "cooperative", control: "neutral" },
] as const;

/** Trials behind a figure of this behaviour. */
export function publishedCell(study: PublishedStudy, { behaviour, subject }: PublishedRate): PublishedCell {
  return study.cells.find((cell) => cell.behaviour === behaviour && cell.subject === subject) as PublishedCell;
}

function knownMeans(study: PublishedStudy): { rate: PublishedRate; mean: number; cell: PublishedCell }[] {
  return study.peer.flatMap((rate) =>
    rate.mean === null ? [] : [{ rate, mean: rate.mean, cell: publishedCell(study, rate) }]
  );
}

interface Arm {
  value: number;
  weight: 1 | -1;
}

function ranged(
  study: PublishedStudy,
  cell: PublishedCell,
  arms: readonly Arm[],
  [least, most]: readonly [number, number],
): RangedEstimate {
  const { n, configurations } = sizesOf(study, cell);
  const { narrow, wide } = bothEnds(study, cell, arms);
  const held = (value: number) => Math.min(most, Math.max(least, value));
  const [inner, outer] = [narrow, wide].map((rates) =>
    rateCombination(rates).interval as { low: number; high: number }
  );
  return {
    estimate: arms.reduce((sum, { value, weight }) => sum + weight * value, 0),
    n,
    low: held(inner!.low),
    high: held(inner!.high),
    configurations,
    wideLow: held(outer!.low),
    wideHigh: held(outer!.high),
  };
}

/** A mean is over all ways of knowing the peer, each with the trials of a cell. */
function sizesOf({ waysOfKnowingThePeer, rolloutsEachConfiguration }: PublishedStudy, { trials }: PublishedCell) {
  const n = waysOfKnowingThePeer.length * trials;
  return { n, configurations: n / rolloutsEachConfiguration };
}

function bothEnds(study: PublishedStudy, cell: PublishedCell, arms: readonly Arm[]) {
  const { n, configurations } = sizesOf(study, cell);
  const rates = (size: number, lower: (difference: number) => number): ReportedRate[] =>
    arms.flatMap(({ value, weight }): ReportedRate[] => {
      if (cell.isRate) return [{ rate: value, n: size, weight }];
      const base = lower(value);
      return [{ rate: base + value, n: size, weight }, { rate: base, n: size, weight: -weight }];
    });
  return {
    narrow: rates(n, (difference) => Math.max(0, -difference)),
    wide: rates(configurations, (difference) => (1 - difference) / 2),
  };
}
