import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { loadCorpus, type LoadedPosts, loadPosts, type LoadPostsOptions, readPosts } from "twoplane/corpus";
import type { CorpusTable, Post } from "twoplane/shapes";

/** What a load gives, or the error it ends with. */
export type Outcome = LoadedPosts | { error: string };

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Hands over a folder of those files, and removes it. */
export async function withFiles<Result>(files: Files, use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeFile(
        join(folder, name),
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
    }
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The same load in memory and by way of a table. */
export async function bothWays(path: string, options: LoadPostsOptions = {}): Promise<[Outcome, Outcome]> {
  const target = await Deno.makeTempDir();
  try {
    const memory = await outcomeOf(() => loadPosts(path, options));
    const table = await outcomeOf(async () => {
      const { table, report } = await loadCorpus(path, { ...options, database: join(target, "corpus.duckdb") });
      assert.equal(table.rows, report.rowsKept);
      return { posts: await readPosts(table), report };
    });
    assert.deepEqual(readdirSync(target), "error" in table ? [] : ["corpus.duckdb"], "what a load leaves behind");
    return [memory, table];
  } finally {
    await Deno.remove(target, { recursive: true });
  }
}

/** Asserts that both ways give the same posts, the same report, and the same error. */
export async function agree(path: string, options: LoadPostsOptions = {}): Promise<Outcome> {
  const [memory, table] = await bothWays(path, options);
  if ("error" in memory || "error" in table) {
    const errorOf = (outcome: Outcome) => "error" in outcome ? outcome.error : null;
    assert.deepEqual({ error: errorOf(table) }, { error: errorOf(memory) });
    return memory;
  }
  assert.deepEqual(table.report, memory.report);
  assert.equal(table.posts.length, memory.posts.length);
  // One by one: a message that shows how thousands of posts differ takes gigabytes.
  table.posts.forEach((post, index) => assert.deepEqual(post, memory.posts[index]));
  return memory;
}

/** As `agree()`, for one file of that name. */
export function agreeOn(name: string, content: string | Uint8Array, options: LoadPostsOptions = {}): Promise<Outcome> {
  return withFiles({ [name]: content }, (folder) => agree(join(folder, name), options));
}

async function outcomeOf(load: () => Promise<LoadedPosts>): Promise<Outcome> {
  try {
    return await load();
  } catch (error) {
    assert.ok(error instanceof Error);
    return { error: `${error.name}: ${error.message}` };
  }
}

/** Hands over a table of those posts, and removes it. */
export async function withTable<Result>(
  posts: readonly Post[],
  use: (table: CorpusTable, folder: string) => Promise<Result>,
): Promise<Result> {
  const lines = posts.map((post) => `${JSON.stringify(post)}\n`).join("");
  return await withFiles({ "posts.jsonl": lines }, async (folder) => {
    const columns = Object.fromEntries(POST_FIELDS.map((field) => [field, field]));
    const path = join(folder, "posts.jsonl");
    const { table } = await loadCorpus(path, { columns, database: join(folder, "t.duckdb"), source: "s" });
    assert.equal(table.rows, posts.length);
    return await use(table, folder);
  });
}

const POST_FIELDS = [
  ...["postId", "authorId", "kind", "createdAt", "text", "title", "communityId", "parentId", "threadId", "score"],
  "modelId",
];

/** A post with what a test sets. */
export function postOf(changes: Partial<Post> & { postId: string }): Post {
  const nothing = { title: null, communityId: null, parentId: null, threadId: null, score: null, modelId: null };
  const usual = { authorId: "a", kind: "post", createdAt: "2026-02-03T10:00:00.000Z", text: "x", source: "s" } as const;
  return { ...usual, ...nothing, ...changes };
}
