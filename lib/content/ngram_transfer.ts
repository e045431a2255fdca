import { checkInteger, checkNumber, checkOneOf, checkOptions, groupBy, seededRandom } from "../foundation/mod.ts";
import type { Exposure, MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { type GramAdoptions, gramAdoptions } from "./gram_adoptions.ts";
import { nullBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { ascending, count } from "./placed.ts";
import { readingsOf } from "./readings.ts";
import { rewiring } from "./rewired_ties.ts";
import { checkSubsampleOptions, subsampleAgents, type SubsampleOptions, subsampleSettings } from "./subsample.ts";
import { textsByAuthor } from "./timed_texts.ts";
import { type Counted, countTies, firstTies, sumOf, type Tie } from "./transfer_counts.ts";
import { EXPOSURE_UNKNOWN } from "./unknown_exposure.ts";

/** Do n-grams travel along the ties, or would any ties of the same degrees and days do? */
export interface RewiredEdgesNull {
  kind: "rewired edges";
  /** Draws, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
  /** Swaps tried for each tie, ≥ 1. Default 10. */
  swapsPerTie?: number;
}

/** Options of `ngramTransfer()`. */
export interface NgramTransferOptions {
  /** n of the n-grams, in words, ≥ 1. Default 3. */
  wordsPerGram?: number;
  /** n-grams used by a larger share of the agents are common speech and left out, in (0, 1]. Default 0.5. */
  maxShare?: number;
  null: RewiredEdgesNull;
  /** Who was shown what. Without it ties are comments. */
  exposures?: readonly Exposure[];
  /** Readers subsampled without replacement. Default: none. */
  interval?: SubsampleOptions;
  /** Told in draws. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `ngramTransfer()` returns. */
export interface NgramTransferResult {
  /** Share of the n-grams an author had introduced that a reader first uses after reading the author. */
  result: MeasureResult;
  /** Placebo: the share that the reader first used before reading. Above its null where alike agents find each other. */
  lead: MeasureResult;
  /** Share of each author's n-grams taken over by its readers, by agentId; n is ties. */
  rows: readonly MetricRow[];
}

const CALLER = "ngramTransfer";

/**
 * Do the words of an author turn up in its readers' later texts?
 *
 * An n-gram is introduced by whoever uses it first. Each tie runs from a reader to an author, from its first reading on; counted are n-grams
 * that the author had introduced by then and that the reader first uses in a text after it (the answer itself left out). Ties are
 * rewired within days, so that readers keep how many they read and when, and authors how many read them.
 * Agents that share a topic read each other and use the same words: the lead shows it, as it counts what was taken over before the
 * reading. Only an excess over the null that the lead does not have speaks for influence.
 *
 * @param posts Posts, comments and replies; title and text are read.
 * @param options See `NgramTransferOptions`.
 * @returns Shares over all ties.
 * @throws {RangeError} If no tie has a reader with later texts and an author with n-grams.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ngramTransfer } from "twoplane/content";
 * const made = [
 *   ["p", "ada", "bees swarm at noon"], ["q", "bob", "rain fell all day"], ["c", "cyn", "nice"], ["r", "cyn", "so bees swarm at sea"],
 * ];
 * const posts = made.map(([postId = "", authorId = "", text = ""], hour) => ({
 *   postId, authorId, text, kind: postId === "c" ? "comment" as const : "post" as const, title: null, communityId: null,
 *   createdAt: `2026-02-01T0${hour}:00:00.000Z`, parentId: postId === "c" ? "p" : null,
 *   threadId: postId === "c" ? "p" : null, score: null, modelId: null, source: "made up",
 * }));
 * const { result } = await ngramTransfer(posts, { maxShare: 1, null: { kind: "rewired edges", draws: 19, seed: 1 } });
 * assert(result.estimate === 1 / 2); // "bees swarm at" of two
 * ```
 */
export async function ngramTransfer(
  posts: readonly Post[],
  options: NgramTransferOptions,
): Promise<NgramTransferResult> {
  const plan = planOf(options);
  const found = readingsOf(CALLER, posts, options.exposures);
  const authors = [...textsByAuthor(found.texts).keys()];
  const agentOf = new Map(authors.map((id, place) => [id, place]));
  const adoptions = gramAdoptions(found.texts, { agentOf, agents: authors.length, ...plan });
  const ties = firstTies(found, agentOf);
  const counted = countTies(ties, adoptions, authors.length);
  const sums = sumOf(counted);
  if (sums.introduced === 0) {
    throw new RangeError(
      `Cannot run ${CALLER}(): needs a reader with texts after its reading, of an author with ${plan.wordsPerGram}-grams of ` +
        `its own, got none in ${count(ties.length, "tie")} of ${count(authors.length, "agent")}`,
    );
  }
  const drawn = await drawnShares(ties, adoptions, { agents: authors.length, plan, options });
  const estimate = sums.after / sums.introduced;
  const made = options.interval === undefined ? null : await subsampledReaders(ties, counted, { estimate, options });
  const shared = {
    variant: `${plan.wordsPerGram}-grams`,
    sensitivity: null,
    n: ties.length,
    settings: {
      exposure: found.source,
      wordsPerGram: plan.wordsPerGram,
      maxShare: plan.most,
      grams: adoptions.grams,
      opportunities: sums.introduced,
      transfers: sums.after,
      transfersBefore: sums.before,
      rewired: "within days of the first reading",
      swapsPerTie: plan.swapsPerTie,
      draws: plan.draws,
      seed: plan.seed,
      ...subsampleSettings(options.interval),
    },
    warnings: [
      ...(options.exposures === undefined ? [EXPOSURE_UNKNOWN] : []),
      ...(ties.length < 20 ? [`illustrative: ${count(ties.length, "tie")}`] : []),
      ...(made?.warnings ?? []),
    ],
  };
  const before = sums.before / sums.introduced;
  return {
    result: {
      ...shared,
      metric: "n-gram transfer",
      estimate,
      interval: made?.interval ?? null,
      null: nullBand(plan.kind, estimate, drawn.after),
    },
    lead: {
      ...shared,
      metric: "n-gram transfer, lead",
      estimate: before,
      interval: null,
      null: nullBand(plan.kind, before, drawn.before),
    },
    rows: rowsByAuthor(ties, counted, authors, shared.variant),
  };
}

/** The shares along ties rewired within days: a tie keeps its reader and its moment. */
async function drawnShares(
  ties: readonly Tie[],
  adoptions: GramAdoptions,
  { agents, plan, options: { signal, onProgress } }: { agents: number; plan: Plan; options: NgramTransferOptions },
) {
  const nodes = Int32Array.from({ length: agents }, (_, agent) => agent);
  const days = [...groupBy(ties, ({ day }) => day).values()].map((own) => ({
    own,
    rewire: rewiring({
      nodes,
      sources: Int32Array.from(own, ({ source }) => source),
      targets: Int32Array.from(own, ({ target }) => target),
      weights: new Float64Array(own.length).fill(1),
    }, "rewired ties"),
  }));
  const [random, pace] = [seededRandom(plan.seed, plan.kind), pacer(signal)];
  const drawn = { after: new Float64Array(plan.draws), before: new Float64Array(plan.draws) };
  for (let draw = 0; draw < plan.draws; draw++) {
    const sum = sumOf(days.flatMap(({ own, rewire }) => {
      const { targets } = rewire(plan.swapsPerTie, random).graph;
      return countTies(own.map((tie, i) => ({ ...tie, target: targets[i] as number })), adoptions, agents);
    }));
    drawn.after[draw] = sum.introduced === 0 ? 0 : sum.after / sum.introduced;
    drawn.before[draw] = sum.introduced === 0 ? 0 : sum.before / sum.introduced;
    onProgress?.(draw + 1, plan.draws);
    await pace(ties.length * 100 * plan.swapsPerTie);
  }
  return drawn;
}

async function subsampledReaders(
  ties: readonly Tie[],
  counted: readonly Counted[],
  { estimate, options: { interval, signal } }: { estimate: number; options: NgramTransferOptions },
) {
  const readers = [...new Set(ties.map(({ source }) => source))].sort((a, b) => a - b);
  const sums = readers.map((reader) => sumOf(counted.filter((_, i) => ties[i]?.source === reader)));
  return await subsampleAgents(CALLER, {
    agents: readers.length,
    estimate,
    statistic: (chosen) => {
      const { after, introduced } = sumOf(Array.from(chosen, (place) => sums[place] as Counted));
      return introduced === 0 ? null : after / introduced;
    },
    bounds: [0, 1],
    ...(signal === undefined ? {} : { signal }),
  }, interval as SubsampleOptions);
}

function rowsByAuthor(
  ties: readonly Tie[],
  counted: readonly Counted[],
  authors: readonly string[],
  variant: string,
): MetricRow[] {
  const byAuthor = groupBy(ties.keys(), (i) => ties[i]?.target as number);
  return [...byAuthor].flatMap(([author, own]): MetricRow[] => {
    const { after, introduced } = sumOf(own.map((i) => counted[i] as Counted));
    if (introduced === 0) return [];
    const unitId = authors[author] as string;
    return [{ metric: "n-gram transfer", variant, unitId, window: null, value: after / introduced, n: own.length }];
  }).sort((a, b) => ascending(a.unitId, b.unitId));
}

type Plan = ReturnType<typeof planOf>;

function planOf(options: NgramTransferOptions) {
  const { wordsPerGram = 3, maxShare = 0.5, null: against, interval } = options;
  checkOptions(CALLER, options, ["wordsPerGram", "maxShare", "null", "exposures", "interval", "onProgress", "signal"]);
  checkOptions(CALLER, against, ["kind", "draws", "seed", "swapsPerTie"]);
  if (interval !== undefined) checkSubsampleOptions(CALLER, interval);
  return {
    wordsPerGram: checkInteger(CALLER, "wordsPerGram", wordsPerGram, { min: 1 }),
    most: checkNumber(CALLER, "maxShare", maxShare, { min: 1e-9, max: 1 }),
    kind: checkOneOf(CALLER, "null.kind", against.kind, ["rewired edges"]),
    draws: checkInteger(CALLER, "null.draws", against.draws, { min: 19 }),
    seed: checkInteger(CALLER, "null.seed", against.seed),
    swapsPerTie: checkNumber(CALLER, "null.swapsPerTie", against.swapsPerTie ?? 10, { min: 1 }),
  };
}
