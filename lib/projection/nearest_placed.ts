import { checkAborted } from "../foundation/mod.ts";
import type { Embeddings, OnProgress } from "../shapes.ts";
import { dot, FLOAT64_ROWS, norm, openNearestCandidates, rowOf, toUnit } from "../vectors/mod.ts";
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
  const rows = newOnes.ids.length;
  const lists = { indices: new Int32Array(rows * k), distances: new Float64Array(rows * k), k };
  const norms = Float64Array.from(placed.ids, (_, row) => norm(rowOf(placed, row)));
  const keep = (row: number, candidates: Int32Array) =>
    keepNearest(placed, norms, newOnes, { row, candidates, ...lists });
  const pause = async (done: number) => {
    await new Promise((resume) => setTimeout(resume));
    checkAborted(signal);
    onProgress?.(done, rows);
  };
  const engine = placed.ids.length <= FLOAT64_ROWS ? "float64" : "native";
  if (engine === "native") await eachByCandidates(placed, newOnes, { k, keep, pause });
  else await eachByAll(placed, newOnes, { keep, pause });
  onProgress?.(rows, rows);
  return { ...lists, engine };
}

/** Is given the places in which the nearest are to be looked for. */
type Keep = (row: number, candidates: Int32Array) => void;
/** Lets others in, told of the rows done. */
type Pause = (done: number) => Promise<void>;

async function eachByAll(
  placed: Embeddings,
  newOnes: Embeddings,
  { keep, pause }: { keep: Keep; pause: Pause },
): Promise<void> {
  const everyone = Int32Array.from(placed.ids, (_, row) => row);
  for (let row = 0; row < newOnes.ids.length; row++) {
    if (row % ROWS_A_PAUSE === 0) await pause(row);
    keep(row, everyone);
  }
}

async function eachByCandidates(
  placed: Embeddings,
  newOnes: Embeddings,
  { k, keep, pause }: { k: number; keep: Keep; pause: Pause },
): Promise<void> {
  const matrix = ({ ids, dims, vectors }: Embeddings) => ({ rows: ids.length, columns: dims, values: vectors });
  const count = Math.min(placed.ids.length, k + SPARE);
  let done = 0;
  await pause(done);
  const search = await openNearestCandidates();
  try {
    await search.search(matrix(placed), matrix(newOnes), {
      count,
      take: (places, start) => {
        for (let at = 0; at < places.length; at += count) keep(start + at / count, places.subarray(at, at + count));
        done = start + places.length / count;
      },
      pause: () => pause(done),
    });
  } finally {
    await search.release();
  }
}

function keepNearest(
  placed: Embeddings,
  norms: Float64Array,
  newOnes: Embeddings,
  { row, candidates, indices, distances, k }: {
    row: number;
    candidates: Int32Array;
    indices: Int32Array;
    distances: Float64Array;
    k: number;
  },
): void {
  const unit = toUnit(rowOf(newOnes, row));
  const far = Float64Array.from(candidates, (other) => {
    const distance = 1 - dot(unit, rowOf(placed, other)) / (norms[other] as number);
    return distance < SAME ? 0 : distance;
  });
  const nameOf = (place: number) => placed.ids[candidates[place] as number] as string;
  const isNearer = (a: number, b: number) =>
    (far[a] as number) < (far[b] as number) || (far[a] === far[b] && nameOf(a) < nameOf(b));
  nearestPlaces(far.length, k, isNearer).forEach((place, i) => {
    indices[row * k + i] = candidates[place] as number;
    distances[row * k + i] = far[place] as number;
  });
}

/** The k first of the places 0 to n − 1 in an order that knows no ties. */
function nearestPlaces(n: number, k: number, isNearer: (a: number, b: number) => boolean): number[] {
  const kept: number[] = [];
  for (let place = 0; place < n; place++) {
    if (kept.length === k && !isNearer(place, kept[k - 1] as number)) continue;
    let at = Math.min(kept.length, k - 1);
    for (; at > 0 && isNearer(place, kept[at - 1] as number); at--) kept[at] = kept[at - 1] as number;
    kept[at] = place;
  }
  return kept;
}
