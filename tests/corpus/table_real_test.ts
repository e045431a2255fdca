/** The public sets of real agents by way of a table, where TWOPLANE_DATA points to them; skipped elsewhere. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { realDataFolder } from "twoplane/foundation";
import { authorsOf, byAuthor, dailyCounts, dailyCountsOf, loadCorpus, type PresetName, presets } from "twoplane/corpus";
import { agree } from "./table_support.ts";

const sets: [file: string, preset: PresetName][] = [
  ["moltbook-week1/posts.json", "moltbookWeek1Posts"],
  ["moltbook-week1/comments.json", "moltbookWeek1Comments"],
  ["contemplative-agent/entries.jsonl.gz", "contemplativeAgent"],
  ["moltbook-launch/posts.csv", "moltbookLaunchPosts"],
  ["moltbook-launch/comments.csv", "moltbookLaunchComments"],
];

for (const [file, preset] of sets) {
  const path = join(realDataFolder() ?? "", file);
  const ignore = realDataFolder() === null || !existsSync(path);
  Deno.test({
    name: `loadCorpus() agrees with loadPosts() on ${file}, and so do its measures`,
    ignore,
    fn: async () => {
      const outcome = await agree(path, presets[preset]);
      assert.ok("posts" in outcome);
      const folder = await Deno.makeTempDir();
      const { table } = await loadCorpus(path, { ...presets[preset], database: join(folder, "t.duckdb") });
      assert.deepEqual(await dailyCountsOf(table), dailyCounts(outcome.posts));
      const authors = await authorsOf(table);
      assert.deepEqual(
        authors.map(({ posts }) => posts).sort(),
        [...byAuthor(outcome.posts)].map(([, own]) => own.length).sort(),
      );
      await Deno.remove(folder, { recursive: true });
    },
  });
}
