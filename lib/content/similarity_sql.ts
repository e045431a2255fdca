import { checkInteger, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { CorpusTable, MetricRow } from "../shapes.ts";
import { stabilityOf } from "./day_sums.ts";
import { ascending } from "./placed.ts";
import { emptySums, meanCosine, type PostPairs, type SimilaritySums } from "./similarity_sums.ts";
import { contentStatement, type OpenTable, vectorsRelation, withCorpusTable } from "./table_sql.ts";

/** Options of `daySimilarityOfTable()`. */
export interface DaySimilarityOptions {
  /** Parquet file of id and vector, as `exportEmbeddings()` writes it; every post needs one row. */
  vectors: string;
  /** "all pairs" also gives raw stability, "different authors" corrected stability. */
  variant: PostPairs;
  /** Posts a day needs to be kept, ≥ 2. */
  minPosts: number;
  /** Most memory that DuckDB may take before it spills to disk, in MiB, at least 64. Default 800. */
  memoryMiB?: number;
}

/** Rows of M2 and M3, as the measures in memory give them. */
export interface DaySimilarity {
  /** The rows of `centroidStability()`: "raw" for all pairs, "corrected" for different authors. */
  stability: readonly MetricRow[];
  /** The rows of `pairwiseSimilarity()`. */
  similarity: readonly MetricRow[];
  daysDropped: number;
}

/**
 * Did days stay alike, where posts and vectors do not fit memory?
 *
 * Measures M2 and M3 need sums over posts alone, which DuckDB adds up where they lie, in bounded memory; the rows are those of the
 * measures in memory, to rounding. Nulls and intervals are not to be had from sums of days: take a sample of posts for those.
 *
 * @param table From `loadCorpus()`.
 * @param options See `DaySimilarityOptions`.
 * @returns One row a pair of days, and for similarity one a day.
 * @throws {RangeError} If a file is missing, no day has `minPosts` posts, or a post has no vector or several.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { daySimilarityOfTable } from "twoplane/content";
 * const table = { database: "no/such.duckdb", view: "posts", rows: 0 };
 * await assert.rejects(daySimilarityOfTable(table, { vectors: "posts.parquet", variant: "all pairs", minPosts: 2 }));
 * ```
 */
export async function daySimilarityOfTable(table: CorpusTable, options: DaySimilarityOptions): Promise<DaySimilarity> {
  const caller = "daySimilarityOfTable";
  checkOptions(caller, options, ["vectors", "variant", "minPosts", "memoryMiB"]);
  const variant = checkOneOf(caller, "variant", options.variant, ["all pairs", "different authors"]);
  const minPosts = checkInteger(caller, "minPosts", options.minPosts, { min: 2 });
  return await withCorpusTable(caller, table, {
    memoryMiB: options.memoryMiB,
    use: async (open) => {
      const vectors = vectorsRelation(caller, options.vectors);
      const { days, sums } = await sumsOf(caller, open, { vectors, variant });
      const kept = days.flatMap((_, place) => (sums.counts[place] as number) >= minPosts ? [place] : []);
      if (kept.length === 0) {
        const most = Math.max(...sums.counts);
        throw new RangeError(`Cannot run ${caller}(): needs a day of at least ${minPosts} posts, got at most ${most}`);
      }
      return { ...rowsOf(days, sums, { kept, variant }), daysDropped: days.length - kept.length };
    },
  });
}

async function sumsOf(
  caller: string,
  { database, view }: OpenTable,
  { vectors, variant }: { vectors: string; variant: PostPairs },
): Promise<{ days: string[]; sums: SimilaritySums }> {
  await checkVectors(caller, { database, view }, vectors);
  type Total = { day: string; dim: number; total: number; n: number };
  const totals = await database.query<Total>(contentStatement("sql_day_sums", { view, vectors }));
  const days = [...new Set(totals.map(({ day }) => day))].sort(ascending);
  const place = new Map(days.map((day, i) => [day, i]));
  const dims = Math.max(0, ...totals.map(({ dim }) => Number(dim)));
  const sums = emptySums(days.length, dims, variant);
  for (const { day, dim, total, n } of totals) {
    const row = place.get(day) as number;
    sums.sums[row * dims + Number(dim) - 1] = Number(total);
    sums.counts[row] = Number(n);
  }
  if (
    totals.length !== days.length * dims || totals.some(({ day, n }) => n !== sums.counts[place.get(day) as number])
  ) {
    throw new RangeError(`Cannot run ${caller}(): vectors need one length, got several, ${dims} at most`);
  }
  if (variant === "all pairs") return { days, sums };
  type Product = { day: string; other: string; dots: number; pairs: number };
  for (const product of await database.query<Product>(contentStatement("sql_author_products", { view, vectors }))) {
    const [a, b] = [place.get(product.day) as number, place.get(product.other) as number];
    for (const at of [a * days.length + b, b * days.length + a]) {
      sums.sameDots[at] = Number(product.dots);
      sums.samePairs[at] = Number(product.pairs);
    }
  }
  return { days, sums };
}

/** One row for every post, before anything is added up. */
async function checkVectors(caller: string, { database, view }: OpenTable, vectors: string): Promise<void> {
  const [found] = await database.query<Record<"posts" | "joined" | "placed", unknown>>(
    `SELECT count(DISTINCT "postId") AS posts, count(v.id) AS joined, count(DISTINCT v.id) AS placed
     FROM ${view} LEFT JOIN ${vectors} AS v ON v.id = "postId"`,
  );
  const [posts, joined, placed] = [Number(found?.posts), Number(found?.joined), Number(found?.placed)];
  if (posts === placed && joined === placed) return;
  throw new RangeError(
    `Cannot run ${caller}(): needs one vector for each of ${posts} posts, got ${joined} for ${placed} of them`,
  );
}

function rowsOf(
  days: readonly string[],
  sums: SimilaritySums,
  { kept, variant }: { kept: readonly number[]; variant: PostPairs },
): { stability: MetricRow[]; similarity: MetricRow[] } {
  const stable = variant === "all pairs" ? "raw" : "corrected";
  const stability: MetricRow[] = [];
  const similarity: MetricRow[] = [];
  kept.forEach((a, i) =>
    kept.slice(i).forEach((b) => {
      const at = { unitId: days[a] as string, window: days[b] as string };
      const n = (sums.counts[a] as number) + (a === b ? 0 : sums.counts[b] as number);
      const alike = meanCosine(sums, a, b);
      if (alike !== null) similarity.push({ metric: "pairwise similarity", variant, ...at, value: alike, n });
      const value = a === b ? null : stabilityOf(stable, sums, { earlier: a, later: b });
      if (value !== null) stability.push({ metric: "centroid stability", variant: stable, ...at, value, n });
    })
  );
  return { stability, similarity };
}
