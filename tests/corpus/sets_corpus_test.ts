import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { realDataFolder } from "twoplane/foundation";
import { exportPosts, loadDataset, loadDatasetCorpus, loadPosts, presets } from "twoplane/corpus";
import { readPosts } from "../../lib/corpus/table/read.ts";
import { inFolder } from "./live_server.ts";

const mirror = realDataFolder();

Deno.test({
  name: "loadDatasetCorpus() and exportPosts() of a table give the posts of the real moltbook-launch",
  ignore: mirror === null || !existsSync(join(mirror, "moltbook-launch")),
  fn: async () => {
    await inFolder(async (folder) => {
      const { posts, report, checks } = await loadDataset("moltbook-launch", { folder, table: "posts" });
      const corpus = await loadDatasetCorpus("moltbook-launch", { folder, table: "posts" });
      assert.deepEqual(corpus.checks, checks);
      assert.deepEqual([corpus.table.rows, corpus.report.rowsRead], [1709, report.rowsRead]);
      assert.equal(corpus.table.database, join(folder, "moltbook-launch", "posts.duckdb"));
      assert.deepEqual(await readPosts(corpus.table), posts);
      const [table, array] = [join(folder, "table.parquet"), join(folder, "array.parquet")];
      assert.equal((await exportPosts(corpus.table, table)).sha256, (await exportPosts(posts, array)).sha256);
      const back = await loadPosts(table, { ...presets.exportedPosts, source: posts[0]?.source ?? "" });
      assert.deepEqual(back.posts, posts);
    });
  },
});
