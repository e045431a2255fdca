import { checkInteger, quote, seededRandom, shuffled } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";
import { checkEmbeddings } from "../vectors/mod.ts";
import { eachNativeSimilarityRow, eachSimilarityRow } from "./similarity_rows.ts";
import { mapDistances, nearestRows, ranksOf } from "./row_ranks.ts";

/** Rows up to which every row is judged. */
export const EXACT_ROWS = 3000;
/** Rows judged of a larger map. */
export const SAMPLED_ROWS = 500;

/** Options of the measures that judge a map row by row. */
export interface JudgeOptions {
  /** Neighbours of each point that are judged: 1 up to below n / 2. */
  k: number;
  /** Draws the sample of rows of a map above 3,000 rows. */
  seed: number;
}

/** What the neighbours of the judged rows say of a map. */
export interface Judgement {
  /** 1 − what false neighbours on the map cost, in [0, 1]. */
  trustworthiness: number;
  /** 1 − what neighbours missing on the map cost, in [0, 1]. */
  continuity: number;
  /** Share of the k nearest that are the same in both. */
  neighbourPreservation: number;
  /** How many rows were judged. */
  rows: number;
}

/** Judges in plain float64. */
export function judge(
  caller: string,
  embeddings: Embeddings,
  coordinates: Float64Array,
  options: JudgeOptions,
): Judgement {
  const { judged, k } = checkJudged(caller, embeddings, coordinates, options);
  const tally = startTally(coordinates, k);
  eachSimilarityRow(embeddings, judged, tally.add);
  return tally.finish();
}

/** Judges by native products: faster, and a tie within the last bits may fall either way. */
export async function judgeNative(
  caller: string,
  embeddings: Embeddings,
  coordinates: Float64Array,
  options: JudgeOptions,
): Promise<Judgement> {
  const { judged, k } = checkJudged(caller, embeddings, coordinates, options);
  const tally = startTally(coordinates, k);
  await eachNativeSimilarityRow(embeddings, judged, tally.add);
  return tally.finish();
}

/** All rows of a small map, or a seeded sample in ascending order. */
export function judgedRows(n: number, seed: number): number[] {
  const all = [...Array(n).keys()];
  if (n <= EXACT_ROWS) return all;
  return shuffled(all, seededRandom(seed, "trustworthiness")).slice(0, SAMPLED_ROWS).sort((a, b) => a - b);
}

/** Refuses map coordinates that are not 2 · n finite numbers. */
export function checkCoordinates(caller: string, coordinates: Float64Array, n: number): void {
  if (!(coordinates instanceof Float64Array)) {
    throw new TypeError(`Cannot run ${caller}(): needs a Float64Array of coordinates, got ${quote(coordinates)}`);
  }
  if (coordinates.length !== 2 * n) {
    throw new RangeError(`Cannot run ${caller}(): needs 2 × ${n} coordinates, got ${coordinates.length}`);
  }
  const place = coordinates.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  throw new RangeError(
    `Cannot run ${caller}(): needs finite coordinates, got ${coordinates[place]} at point ${Math.floor(place / 2)}`,
  );
}

function checkJudged(
  caller: string,
  embeddings: Embeddings,
  coordinates: Float64Array,
  options: JudgeOptions,
): { judged: number[]; k: number } {
  checkEmbeddings(caller, embeddings, 3);
  const n = embeddings.ids.length;
  const k = checkInteger(caller, "k", options.k, { min: 1, max: Math.ceil(n / 2) - 1 });
  checkCoordinates(caller, coordinates, n);
  return { judged: judgedRows(n, options.seed), k };
}

function startTally(coordinates: Float64Array, k: number) {
  const n = coordinates.length / 2;
  let [intruding, missing, kept, rows] = [0, 0, 0, 0];
  return {
    add(row: number, similarities: Float64Array): void {
      for (let other = 0; other < n; other++) similarities[other] = -(similarities[other] as number);
      const onMap = mapDistances(row, coordinates);
      const [truly, shown] = [nearestRows(row, similarities, k), nearestRows(row, onMap, k)];
      const [areTrue, areShown] = [new Set(truly), new Set(shown)];
      const intruders = shown.filter((other) => !areTrue.has(other));
      const missed = truly.filter((other) => !areShown.has(other));
      intruding += ranksOf(intruders, row, similarities).reduce((sum, rank) => sum + rank - k, 0);
      missing += ranksOf(missed, row, onMap).reduce((sum, rank) => sum + rank - k, 0);
      kept += k - intruders.length;
      rows++;
    },
    finish(): Judgement {
      const worst = rows * k * (2 * n - 3 * k - 1) / 2;
      return {
        trustworthiness: 1 - intruding / worst,
        continuity: 1 - missing / worst,
        neighbourPreservation: kept / (rows * k),
        rows,
      };
    },
  };
}
