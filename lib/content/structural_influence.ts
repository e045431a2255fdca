import type { MeasureResult, MetricRow, Post } from "../shapes.ts";
import { seededRandom } from "../foundation/mod.ts";
import { crawlWarnings } from "./crawl_warnings.ts";
import { type InteractionComments, interactionComments, noTies } from "./interaction_comments.ts";
import { nullBand, type UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count } from "./placed.ts";
import { rewiring } from "./rewired_ties.ts";
import { mixingOf, rewirePeriod } from "./rewired_period.ts";
import {
  STRUCTURAL,
  type StructuralInfluenceOptions,
  type StructuralPlan,
  structuralPlan,
  structuralSettings,
} from "./structural_options.ts";
import { agentRows, dayRows, type Supernode, supernodesOf } from "./structural_rows.ts";
import {
  type Period,
  periodOf,
  type StructuralMeasure,
  structuralMeasures,
  type StructuralValues,
  structuralValues,
} from "./structural_values.ts";
import { subsampleAgents, type Subsampled } from "./subsample.ts";

/** What `structuralInfluence()` returns. */
export interface StructuralInfluenceResult {
  /** Top shares and persistence for each size of the top, supernodes a day, reciprocity under four definitions. */
  results: readonly MeasureResult[];
  /** Each measure by day; PageRank, HITS hub and HITS authority by agent and day. */
  rows: readonly MetricRow[];
  /** Each day's value against its own rewirings. */
  bands: readonly (UnitBand & { metric: string; variant: string })[];
  /** Who stood out, by day. */
  supernodes: readonly Supernode[];
}

/**
 * Do few agents draw the comments of all, and the same ones from day to day?
 *
 * Measure M11: a weighted graph commenter → author for each day, without self loops; PageRank (Brin & Page 1998), HITS, the share
 * of PageRank held by the top k, the places of the top that the same agents hold on the next day, supernodes by a
 * stated rule, and reciprocity under four named definitions. Who comments much and is commented on much makes a top of
 * itself; the null therefore rewires each graph with every agent's degrees kept and asks what is left. Shares of few agents are large
 * by their number alone: compare with the null, not between days. Intervals come from subsampling agents without replacement.
 *
 * @param posts Posts, comments and replies; only the given texts can be commented on.
 * @param options See `StructuralInfluenceOptions`.
 * @returns Results in the order of the names above; measures without a value (no consecutive days, no replies) are left out with a
 *   warning in the others.
 * @throws {RangeError} If no day has enough ties.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { structuralInfluence } from "twoplane/content";
 * const rest = { text: "…", title: null, communityId: null, score: null, modelId: null, source: "made up" };
 * const at = (hour: number) => `2026-02-01T0${hour}:00:00.000Z`;
 * const comment = (authorId: string, parentId: string, hour: number) => (
 *   { postId: authorId + parentId, authorId, kind: "comment" as const, createdAt: at(hour), parentId, threadId: parentId, ...rest }
 * );
 * const post = (authorId: string) => (
 *   { postId: `of ${authorId}`, authorId, kind: "post" as const, createdAt: at(1), parentId: null, threadId: null, ...rest }
 * );
 * const posts = [post("ada"), post("bob"), comment("bob", "of ada", 2), comment("ada", "of bob", 3), comment("cyn", "of ada", 4)];
 * const { results } = await structuralInfluence(posts, { minTies: 2, null: { kind: "rewired ties", draws: 19, seed: 1 } });
 * const of = (variant: string) => results.find((result) => result.variant === variant)?.estimate;
 * assert(of("bidirectional dyads") === 1 / 2); // ada and bob of two pairs
 * assert(of("edges") === 2 / 3);
 * ```
 */
export async function structuralInfluence(
  posts: readonly Post[],
  options: StructuralInfluenceOptions,
): Promise<StructuralInfluenceResult> {
  const plan = structuralPlan(options);
  const found = interactionComments(STRUCTURAL, posts, plan.target);
  if (found.comments.length === 0) throw noTies(STRUCTURAL, found);
  const dropped: string[] = [];
  const period = periodOf(found.comments, (day, graph) => {
    const keeps = graph.sources.length >= plan.minTies;
    if (!keeps) dropped.push(day);
    return keeps;
  });
  if (period.days.length === 0) {
    throw new RangeError(
      `Cannot run ${STRUCTURAL}(): needs a day with at least ${plan.minTies} ties, got none of ${dropped.length} days`,
    );
  }
  const measures = structuralMeasures(plan);
  const values = structuralValues(period, plan);
  const drawn = await drawPeriods(period, plan, options);
  const intervals = await subsampled(found, period, { plan, options, values });
  const mixing = mixingOf(period.all, plan);
  const shared = {
    settings: {
      ...structuralSettings(plan, options),
      agents: period.all.nodes.length,
      comments: found.comments.length,
      tiesOfAllDays: period.all.sources.length,
      days: period.days.length,
      daysDropped: dropped.length,
      commentsToTextsNotGiven: found.toOtherTexts,
      commentsToOwnTexts: found.toOwnTexts,
      commentsWithoutAuthor: found.withoutAuthor,
      swapsMadePerTie: drawn.accepted,
      tiesKept: mixing.kept,
      tiesKeptAfterTwice: mixing.keptAfterTwice,
    },
    warnings: [...warningsOf(found, period, plan), ...(mixing.warning === null ? [] : [mixing.warning])],
  };
  const undefinedOnes = measures.filter((_, i) => values.overall[i] === null);
  const absent = undefinedOnes.map(({ metric, variant }) => `no value: ${metric}, ${variant}`);
  const results = measures.flatMap((measure, i): MeasureResult[] => {
    const estimate = values.overall[i];
    if (estimate === null || estimate === undefined) return [];
    const draws = drawn.values.flatMap(({ overall }) => overall[i] ?? []);
    const made = intervals[i];
    return [{
      metric: measure.metric,
      variant: measure.variant,
      estimate,
      interval: made?.interval ?? null,
      null: draws.length === 0 ? null : nullBand(plan.kind, estimate, Float64Array.from(draws)),
      sensitivity: null,
      n: sizeOf(measure, values.daily[i] ?? [], period),
      settings: shared.settings,
      warnings: [...shared.warnings, ...absent, ...(made?.warnings ?? [])],
    }];
  });
  return {
    results,
    rows: [...dayRows(measures, values, period), ...agentRows(period, found.agents, plan)],
    bands: dayBands(measures, { values, period, drawn: drawn.values, kind: plan.kind }),
    supernodes: supernodesOf(period, found.agents, plan),
  };
}

/** The measures on rewired graphs. */
async function drawPeriods(period: Period, plan: StructuralPlan, options: StructuralInfluenceOptions) {
  const random = seededRandom(plan.seed, plan.kind);
  const pace = pacer(options.signal);
  const rewire = rewirePeriod(period, (graph) => rewiring(graph, plan.kind));
  const ties = period.days.reduce((sum, { graph }) => sum + graph.sources.length, period.all.sources.length);
  const values: StructuralValues[] = [];
  let accepted = 0;
  for (let draw = 0; draw < plan.draws; draw++) {
    const rewired = rewire(plan.swapsPerTie, random);
    accepted += rewired.acceptedPerTie / plan.draws;
    values.push(structuralValues(rewired.period, plan));
    options.onProgress?.(draw + 1, plan.draws);
    await pace(ties * (100 * plan.swapsPerTie + 300));
  }
  return { values, accepted };
}

/** An interval for each measure; the same subsamples serve all of them. */
async function subsampled(
  { comments, agents }: InteractionComments,
  period: Period,
  { plan, options, values }: {
    plan: StructuralPlan;
    options: StructuralInfluenceOptions;
    values: StructuralValues;
  },
): Promise<(Subsampled | null)[]> {
  const { interval, signal } = options;
  if (interval === undefined) return values.overall.map(() => null);
  const days = new Set(period.days.map(({ day }) => day));
  const tied = Array.from(period.all.nodes).sort((a, b) => a - b);
  const drawn: (readonly (number | null)[])[] = [];
  const made: (Subsampled | null)[] = [];
  const measures = structuralMeasures(plan);
  for (const [i, estimate] of values.overall.entries()) {
    let draw = 0;
    const statistic = (chosen: Int32Array): number | null => {
      const known = drawn[draw] ?? valuesOfSome(chosen);
      drawn[draw++] = known;
      return known[i] ?? null;
    };
    const task = { agents: tied.length, estimate: estimate ?? 0, statistic, work: 100 * comments.length };
    const bounds = { bounds: [0, measures[i]?.over === "days" && i >= 2 * plan.top.length ? Infinity : 1] as const };
    const subsample = estimate === null ? null : await subsampleAgents(STRUCTURAL, {
      ...task,
      ...bounds,
      ...(signal === undefined ? {} : { signal }),
    }, interval);
    made.push(subsample === null ? null : varying(subsample));
  }
  return made;

  function valuesOfSome(chosen: Int32Array): readonly (number | null)[] {
    const isIn = new Uint8Array(agents.length);
    for (const place of chosen) isIn[tied[place] as number] = 1;
    const own = comments.filter(({ source, target }) => isIn[source] === 1 && isIn[target] === 1);
    return structuralValues(periodOf(own, (day) => days.has(day)), plan).overall;
  }
}

/** No interval where every subsample gives the same value, such as a top of more agents than it holds. */
function varying(made: Subsampled): Subsampled {
  const first = made.values[0] as number;
  if (made.interval === null || made.values.some((value) => Math.abs(value - first) > 1e-9)) return made;
  return { ...made, interval: null, warnings: ["no interval: all subsamples of agents give the same value"] };
}

function dayBands(
  measures: readonly StructuralMeasure[],
  { values, period, drawn, kind }: {
    values: StructuralValues;
    period: Period;
    drawn: readonly StructuralValues[];
    kind: string;
  },
): StructuralInfluenceResult["bands"] {
  return measures.flatMap(({ metric, variant }, i) =>
    period.days.flatMap(({ day, graph }, place) => {
      const estimate = values.daily[i]?.[place];
      if (estimate === null || estimate === undefined) return [];
      const draws = Float64Array.from(drawn.flatMap(({ daily }) => daily[i]?.[place] ?? []));
      const n = graph.nodes.length;
      return [{ metric, variant, unitId: day, window: null, estimate, n, ...nullBand(kind, estimate, draws) }];
    })
  );
}

function sizeOf({ over, variant }: StructuralMeasure, daily: readonly (number | null)[], period: Period): number {
  if (over !== "period") return daily.filter((value) => value !== null).length;
  const { all, posts, replies } = period;
  return (variant === "post ties" ? posts : variant === "reply ties" ? replies : all).sources.length;
}

function warningsOf(found: InteractionComments, { days, all }: Period, { top }: StructuralPlan): string[] {
  const least = Math.min(...days.map(({ graph }) => graph.nodes.length));
  const trivial = top.filter((k) => k >= least);
  return [
    ...crawlWarnings(found.texts),
    ...(found.toOtherTexts > 0 ? [`${count(found.toOtherTexts, "comment")} to texts not given left out`] : []),
    ...(trivial.length > 0 ? [`a day has ${least} agents: top ${trivial.join(", ")} hold all of it`] : []),
    ...(days.length < 5 ? [`illustrative: ${count(days.length, "day")}`] : []),
    ...(all.nodes.length < 20 ? [`illustrative: ${count(all.nodes.length, "agent")}`] : []),
  ];
}
