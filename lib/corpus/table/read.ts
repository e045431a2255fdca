import { checkInteger, checkOptions, sqlName } from "../../foundation/mod.ts";
import type { CorpusTable, Post } from "../../shapes.ts";
import { openTable, POST_COLUMN_LIST, POST_COLUMNS } from "./open.ts";
import { type PostFilter, whereSql } from "./where.ts";

/** What `streamPosts()` takes beside the table. */
export interface StreamPostsOptions {
  /** Which posts. Default: all. */
  where?: PostFilter;
  /** Posts in each chunk but the last, at least 1. Default 10,000. */
  chunkRows?: number;
}

/** What `readPosts()` takes beside the table. */
export interface ReadPostsOptions {
  /** Which posts. Default: all. */
  where?: PostFilter;
  /** Most posts to hold in memory at once, at least 1. Default 500,000. */
  maxPosts?: number;
}

/**
 * Posts of a table that does not fit memory, a chunk at a time, in the order of their source.
 *
 * The database is open for reading while the stream runs, and closed when it ends, is left, or fails.
 *
 * @param table From `loadCorpus()`.
 * @param options Which posts, how many at once.
 * @returns Chunks of posts, none empty; the same in every run.
 * @throws {TypeError} If the table holds no posts, or an option is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadCorpus, streamPosts } from "twoplane/corpus";
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/posts.csv`, "id,agent,content,ts\n1,Ada,Hello,2026-02-03T10:00:00Z\n");
 * const { table } = await loadCorpus(`${folder}/posts.csv`, { database: `${folder}/posts.duckdb` });
 * for await (const posts of streamPosts(table, { where: { authorId: "Ada" } })) assert(posts[0]?.text === "Hello");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function* streamPosts(table: CorpusTable, options: StreamPostsOptions = {}): AsyncGenerator<Post[]> {
  checkOptions("streamPosts", options, ["where", "chunkRows"]);
  const chunkRows = checkInteger("streamPosts", "chunkRows", options.chunkRows ?? 10_000, { min: 1 });
  const { sql, values } = whereSql("streamPosts", options.where ?? {});
  const database = await openTable("streamPosts", table);
  try {
    let chunk: Post[] = [];
    for await (
      const columns of database.streamColumns(`SELECT ${POST_COLUMN_LIST} FROM ${sqlName(table.view)}${sql}`, values)
    ) {
      for (const post of postsOf(columns)) {
        chunk.push(post);
        if (chunk.length < chunkRows) continue;
        yield chunk;
        chunk = [];
      }
    }
    if (chunk.length > 0) yield chunk;
  } finally {
    database.close();
  }
}

/**
 * Posts of a table at once, for what fits memory after all.
 *
 * @param table From `loadCorpus()`.
 * @param options Which posts, and how many at most.
 * @returns Posts in the order of their source: what `loadPosts()` gives for the same file and options.
 * @throws {RangeError} If there are more than `maxPosts`.
 * @throws {TypeError} If the table holds no posts, or an option is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadCorpus, readPosts } from "twoplane/corpus";
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/posts.csv`, "id,agent,content,ts\n1,Ada,Hello,2026-02-03T10:00:00Z\n");
 * const { table } = await loadCorpus(`${folder}/posts.csv`, { database: `${folder}/posts.duckdb` });
 * const posts = await readPosts(table, { where: { from: "2026-02-03", until: "2026-02-04" } });
 * assert(posts.length === 1);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function readPosts(table: CorpusTable, options: ReadPostsOptions = {}): Promise<Post[]> {
  checkOptions("readPosts", options, ["where", "maxPosts"]);
  const maxPosts = checkInteger("readPosts", "maxPosts", options.maxPosts ?? 500_000, { min: 1 });
  const posts: Post[] = [];
  for await (const chunk of streamPosts(table, { where: options.where ?? {} })) {
    if (posts.length + chunk.length > maxPosts) {
      throw new RangeError(
        `Cannot read ${table.database}: need at most ${maxPosts} posts at once, got more. ` +
          "Name fewer with where, read them in chunks with streamPosts(), or say maxPosts",
      );
    }
    for (const post of chunk) posts.push(post);
  }
  return posts;
}

function* postsOf(columns: readonly (readonly unknown[])[]): Generator<Post> {
  const count = columns[0]?.length ?? 0;
  for (let index = 0; index < count; index++) {
    const post: Record<string, unknown> = {};
    POST_COLUMNS.forEach((column, place) => post[column] = columns[place]?.[index]);
    yield post as unknown as Post;
  }
}
