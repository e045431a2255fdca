import { checkAborted, checkInteger, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { FlowCell, MapFlow, OnProgress, Random, Trajectory } from "../shapes.ts";
import { sharesAsFar } from "./arrangements.ts";
import { distancesFromMean, meanMove, type PooledMoves } from "./flow_distances.ts";
import { dealOrder, type FlowNullKind, type FlowUnit, type Walk, walksOf } from "./flow_walks.ts";
import { gridOver, type MapGrid, squareOf } from "./map_grid.ts";

/** Movements dealt anew. */
export interface FlowNull {
  /**
   * "temporal structure": each agent's posts in shuffled order. "direction of time": each agent's
   * path as a whole forwards or backwards, so that slow wandering alone does not reject it.
   */
  kind: FlowNullKind;
  /** What is shuffled: single posts, or whole UTC days where an agent writes in sessions. Ignored for the direction of time. */
  unit?: FlowUnit;
  /** Arrangements drawn: 19 to 100,000. */
  draws: number;
  seed: number;
}

/** Options of `mapFlow()`. */
export interface MapFlowOptions {
  null: FlowNull;
  /** Squares along the longer side of the map: 2 to 60. Default 12. */
  squares?: number;
  /** Posts a square needs: from 2. Default 10. */
  minPosts?: number;
  /** Different agents behind a square's posts: from 1. Default 3. */
  minAgents?: number;
  /** Told in draws. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** Movements dealt between two pauses. */
const WORK_A_PAUSE = 2e6;

/**
 * Which way do agents' posts move from each region of the map, beyond what their places alone bring about?
 *
 * Whoever stands at an edge moves inwards next, also in a shuffled order: an arrow says
 * something only against movements dealt anew. Squares are chosen by their posts, which no
 * arrangement changes, and all arrangements with the data's own form one pool, so that the
 * p values are exact whatever the map looks like. The map bends distances and its axes have
 * no unit: this is a picture of where to look, not a measure.
 *
 * @param trajectories One an agent; those with a single post do not move and are left out.
 * @param options See `MapFlowOptions`.
 * @returns A mean movement a square with its place in the null, squares by row from the bottom.
 * @throws {RangeError} If no square holds enough posts, or a coordinate is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mapFlow } from "twoplane/projection";
 * const times = ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z"];
 * const walks = ["ada", "bo", "cy"].map((agentId) => ({
 *   agentId, times, postIds: ["1", "2", "3"], stepLengths: [0.1, 0.1],
 *   positions: [[0, 0], [1, 0], [2, 0]] as const,
 * }));
 * const { cells } = await mapFlow(walks, {
 *   squares: 2,
 *   minPosts: 3,
 *   null: { kind: "direction of time", draws: 19, seed: 1 },
 * });
 * assert(cells[0]?.dx === 1 && cells[0].dy === 0);
 * ```
 */
export async function mapFlow(trajectories: readonly Trajectory[], options: MapFlowOptions): Promise<MapFlow> {
  const { kind, unit, draws, seed, squares, minPosts, minAgents } = checkFlowOptions(options);
  const walks = walksOf(trajectories, kind === "direction of time" ? "post" : unit);
  const grid = gridOver(
    Float64Array.from(walks.flatMap(({ x, y }) => [...x].flatMap((value, i) => [value, y[i] as number]))),
    squares,
  );
  const kept = keptSquares(walks, grid, { minPosts, minAgents });
  const pool = await poolMoves(walks, kept, { kind, draws, random: seededRandom(seed, "flow"), options });
  const { own, adjusted } = sharesAsFar(distancesFromMean(pool), kept.squares.length);
  const cells = kept.squares.map((_, column): FlowCell => ({
    ...kept.places[column] as { x: number; y: number },
    ...meanMove(pool, column),
    moves: pool.moves[column] as number,
    agents: kept.agents[column] as number,
    pValue: own[column] as number,
    adjustedPValue: adjusted[column] as number,
  }));
  return {
    cells,
    cellSize: grid.size,
    kind,
    draws,
    seed,
    pValue: adjusted.reduce((least, value) => Math.min(least, value), 1),
    settings: {
      ...(kind === "temporal structure" ? { nullUnit: unit } : {}),
      squares,
      minPosts,
      minAgents,
      agents: walks.length,
      posts: walks.reduce((sum, { x }) => sum + x.length, 0),
      agentsLeftOut: trajectories.length - walks.length,
    },
    warnings: flowWarnings(kind, walks.length, draws),
  };
}

function checkFlowOptions(options: MapFlowOptions) {
  checkOptions("mapFlow", options, ["null", "squares", "minPosts", "minAgents", "onProgress", "signal"]);
  const given = options.null;
  checkOptions("mapFlow: null", given ?? {}, ["kind", "unit", "draws", "seed"]);
  return {
    kind: checkOneOf("mapFlow", "null.kind", given?.kind, ["temporal structure", "direction of time"] as const),
    unit: checkOneOf("mapFlow", "null.unit", given.unit ?? "post", ["post", "day"] as const),
    draws: checkInteger("mapFlow", "null.draws", given.draws, { min: 19, max: 100_000 }),
    seed: checkInteger("mapFlow", "null.seed", given.seed),
    squares: checkInteger("mapFlow", "squares", options.squares ?? 12, { min: 2, max: 60 }),
    minPosts: checkInteger("mapFlow", "minPosts", options.minPosts ?? 10, { min: 2 }),
    minAgents: checkInteger("mapFlow", "minAgents", options.minAgents ?? 3, { min: 1 }),
  };
}

interface KeptSquares {
  squares: number[];
  agents: number[];
  /** Mean place of the posts in each. */
  places: { x: number; y: number }[];
  /** Of every post of every walk: its column among the kept squares, −1 where it stands in none. */
  columns: Int32Array[];
}

/** By posts and agents, not by movements: which post is an agent's last differs from one arrangement to the next. */
function keptSquares(
  walks: readonly Walk[],
  grid: MapGrid,
  { minPosts, minAgents }: { minPosts: number; minAgents: number },
): KeptSquares {
  const total = grid.columns * grid.rows;
  const [posts, agents] = [new Int32Array(total), new Int32Array(total)];
  const [sumX, sumY] = [new Float64Array(total), new Float64Array(total)];
  const places = walks.map(({ x, y }) => Int32Array.from(x, (value, i) => squareOf(grid, value, y[i] as number)));
  places.forEach((own, index) => {
    const { x, y } = walks[index] as Walk;
    own.forEach((square, post) => {
      posts[square] = (posts[square] as number) + 1;
      sumX[square] = (sumX[square] as number) + (x[post] as number);
      sumY[square] = (sumY[square] as number) + (y[post] as number);
    });
    for (const square of new Set(own)) agents[square] = (agents[square] as number) + 1;
  });
  const squares = [...posts.keys()].filter((square) =>
    (posts[square] as number) >= minPosts && (agents[square] as number) >= minAgents
  );
  if (squares.length === 0) {
    throw new RangeError(
      `Cannot run mapFlow(): needs a square with at least ${minPosts} posts of ${minAgents} agents that wrote twice, ` +
        "got none. Take fewer squares, or lower minPosts or minAgents",
    );
  }
  const column = new Int32Array(total).fill(-1);
  squares.forEach((square, index) => column[square] = index);
  return {
    squares,
    agents: squares.map((square) => agents[square] as number),
    places: squares.map((square) => {
      const n = posts[square] as number;
      return { x: (sumX[square] as number) / n, y: (sumY[square] as number) / n };
    }),
    columns: places.map((own) => own.map((square) => column[square] as number)),
  };
}

async function poolMoves(
  walks: readonly Walk[],
  { squares, columns }: KeptSquares,
  { kind, draws, random, options: { onProgress, signal } }: {
    kind: FlowNullKind;
    draws: number;
    random: Random;
    options: Pick<MapFlowOptions, "onProgress" | "signal">;
  },
): Promise<PooledMoves> {
  const units = squares.length;
  const means = new Float64Array((draws + 1) * units * 2);
  const orders = walks.map(({ x }) => Int32Array.from(x.keys()));
  let moves: Int32Array = new Int32Array(units);
  let spent = 0;
  for (let row = 0; row <= draws; row++) {
    checkAborted(signal);
    const counts = new Int32Array(units);
    const sums = means.subarray(row * units * 2, (row + 1) * units * 2);
    walks.forEach((walk, index) => {
      const order = orders[index] as Int32Array;
      if (row > 0) dealOrder(order, walk, kind, random);
      addMoves(walk, order, columns[index] as Int32Array, { sums, counts });
      spent += order.length;
    });
    for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] as number) / (counts[at >> 1] || 1);
    if (row === 0) moves = counts;
    else onProgress?.(row, draws);
    if (spent < WORK_A_PAUSE) continue;
    spent = 0;
    await new Promise((resume) => setTimeout(resume));
  }
  return { means, units, moves };
}

function addMoves(
  { x, y }: Walk,
  order: Int32Array,
  columns: Int32Array,
  { sums, counts }: { sums: Float64Array; counts: Int32Array },
): void {
  for (let i = 1; i < order.length; i++) {
    const [from, to] = [order[i - 1] as number, order[i] as number];
    const column = columns[from] as number;
    if (column < 0) continue;
    counts[column] = (counts[column] as number) + 1;
    sums[2 * column] = (sums[2 * column] as number) + (x[to] as number) - (x[from] as number);
    sums[2 * column + 1] = (sums[2 * column + 1] as number) + (y[to] as number) - (y[from] as number);
  }
}

function flowWarnings(kind: FlowNullKind, agents: number, draws: number): string[] {
  const coins = 2 ** Math.min(agents, 50);
  return [
    ...(kind === "direction of time" && coins < draws
      ? [`${agents} agents can be turned around in ${coins} ways only: no p value is far below ${2 / coins}`]
      : []),
    ...(draws < 199 ? [`${draws} draws leave p values coarse: 1/${draws + 1} is the least`] : []),
  ];
}
