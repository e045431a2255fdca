import { checkInteger, checkNumber, checkOneOf, checkOptions, seededRandom, shuffled } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, OnProgress, Post } from "../shapes.ts";
import { jackknife, vectorComponents } from "../statistics/mod.ts";
import { nullBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count, placePosts } from "./placed.ts";

/** What posts hang together by. */
export const CROSSED_UNITS = ["model", "agent", "community", "day"] as const;

export type CrossedUnit = typeof CROSSED_UNITS[number];

/** Options of `crossedComponents()`. */
export interface CrossedComponentsOptions {
  /** Two, such as agent and day. Where one lies within the other, as agents within models, it is what is left of it there. */
  units: readonly [CrossedUnit, CrossedUnit];
  /** All posts dealt anew over agents, days and places: the share that any grouping gets by chance. */
  null: { kind: "posts dealt anew"; draws: number; seed: number };
  /** Share of jackknife intervals over agents that hold the true share, in (0, 1). Default 0.95. */
  confidence?: number;
  /** Told in draws. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `crossedComponents()` returns. */
export interface CrossedComponentsResult {
  /** One a unit, and `residual` last; `estimate` is a share of the sum, below 0 where too small to see. */
  results: readonly MeasureResult[];
  /** Why there is no number, such as "model: cannot tell: one model". */
  cannotTell: readonly string[];
}

const FEWEST_AGENTS = 6;

/**
 * How much do posts vary from agent to agent, and how much from day to day, as if both were drawn at random?
 *
 * Crossed random effects by the method of moments on squared distances. Unlike the sequential shares of
 * `variancePartition()` it has no order: neither unit is taken out first. It answers for agents and days like these,
 * where the partition answers for these very ones.
 *
 * @param posts Posts with a row each in the embeddings; posts without author are left out.
 * @param embeddings n × d, unit rows.
 * @param options See `CrossedComponentsOptions`.
 * @returns Shares that sum to 1, each with its null and, from 6 agents on, an interval.
 * @throws {RangeError} If the two units are one, or fewer than three posts are left.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { crossedComponents } from "twoplane/content";
 * const posts = ["a1", "a2", "b1", "b2"].map((postId, i) => ({
 *   postId, authorId: postId[0]!, createdAt: `2026-02-0${1 + i % 2}T00:00:00.000Z`, kind: "post" as const, text: "…",
 *   title: null, communityId: null, parentId: null, threadId: null, score: null, modelId: "m", source: "made up",
 * }));
 * const vectors = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1);
 * const { results } = await crossedComponents(posts, { ids: ["a1", "a2", "b1", "b2"], dims: 2, model: "hand", vectors }, {
 *   units: ["agent", "day"], null: { kind: "posts dealt anew", draws: 19, seed: 1 },
 * });
 * assert(results[0]?.estimate === 1); // all of it lies between agents
 * ```
 */
export async function crossedComponents(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: CrossedComponentsOptions,
): Promise<CrossedComponentsResult> {
  checkCrossed(options);
  const rows = rowsOf(posts, embeddings, options.units);
  const all = rows.labels.map((_, row) => row);
  const shares = sharesOf(rows, all, all);
  if (shares === null) return { results: [], cannotTell: whyNot(rows, options.units) };
  const draws = await drawShares(rows, options);
  const results = [...options.units, "residual"].map((unit, i): MeasureResult => ({
    metric: `share of variance: ${unit}`,
    variant: "crossed components",
    estimate: shares[i] as number,
    interval: intervalOf(rows, i, options.confidence ?? 0.95),
    null: unit === "residual" ? null : nullBand("posts dealt anew", shares[i] as number, draws[i] as Float64Array),
    sensitivity: null,
    n: rows.labels.length,
    settings: {
      units: options.units.join(" × "),
      method: "Henderson's method 1",
      agents: new Set(rows.agents).size,
      draws: options.null.draws,
      seed: options.null.seed,
    },
    warnings: rows.withoutAuthor > 0 ? [`${count(rows.withoutAuthor, "post")} without author left out`] : [],
  }));
  return { results, cannotTell: [] };
}

interface CrossedRows {
  dims: number;
  vectors: Float64Array;
  /** The two labels of each row. */
  labels: readonly (readonly [string, string])[];
  agents: readonly string[];
  withoutAuthor: number;
}

function rowsOf(
  posts: readonly Post[],
  embeddings: Embeddings,
  units: CrossedComponentsOptions["units"],
): CrossedRows {
  const placed = placePosts("crossedComponents", posts, embeddings);
  const known = new Map(posts.map((post) => [post.postId, post]));
  const authored = placed.filter(({ authorId }) => authorId !== null);
  if (authored.length < 3) {
    throw new RangeError(`Cannot run crossedComponents(): needs at least 3 posts with author, got ${authored.length}`);
  }
  const { dims } = embeddings;
  const vectors = new Float64Array(authored.length * dims);
  authored.forEach(({ vector }, row) => vectors.set(vector, row * dims));
  const labels = authored.map(({ postId, authorId, day }) => {
    const post = known.get(postId);
    const of = {
      ...{ agent: authorId as string, day, model: post?.modelId ?? "unknown model" },
      community: post?.communityId ?? "no community",
    };
    return [of[units[0]], of[units[1]]] as const;
  });
  return {
    ...{ dims, vectors, labels, withoutAuthor: placed.length - authored.length },
    agents: authored.map(({ authorId }) => authorId as string),
  };
}

/** Shares of the variance, with row `from[i]` in the place of row `at[i]`. */
function sharesOf(
  { dims, vectors, labels }: CrossedRows,
  at: readonly number[],
  from: readonly number[],
): [number, number, number] | null {
  const moved = new Float64Array(at.length * dims);
  from.forEach((row, place) => moved.set(vectors.subarray(row * dims, (row + 1) * dims), place * dims));
  const [first, second] = [0, 1].map((unit) => at.map((row) => labels[row]?.[unit] as string)) as [string[], string[]];
  const found = vectorComponents({ vectors: moved, dims, units: [first, second] });
  const sum = found === null ? 0 : found[0] + found[1] + found[2];
  return found === null || sum <= 0 ? null : [found[0] / sum, found[1] / sum, found[2] / sum];
}

async function drawShares(rows: CrossedRows, options: CrossedComponentsOptions): Promise<Float64Array[]> {
  const { draws, seed } = options.null;
  const random = seededRandom(seed, "posts dealt anew");
  const pace = pacer(options.signal);
  const all = rows.labels.map((_, row) => row);
  const drawn = [0, 1].map(() => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw++) {
    const shares = sharesOf(rows, all, shuffled(all, random));
    drawn.forEach((values, unit) => values[draw] = shares?.[unit] ?? 0);
    options.onProgress?.(draw + 1, draws);
    await pace(rows.vectors.length * 4);
  }
  return drawn;
}

function intervalOf(rows: CrossedRows, part: number, confidence: number): MeasureResult["interval"] {
  const agents = [...new Set(rows.agents)];
  if (agents.length < FEWEST_AGENTS) return null;
  const places = new Map(agents.map((agent, place) => [agent, place]));
  const { interval, method } = jackknife({
    units: agents.length,
    statistic: (kept) => {
      const left = new Set(kept);
      const at = rows.agents.flatMap((agent, row) => left.has(places.get(agent) as number) ? [row] : []);
      return sharesOf(rows, at, at)?.[part] ?? 0;
    },
    confidence,
  });
  return interval === null ? null : { ...interval, confidence, method: `${method} over agents` };
}

function whyNot({ labels }: CrossedRows, units: CrossedComponentsOptions["units"]): string[] {
  const single = units.filter((_, unit) => new Set(labels.map((pair) => pair[unit])).size < 2);
  if (single.length > 0) return single.map((unit) => `${unit}: cannot tell: one ${unit}`);
  return [`${units.join(" and ")}: cannot tell: as many levels as posts, or posts do not vary`];
}

function checkCrossed(options: CrossedComponentsOptions): void {
  const caller = "crossedComponents";
  checkOptions(caller, options, ["units", "null", "confidence", "onProgress", "signal"]);
  for (const unit of options.units) checkOneOf(caller, "units", unit, CROSSED_UNITS);
  if (options.units.length !== 2 || options.units[0] === options.units[1]) {
    throw new RangeError(`Cannot run ${caller}(): needs two different units, got ${options.units.join(", ")}`);
  }
  checkOptions(caller, options.null, ["kind", "draws", "seed"]);
  checkOneOf(caller, "null.kind", options.null.kind, ["posts dealt anew"]);
  checkInteger(caller, "null.draws", options.null.draws, { min: 19 });
  checkNumber(caller, "confidence", options.confidence ?? 0.95, { min: 0.5, max: 0.999 });
}
