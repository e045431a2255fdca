import { statSync } from "node:fs";
import { basename } from "node:path";
import { checkOptions, quote, sha256File, sqlName } from "../../foundation/mod.ts";
import type { Embeddings, Neighbours, Post, Projection } from "../../shapes.ts";
import { textOf } from "../text.ts";
import { type ParquetColumn, writeParquet } from "./parquet.ts";
import { type Overwrite, targetOf, writeWhole } from "./target.ts";

/** What `exportAtlas()` takes beside posts and path. */
export interface ExportAtlasOptions {
  /** Where each post stands on the map; its order is that of the rows. */
  projection: Projection;
  /** Nearest neighbours of the rows of the projection, so that the tool can show them. Default: none. */
  neighbours?: Neighbours;
  /** Vectors to write along, for a map of the tool's own. Default: none. */
  embeddings?: Embeddings;
  /** Whether a file that is there may be replaced. Default `refuse`. */
  overwrite?: Overwrite;
}

/** What was written, and how to open it. */
export interface AtlasReport {
  path: string;
  rows: number;
  /** Posts that have no place on the map and were left out. */
  notPlaced: number;
  bytes: number;
  sha256: string;
  /** Run it in the file's folder. */
  command: string;
}

/**
 * Writes a map of posts for Embedding Atlas, a viewer that zooms, filters and searches large maps in the browser.
 *
 * The Parquet file holds a row a post: `id`, `x`, `y`, `text` (title and text), `author`, `time` (UTC), `kind`,
 * `community`, `thread`, `score`, `model`, `source`, and on request `neighbors` and `vector`. To open it, with
 * embedding-atlas 0.26: `embedding-atlas posts.parquet --x x --y y --text text`, with `--neighbors neighbors` where
 * there are any; `uvx embedding-atlas …` runs it without an installation. With `--x` and `--y` it computes nothing of
 * its own. A map is shown, never measured on. The viewer shows texts as they are: they were written by others.
 *
 * @param posts The posts of the map; further ones are left out and counted.
 * @param path Ends in .parquet.
 * @param options The map, and what to write along.
 * @returns Path, rows, posts left out, bytes, SHA-256, and the command that opens it.
 * @throws {RangeError} If the map names a post that is not there, or neighbours or vectors do not fit it.
 * @throws {TypeError} If the path does not end in .parquet, or an option is wrong.
 * @throws {Error} If there is a file of that name and it may not be replaced.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { exportAtlas } from "twoplane/corpus";
 * const post = { postId: "1", authorId: "Ada", kind: "post" as const, createdAt: "2026-02-03T10:00:00.000Z", text: "Hello",
 *   title: null, communityId: null, parentId: null, threadId: null, score: 3, modelId: null, source: "posts.csv" };
 * const projection = { ids: ["1"], coordinates: Float64Array.of(0.5, -2), seed: 1, settings: {}, quality: {} };
 * const folder = await Deno.makeTempDir();
 * const { command } = await exportAtlas([post], `${folder}/map.parquet`, { projection });
 * assert(command === "embedding-atlas map.parquet --x x --y y --text text");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function exportAtlas(
  posts: readonly Post[],
  path: string,
  options: ExportAtlasOptions,
): Promise<AtlasReport> {
  checkOptions("exportAtlas", options, ["projection", "neighbours", "embeddings", "overwrite"]);
  const { projection, neighbours, embeddings, overwrite } = options;
  if (targetOf("exportAtlas", path).format !== "parquet") {
    throw new TypeError(`Cannot run exportAtlas(): the path needs an ending .parquet, got ${quote(basename(path))}`);
  }
  const placed = placedPosts(posts, projection);
  const neighborsOf = neighbours === undefined ? null : neighborReader(neighbours, projection);
  const vectorOf = embeddings === undefined ? null : vectorReader(embeddings);
  const rows = placed.map((post, index) => ({
    ...baseRow(post, projection, index),
    ...(neighborsOf === null ? {} : { neighbors: neighborsOf(index) }),
    ...(vectorOf === null ? {} : { vector: vectorOf(post.postId) }),
  }));
  const columns = [
    ...BASE_COLUMNS,
    ...(neighborsOf === null ? [] : [{ name: "neighbors", type: "STRUCT(ids BIGINT[], distances DOUBLE[])" }]),
    ...(vectorOf === null ? [] : [{ name: "vector", type: "FLOAT[]" }]),
  ];
  await writeWhole("exportAtlas", path, { overwrite, write: (part) => writeParquet(part, inChunks(rows), columns) });
  const neighbors = neighborsOf === null ? "" : " --neighbors neighbors";
  return {
    path,
    rows: rows.length,
    notPlaced: new Set(posts.map(({ postId }) => postId)).size - rows.length,
    bytes: statSync(path).size,
    sha256: await sha256File(path),
    command: `embedding-atlas ${shellWord(basename(path))} --x x --y y --text text${neighbors}`,
  };
}

const BASE_COLUMNS: readonly ParquetColumn[] = [
  { name: "id", type: "VARCHAR" },
  { name: "x", type: "DOUBLE" },
  { name: "y", type: "DOUBLE" },
  { name: "text", type: "VARCHAR" },
  { name: "author", type: "VARCHAR" },
  { name: "time", type: "VARCHAR", value: `CAST(${sqlName("time")} AS TIMESTAMPTZ)` },
  { name: "kind", type: "VARCHAR" },
  { name: "community", type: "VARCHAR" },
  { name: "thread", type: "VARCHAR" },
  { name: "score", type: "DOUBLE" },
  { name: "model", type: "VARCHAR" },
  { name: "source", type: "VARCHAR" },
];

function baseRow(post: Post, { coordinates }: Projection, index: number): Record<string, string | number | null> {
  return {
    id: post.postId,
    x: coordinates[2 * index] ?? NaN,
    y: coordinates[2 * index + 1] ?? NaN,
    text: textOf(post).toWellFormed(),
    author: post.authorId,
    time: post.createdAt,
    kind: post.kind,
    community: post.communityId,
    thread: post.threadId,
    score: post.score,
    model: post.modelId,
    source: post.source,
  };
}

/** A name of a file as a shell takes it for one word and for no option. */
function shellWord(name: string): string {
  const plain = name.startsWith("-") ? `./${name}` : name;
  return /^[\w./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}

/** The post of each row of the map. */
function placedPosts(posts: readonly Post[], { ids, coordinates }: Projection): Post[] {
  if (coordinates.length !== 2 * ids.length || !coordinates.every(Number.isFinite)) {
    throw new RangeError(
      `Cannot run exportAtlas(): projection needs ${2 * ids.length} finite coordinates, got ${coordinates.length}`,
    );
  }
  const byId = new Map(posts.map((post) => [post.postId, post]));
  return ids.map((id) => {
    const post = byId.get(id);
    if (post !== undefined) return post;
    throw new RangeError(`Cannot run exportAtlas(): need a post for each place of the map, got none for ${quote(id)}`);
  });
}

function neighborReader({ indices, distances, k }: Neighbours, { ids }: Projection): (index: number) => object {
  if (indices.length !== ids.length * k || distances.length !== indices.length) {
    throw new RangeError(
      `Cannot run exportAtlas(): neighbours need ${k} of each of the ${ids.length} places, got ${indices.length} in all`,
    );
  }
  return (index) => {
    const [start, end] = [index * k, (index + 1) * k];
    return { ids: [...indices.subarray(start, end)], distances: [...distances.subarray(start, end)] };
  };
}

function vectorReader({ ids, dims, vectors }: Embeddings): (postId: string) => number[] {
  const place = new Map(ids.map((id, index) => [id, index]));
  return (postId) => {
    const index = place.get(postId);
    if (index !== undefined) return [...vectors.subarray(index * dims, (index + 1) * dims)];
    throw new RangeError(`Cannot run exportAtlas(): embeddings need a vector for ${quote(postId)}, got none`);
  };
}

async function* inChunks(rows: readonly object[]): AsyncGenerator<readonly object[]> {
  yield await Promise.resolve(rows);
}
