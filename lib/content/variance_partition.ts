import { checkInteger, checkNumber, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, Exposure, MeasureResult, OnProgress, Post } from "../shapes.ts";
import { jackknife } from "../statistics/mod.ts";
import { nullBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count } from "./placed.ts";
import { type Partition, partition } from "./partition_fit.ts";
import { keepAgents, type PartitionRows, partitionRows, reassigned } from "./partition_rows.ts";

/** What the variance can be split into, in the order in which it is taken out. */
export const PARTS = ["model", "agent", "community", "day", "exposure"] as const;

const FEWEST_AGENTS = 6;

export type PartName = typeof PARTS[number];

/** Options of `variancePartition()`. */
export interface VariancePartitionOptions {
  /** Which parts to take out; always in the order model, agent, community, day, exposure. */
  parts: readonly PartName[];
  /** Who was shown what; needed for the part `exposure`. */
  exposures?: readonly Exposure[];
  /** Seed and number of the reassignments that the part `exposure` is compared with: same day, another agent. */
  null?: { kind: "reassigned exposure"; draws: number; seed: number };
  /** Share of jackknife intervals over agents that hold the true share, in (0, 1). Default 0.95. */
  confidence?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `variancePartition()` returns. */
export interface VariancePartitionResult {
  /** One a part, in order, and `residual` last; `estimate` is a share of the whole variance. */
  results: readonly MeasureResult[];
  /** Parts that these posts cannot tell apart, and why, such as `model: cannot tell: one model`. */
  cannotTell: readonly string[];
}

/**
 * How much of what is written is a property of the model, of the agent, of the place, of the day, of what was read?
 *
 * Splits the squared distances of posts from their mean, one part after the other, each for what the parts before left
 * over: agents within models, communities and days beside them (additive, least squares), and last a common step
 * toward the mean of what was shown since the post before. Shares are ω², corrected for the chance that any grouping
 * explains something, and can be slightly below 0; the part `exposure` is corrected by its reassignments. With one
 * model, model and society are one, and the result says so instead of giving a number. Order matters where parts
 * overlap: agents who write on different days share variance with the days, which goes to the part named first.
 *
 * @param posts Posts with a row each in the embeddings; posts without author are left out.
 * @param embeddings n × d, unit rows.
 * @param options See `VariancePartitionOptions`.
 * @returns Shares that sum to 1, but for the correction of `exposure`.
 * @throws {RangeError} If fewer than three posts are left, or all are equal.
 * @throws {TypeError} If the part `exposure` is asked for without exposures and null.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { variancePartition } from "twoplane/content";
 * const posts = ["a1", "a2", "b1", "b2"].map((postId, i) => ({
 *   postId, authorId: postId[0]!, createdAt: `2026-02-0${i + 1}T00:00:00.000Z`, kind: "post" as const, text: "…",
 *   title: null, communityId: null, parentId: null, threadId: null, score: null, modelId: "m", source: "made up",
 * }));
 * const vectors = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1);
 * const { results, cannotTell } = await variancePartition(posts, { ids: ["a1", "a2", "b1", "b2"], dims: 2, model: "hand", vectors }, {
 *   parts: ["model", "agent"],
 * });
 * assert(cannotTell[0] === "model: cannot tell: one model" && results[0]?.estimate === 1);
 * ```
 */
export async function variancePartition(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: VariancePartitionOptions,
): Promise<VariancePartitionResult> {
  checkPartition(options);
  const { rows, cannotTell } = partitionRows(posts, embeddings, options);
  const found = partition(rows);
  const draws = await drawExposure(rows, options);
  const chance = draws === null ? 0 : draws.reduce((sum, share) => sum + share, 0) / draws.length;
  const fits = new Map<string, Partition>(); // one fit serves all parts
  const { confidence = 0.95 } = options;
  const results = found.shares.map(({ part, share, df }): MeasureResult => {
    const isExposure = part === "exposure" && draws !== null;
    return {
      metric: `share of variance: ${part}`,
      variant: "sequential ω²",
      estimate: isExposure ? share - chance : share,
      interval: intervalOf(rows, part, { chance, confidence }, fits),
      null: isExposure ? nullBand("reassigned exposure", share - chance, draws.map((draw) => draw - chance)) : null,
      sensitivity: null,
      n: rows.n,
      settings: {
        order: found.shares.map((own) => own.part).join(", "),
        df,
        agents: rows.agents,
        ...(options.null !== undefined && { draws: options.null.draws, seed: options.null.seed }),
      },
      warnings: [
        ...(rows.agents < FEWEST_AGENTS ? [`illustrative: ${count(rows.agents, "agent")}, no interval`] : []),
        ...(rows.withoutAuthor > 0 ? [`${count(rows.withoutAuthor, "post")} without author left out`] : []),
        ...cannotTell,
      ],
    };
  });
  return { results, cannotTell };
}

/** Shares of `exposure` under the null, uncorrected; `null` where it is no part. */
async function drawExposure(rows: PartitionRows, options: VariancePartitionOptions): Promise<Float64Array | null> {
  if (rows.exposure === null || options.null === undefined) return null;
  const { draws, seed } = options.null;
  const random = seededRandom(seed, "reassigned exposure");
  const pace = pacer(options.signal);
  const shares = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    shares[draw] = exposureShare(partition(reassigned(rows, random)));
    options.onProgress?.(draw + 1, draws);
    await pace(rows.vectors.length * 20);
  }
  return shares;
}

/** Each agent, or each of 60 groups of them, left out once. */
function intervalOf(
  rows: PartitionRows,
  part: string,
  { chance, confidence }: { chance: number; confidence: number },
  fits: Map<string, Partition>,
): MeasureResult["interval"] {
  if (rows.agents < FEWEST_AGENTS) return null;
  const fitOf = (kept: readonly number[]): Partition => {
    const key = kept.join();
    const known = fits.get(key) ?? partition(keepAgents(rows, kept));
    fits.set(key, known);
    return known;
  };
  const { interval, method } = jackknife({
    units: rows.agents,
    statistic: (kept) => fitOf(kept).shares.find((own) => own.part === part)?.share ?? 0,
    confidence,
  });
  if (interval === null) return null;
  const shift = part === "exposure" ? chance : 0;
  return { low: interval.low - shift, high: interval.high - shift, confidence, method: `${method} over agents` };
}

function exposureShare({ shares }: Partition): number {
  return shares.find(({ part }) => part === "exposure")?.share ?? 0;
}

function checkPartition(options: VariancePartitionOptions): void {
  const caller = "variancePartition";
  checkOptions(caller, options, ["parts", "exposures", "null", "confidence", "onProgress", "signal"]);
  if (!Array.isArray(options.parts) || options.parts.length === 0) {
    throw new TypeError(`Cannot run ${caller}(): parts needs at least one of ${PARTS.join(", ")}, got none`);
  }
  for (const part of options.parts) checkOneOf(caller, "parts", part, PARTS);
  checkNumber(caller, "confidence", options.confidence ?? 0.95, { min: 0.5, max: 0.999 });
  if (options.null !== undefined) {
    checkOptions(caller, options.null, ["kind", "draws", "seed"]);
    checkInteger(caller, "null.draws", options.null.draws, { min: 19 });
  }
  if (!options.parts.includes("exposure") || (options.exposures !== undefined && options.null !== undefined)) return;
  throw new TypeError(
    `Cannot run ${caller}(): the part "exposure" needs exposures and a null, got one of them or none`,
  );
}
