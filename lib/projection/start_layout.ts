import { type Components, partOfGraph, rowsOfParts } from "./components.ts";
import type { FuzzyGraph } from "./fuzzy_graph.ts";
import { slowestModes } from "./spectral.ts";

/** Side of the square a layout starts in, as UMAP has it. */
const SIDE = 10;
/** Largest random offset, so that no two points start in the same place. */
const JITTER = 1e-3;
/** Rows below which a part is too small for directions of its own. */
const FEWEST_ROWS = 4;

/**
 * Where to start from, by the graph alone: each part along its two slowest modes, the parts around their centres.
 *
 * @param graph The fuzzy graph.
 * @param options `parts`: the parts of the graph; `centres`: 2 numbers a part, in any unit; `random`: draws the start of the search.
 * @returns 2 · n coordinates, not yet scaled, and how far the worst of the directions is from settled (its residual).
 */
export function spectralStart(
  graph: FuzzyGraph,
  { parts, centres, random }: { parts: Components; centres: Float64Array; random: () => number },
): { coordinates: Float64Array; residual: number } {
  const coordinates = new Float64Array(2 * graph.rows);
  const middles = inUnitSquare(centres);
  let worst = 0;
  rowsOfParts(parts).forEach((members, part) => {
    const { coordinates: own, residual } = partCoordinates(partOfGraph(graph, members), random);
    worst = Math.max(worst, residual);
    const size = parts.count === 1 ? 1 : Math.sqrt(members.length / graph.rows) / 2;
    members.forEach((row, place) => {
      for (let axis = 0; axis < 2; axis++) {
        coordinates[2 * row + axis] = (middles[2 * part + axis] as number) + size * (own[2 * place + axis] as number);
      }
    });
  });
  return { coordinates, residual: worst };
}

/** 2 coordinates a row, each axis in [−1, 1]. */
function partCoordinates(
  graph: FuzzyGraph,
  random: () => number,
): { coordinates: Float64Array; residual: number } {
  const { rows } = graph;
  if (rows < FEWEST_ROWS) {
    return { coordinates: Float64Array.from({ length: 2 * rows }, () => 2 * random() - 1), residual: 0 };
  }
  const { vectors, residual } = slowestModes(graph, { count: 2, random });
  const largest = vectors.map((vector) => vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const coordinates = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    vectors.forEach((vector, axis) =>
      coordinates[2 * row + axis] = (vector[row] as number) / (largest[axis] as number)
    );
  }
  return { coordinates, residual };
}

/** Both axes by the same factor to [0, 1], so that shapes stay. */
function inUnitSquare(centres: Float64Array): Float64Array {
  const [x, y] = [bounds(centres, 0), bounds(centres, 1)];
  const width = Math.max(x.high - x.low, y.high - y.low) || 1;
  return centres.map((value, place) => (value - (place % 2 === 0 ? x.low : y.low)) / width);
}

/**
 * A start as the optimisation wants it: each axis from 0 to 10, a little off by chance so that equal rows can part.
 *
 * @param coordinates 2 · n.
 * @param random Draws the offsets.
 */
export function readyToStart(coordinates: Float64Array, random: () => number): Float64Array {
  const axes = [bounds(coordinates, 0), bounds(coordinates, 1)] as const;
  return coordinates.map((value, place) => {
    const { low, high } = place % 2 === 0 ? axes[0] : axes[1];
    const offset = JITTER * (2 * random() - 1);
    return (high > low ? SIDE * (value - low) / (high - low) : 0) + offset;
  });
}

function bounds(coordinates: Float64Array, axis: number): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let place = axis; place < coordinates.length; place += 2) {
    low = Math.min(low, coordinates[place] as number);
    high = Math.max(high, coordinates[place] as number);
  }
  return { low, high };
}
