import {
  checkAborted,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  quote,
  seededRandom,
} from "../foundation/mod.ts";
import type { DensityCell, DensityChange, OnProgress, Post, Projection } from "../shapes.ts";
import { rowsById } from "../vectors/mod.ts";
import { type Judgement, judgeSquares } from "./density_judgement.ts";
import { dealerOf, type DensityShuffle } from "./density_labels.ts";
import { gridOver, type MapGrid, middleOf, squareOf } from "./map_grid.ts";
import { smoothed, smoothingWeights } from "./smooth_grid.ts";

/** Periods dealt anew. */
export interface DensityNull {
  /**
   * "post": any post may stand in either period. "post within agent": each agent keeps its number of posts in both, so
   * that agents who come or go do not count as change. "day": whole UTC days, so that one busy day is one observation.
   */
  shuffle: DensityShuffle;
  /** Draws: 19 to 100,000. */
  draws: number;
  seed: number;
}

/** Options of `mapDensityChange()`. */
export interface MapDensityChangeOptions {
  /** Where each post stands. */
  projection: Projection;
  /** UTC, ISO 8601: the second period begins here. */
  split: string;
  null: DensityNull;
  /** Squares along the longer side of the map: 4 to 100. Default 32. */
  squares?: number;
  /** Width of the smoothing, in squares: [0.3, 10]. Default 1.5. */
  bandwidth?: number;
  /** Posts around a square, smoothed, below which it is not judged: from 0.1. Default 1. */
  minDensity?: number;
  /** Told in draws. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** Numbers dealt or added between two pauses. */
const WORK_A_PAUSE = 4e6;

/**
 * Where on the map did posts become more, and where fewer, from one period to the next?
 *
 * Each period's posts are counted in one grid, smoothed, and divided by their number, so that a
 * busier period is not a denser one. A square's change is judged by its place among periods
 * dealt anew, each square scaled by its own spread, and corrected for the number of squares by
 * the furthest of each draw. The map bends distances: this is a picture of where to look.
 *
 * @param given Posts, distinct, each with a point on the map.
 * @param options See `MapDensityChangeOptions`.
 * @returns All squares of the grid, row by row from the bottom.
 * @throws {RangeError} If a period is empty, or a post has no point on the map or stands twice.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mapDensityChange } from "twoplane/projection";
 * const post = {
 *   authorId: "ada", kind: "post", text: "…", title: null, communityId: null, parentId: null,
 *   threadId: null, score: null, modelId: null, source: "made up",
 * } as const;
 * const posts = ["1", "2", "3", "4"].map((postId) => ({ ...post, postId, createdAt: `2026-02-0${postId}T00:00:00.000Z` }));
 * const coordinates = Float64Array.of(0, 0, 0, 1, 9, 0, 9, 1);
 * const { cells } = await mapDensityChange(posts, {
 *   projection: { ids: ["1", "2", "3", "4"], coordinates, seed: 1, settings: {}, quality: {} },
 *   split: "2026-02-03T00:00:00.000Z",
 *   squares: 4,
 *   null: { shuffle: "post", draws: 19, seed: 1 },
 * });
 * assert(cells[0]!.change < 0 && cells.at(-1)!.change > 0);
 * ```
 */
export async function mapDensityChange(
  given: readonly Post[],
  options: MapDensityChangeOptions,
): Promise<DensityChange> {
  const checked = checkDensityOptions(options);
  const { shuffle, draws, seed, squares, bandwidth, minDensity } = checked;
  const posts = given.toSorted((a, b) => a.postId < b.postId ? -1 : 1); // so that the order of the rows changes no draw
  const periods = periodsOf(posts, options.split);
  const coordinates = coordinatesOf(posts, options.projection);
  const grid = gridOver(coordinates, squares);
  const places = Int32Array.from(
    posts,
    (_, i) => squareOf(grid, coordinates[2 * i] as number, coordinates[2 * i + 1] as number),
  );
  const shares = shareMaker(places, grid, smoothingWeights(bandwidth));
  const observed = shares(periods);
  const judged = [...observed.around.keys()].filter((square) => (observed.around[square] as number) >= minDensity);
  const pool = new Float64Array((draws + 1) * judged.length);
  const keep = (row: number, { first, second }: Shares) =>
    judged.forEach((square, i) =>
      pool[row * judged.length + i] = (second[square] as number) - (first[square] as number)
    );
  keep(0, observed);
  const [deal, random] = [dealerOf(posts, periods, shuffle), seededRandom(seed, "density change")];
  for (let row = 1, spent = 0; row <= draws; row++) {
    checkAborted(options.signal);
    keep(row, shares(deal(random)));
    options.onProgress?.(row, draws);
    spent += posts.length + 10 * observed.around.length;
    if (spent < WORK_A_PAUSE) continue;
    spent = 0;
    await new Promise((resume) => setTimeout(resume));
  }
  const judgements = judgeSquares(pool, judged);
  return {
    cells: Array.from(observed.around.keys(), (square) => cellOf(square, { grid, observed, judgements })),
    columns: grid.columns,
    rows: grid.rows,
    cellSize: grid.size,
    split: options.split,
    posts: { first: periods.length - sumOf(periods), second: sumOf(periods) },
    kind: `periods dealt anew by ${shuffle}`,
    draws,
    seed,
    pValue: [...judgements.values()].reduce((least, { adjustedPValue }) => Math.min(least, adjustedPValue), 1),
    settings: { squares, bandwidth, minDensity, judgedSquares: judged.length },
    warnings: densityWarnings(posts, shuffle, draws),
  };
}

function checkDensityOptions(options: MapDensityChangeOptions) {
  const caller = "mapDensityChange";
  const known = ["projection", "split", "null", "squares", "bandwidth", "minDensity", "onProgress", "signal"];
  checkOptions(caller, options, known);
  const given = options.null;
  checkOptions(`${caller}: null`, given ?? {}, ["shuffle", "draws", "seed"]);
  return {
    shuffle: checkOneOf(caller, "null.shuffle", given?.shuffle, ["post", "post within agent", "day"] as const),
    draws: checkInteger(caller, "null.draws", given.draws, { min: 19, max: 100_000 }),
    seed: checkInteger(caller, "null.seed", given.seed),
    squares: checkInteger(caller, "squares", options.squares ?? 32, { min: 4, max: 100 }),
    bandwidth: checkNumber(caller, "bandwidth", options.bandwidth ?? 1.5, { min: 0.3, max: 10 }),
    minDensity: checkNumber(caller, "minDensity", options.minDensity ?? 1, { min: 0.1 }),
  };
}

function periodsOf(posts: readonly Post[], split: string): Uint8Array {
  const cut = Date.parse(split);
  if (!Number.isFinite(cut)) {
    throw new SyntaxError(`Cannot run mapDensityChange(): split needs an ISO 8601 time, got ${quote(split)}`);
  }
  const periods = Uint8Array.from(posts, ({ createdAt }) => Number(Date.parse(createdAt) >= cut));
  const second = sumOf(periods);
  if (second === 0 || second === posts.length) {
    throw new RangeError(
      `Cannot run mapDensityChange(): needs posts before and after the split at ${quote(split)}, got ` +
        `${posts.length - second} and ${second}`,
    );
  }
  return periods;
}

function coordinatesOf(posts: readonly Post[], projection: Projection): Float64Array {
  const points = rowsById(projection);
  const seen = new Set<string>();
  return Float64Array.from(posts.flatMap(({ postId }) => {
    const point = points.get(postId);
    const [x, y] = point === undefined ? [] : projection.coordinates.subarray(2 * point, 2 * point + 2);
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      throw new RangeError(
        `Cannot run mapDensityChange() at post ${quote(postId)}: needs a point on the map, got none`,
      );
    }
    if (seen.has(postId)) {
      throw new RangeError(`Cannot run mapDensityChange(): posts need to be distinct, got ${quote(postId)} twice`);
    }
    seen.add(postId);
    return [x as number, y as number];
  }));
}

interface Shares {
  first: Float64Array;
  second: Float64Array;
  /** Posts of both, smoothed but not divided; the same in every draw. */
  around: Float64Array;
  /** Posts of both in the square itself. */
  posts: Float64Array;
}

/** The smoothed shares for any dealing of periods; only the second period is smoothed anew. */
function shareMaker(places: Int32Array, grid: MapGrid, weights: Float64Array): (periods: Uint8Array) => Shares {
  const posts = new Float64Array(grid.columns * grid.rows);
  for (const square of places) posts[square] = (posts[square] as number) + 1;
  const around = smoothed(posts, grid, weights);
  return (periods) => {
    const counts = new Float64Array(posts.length);
    for (let row = 0; row < places.length; row++) {
      const square = places[row] as number;
      counts[square] = (counts[square] as number) + (periods[row] as number);
    }
    const late = smoothed(counts, grid, weights);
    const n = sumOf(periods);
    return {
      posts,
      around,
      first: late.map((value, square) => Math.max(0, (around[square] as number) - value) / (periods.length - n || 1)),
      second: late.map((value) => value / (n || 1)),
    };
  };
}

function cellOf(
  square: number,
  { grid, observed, judgements }: { grid: MapGrid; observed: Shares; judgements: ReadonlyMap<number, Judgement> },
): DensityCell {
  const [first, second] = [observed.first[square] as number, observed.second[square] as number];
  const judgement = judgements.get(square) ?? { low: null, high: null, pValue: null, adjustedPValue: null };
  return {
    ...middleOf(grid, square),
    first,
    second,
    change: second - first,
    posts: observed.posts[square] as number,
    ...judgement,
  };
}

function densityWarnings(posts: readonly Post[], shuffle: DensityShuffle, draws: number): string[] {
  const nobody = posts.filter(({ authorId }) => authorId === null).length;
  return [
    ...(shuffle === "post within agent" && nobody > 0
      ? [`${nobody} posts without author are dealt as if one agent had written them`]
      : []),
    ...(draws < 199 ? [`${draws} draws leave p values coarse: 1/${draws + 1} is the least`] : []),
  ];
}

function sumOf(values: Uint8Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
