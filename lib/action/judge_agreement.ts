import { checkOptions, groupBy } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { cohenKappa, krippendorffAlpha, type RatedItem } from "../statistics/mod.ts";
import type { Judgement } from "./judge.ts";

/** A label that a rater, a model or a person, gave to a transcript. */
export interface Rating {
  trialId: string;
  rater: string;
  /** `null` where the rater gave none. */
  label: string | null;
  /** What transcripts hang together with, such as their case. Default: each by itself. */
  cluster?: string;
}

/** How far raters agree. */
export interface JudgeAgreement {
  raters: readonly string[];
  /** Krippendorff's α over all raters. */
  alpha: TestResult;
  /** Cohen's κ of each two. */
  kappas: readonly { first: string; second: string; result: TestResult }[];
}

/** Options of `judgeAgreement()`. */
export interface JudgeAgreementOptions {
  /** Seed of the resamples. */
  seed: number;
  /** Resamples. Default 2,000. */
  draws?: number;
}

/**
 * Do judges agree with each other, with people, and with themselves? α over all, κ of each two, with intervals.
 *
 * Ratings of the same transcripts by several judges, versions, replicates or people. Agreement is no truth: judges of one
 * family share their errors.
 *
 * @param ratings One a rater and transcript; `ratingsOf()` makes them of judgements.
 * @param options Seed and draws of the bootstrap over transcripts.
 * @returns α and κ.
 * @throws {RangeError} If there are fewer than two raters, a rater rated a transcript twice, or all labels are the same.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { judgeAgreement } from "twoplane/action";
 * const ratings = Array.from({ length: 20 }, (_, i) => ["person", "judge"].map((rater) => ({
 *   trialId: `t${i}`, rater, label: i % 2 ? "yes" : "no",
 * }))).flat();
 * assert(judgeAgreement(ratings, { seed: 1, draws: 200 }).alpha.estimate === 1);
 * ```
 */
export function judgeAgreement(ratings: readonly Rating[], options: JudgeAgreementOptions): JudgeAgreement {
  checkOptions("judgeAgreement", options, ["seed", "draws"]);
  const raters = [...new Set(ratings.map(({ rater }) => rater))];
  if (raters.length < 2) {
    throw new RangeError(`Cannot run judgeAgreement(): need at least 2 raters, got ${raters.join(", ") || "none"}`);
  }
  const items = [...groupBy(ratings, ({ trialId }) => trialId)].map(([trialId, own]): RatedItem => {
    const cluster = own.find((rating) => rating.cluster !== undefined)?.cluster;
    const labels = raters.map((rater) => {
      const given = own.filter((rating) => rating.rater === rater);
      if (given.length < 2) return given[0]?.label ?? null;
      throw new RangeError(
        `Cannot run judgeAgreement(): need one label a rater, got ${given.length} of ${rater} for ${trialId}`,
      );
    });
    return { labels, ...(cluster !== undefined && { cluster }) };
  });
  const pairs = raters.flatMap((_, a) => raters.slice(a + 1).map((_, b) => [a, a + 1 + b] as const));
  return {
    raters,
    alpha: krippendorffAlpha(items, options),
    kappas: pairs.map(([a, b]) => ({
      first: raters[a] as string,
      second: raters[b] as string,
      result: cohenKappa(
        items.map(({ labels, ...item }) => ({ ...item, labels: [labels[a] ?? null, labels[b] ?? null] })),
        options,
      ),
    })),
  };
}

/** Judgements as ratings: judge, version and replicate make a rater. */
export function ratingsOf(judgements: readonly Judgement[]): Rating[] {
  const isRepeated = judgements.some(({ replicate }) => replicate > 0);
  return judgements.map(({ trialId, judge, version, replicate, label }) => ({
    trialId,
    rater: `${judge}, version ${version}${isRepeated ? `, replicate ${replicate}` : ""}`,
    label,
  }));
}
