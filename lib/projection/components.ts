import type { FuzzyGraph } from "./fuzzy_graph.ts";

/** The parts of a graph that no edge joins. */
export interface Components {
  /** Part of each row: numbered from 0 in order of their first row. */
  partOf: Int32Array;
  count: number;
}

/** Which rows hang together? */
export function components({ rows, starts, columns }: Omit<FuzzyGraph, "weights">): Components {
  const partOf = new Int32Array(rows).fill(-1);
  const waiting = new Int32Array(rows);
  let count = 0;
  for (let first = 0; first < rows; first++) {
    if (partOf[first] !== -1) continue;
    partOf[first] = count;
    waiting[0] = first;
    for (let left = 1; left > 0;) {
      const row = waiting[--left] as number;
      for (let place = starts[row] as number; place < (starts[row + 1] as number); place++) {
        const other = columns[place] as number;
        if (partOf[other] !== -1) continue;
        partOf[other] = count;
        waiting[left++] = other;
      }
    }
    count++;
  }
  return { partOf, count };
}

/** The rows of each part, ascending. */
export function rowsOfParts({ partOf, count }: Components): Int32Array[] {
  const sizes = new Int32Array(count);
  for (const part of partOf) sizes[part] = (sizes[part] as number) + 1;
  const parts = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(count);
  partOf.forEach((part, row) => {
    const at = filled[part] as number;
    (parts[part] as Int32Array)[at] = row;
    filled[part] = at + 1;
  });
  return parts;
}

/** The graph of some rows only, renumbered in the order given: ascending rows that no edge leaves. */
export function partOfGraph({ starts, columns, weights, rows }: FuzzyGraph, members: Int32Array): FuzzyGraph {
  if (members.length === rows) return { rows, starts, columns, weights };
  const places = new Map<number, number>();
  members.forEach((row, place) => places.set(row, place));
  const ends = new Int32Array(members.length + 1);
  members.forEach((row, place) =>
    ends[place + 1] = (ends[place] as number) + (starts[row + 1] as number) - (starts[row] as number)
  );
  const size = ends[members.length] as number;
  const part = { rows: members.length, starts: ends, columns: new Int32Array(size), weights: new Float64Array(size) };
  members.forEach((row, place) => {
    const [from, to, at] = [starts[row] as number, starts[row + 1] as number, ends[place] as number];
    part.weights.set(weights.subarray(from, to), at);
    for (let i = from; i < to; i++) part.columns[at + i - from] = places.get(columns[i] as number) as number;
  });
  return part;
}
