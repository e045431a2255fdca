import { checkOptions, groupBy } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { clusterRobust, randomEffects, signFlip } from "../statistics/mod.ts";
import type { PublishedRelationship } from "./published.ts";
import type { PublishedContrast } from "./published_effects.ts";

/** How far the models of one behaviour agree on one contrast. */
export interface PublishedSpread {
  behaviour: string;
  treatment: PublishedRelationship;
  control: PublishedRelationship;
  models: number;
  /** Smallest and largest effect of a model. */
  lowest: number;
  highest: number;
  /** Mean of models like these (random effects, Hartung and Knapp), at both ends of the range. */
  mean: number;
  low: number;
  high: number;
  wideMean: number;
  wideLow: number;
  wideHigh: number;
  /** Standard deviation of the true effects, and p of "all models alike", at both ends. */
  tau: number;
  qPValue: number;
  wideTau: number;
  wideQPValue: number;
}

/**
 * Do the models agree on how much the relationship matters?
 *
 * Each contrast enters with the standard error that its interval implies, once as if rollouts counted and once as if only
 * configurations did. Where models differ at the narrow end and not at the wide one, the tables cannot tell whether they do.
 *
 * @param contrasts What `publishedContrasts()` returns.
 * @returns One row a behaviour and comparison with at least two models.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadPublished, publishedContrasts, publishedSpread } from "twoplane/action";
 * const rows = publishedSpread(publishedContrasts(await loadPublished()));
 * assert.ok(rows.every(({ models, lowest, highest }) => models > 1 && lowest < highest));
 * ```
 */
export function publishedSpread(contrasts: readonly PublishedContrast[]): PublishedSpread[] {
  const groups = groupBy(contrasts, ({ behaviour, treatment, control }) => `${behaviour}\n${treatment}\n${control}`);
  return [...groups.values()].filter((rows) => rows.length > 1).map((rows) => {
    const [first] = rows as [PublishedContrast];
    const effects = rows.map(({ estimate }) => estimate);
    const narrow = randomEffects(rows.map(({ estimate, low, high }) => effect(estimate, low, high)));
    const wide = randomEffects(rows.map((row) => effect(row.estimate, row.wideLow, row.wideHigh)));
    return {
      behaviour: first.behaviour,
      treatment: first.treatment,
      control: first.control,
      models: rows.length,
      lowest: Math.min(...effects),
      highest: Math.max(...effects),
      mean: narrow.estimate,
      low: narrow.interval!.low,
      high: narrow.interval!.high,
      wideMean: wide.estimate,
      wideLow: wide.interval!.low,
      wideHigh: wide.interval!.high,
      tau: narrow.details!.tau as number,
      qPValue: narrow.details!.qPValue as number,
      wideTau: wide.details!.tau as number,
      wideQPValue: wide.details!.qPValue as number,
    };
  });
}

/** All models together on one comparison. */
export interface PublishedAcrossModels {
  treatment: PublishedRelationship;
  control: PublishedRelationship;
  /** Contrasts, and how many of them are above 0. */
  contrasts: number;
  positive: number;
  models: number;
  /** Signs of whole models flipped: is there any effect, in any direction that models share? */
  signFlip: TestResult;
  /** Cluster-robust interval for the mean over contrasts, models as clusters. */
  clustered: TestResult;
}

/**
 * Paired over models: do models like these act more for a cooperative peer?
 *
 * The two means of a model and behaviour are a pair, and pairs of one model go together, so that neither rollouts nor
 * configurations need to be counted. What it generalizes to is models whose cells would have been chosen for a table as
 * these were.
 *
 * @param contrasts What `publishedContrasts()` returns.
 * @param options `confidence` of the intervals, default 0.95.
 * @returns One row a comparison; p-values and intervals only where there are enough models.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadPublished, publishedAcrossModels, publishedContrasts } from "twoplane/action";
 * const [row] = publishedAcrossModels(publishedContrasts(await loadPublished()));
 * assert.deepEqual([row?.models, row?.signFlip.pValue], [6, 2 / 64]);
 * ```
 */
export function publishedAcrossModels(
  contrasts: readonly PublishedContrast[],
  options: { confidence?: number } = {},
): PublishedAcrossModels[] {
  checkOptions("publishedAcrossModels", options, ["confidence"]);
  const { confidence = 0.95 } = options;
  const groups = groupBy(contrasts, ({ treatment, control }) => `${treatment}\n${control}`);
  return [...groups.values()].filter((rows) => new Set(rows.map(({ model }) => model)).size > 1).map((rows) => {
    const [first] = rows as [PublishedContrast];
    const pairs = rows.map((row): Pair => ({
      pairId: `${row.model}, ${row.behaviour}`,
      scenarioId: row.model,
      wordingId: row.behaviour,
      control: 0,
      treatment: row.estimate,
      n: { control: row.n, treatment: row.n },
    }));
    const models = pairs.map(({ scenarioId }) => scenarioId);
    return {
      treatment: first.treatment,
      control: first.control,
      contrasts: rows.length,
      positive: rows.filter(({ estimate }) => estimate > 0).length,
      models: new Set(models).size,
      signFlip: signFlip(pairs, { unit: ({ scenarioId }) => scenarioId, seed: 0, confidence }),
      clustered: clusterRobust(
        { outcome: rows.map(({ estimate }) => estimate), predictors: {}, clusters: models },
        { coefficient: "(intercept)", confidence },
      ),
    };
  });
}

/** Half of a 95% interval is 1.96 standard errors. */
function effect(estimate: number, low: number, high: number): { estimate: number; standardError: number } {
  return { estimate, standardError: (high - low) / (2 * 1.959963984540054) };
}
