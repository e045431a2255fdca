import { rateRatio } from "../statistics/mod.ts";
import type { PublishedRate, PublishedRelationship, PublishedStudy } from "./published.ts";
import { publishedCell } from "./published_effects.ts";

/** How many times as often a model acts for itself once a peer is known. */
export interface PublishedRatio {
  model: string;
  behaviour: string;
  relationship: PublishedRelationship;
  /** Rate with no peer, and the largest over the ways of knowing one. */
  noPeer: number;
  max: number;
  /** Where the mean over those ways can lie: from a third of the max, if the others gave nothing, to the max. */
  leastRatio: number;
  mostRatio: number;
  /** With the noise of the rollouts; `null` where the figures are differences, whose rates are not published. */
  low: number | null;
  high: number | null;
  /** With the noise of the configurations; Infinity where no end can be given. */
  wideLow: number | null;
  wideHigh: number | null;
}

/**
 * Is self-preservation so many times as frequent once a peer is known?
 *
 * Only the largest of three rates is published, and a largest of three grows by selection alone. The mean over the three
 * lies between a third of it and all of it, so the ratio to the rate without a peer is a range before any noise is added.
 * Its lowest end belongs to a third of the max, its highest to the max.
 *
 * @param study What `loadPublished()` returns.
 * @returns One row a known figure of a model whose rate without a peer is known.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadPublished, publishedRatios } from "twoplane/action";
 * const rows = publishedRatios(await loadPublished());
 * assert.ok(rows.every(({ leastRatio, mostRatio }) => leastRatio < mostRatio));
 * ```
 */
export function publishedRatios(study: PublishedStudy): PublishedRatio[] {
  return study.self.flatMap((rate) => {
    const noPeer = study.self.find((each) =>
      each.model === rate.model && each.behaviour === rate.behaviour && each.relationship === "none"
    )?.max;
    if (rate.relationship === "none" || rate.max === null || noPeer === null || noPeer === undefined || noPeer <= 0) {
      return [];
    }
    return [ratioOf(study, rate, { max: rate.max, noPeer })];
  });
}

function ratioOf(
  study: PublishedStudy,
  rate: PublishedRate,
  { max, noPeer }: { max: number; noPeer: number },
): PublishedRatio {
  const { trials, isRate } = publishedCell(study, rate);
  const ways = study.waysOfKnowingThePeer.length;
  const within = (n: number) => {
    if (!isRate) return null;
    return rateRatio({ control: { rate: noPeer, n }, treatment: { rate: max, n } }).interval as {
      low: number;
      high: number;
    };
  };
  const [narrow, wide] = [within(trials), within(trials / study.rolloutsEachConfiguration)];
  return {
    model: rate.model,
    behaviour: rate.behaviour,
    relationship: rate.relationship,
    noPeer,
    max,
    leastRatio: max / noPeer / ways,
    mostRatio: max / noPeer,
    low: narrow === null ? null : narrow.low / ways,
    high: narrow?.high ?? null,
    wideLow: wide === null ? null : wide.low / ways,
    wideHigh: wide?.high ?? null,
  };
}
