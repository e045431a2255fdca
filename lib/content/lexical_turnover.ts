import { seededRandom } from "../foundation/mod.ts";
import type { MeasureResult, MetricRow, NullBand, Post } from "../shapes.ts";
import { bandOfDefined, meanOfDefined } from "./defined.ts";
import { type GramIds, gramIds, readWords } from "./gram_ids.ts";
import type { UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { placeTexts, textDays } from "./placed_texts.ts";
import { subsampleAgents } from "./subsample.ts";
import { type TurnoverCounter, turnoverCounter } from "./turnover_counts.ts";
import { type TurnoverCounts, type TurnoverSampler, turnoverSampler } from "./turnover_samples.ts";
import {
  checkTurnoverOptions,
  type LexicalTurnoverOptions,
  turnoverSettings,
  turnoverWarnings,
} from "./turnover_options.ts";

/** What `lexicalTurnover()` returns. */
export interface LexicalTurnoverResult {
  /** Births of the first n asked for: the first of `results`. */
  result: MeasureResult;
  /** Births and deaths of each n, in that order: means over days. */
  results: readonly MeasureResult[];
  /** One row a day, n and rate; `value` times `n` is the number of n-grams born or gone. */
  rows: readonly MetricRow[];
  /** Each day against its null: `unitId` is the day, `window` the rate and n, such as `births, n = 2`. */
  bands: readonly UnitBand[];
}

type Rate = "births" | "deaths";
const RATES: readonly Rate[] = ["births", "deaths"];

/**
 * How much of a society's wording is new each day, and how much of the day before is gone?
 *
 * Measure M5. births(t) = new n-grams / different n-grams of day t; deaths(t) = gone n-grams / different n-grams of the
 * day before (the one kept day before, where days are missing). The first day has neither. Both depend on how much was
 * written: compare days on `sample` of equal words. "ever seen" looks back as far as the data go, so that its births fall with time even
 * if nothing changes, and its deaths look into the future; "previous day" does neither. The filter "global frequency ≥ 2" is the published
 * one; it also looks into the future. The null deals whole posts anew over the same days.
 *
 * @param posts Posts of any kind, texts as they are.
 * @param options See `LexicalTurnoverOptions`.
 * @returns Births and deaths of every n with null and interval, and every day.
 * @throws {RangeError} If fewer than two days have enough posts or words.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { lexicalTurnover } from "twoplane/content";
 * const post = {
 *   authorId: "ada", kind: "post", title: null, communityId: null, parentId: null, threadId: null, score: null,
 *   modelId: null, source: "made up",
 * } as const;
 * const posts = ["We agree", "We disagree"].map((text, i) => (
 *   { ...post, text, postId: `p${i}`, createdAt: `2026-02-0${i + 1}T00:00:00.000Z` }
 * ));
 * const { result, results } = await lexicalTurnover(posts, { n: 1, sample: "whole days", null: null });
 * assert(result.estimate === 0.5); // "disagree" is one of two words
 * assert(results[1]?.variant === "deaths, n = 1, ever seen");
 * ```
 */
export async function lexicalTurnover(
  posts: readonly Post[],
  options: LexicalTurnoverOptions,
): Promise<LexicalTurnoverResult> {
  const caller = "lexicalTurnover";
  const lengths = checkTurnoverOptions(caller, options);
  const { text = "title and text", minPosts = 1, signal } = options;
  const { kept, days, dropped } = textDays(caller, placeTexts(caller, posts), minPosts);
  const words = readWords(
    kept.map(({ post }) => text === "text" || post.title === null ? post.text : `${post.title}\n${post.text}`),
  );
  const sampler = turnoverSampler(caller, { words, days, authors: kept.map(({ authorKey }) => authorKey) }, options);
  const settings = turnoverSettings(options, {
    days: sampler.days,
    dropped: dropped + days.length - sampler.days.length,
  });
  const made = { results: [] as MeasureResult[], rows: [] as MetricRow[], bands: [] as UnitBand[] };
  for (const grams of gramIds(words, Math.max(...lengths), signal)) {
    if (!lengths.includes(grams.n)) continue;
    const found = await turnoverOf(caller, grams, { sampler, options });
    for (const rate of RATES) {
      const { result, rows, bands } = found[rate];
      const warnings = [...turnoverWarnings(options, sampler.days.length), ...result.warnings];
      made.results.push({ ...result, settings, warnings });
      made.rows.push(...rows);
      made.bands.push(...bands);
    }
  }
  const first = made.results[RATES.length * lengths.toSorted((a, b) => a - b).indexOf(lengths[0] as number)];
  return { result: first as MeasureResult, ...made };
}

type RateFound = { result: MeasureResult; rows: MetricRow[]; bands: UnitBand[] };

async function turnoverOf(
  caller: string,
  grams: GramIds,
  { sampler, options }: { sampler: TurnoverSampler; options: LexicalTurnoverOptions },
): Promise<Record<Rate, RateFound>> {
  const counter = turnoverCounter(grams);
  const observed = sampler.observed(counter);
  const drawn = await drawsOf(counter, { sampler, options, work: grams.ids.length * 4 });
  const subsamples: TurnoverCounts[] = []; // shared by both rates: the same seed draws the same agents
  const found: Partial<Record<Rate, RateFound>> = {};
  for (const rate of RATES) {
    const variant = `${rate}, n = ${grams.n}, ${options.variant ?? "ever seen"}`;
    const estimate = meanOfDefined(observed[rate]);
    if (estimate === null) {
      throw new RangeError(`Cannot run ${caller}() with n = ${grams.n}: no day has so many words in a row`);
    }
    let next = 0;
    const made = options.interval === undefined ? null : await subsampleAgents(caller, {
      agents: sampler.agents,
      estimate,
      statistic: (kept) => meanOfDefined((subsamples[next++] ??= sampler.subsample(counter, kept))[rate]),
      bounds: [0, 1],
      work: grams.ids.length * 4,
      ...(options.signal && { signal: options.signal }),
    }, options.interval);
    const band = (value: number, draws: readonly (number | null)[]): NullBand | null =>
      options.null === null ? null : bandOfDefined(options.null.kind, value, draws);
    const rows = sampler.days.flatMap((day, i): MetricRow[] => {
      const value = observed[rate][i] ?? null;
      const n = observed.inUse[rate === "births" ? i : i - 1] ?? 0;
      return value === null ? [] : [{ metric: "lexical turnover", variant, unitId: day, window: day, value, n }];
    });
    found[rate] = {
      rows,
      result: {
        ...{ metric: "lexical turnover", variant, estimate, interval: made?.interval ?? null },
        null: band(estimate, drawn.map((draw) => meanOfDefined(draw[rate]))),
        ...{ sensitivity: null, n: rows.length, settings: {}, warnings: made?.warnings ?? [] },
      },
      bands: rows.flatMap(({ unitId, value, n }): UnitBand[] => {
        const place = sampler.days.indexOf(unitId);
        const own = band(value, drawn.map((draw) => draw[rate][place] ?? null));
        return own === null ? [] : [{ unitId, window: `${rate}, n = ${grams.n}`, estimate: value, n, ...own }];
      }),
    };
  }
  return found as Record<Rate, RateFound>;
}

async function drawsOf(
  counter: TurnoverCounter,
  { sampler, options, work }: { sampler: TurnoverSampler; options: LexicalTurnoverOptions; work: number },
): Promise<TurnoverCounts[]> {
  if (options.null === null) return [];
  const { draws, seed } = options.null;
  const random = seededRandom(seed, "constant distribution"); // the same deals for every n
  const pace = pacer(options.signal);
  const drawn: TurnoverCounts[] = [];
  for (let draw = 0; draw < draws; draw++) {
    drawn.push(sampler.dealt(counter, random));
    options.onProgress?.(draw + 1, draws);
    await pace(work);
  }
  return drawn;
}
