import { checkInteger, checkNumber, checkOneOf, checkOptions, quote } from "../foundation/mod.ts";
import type { Embeddings, Json, Projection } from "../shapes.ts";
import { checkEmbeddings, FLOAT64_ROWS } from "../vectors/mod.ts";
import { distanceCorrelation } from "./distance_correlation.ts";
import { checkCoordinates, judge, judgeNative } from "./judged_rows.ts";

/** Neighbours judged unless the caller says otherwise. */
const NEIGHBOURS = 15;
/** Rows below which a map has no neighbourhoods to judge. */
const LEAST_ROWS = 4;

/** Values below which a map is warned of; a random map has 0.5, 0.5, k / (n − 1) and 0. */
export interface QualityFloors {
  trustworthiness: number;
  continuity: number;
  neighbourPreservation: number;
  distanceCorrelation: number;
}

/** The floors unless the caller says otherwise: half way, or a fifth of the way, from a random map to a perfect one. */
export const QUALITY_FLOORS: Readonly<QualityFloors> = {
  trustworthiness: 0.75,
  continuity: 0.75,
  neighbourPreservation: 0.2,
  distanceCorrelation: 0.2,
};

/** Options of `mapQuality()`. */
export interface MapQualityOptions {
  /** Draws the sample of rows above 3,000 and the sample of pairs. */
  seed: number;
  /** Neighbours of each point that are judged, below n / 2. Default 15, fewer where there are too few rows. */
  k?: number;
  /** Pairs whose distances are compared at most. Default 100,000. */
  pairs?: number;
  /** Default "float64" up to 4,000 rows (same bytes on every processor), "native" above. */
  engine?: "float64" | "native";
  /** Values below which a warning is given. Default `QUALITY_FLOORS`. */
  floors?: Partial<QualityFloors>;
}

/** How far a map can be believed. */
export interface MapQuality {
  /** As it stands in a `Projection`; empty below 4 rows. */
  quality: Readonly<Record<string, number>>;
  /** k, rows and pairs judged, engine, floors. */
  settings: Readonly<Record<string, Json>>;
  /** One a value below its floor. */
  warnings: readonly string[];
  /** One sentence for a caption. */
  words: string;
}

/**
 * How far can a map be believed? Four answers from near to far.
 *
 * Trustworthiness: are neighbours on the map neighbours in meaning? Continuity: are neighbours
 * in meaning together on the map? Neighbour preservation: which share of the k nearest is the
 * same? Distance correlation: does the order of all distances survive? Up to 3,000 rows all
 * are judged, of more a seeded sample of 500 against all; memory grows with n, never with n².
 *
 * @param embeddings n × d, unit rows.
 * @param projection A map of the same rows, in any order.
 * @param options See `MapQualityOptions`.
 * @returns Values, warnings below the floors, and words for a caption.
 * @throws {RangeError} If an id has no point on the map, or k is not below n / 2.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mapQuality } from "twoplane/projection";
 * const vectors = Float32Array.of(1, 0, 0.8, 0.6, 0, 1, -1, 0);
 * const ids = ["a", "b", "c", "d"];
 * const map = { ids, coordinates: Float64Array.from(vectors), seed: 1, settings: {}, quality: {} };
 * const { quality, warnings } = await mapQuality({ ids, dims: 2, model: "hand", vectors }, map, { seed: 1 });
 * assert(quality.trustworthiness === 1 && warnings.length === 0);
 * ```
 */
export async function mapQuality(
  embeddings: Embeddings,
  projection: Pick<Projection, "ids" | "coordinates">,
  options: MapQualityOptions,
): Promise<MapQuality> {
  const caller = "mapQuality";
  checkOptions(caller, options, ["seed", "k", "pairs", "engine", "floors"]);
  const { seed } = options;
  checkInteger(caller, "seed", seed);
  const floors = checkFloors(caller, options.floors ?? {});
  checkEmbeddings(caller, embeddings);
  const n = embeddings.ids.length;
  const coordinates = coordinatesOf(caller, embeddings, projection);
  if (n < LEAST_ROWS) return tooFewRows(n, seed);
  const k = options.k ?? Math.min(NEIGHBOURS, Math.ceil(n / 2) - 1);
  const byDefault = n <= FLOAT64_ROWS ? "float64" : "native";
  const engine = checkOneOf(caller, "engine", options.engine ?? byDefault, ["float64", "native"]);
  const find = engine === "float64" ? judge : judgeNative;
  const { rows, ...near } = await find(caller, embeddings, coordinates, { k, seed });
  const { value, pairs } = distanceCorrelation(embeddings, coordinates, {
    seed,
    ...(options.pairs === undefined ? {} : { pairs: options.pairs }),
  });
  const quality = { ...near, distanceCorrelation: value };
  const warnings = (Object.keys(floors) as (keyof QualityFloors)[])
    .filter((name) => quality[name] < floors[name])
    .map((name) => `${NAMES[name]} of ${quality[name].toFixed(2)} is below ${floors[name]}: ${MEANING[name]}`);
  const settings = { k, seed, rowsJudged: rows, pairsJudged: pairs, engine, floors: { ...floors } };
  return { quality, settings, warnings, words: qualityWords(quality, { k, n, rows, pairs }) };
}

const NAMES: Readonly<Record<keyof QualityFloors, string>> = {
  trustworthiness: "trustworthiness",
  continuity: "continuity",
  neighbourPreservation: "neighbour preservation",
  distanceCorrelation: "distance correlation",
};

const MEANING: Readonly<Record<keyof QualityFloors, string>> = {
  trustworthiness: "points shown together are often not alike",
  continuity: "posts that are alike are often shown apart",
  neighbourPreservation: "few of the nearest posts are the nearest on the map",
  distanceCorrelation: "read no distance between groups of points off the map",
};

/** One sentence for a caption. */
function qualityWords(
  quality: QualityFloors,
  { k, n, rows, pairs }: { k: number; n: number; rows: number; pairs: number },
): string {
  const judged = rows === n ? "" : ` (${rows} of ${n} posts judged)`;
  const kept = quality.neighbourPreservation.toFixed(2);
  const chance = (k / (n - 1)).toFixed(k / (n - 1) < 0.01 ? 3 : 2);
  return `How far the map can be believed at ${k} neighbour${k === 1 ? "" : "s"}${judged}: trustworthiness ` +
    `${quality.trustworthiness.toFixed(2)}, continuity ${quality.continuity.toFixed(2)} (1 perfect, 0.5 random); ` +
    `share of the nearest kept ${kept} (${chance} random); rank correlation of distances ` +
    `${quality.distanceCorrelation.toFixed(2).replace("-", "−")} over ${pairs} pairs.`;
}

function tooFewRows(n: number, seed: number): MapQuality {
  const found = `${n} post${n === 1 ? "" : "s"}`;
  return {
    quality: {},
    settings: { seed, rowsJudged: 0, pairsJudged: 0 },
    warnings: [`${found}: a map of fewer than ${LEAST_ROWS} has no neighbourhoods to judge`],
    words: `A map of ${found}: too few to judge.`,
  };
}

/** Coordinates in the order of the embeddings. */
function coordinatesOf(
  caller: string,
  { ids }: Embeddings,
  projection: Pick<Projection, "ids" | "coordinates">,
): Float64Array {
  checkCoordinates(caller, projection.coordinates, projection.ids.length);
  const places = new Map(projection.ids.map((id, place) => [id, place]));
  const coordinates = new Float64Array(2 * ids.length);
  ids.forEach((id, row) => {
    const place = places.get(id);
    if (place === undefined) {
      throw new RangeError(`Cannot run ${caller}(): id ${quote(id)} needs a point on the map, got none`);
    }
    coordinates[2 * row] = projection.coordinates[2 * place] as number;
    coordinates[2 * row + 1] = projection.coordinates[2 * place + 1] as number;
  });
  return coordinates;
}

function checkFloors(caller: string, given: Partial<QualityFloors>): QualityFloors {
  checkOptions(caller, given, Object.keys(QUALITY_FLOORS));
  for (const [name, value] of Object.entries(given)) checkNumber(caller, `floors.${name}`, value, { min: -1, max: 1 });
  return { ...QUALITY_FLOORS, ...given };
}
