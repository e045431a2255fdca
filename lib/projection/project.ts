import { checkInteger, checkNumber, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, Neighbours, OnProgress, Projection } from "../shapes.ts";
import { checkEmbeddings, nearestNeighbours } from "../vectors/mod.ts";
import { layoutTask } from "./layout_task.ts";
import { layOutHere, layOutInWorker } from "./layout_worker_client.ts";
import { mapQuality } from "./map_quality.ts";
import { layOutByUmapJs } from "./umap_js.ts";

/** Rows up to which the layout runs on the caller's thread by default: a second or two, in pieces. */
const MAIN_THREAD_ROWS = 2000;

const ENGINES = ["float64", "umap-js"] as const;
const STARTS = ["spectral", "pca"] as const;
const THREADS = ["main", "worker"] as const;

/** Options of `project()`. */
export interface ProjectOptions {
  /** Draws the search for the first layout and the samples of the optimisation. */
  seed: number;
  /** Size of the neighbourhood that is kept together, the post itself counted: 3 to n − 1. Default 15. */
  neighbours?: number;
  /** How close points may be packed, in map units, [0, 1]. Default 0.1. */
  minDist?: number;
  /** Rounds of the optimisation. Default by size: 500 up to 2,500 rows, 200 from 7,500. */
  epochs?: number;
  /**
   * Where points start. "spectral" (default): along the directions in which the graph of neighbours falls apart most
   * easily. "pca": the two directions of most spread. Engine "umap-js" starts at random and takes none.
   */
  init?: "spectral" | "pca";
  /** "float64" (default): our own typed arrays, at any size. "umap-js": the reference to compare with, slower. */
  engine?: "float64" | "umap-js";
  /** "main": the caller's thread, in pieces; "worker": one of its own, with the same bytes. Default "worker" above 2,000 rows. */
  thread?: "main" | "worker";
  /** Told in epochs. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * What does the space of meanings look like on paper? UMAP (McInnes, Healy and Melville 2018)
 * over exact cosine neighbours.
 *
 * A map shows which posts are near each other and hides how far apart the rest is: clusters'
 * sizes, gaps and directions mean nothing, and no measure reads it. Fit once on all posts;
 * show several seeds before claiming a shape. Same vectors, seed and settings give the same
 * bytes, up to 4,000 rows on every processor; above, neighbours come from native products and
 * `settings.neighbourEngine` says so. Equal posts are drawn close together; where all are equal the map says nothing.
 *
 * @param embeddings n × d, unit rows, n > neighbours.
 * @param options See `ProjectOptions`.
 * @returns 2 · n coordinates, how far they can be believed (`quality`, see `mapQuality()`), and warnings. Where a spectral
 *   start was not settled, `settings.startResidual` is above 1e-4: the map is as true to its neighbours, its rough order less.
 * @throws {RangeError} If a row is not of length 1, or there are fewer than 4 rows or than neighbours + 1.
 * @throws {TypeError} If an option is unknown, or `init` or `thread` is asked of engine "umap-js".
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { project } from "twoplane/projection";
 * const angles = Array.from({ length: 20 }, (_, i) => i / 4);
 * const vectors = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
 * const ids = angles.map((_, i) => `p${i}`);
 * const map = await project({ ids, dims: 2, model: "hand", vectors }, { seed: 1, neighbours: 5, epochs: 50 });
 * assert(map.coordinates.length === 40);
 * ```
 */
export async function project(embeddings: Embeddings, options: ProjectOptions): Promise<Projection> {
  const settled = checkProject(embeddings, options);
  const { seed, neighbours, minDist, epochs, engine, signal } = settled;
  const nearest = await nearestNeighbours(embeddings, {
    k: neighbours - 1,
    metric: "cosine",
    ...(signal === undefined ? {} : { signal }),
  });
  const { coordinates, ...start } = await layOut(embeddings, nearest, settled);
  const judged = Math.min(neighbours - 1, Math.ceil(embeddings.ids.length / 2) - 1);
  const judgement = await mapQuality(embeddings, { ids: embeddings.ids, coordinates }, { k: judged, seed });
  return {
    ids: embeddings.ids,
    coordinates,
    seed,
    settings: {
      method: "UMAP",
      metric: "cosine",
      neighbours,
      minDist,
      epochs,
      ...start,
      layoutEngine: engine,
      neighbourEngine: nearest.engine,
      neighbourRecall: nearest.recall,
      qualityNeighbours: judged,
      qualityRows: judgement.settings.rowsJudged as number,
    },
    quality: judgement.quality,
    warnings: [...equalPosts(nearest), ...judgement.warnings],
  };
}

/** Options with every default in place. */
type Settled = Required<Omit<ProjectOptions, "onProgress" | "signal">> & Pick<ProjectOptions, "onProgress" | "signal">;

function checkProject(embeddings: Embeddings, options: ProjectOptions): Settled {
  const caller = "project";
  const known = ["seed", "neighbours", "minDist", "epochs", "init", "engine", "thread", "onProgress", "signal"];
  checkOptions(caller, options, known);
  checkInteger(caller, "seed", options.seed);
  checkEmbeddings(caller, embeddings, 4);
  const rows = embeddings.ids.length;
  const engine = checkOneOf(caller, "engine", options.engine ?? "float64", ENGINES);
  if (engine === "umap-js") checkUmapJs(options);
  return {
    ...options,
    neighbours: checkInteger(caller, "neighbours", options.neighbours ?? 15, { min: 3, max: rows - 1 }),
    minDist: checkNumber(caller, "minDist", options.minDist ?? 0.1, { min: 0, max: 1 }),
    epochs: checkInteger(caller, "epochs", options.epochs ?? epochsFor(rows), { min: 1, max: 100_000 }),
    init: checkOneOf(caller, "init", options.init ?? "spectral", STARTS),
    engine,
    thread: checkOneOf(caller, "thread", options.thread ?? (rows > MAIN_THREAD_ROWS ? "worker" : "main"), THREADS),
  };
}

function checkUmapJs({ init, thread }: ProjectOptions): void {
  const asked = init !== undefined ? `init "${init}"` : thread === "worker" ? 'thread "worker"' : null;
  if (asked === null) return;
  throw new TypeError(
    `Cannot run project(): engine "umap-js" starts at random on the main thread, got ${asked}. Use engine "float64"`,
  );
}

/** As UMAP has it: the fewer rows, the more rounds. */
function epochsFor(rows: number): number {
  return rows <= 2500 ? 500 : rows <= 5000 ? 400 : rows <= 7500 ? 300 : 200;
}

async function layOut(
  embeddings: Embeddings,
  nearest: Neighbours,
  options: Settled,
): Promise<{ coordinates: Float64Array; init: string; startResidual?: number }> {
  const { seed, init, engine, thread } = options;
  if (engine === "umap-js") {
    const random = seededRandom(seed, "layout");
    return { coordinates: await layOutByUmapJs(nearest, { ...options, random }, options), init: "random" };
  }
  const task = await layoutTask(embeddings, nearest, options);
  const run = thread === "worker" ? layOutInWorker : layOutHere;
  const { coordinates, startResidual } = await run(task, options);
  return { coordinates, init, ...(init === "spectral" && { startResidual }) };
}

/** Where no post differs from its nearest ones, what is drawn is chance alone. */
function equalPosts({ distances, k }: Neighbours): string[] {
  const rows = distances.length / k;
  let equal = 0;
  for (let last = k - 1; last < distances.length; last += k) if (distances[last] === 0) equal++;
  if (equal < rows / 2) return [];
  return [`${equal} of ${rows} posts are equal to all of their ${k} nearest: their places say nothing`];
}
