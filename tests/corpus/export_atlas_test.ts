import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { openDuckDb, sqlText } from "twoplane/foundation";
import { exportAtlas } from "twoplane/corpus";
import type { Embeddings, Neighbours, Post, Projection } from "twoplane/shapes";
import { inFolder } from "./live_server.ts";

const posts: Post[] = ["a", "b", "c", "d"].map((postId, i) => ({
  postId,
  authorId: i === 0 ? null : "Ada",
  kind: "post",
  createdAt: `2026-02-03T10:00:0${i}.500Z`,
  text: `Text of ${postId}`,
  title: i === 1 ? "On maps" : null,
  communityId: "general",
  parentId: null,
  threadId: null,
  score: i,
  modelId: null,
  source: "s",
}));

const projection: Projection = {
  ids: ["c", "a", "b"],
  coordinates: Float64Array.of(0, 1, 2, 3, 4, 5),
  seed: 1,
  settings: {},
  quality: {},
};
const neighbours: Neighbours = {
  indices: Int32Array.of(1, 2, 0),
  distances: Float64Array.of(0.25, 0.5, 1),
  k: 1,
  metric: "cosine",
  engine: "float64",
  recall: 1,
};
const embeddings: Embeddings = {
  ids: ["a", "b", "c"],
  dims: 2,
  model: "m",
  vectors: Float32Array.of(1, 0, 0.6, 0.8, 0, 1),
};

async function rowsOf(path: string): Promise<Record<string, unknown>[]> {
  const database = await openDuckDb(null);
  const rows = await database.query(`SELECT * REPLACE (time::VARCHAR AS time) FROM read_parquet(${sqlText(path)})`);
  database.close();
  return rows;
}

Deno.test("exportAtlas() writes a row for each place of the map, in its order, and the command that opens it", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "map.parquet");
    const report = await exportAtlas(posts, path, { projection });
    assert.deepEqual([report.rows, report.notPlaced], [3, 1]);
    assert.equal(report.command, "embedding-atlas map.parquet --x x --y y --text text");
    const rows = await rowsOf(path);
    assert.deepEqual(rows.map(({ id, x, y }) => [id, x, y]), [["c", 0, 1], ["a", 2, 3], ["b", 4, 5]]);
    assert.deepEqual(rows[2], {
      id: "b",
      x: 4,
      y: 5,
      text: "On maps\n\nText of b",
      author: "Ada",
      time: "2026-02-03 10:00:01.5+00",
      kind: "post",
      community: "general",
      thread: null,
      score: 1,
      model: null,
      source: "s",
    });
    assert.equal(rows[1]?.author, null);
    const again = await exportAtlas(posts, join(folder, "again.parquet"), { projection });
    assert.equal(again.sha256, report.sha256);
    await assert.rejects(exportAtlas(posts, path, { projection }), /need a path that is free/);
    const odd = await exportAtlas(posts, join(folder, "it's $(mine).parquet"), { projection });
    assert.equal(odd.command, "embedding-atlas 'it'\\''s $(mine).parquet' --x x --y y --text text");
  });
});

Deno.test("exportAtlas() writes neighbours by row and vectors by post", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "map.parquet");
    const { command } = await exportAtlas(posts, path, { projection, neighbours, embeddings });
    assert.equal(command, `embedding-atlas ${basename(path)} --x x --y y --text text --neighbors neighbors`);
    const database = await openDuckDb(null);
    const rows = await database.query(
      `SELECT id, neighbors.ids[1]::INT AS next, neighbors.distances[1] AS far, round(vector[2]::DOUBLE, 6) AS second FROM read_parquet(${
        sqlText(path)
      })`,
    );
    database.close();
    assert.deepEqual(rows, [
      { id: "c", next: 1, far: 0.25, second: 1 },
      { id: "a", next: 2, far: 0.5, second: 0 },
      { id: "b", next: 0, far: 1, second: 0.8 },
    ]);
  });
});

Deno.test("exportAtlas() refuses a map that does not fit the posts, and what does not fit the map", async () => {
  const map = (changes: Partial<Projection>) => ({ projection: { ...projection, ...changes } });
  const refused: [string, Parameters<typeof exportAtlas>[2], RegExp][] = [
    ["a.csv", { projection }, /the path needs an ending \.parquet, got "a\.csv"/],
    ["a.parquet", map({ ids: ["c", "a", "z"] }), /need a post for each place of the map, got none for "z"/],
    ["a.parquet", map({ coordinates: Float64Array.of(1) }), /projection needs 6 finite coordinates, got 1/],
    ["a.parquet", map({ coordinates: Float64Array.of(0, 1, 2, 3, 4, NaN) }), /finite/],
    [
      "a.parquet",
      { projection, neighbours: { ...neighbours, k: 2 } },
      /neighbours need 2 of each of the 3 places, got 3 in all/,
    ],
    [
      "a.parquet",
      { projection, embeddings: { ...embeddings, ids: ["a", "b", "x"] } },
      /embeddings need a vector for "c", got none/,
    ],
  ];
  await inFolder(async (folder) => {
    for (const [name, options, fault] of refused) {
      await assert.rejects(exportAtlas(posts, join(folder, name), options), fault);
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});
