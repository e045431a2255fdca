import { checkAborted } from "../foundation/mod.ts";
import type { Embeddings, OnProgress } from "../shapes.ts";
import { dot, FLOAT64_ROWS, type NearestCandidates, openNearestCandidates, rowOf, toUnit } from "../vectors/mod.ts";
import type { NeighbourLists } from "./fuzzy_graph.ts";

/** Candidates beyond k, since float32 may swap rows that are closer than its rounding. */
const SPARE = 8;
/** Cosine distances below this are rounding: the rows are the same vector. */
const SAME = 1e-12;
/** New rows compared between two pauses. */
const ROWS_A_PAUSE = 64;

/** Which rows of a map stand nearest to each new row, and which arithmetic found them. */
export interface NearestPlaced extends NeighbourLists {
  engine: "float64" | "native";
}

/**
 * The k rows of `placed` nearest to each row of `newOnes`, by cosine, equal distances by id. Up to 4,000 placed rows all are
 * compared in float64; of more, candidates come from native products and are measured again.
 */
export async function nearestPlaced(
  placed: Embeddings,
  newOnes: Embeddings,
  { k, onProgress, signal }: { k: number; onProgress?: OnProgress | undefined; signal?: AbortSignal | undefined },
): Promise<NearestPlaced> {
  const engine = placed.ids.length <= FLOAT64_ROWS ? "float64" : "native";
  const search = engine === "native" ? await openNearestCandidates() : null;
  const rows = newOnes.ids.length;
  const lists = { indices: new Int32Array(rows * k), distances: new Float64Array(rows * k), k };
  const everyone = Int32Array.from(placed.ids, (_, row) => row);
  try {
    for (let start = 0; start < rows; start += ROWS_A_PAUSE) {
      await new Promise((resume) => setTimeout(resume));
      checkAborted(signal);
      onProgress?.(start, rows);
      const end = Math.min(rows, start + ROWS_A_PAUSE);
      const found = search === null ? null : await candidatesOf(search, placed, newOnes, { start, end, k });
      for (let row = start; row < end; row++) {
        const candidates = found === null ? everyone : found(row - start);
        keepNearest(placed, rowOf(newOnes, row), candidates, { row, ...lists });
      }
    }
    onProgress?.(rows, rows);
    return { ...lists, engine };
  } finally {
    await search?.release();
  }
}

async function candidatesOf(
  search: NearestCandidates,
  placed: Embeddings,
  { dims, vectors }: Embeddings,
  { start, end, k }: { start: number; end: number; k: number },
): Promise<(row: number) => Int32Array> {
  const count = Math.min(placed.ids.length, k + SPARE);
  const found = new Int32Array((end - start) * count);
  const queries = { rows: end - start, columns: dims, values: vectors.subarray(start * dims, end * dims) };
  await search.search({ rows: placed.ids.length, columns: dims, values: placed.vectors }, queries, {
    count,
    take: (places, first) => found.set(places, first * count),
  });
  return (row) => found.subarray(row * count, (row + 1) * count);
}

function keepNearest(
  placed: Embeddings,
  vector: Float32Array,
  candidates: Int32Array,
  { row, indices, distances, k }: { row: number; indices: Int32Array; distances: Float64Array; k: number },
): void {
  const unit = toUnit(vector);
  const far = Float64Array.from(candidates, (other) => {
    const distance = 1 - dot(unit, toUnit(rowOf(placed, other)));
    return distance < SAME ? 0 : distance;
  });
  const nameOf = (place: number) => placed.ids[candidates[place] as number] as string;
  const order = Array.from(candidates, (_, place) => place).sort((a, b) =>
    (far[a] as number) - (far[b] as number) || (nameOf(a) < nameOf(b) ? -1 : 1)
  );
  for (let i = 0; i < k; i++) {
    indices[row * k + i] = candidates[order[i] as number] as number;
    distances[row * k + i] = far[order[i] as number] as number;
  }
}
