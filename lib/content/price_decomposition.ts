import { checkInteger, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { type AgentIntervalOptions, checkIntervalOptions } from "./agent_bootstrap.ts";
import { nullBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count } from "./placed.ts";
import { intervalsOf } from "./price_intervals.ts";
import { COMPONENTS, decompose, type Decomposed, type Standing, type Weighting } from "./price_terms.ts";
import { readStandings, type Standings, standingsOf, withoutOrderOf } from "./price_windows.ts";

/** Options of `priceDecomposition()`. */
export interface PriceOptions {
  /** Days of each of the two windows compared: the first and the last of the corpus, which must not overlap. At least 1. */
  windowDays: number;
  /**
   * What an agent's place in a window is. "centroid": cosine of its mean vector with the frozen centre. "mean of posts":
   * mean cosine of its posts with it, which does not depend on how many they are.
   */
  variant: "centroid" | "mean of posts";
  /** Against what terms are measured. `midpoint` (default) treats both windows alike; `first` starts from the first. */
  weighting?: Weighting;
  /** Posts an agent needs in a window to count there, at least 1. Default 1. */
  minPosts?: number;
  /** Each agent's posts of both windows dealt anew over them: what the within-agent term is where nobody moves. */
  null: { kind: "temporal structure"; draws: number; seed: number };
  /** Resampling of whole agents, for intervals of all terms. */
  interval?: AgentIntervalOptions;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `priceDecomposition()` returns. */
export interface PriceResult {
  /** The change of the community, and the four terms that it is the sum of. */
  change: Decomposed;
  /** One result a term, in the order within, reweighting, entry, exit, total; only `within` has a null. */
  results: readonly MeasureResult[];
  /** One row an agent and term: its part of the term. */
  rows: readonly MetricRow[];
  /** Agents in both windows, in the last only, in the first only. */
  agents: { stayed: number; entered: number; left: number };
}

/**
 * Did the community draw together because agents changed, or because other agents came, went and wrote more?
 *
 * The community's place is the mean of its agents' cosine z with the centre of the first window, weighted by how much
 * each wrote. Its change is split into four terms that sum to it exactly (after Price 1970, Nature 227:520–521, in the
 * symmetric form of Griliches & Regev 1995, J. Econometrics 65:175–203): change within agents who stayed, reweighting
 * among them, entry and exit. Only the first can be socialization; the others are sorting and retention. The centre is
 * frozen, and an agent's own posts are left out of the centre that it is compared with.
 *
 * @param posts Posts with a row each in the embeddings; posts without author are left out.
 * @param embeddings n × d, unit rows.
 * @param options See `PriceOptions`.
 * @returns Terms in units of cosine, in [−2, 2].
 * @throws {RangeError} If the windows overlap, or no agent wrote in both.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { priceDecomposition } from "twoplane/content";
 * const posts = [["a1", "ada", 1], ["b1", "bob", 1], ["a2", "ada", 9], ["b2", "bob", 9]].map(([postId, authorId, day]) => ({
 *   postId: String(postId), authorId: String(authorId), createdAt: `2026-02-0${day}T00:00:00.000Z`, kind: "post" as const,
 *   text: "…", title: null, communityId: null, parentId: null, threadId: null, score: null, modelId: null, source: "made up",
 * }));
 * const vectors = Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1); // ada goes where bob was
 * const { change } = await priceDecomposition(posts, { ids: ["a1", "b1", "a2", "b2"], dims: 2, model: "hand", vectors }, {
 *   windowDays: 1, variant: "centroid", null: { kind: "temporal structure", draws: 19, seed: 1 },
 * });
 * assert(change.within === 0.5 && change.total === 0.5 && change.entry === 0);
 * ```
 */
export async function priceDecomposition(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: PriceOptions,
): Promise<PriceResult> {
  checkPrice(options);
  const read = readStandings(posts, embeddings, options);
  const standings = standingsOf(read, options);
  const weighting = options.weighting ?? "midpoint";
  const found = decompose(standings.agents, weighting);
  const draws = await drawWithin(read, options, weighting);
  const intervals = options.interval === undefined
    ? { of: {}, warnings: [] }
    : intervalsOf(standings.agents, { ...options.interval, weighting });
  const settings = settingsOf(standings, options, weighting);
  const agents = {
    stayed: standings.agents.filter(({ first, last }) => first !== null && last !== null).length,
    entered: standings.agents.filter(({ first }) => first === null).length,
    left: standings.agents.filter(({ last }) => last === null).length,
  };
  const results = COMPONENTS.map((term): MeasureResult => ({
    metric: `community convergence: ${term}`,
    variant: options.variant,
    estimate: found.change[term],
    interval: intervals.of[term] ?? null,
    null: term === "within" ? nullBand(options.null.kind, found.change.within, draws) : null,
    sensitivity: null,
    n: standings.agents.length,
    settings,
    warnings: [...warningsOf(agents), ...intervals.warnings],
  }));
  return { change: found.change, results, rows: rowsOf(standings.agents, found.parts, options.variant), agents };
}

async function drawWithin(read: Standings, options: PriceOptions, weighting: Weighting): Promise<Float64Array> {
  const { draws, seed } = options.null;
  const random = seededRandom(seed, "price temporal structure");
  const pace = pacer(options.signal);
  const values = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    const { agents } = standingsOf(withoutOrderOf(read, random), options);
    values[draw] = decompose(agents, weighting).change.within;
    options.onProgress?.(draw + 1, draws);
    await pace(read.posts * read.dims);
  }
  return values;
}

function rowsOf(
  agents: readonly Standing[],
  parts: ReturnType<typeof decompose>["parts"],
  variant: string,
): MetricRow[] {
  return agents.flatMap(({ agentId, first, last }, i) =>
    COMPONENTS.filter((term) => term !== "total" && parts[i]?.[term] !== undefined).map((term) => ({
      metric: `community convergence: ${term}`,
      variant,
      unitId: agentId,
      window: null,
      value: parts[i]?.[term] as number,
      n: (first?.posts ?? 0) + (last?.posts ?? 0),
    }))
  ).sort((a, b) => a.unitId < b.unitId ? -1 : Number(a.unitId > b.unitId));
}

function settingsOf(
  { firstDays, lastDays, postsCounted }: ReturnType<typeof standingsOf>,
  { windowDays, minPosts = 1, null: { draws, seed } }: PriceOptions,
  weighting: Weighting,
): MeasureResult["settings"] {
  return {
    reference: "centre of the first window, own posts left out",
    weighting,
    windowDays,
    firstWindow: `${firstDays[0]} to ${firstDays[1]}`,
    lastWindow: `${lastDays[0]} to ${lastDays[1]}`,
    minPosts,
    posts: postsCounted,
    draws,
    seed,
  };
}

function warningsOf({ stayed }: PriceResult["agents"]): string[] {
  return stayed < 6 ? [`illustrative: ${count(stayed, "agent")} in both windows`] : [];
}

function checkPrice(options: PriceOptions): void {
  const caller = "priceDecomposition";
  checkOptions(caller, options, [
    ...["windowDays", "variant", "weighting", "minPosts", "null", "interval", "onProgress", "signal"],
  ]);
  checkInteger(caller, "windowDays", options.windowDays, { min: 1 });
  checkOneOf(caller, "variant", options.variant, ["centroid", "mean of posts"]);
  checkOneOf(caller, "weighting", options.weighting ?? "midpoint", ["midpoint", "first"]);
  checkInteger(caller, "minPosts", options.minPosts ?? 1, { min: 1 });
  checkOptions(caller, options.null, ["kind", "draws", "seed"]);
  checkOneOf(caller, "null.kind", options.null.kind, ["temporal structure"]);
  checkInteger(caller, "null.draws", options.null.draws, { min: 19 });
  if (options.interval !== undefined) checkIntervalOptions(caller, options.interval);
}
