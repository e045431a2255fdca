import { seededRandom } from "../foundation/mod.ts";
import type { Embeddings, MeasureResult, MetricRow, Post, TestResult } from "../shapes.ts";
import { correlation } from "../statistics/mod.ts";
import { bootstrapAgents, intervalSettings } from "./agent_bootstrap.ts";
import { interactionComments } from "./interaction_comments.ts";
import { type MatchedContrast, matchedContrast, type MatchedSets } from "./matched_contrast.ts";
import { nullBand, type UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { ascending, count } from "./placed.ts";
import {
  PREDICTIVE,
  type PredictiveInfluenceOptions,
  type PredictivePlan,
  predictivePlan,
} from "./predictive_options.ts";
import { likenessOf, type PredictiveSets, predictiveSets } from "./predictive_sets.ts";
import { readingMoments } from "./reading_moments.ts";
import { EXPOSURE_UNKNOWN } from "./unknown_exposure.ts";

/** What `predictiveInfluence()` returns. */
export interface PredictiveInfluenceResult {
  /** Mean over authors of how much nearer their readers' next text comes than matched non-readers' next text. */
  result: MeasureResult;
  /** Influence of each author with enough readings, by agentId; n is readings. */
  rows: readonly MetricRow[];
  /** The same authors against their own null: who is an influencer. */
  bands: readonly UnitBand[];
  /**
   * Who becomes one: rank correlation over authors of their influence in the first and the second half of their readings; `null`
   * with fewer than five authors of twice `minReadings`.
   */
  persistence: TestResult | null;
}

const METRIC = "predictive influence";

/**
 * Whose texts say where their readers' next text goes?
 *
 * For each reading: likeness of the reader's next text to what was read, against the next text of agents that wrote the same
 * day and did not read it, matched by likeness of their last text to it; what is left of differences in that, in the last five
 * texts and in length is taken out by regression within sets. Agents that read what they like come near it without any influence;
 * matching takes out what their own earlier texts show of it, no more. With comments for readings a non-reader may have
 * read: then the result is an association.
 *
 * @param posts Posts, comments and replies.
 * @param embeddings n × d, unit rows, for all posts and for what was read; may be `null` for variant "n-gram gain".
 * @param options See `PredictiveInfluenceOptions`.
 * @returns Positive: readers come nearer than non-readers. Each author weighs the same.
 * @throws {RangeError} If no reading has a text of the reader before and after, and a non-reader to match.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { predictiveInfluence } from "twoplane/content";
 * const made = [["p", "ada", "bees swarm"], ...["bob", "cyn", "dan"].map((id) => [id, id, "rain fell"]),
 *   ...["bob", "cyn", "dan"].map((id) => [`${id} later`, id, id === "bob" ? "bees swarm" : "snow fell"])];
 * const posts = made.map(([postId = "", authorId = "", text = ""], hour) => ({
 *   postId, authorId, text, kind: "post" as const, title: null, communityId: null, parentId: null, threadId: null,
 *   createdAt: `2026-02-01T0${hour}:00:00.000Z`, score: null, modelId: null, source: "made up",
 * }));
 * const shownAt = "2026-02-01T03:30:00.000Z";
 * const { result } = await predictiveInfluence(posts, null, {
 *   variant: "n-gram gain",
 *   exposures: [{ agentId: "bob", postId: "p", shownAt, round: 0, position: 0, promptHash: "" }],
 *   null: { kind: "readers exchanged with matched non-readers", draws: 19, seed: 1 },
 * });
 * assert(result.estimate === 1);
 * ```
 */
export async function predictiveInfluence(
  posts: readonly Post[],
  embeddings: Embeddings | null,
  options: PredictiveInfluenceOptions,
): Promise<PredictiveInfluenceResult> {
  const plan = predictivePlan(options);
  const found = interactionComments(PREDICTIVE, posts, "parent");
  const { moments, readBy } = readingMoments(found, options.exposures);
  const made = predictiveSets(moments, found.texts, {
    readBy,
    authorOf: new Map(found.agents.map((id, place) => [id, place])),
    likeness: likenessOf(embeddings, plan),
    plan,
    random: seededRandom(plan.seed, "non-readers looked at"),
  });
  options.onProgress?.(moments.length, moments.length);
  const contrast = made.times.length === 0 ? null : matchedContrast(made.sets);
  if (contrast === null || contrast.estimate === null) throw nothingToMeasure(moments.length, made);
  const drawn = await drawContrasts(contrast, plan, { members: made.sets.outcome.length, signal: options.signal });
  const interval = options.interval === undefined
    ? null
    : bootstrapAgents(PREDICTIVE, partsOf(contrast), options.interval);
  const readings = made.times.length;
  const authors = contrast.agents.length;
  const result: MeasureResult = {
    metric: METRIC,
    variant: plan.variant,
    estimate: contrast.estimate,
    interval: interval?.interval ?? null,
    null: nullBand(plan.kind, contrast.estimate, drawn.all),
    sensitivity: null,
    n: authors,
    settings: {
      outcome: plan.outcome,
      ...(plan.variant === "n-gram gain" ? { wordsPerGram: plan.wordsPerGram } : {}),
      exposure: options.exposures === undefined ? EXPOSURE_UNKNOWN : "recorded exposure",
      readings,
      readingsWithoutTexts: made.withoutTexts,
      readingsWithoutNonReaders: made.withoutOthers,
      controls: plan.controls,
      controlsPerReading: (made.sets.outcome.length - readings) / readings,
      candidates: plan.candidates,
      adjustedFor: "likeness of the last text and of the last five, length of the next",
      minReadings: plan.minReadings,
      draws: plan.draws,
      seed: plan.seed,
      ...intervalSettings(options.interval),
    },
    warnings: [
      ...(options.exposures === undefined ? [EXPOSURE_UNKNOWN] : []),
      ...(authors < 20 ? [`illustrative: ${count(authors, "author")}`] : []),
      ...(interval?.warnings ?? []),
    ],
  };
  const bands = authorBands(contrast, drawn.byAuthor, { plan, agents: found.agents });
  return {
    result,
    rows: bands.map(({ unitId, estimate: value, n }) => (
      { metric: METRIC, variant: plan.variant, unitId, window: null, value, n }
    )),
    bands,
    persistence: persistenceOf(made, plan),
  };
}

/** The contrast of all authors and of each under the null. */
async function drawContrasts(
  contrast: MatchedContrast,
  { draws, seed, kind }: PredictivePlan,
  { members, signal }: { members: number; signal: AbortSignal | undefined },
) {
  const [random, pace] = [seededRandom(seed, kind), pacer(signal)];
  const below = contrast.denominators.reduce((sum, value) => sum + value, 0);
  const authors = contrast.agents.length;
  const [all, byAuthor, numerators] = [draws, authors * draws, authors].map((size) => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let draw = 0; draw < draws; draw++) {
    contrast.draw(random, numerators);
    all[draw] = numerators.reduce((sum, value) => sum + value, 0) / below;
    numerators.forEach((value, author) =>
      byAuthor[author * draws + draw] = value / (contrast.denominators[author] as number)
    );
    await pace(members * 10);
  }
  return { all, byAuthor };
}

function authorBands(
  { agents: authors, numerators, denominators, sets }: MatchedContrast,
  byAuthor: Float64Array,
  { plan: { kind, draws, minReadings }, agents }: { plan: PredictivePlan; agents: readonly string[] },
): UnitBand[] {
  return Array.from(authors).flatMap((author, place): UnitBand[] => {
    const n = sets[place] as number;
    const estimate = (numerators[place] as number) / (denominators[place] as number);
    if (n < minReadings || !Number.isFinite(estimate)) return [];
    const own = byAuthor.subarray(place * draws, (place + 1) * draws);
    return [{ unitId: agents[author] as string, window: null, estimate, n, ...nullBand(kind, estimate, own) }];
  }).sort((a, b) => ascending(a.unitId, b.unitId));
}

/** Numbers whose mean is the contrast, one an author. */
function partsOf({ numerators, denominators }: MatchedContrast): number[] {
  const mean = denominators.reduce((sum, value) => sum + value, 0) / denominators.length;
  return Array.from(numerators, (value) => value / mean);
}

/** Authors that a rank correlation needs. */
const LEAST_AUTHORS = 5;

function persistenceOf({ sets }: PredictiveSets, { minReadings, seed }: PredictivePlan): TestResult | null {
  const places = new Map<number, number[]>();
  sets.agents.forEach((author, set) => places.set(author, [...places.get(author) ?? [], set]));
  const authors = [...places].filter(([, own]) => own.length >= 2 * minReadings);
  if (authors.length < LEAST_AUTHORS) return null;
  const halves = [0, 1].map((half) => {
    const chosen = authors.flatMap(([, own]) => {
      const middle = Math.floor(own.length / 2);
      return half === 0 ? own.slice(0, middle) : own.slice(middle);
    });
    const { agents, numerators, denominators } = matchedContrast(someSets(sets, chosen));
    return new Map(
      Array.from(agents, (author, i) => [author, (numerators[i] as number) / (denominators[i] as number)]),
    );
  });
  const pairs = authors.map(([author]) => halves.map((half) => half.get(author) as number) as [number, number])
    .filter((pair) => pair.every(Number.isFinite));
  const varies = (column: number) => new Set(pairs.map((pair) => pair[column])).size > 1;
  if (pairs.length < LEAST_AUTHORS || !varies(0) || !varies(1)) return null;
  const [x, y] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
  return correlation({ x, y }, { method: "spearman", seed, draws: 999 });
}

function someSets({ starts, agents, outcome, covariates }: MatchedSets, chosen: readonly number[]): MatchedSets {
  const ranges = chosen.map((set) => [starts[set] as number, starts[set + 1] as number] as const);
  const members = (values: Float64Array) =>
    Float64Array.from(ranges.flatMap(([start, end]) => [...values.subarray(start, end)]));
  let at = 0;
  return {
    starts: Int32Array.from([0, ...ranges.map(([start, end]) => at += end - start)]),
    agents: Int32Array.from(chosen, (set) => agents[set] as number),
    outcome: members(outcome),
    covariates: covariates.map(members),
  };
}

function nothingToMeasure(readings: number, { withoutTexts, withoutOthers }: PredictiveSets): RangeError {
  return new RangeError(
    `Cannot run ${PREDICTIVE}(): needs a reading with texts of the reader before and after and a non-reader that wrote the ` +
      `same day and differs, got ${
        count(readings, "reading")
      }: ${withoutTexts} without texts, ${withoutOthers} without ` +
      `non-readers`,
  );
}
