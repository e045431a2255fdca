import { checkInteger, checkOptions, quote } from "../foundation/mod.ts";
import type { Json, Projection } from "../shapes.ts";
import { judgedRows } from "./judged_rows.ts";
import { centreOf, procrustes, spreadOf } from "./procrustes.ts";
import { mapDistances, nearestRows } from "./row_ranks.ts";

/** Maps below which nothing is said of their agreement. */
const LEAST_MAPS = 3;
/** Neighbours compared unless the caller says otherwise. */
const NEIGHBOURS = 15;

/** Values beyond which a warning is given. */
export const STABILITY_FLOORS = { shapeAgreement: 0.5, neighbourAgreement: 0.3 } as const;

/** Options of `mapStability()`. */
export interface MapStabilityOptions {
  /** Draws the sample of points of maps above 3,000. */
  seed: number;
  /** Neighbours on the maps that are compared: 1 to n − 1. Default 15, fewer where there are too few points. */
  k?: number;
}

/** How much maps of the same posts agree. */
export interface MapStability {
  /** As it stands in a `Projection`. */
  quality: Readonly<Record<"shapeAgreement" | "seedDistance" | "neighbourAgreement", number>>;
  /** Each pair of maps: places in the array given, rms distance over spread, share of neighbours in common. */
  pairs: readonly { first: number; second: number; distance: number; neighbours: number }[];
  /** Of each point of the first map, in its order: rms distance from its mean place over the maps' spread. */
  points: Float64Array;
  settings: Readonly<Record<string, Json>>;
  warnings: readonly string[];
  /** One sentence for a caption. */
  words: string;
}

/**
 * Would another seed have drawn the same map?
 *
 * Every two maps are laid upon each other by Procrustes. Their `distance` is the root mean squared
 * distance of a point from itself relative to the spread of the map: 0 is the same shape, 1 nothing
 * in common. `seedDistance` is its mean over pairs, `shapeAgreement` 1 minus that. Neighbour agreement is the share of a
 * point's k nearest on one map that are so on the other. `points` says which posts wander.
 *
 * @param projections At least 3 maps of the same ids, in any order, each from a seed of its own.
 * @param options See `MapStabilityOptions`.
 * @returns Agreement over all pairs of maps, and of each point.
 * @throws {RangeError} If there are fewer than 3 maps, the ids differ, or two maps share a seed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mapStability } from "twoplane/projection";
 * const coordinates = Float64Array.of(0, 0, 1, 0, 1, 2, 5, 5);
 * const map = { ids: ["a", "b", "c", "d"], coordinates, settings: {}, quality: {} };
 * const { quality } = mapStability([1, 2, 3].map((seed) => ({ ...map, seed })), { seed: 1 });
 * assert(quality.shapeAgreement === 1 && quality.neighbourAgreement === 1);
 * ```
 */
export function mapStability(projections: readonly Projection[], options: MapStabilityOptions): MapStability {
  const caller = "mapStability";
  checkOptions(caller, options, ["seed", "k"]);
  checkInteger(caller, "seed", options.seed);
  const maps = checkMaps(caller, projections);
  const n = (maps[0] as Float64Array).length / 2;
  const k = checkInteger(caller, "k", options.k ?? Math.min(NEIGHBOURS, n - 1), { min: 1, max: n - 1 });
  const judged = judgedRows(n, options.seed);
  const near = maps.map((map) => judged.map((row) => nearestRows(row, mapDistances(row, map), k)));
  const pairs = maps.flatMap((first, a) =>
    maps.slice(a + 1).map((second, i) => ({
      first: a,
      second: a + 1 + i,
      distance: Math.sqrt(procrustes(first, second).disparity),
      neighbours: shareInCommon(near[a] as number[][], near[a + 1 + i] as number[][], k),
    }))
  );
  const seedDistance = mean(pairs.map(({ distance }) => distance));
  const neighbourAgreement = mean(pairs.map(({ neighbours }) => neighbours));
  const quality = { shapeAgreement: 1 - seedDistance, seedDistance, neighbourAgreement };
  return {
    quality,
    pairs,
    points: pointSpreads(maps),
    settings: { k, maps: maps.length, seeds: projections.map(({ seed }) => seed), rowsJudged: judged.length },
    warnings: warningsOf(quality, maps.length),
    words:
      `Over ${maps.length} seeds a point stands ${seedDistance.toFixed(2)} of the map's spread from itself (0 the ` +
      `same map, 1 nothing in common), and a share of ${neighbourAgreement.toFixed(2)} of its ${k} nearest stay.`,
  };
}

function warningsOf({ shapeAgreement, neighbourAgreement }: MapStability["quality"], maps: number): string[] {
  return [
    ...(shapeAgreement < STABILITY_FLOORS.shapeAgreement
      ? [
        `shape agreement of ${
          shapeAgreement.toFixed(2)
        } over ${maps} seeds is below ${STABILITY_FLOORS.shapeAgreement}: ` +
        "another seed puts the groups elsewhere",
      ]
      : []),
    ...(neighbourAgreement < STABILITY_FLOORS.neighbourAgreement
      ? [
        `neighbour agreement of ${neighbourAgreement.toFixed(2)} over ${maps} seeds is below ` +
        `${STABILITY_FLOORS.neighbourAgreement}: another seed shows other neighbours`,
      ]
      : []),
  ];
}

function shareInCommon(first: readonly number[][], second: readonly number[][], k: number): number {
  const shared = first.reduce((sum, own, i) => {
    const others = new Set(second[i]);
    return sum + own.filter((other) => others.has(other)).length;
  }, 0);
  return shared / (first.length * k);
}

/** Maps scaled alike and laid on their mean, twice: how far each point stands from its mean place. */
function pointSpreads(maps: readonly Float64Array[]): Float64Array {
  const scaled = maps.map(unitMap);
  let middle = scaled[0] as Float64Array;
  let laid: Float64Array[] = scaled;
  for (let round = 0; round < 2; round++) {
    laid = scaled.map((map) => procrustes(middle, map, { scale: "kept" }).coordinates);
    middle = laid[0]!.map((_, i) => mean(laid.map((map) => map[i] as number)));
  }
  return Float64Array.from({ length: middle.length / 2 }, (_, point) => {
    const squares = laid.map((map) =>
      ((map[2 * point] as number) - (middle[2 * point] as number)) ** 2 +
      ((map[2 * point + 1] as number) - (middle[2 * point + 1] as number)) ** 2
    );
    return Math.sqrt(mean(squares));
  });
}

/** The map around its centre with a spread of 1; one that stands on one place is left there. */
function unitMap(map: Float64Array): Float64Array {
  const [centre, spread] = [centreOf(map), spreadOf(map)];
  return map.map((value, i) => (value - (centre[i % 2] as number)) / (spread === 0 ? 1 : spread));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The coordinates of each map in the order of the first. */
function checkMaps(caller: string, projections: readonly Projection[]): Float64Array[] {
  if (!Array.isArray(projections) || projections.length < LEAST_MAPS) {
    const found = Array.isArray(projections) ? projections.length : quote(projections);
    throw new RangeError(`Cannot run ${caller}(): needs at least ${LEAST_MAPS} maps, got ${found}`);
  }
  const seeds = projections.map(({ seed }) => seed);
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) < i);
  if (twice !== undefined) {
    throw new RangeError(`Cannot run ${caller}(): maps need a seed each, got ${twice} twice. A map agrees with itself`);
  }
  const ids = (projections[0] as Projection).ids;
  if (ids.length < 2) throw new RangeError(`Cannot run ${caller}(): maps need at least 2 points, got ${ids.length}`);
  return projections.map((projection, place) => inOrder(caller, ids, projection, place));
}

function inOrder(caller: string, ids: readonly string[], projection: Projection, place: number): Float64Array {
  const points = new Map(projection.ids.map((id, point) => [id, point]));
  if (points.size !== ids.length) {
    throw new RangeError(`Cannot run ${caller}() at map ${place}: needs ${ids.length} points, got ${points.size}`);
  }
  const map = new Float64Array(2 * ids.length);
  ids.forEach((id, row) => {
    const point = points.get(id);
    if (point === undefined) {
      throw new RangeError(`Cannot run ${caller}() at map ${place}: needs a point for ${quote(id)}, got none`);
    }
    map[2 * row] = projection.coordinates[2 * point] as number;
    map[2 * row + 1] = projection.coordinates[2 * point + 1] as number;
  });
  return map;
}
