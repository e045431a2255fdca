/**
 * The whole way on real text: runs where TWOPLANE_DATA names the folder of public sets.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { drift, type DriftResult } from "../../lib/content/mod.ts";
import { authorsWithAtLeast, byAuthor, loadPosts, presets, textOf } from "../../lib/corpus/mod.ts";
import { embed, openMiniLm } from "../../lib/embedding/mod.ts";
import { realDataFolder } from "../../lib/foundation/mod.ts";
import { project, trajectories } from "../../lib/projection/mod.ts";
import type { Embeddings, Post } from "../../lib/shapes.ts";
import { close } from "../vectors/made.ts";
import { inTempFolder } from "../embedding/stand_in.ts";

const folder = realDataFolder() ?? "";
const weekOne = join(folder, "moltbook-week1", "posts.json");
const log = join(folder, "contemplative-agent", "entries.jsonl.gz");
const SAMPLE = 500;

/** Embeds into a store of its own, then again with an embedder that must not be asked. */
async function embedTwice(posts: readonly Post[]): Promise<Embeddings> {
  const items = posts.map((post) => ({ id: post.postId, text: textOf(post) }));
  const embedder = await openMiniLm();
  let embeddings: Embeddings | undefined;
  await inTempFolder(async (store) => {
    embeddings = await embed(items, { embedder, store });
    const idle = { ...embedder, embed: () => Promise.reject(new Error("a second run must embed nothing")) };
    assert.deepEqual(await embed(items, { embedder: idle, store }), embeddings);
  });
  await embedder.close();
  return embeddings as Embeddings;
}

async function mapped(posts: readonly Post[], embeddings: Embeddings): Promise<void> {
  const map = await project(embeddings, { seed: 1 });
  assert.ok(map.coordinates.every(Number.isFinite));
  assert.ok((map.quality.trustworthiness ?? 0) > 0.75, `trustworthiness ${map.quality.trustworthiness}`);
  const ways = trajectories(posts.filter(({ authorId }) => authorId !== null), { projection: map, embeddings });
  for (const { stepLengths, postIds } of ways) {
    assert.equal(stepLengths.length, postIds.length - 1);
    assert.ok(stepLengths.every((step) => step > -1e-6 && step <= 2));
  }
}

function checkBands({ result, bands, rows }: DriftResult): void {
  assert.equal(bands.length, result.n);
  assert.equal(rows.length, result.n);
  for (const { low, mean, high, pValue } of [...bands, ...(result.null === null ? [] : [result.null])]) {
    assert.ok(low <= mean && mean <= high);
    assert.ok(pValue >= 1 / 1000 && pValue <= 1);
  }
  close(result.estimate, rows.reduce((sum, { value }) => sum + value, 0) / rows.length, 1e-9);
}

Deno.test({
  name: "real week one of Moltbook: 5,385 rows load, 500 are embedded, mapped and measured",
  ignore: !existsSync(weekOne),
  fn: async () => {
    const { posts, report } = await loadPosts(weekOne, presets.moltbookWeek1Posts);
    assert.equal(report.rowsRead, 5385);
    const lost = report.dropped.map(({ reason, count }) => `${count} ${reason}`);
    assert.deepEqual([posts.length, ...lost], [5383, "2 missing text"]); // neither text nor title
    const authors = byAuthor(posts);
    const chosen = authorsWithAtLeast(posts, 4).flatMap((author) => authors.get(author) ?? []).slice(0, SAMPLE);
    const embeddings = await embedTwice(chosen);
    assert.deepEqual([embeddings.ids.length, embeddings.dims], [SAMPLE, 384]);
    await mapped(chosen, embeddings);
    for (const [minPosts, least] of [[10, 6], [4, 20]] as const) {
      const measured = await drift(chosen, embeddings, {
        variant: "unbiased",
        minPosts,
        null: { kind: "temporal structure", unit: "post", draws: 999, seed: 1 },
      });
      checkBands(measured);
      assert.ok(measured.result.n >= least, `${measured.result.n} agents of ${minPosts} posts`);
      assert.ok(measured.result.warnings.some((warning) => warning.startsWith("illustrative: ")));
    }
  },
});

Deno.test({
  name: "real log of one agent over 167 days: 11,203 rows load, 500 are embedded, mapped and measured by day",
  ignore: !existsSync(log),
  fn: async () => {
    const { posts, report } = await loadPosts(log, presets.contemplativeAgent);
    assert.equal(posts.length, 11_203);
    assert.equal(report.rowsRead, 11_862);
    const chosen = Array.from({ length: SAMPLE }, (_, i) => posts[Math.floor(i * posts.length / SAMPLE)] as Post);
    const embeddings = await embedTwice(chosen);
    await mapped(chosen, embeddings);
    for (const variant of ["raw", "unbiased"] as const) {
      const measured = await drift(chosen, embeddings, {
        variant,
        minPosts: 10,
        null: { kind: "temporal structure", unit: "day", draws: 999, seed: 1 },
      });
      checkBands(measured);
      assert.equal(measured.result.n, 1);
      assert.equal(measured.result.settings.nullUnit, "day");
      assert.ok(measured.result.warnings.includes("illustrative: 1 agent"));
    }
  },
});
