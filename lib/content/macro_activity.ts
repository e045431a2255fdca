import { checkOneOf, checkOptions, everyDay, seededRandom } from "../foundation/mod.ts";
import type { MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { checkConstantRate, type ConstantRateNull, dealtAuthorDays } from "./constant_rate.ts";
import {
  type ActivityCount,
  type AuthorDay,
  COUNTS,
  type DailyActivity,
  dailyActivity,
  dispersion,
} from "./daily_activity.ts";
import { bandOfDefined } from "./defined.ts";
import type { UnitBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { count } from "./placed.ts";
import { type PlacedText, placeTexts } from "./placed_texts.ts";
import { subsampleAgents, type SubsampleOptions, subsampleSettings } from "./subsample.ts";

/** Options of `macroActivity()`. */
export interface MacroActivityOptions {
  /** What the estimate is about; rows and bands hold every count. Default "posts". */
  variant?: ActivityCount;
  null: ConstantRateNull;
  /** Interval of the dispersion, agents subsampled without replacement. Default: none. */
  interval?: SubsampleOptions;
  /** Told in draws of the null. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `macroActivity()` returns. */
export interface MacroActivityResult {
  /** Variance of the daily counts over their mean, against a constant rate. */
  result: MeasureResult;
  /** Every count of every day from the first to the last; n the texts of the day. */
  rows: readonly MetricRow[];
  /** Every count against its null: `unitId` is the day, `window` the count. */
  bands: readonly UnitBand[];
}

/**
 * How much was written on each day, by how many, and how many were new?
 *
 * Measure M1. Days without a text count as 0. The estimate is the index of dispersion: 1 where texts fall on days independently, more
 * where some days are busier. Agents write in bursts, so that it exceeds 1 at a constant rate as well; the null keeps these bursts
 * and asks whether days differ beyond them. New authors are bound to fall from day to day, at a constant rate too, as the null
 * shows. The first and the last day are often cut short by the crawl.
 *
 * @param posts Posts, comments and replies; texts without a known author count as texts, and for no author.
 * @param options See `MacroActivityOptions`.
 * @returns The dispersion with its null, and every day.
 * @throws {RangeError} If there is only one day, or nothing of the kind asked for.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { macroActivity } from "twoplane/content";
 * const post = {
 *   authorId: "ada", kind: "post", text: "…", title: null, communityId: null, parentId: null, threadId: null,
 *   score: null, modelId: null, source: "made up",
 * } as const;
 * const posts = [1, 1, 3].map((day, i) => ({ ...post, postId: `p${i}`, createdAt: `2026-02-0${day}T00:00:00.000Z` }));
 * const { result, rows } = await macroActivity(posts, { null: { kind: "constant rate", draws: 19, seed: 1 } });
 * assert.deepEqual(rows.filter(({ variant }) => variant === "posts").map(({ value }) => value), [2, 0, 1]);
 * assert(result.estimate === 1); // a variance of 1 over a mean of 1
 * ```
 */
export async function macroActivity(
  posts: readonly Post[],
  options: MacroActivityOptions,
): Promise<MacroActivityResult> {
  const caller = "macroActivity";
  checkOptions(caller, options, ["variant", "null", "interval", "onProgress", "signal"]);
  const variant = checkOneOf(caller, "variant", options.variant ?? "posts", COUNTS);
  checkConstantRate(caller, options.null);
  const placed = placeTexts(caller, posts);
  const days = spanOf(placed);
  const { authorDays, agents } = authorDaysOf(placed, days);
  const dayOf = Int32Array.from(authorDays, ({ day }) => day);
  const observed = dailyActivity(authorDays, dayOf, days.length);
  const estimate = dispersion(observed[variant]);
  if (estimate === null) throw nothingToCount(caller, variant, days.length);
  const drawn = await drawActivity(authorDays, days.length, options);
  const made = options.interval === undefined ? null : await subsampleAgents(caller, {
    agents,
    estimate,
    statistic: (kept) => {
      const isKept = new Uint8Array(agents);
      for (const agent of kept) isKept[agent] = 1;
      const own = authorDays.filter(({ author }) => author < 0 || isKept[author] === 1);
      return dispersion(dailyActivity(own, Int32Array.from(own, ({ day }) => day), days.length)[variant]);
    },
    bounds: [0, Infinity],
    work: authorDays.length * 8,
    ...(options.signal && { signal: options.signal }),
  }, options.interval);
  const { kind, draws, seed, dayVariation = 0 } = options.null;
  const texts = days.map((_, day) =>
    (observed.posts[day] as number) + (observed.comments[day] as number) + (observed.replies[day] as number)
  );
  const unknown = placed.filter(({ post }) => post.authorId === null).length;
  const result: MeasureResult = {
    ...{ metric: "macro activity", variant, estimate, interval: made?.interval ?? null },
    null: bandOfDefined(kind, estimate, drawn.map((draw) => dispersion(draw[variant]))),
    ...{ sensitivity: null, n: days.length },
    settings: {
      summary: "variance of daily counts over their mean",
      ...{ days: days.length, texts: placed.length, agents, draws, seed, dayVariation },
      ...subsampleSettings(options.interval),
    },
    warnings: [
      ...(days.length < 5 ? [`illustrative: ${count(days.length, "day")}`] : []),
      ...(unknown > 0 ? [`${count(unknown, "text")} without author counted for no author`] : []),
      ...(made?.warnings ?? []),
    ],
  };
  const rows = days.flatMap((day, i) =>
    COUNTS.map((name): MetricRow => ({
      ...{ metric: "macro activity", variant: name, unitId: day, window: day },
      ...{ value: observed[name][i] as number, n: texts[i] as number },
    }))
  );
  const bands = rows.flatMap(({ variant: name, unitId, value, n }): UnitBand[] => {
    const i = days.indexOf(unitId);
    const band = bandOfDefined(kind, value, drawn.map((draw) => draw[name as ActivityCount][i] as number));
    return band === null ? [] : [{ unitId, window: name, estimate: value, n, ...band }];
  });
  return { result, rows, bands };
}

async function drawActivity(
  authorDays: readonly AuthorDay[],
  days: number,
  { null: { draws, seed, dayVariation = 0 }, onProgress, signal }: MacroActivityOptions,
): Promise<DailyActivity[]> {
  const random = seededRandom(seed, "constant rate");
  const pace = pacer(signal);
  const byAuthor = new Map<number, number[]>();
  authorDays.forEach(({ author }, place) => {
    const key = author < 0 ? -1 - place : author; // each text without author is dealt by itself
    byAuthor.set(key, [...byAuthor.get(key) ?? [], place]);
  });
  const drawn: DailyActivity[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const dayOf = dealtAuthorDays([...byAuthor.values()], authorDays, { days, random, dayVariation });
    drawn.push(dailyActivity(authorDays, dayOf, days));
    onProgress?.(draw + 1, draws);
    await pace(authorDays.length * 20);
  }
  return drawn;
}

function authorDaysOf(
  placed: readonly PlacedText[],
  days: readonly string[],
): { authorDays: AuthorDay[]; agents: number } {
  const places = new Map(days.map((day, place) => [day, place]));
  const agents = new Map<string, number>();
  const found = new Map<string, AuthorDay>();
  for (const { post, day, authorKey } of placed) {
    const key = `${day} ${authorKey}`;
    if (post.authorId !== null && !agents.has(authorKey)) agents.set(authorKey, agents.size);
    const author = post.authorId === null ? -1 : agents.get(authorKey) as number;
    const own = found.get(key) ?? { author, day: places.get(day) as number, posts: 0, comments: 0, replies: 0 };
    if (post.kind === "post") own.posts++;
    else if (post.kind === "comment") own.comments++;
    else own.replies++;
    found.set(key, own);
  }
  return { authorDays: [...found.values()], agents: agents.size };
}

/** Every day from the first to the last; texts stand in order of time. */
function spanOf(placed: readonly PlacedText[]): string[] {
  const [first, last] = [placed[0], placed.at(-1)];
  return first === undefined || last === undefined ? [] : everyDay(first.day, last.day);
}

function nothingToCount(caller: string, variant: ActivityCount, days: number): RangeError {
  return new RangeError(
    `Cannot run ${caller}() with variant "${variant}": needs 2 days with any of them, got ${
      days < 2 ? count(days, "day") : "none"
    }`,
  );
}
