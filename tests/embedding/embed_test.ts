import assert from "node:assert/strict";
import { embed } from "../../lib/embedding/mod.ts";
import { countingEmbedder, hashVector, inTempFolder } from "./stand_in.ts";

const items = ["one", "two", "three", "two"].map((text, i) => ({ id: `p${i}`, text }));

Deno.test("embed() returns one row an item in the order of the items, whatever the order of work", async () => {
  const embedder = countingEmbedder();
  const embeddings = await embed(items, { embedder });
  assert.deepEqual(embeddings.ids, ["p0", "p1", "p2", "p3"]);
  assert.deepEqual([...embeddings.vectors], items.flatMap(({ text }) => hashVector(text)));
  assert.deepEqual([embeddings.dims, embeddings.model], [4, "counting 1"]);
});

Deno.test("embed() embeds equal texts once", async () => {
  const embedder = countingEmbedder();
  await embed(items, { embedder });
  assert.deepEqual(embedder.seen.toSorted(), ["one", "three", "two"]);
});

Deno.test("embed() with a store embeds nothing in a second run, and only what is new in a third", async () => {
  await inTempFolder(async (store) => {
    const embedder = countingEmbedder();
    const first = await embed(items, { embedder, store });
    assert.equal(embedder.seen.length, 3);
    const second = await embed(items, { embedder, store });
    assert.equal(embedder.seen.length, 3);
    assert.deepEqual(second, first);
    await embed([...items, { id: "p4", text: "four" }], { embedder, store });
    assert.deepEqual(embedder.seen.slice(3), ["four"]);
  });
});

Deno.test("embed() keeps the vectors of two models apart in one store", async () => {
  await inTempFolder(async (store) => {
    await embed(items, { embedder: countingEmbedder({ name: "counting 1" }), store });
    const other = countingEmbedder({ name: "counting 2" });
    await embed(items, { embedder: other, store });
    assert.equal(other.seen.length, 3);
  });
});

Deno.test("embed() keeps 3,000 vectors in one file", async () => {
  await inTempFolder(async (store) => {
    const many = Array.from({ length: 3000 }, (_, i) => ({ id: `p${i}`, text: `text ${i}` }));
    await embed(many, { embedder: countingEmbedder(), store });
    assert.equal([...Deno.readDirSync(store)].length, 1);
  });
});

Deno.test("embed() that was aborted goes on where it was", async () => {
  await inTempFolder(async (store) => {
    const many = Array.from({ length: 1200 }, (_, i) => ({ id: `p${i}`, text: `text ${i}` }));
    const embedder = countingEmbedder();
    const stop = new AbortController();
    const run = embed(many, {
      embedder,
      store,
      signal: stop.signal,
      onProgress: (done) => done === 512 && stop.abort(new Error("enough")),
    });
    await assert.rejects(run, { message: "enough" });
    assert.equal(embedder.seen.length, 512);
    const told: string[] = [];
    await embed(many, { embedder, store, onProgress: (done, total) => told.push(`${done}/${total}`) });
    assert.equal(new Set(embedder.seen).size, 1200);
    assert.equal(embedder.seen.length, 1200);
    assert.deepEqual(told, ["1024/1200", "1200/1200"]);
  });
});

Deno.test("embed() refuses an empty list, what is not text, and an id that stands twice", async () => {
  const embedder = countingEmbedder();
  const run = (given: unknown) => embed(given as typeof items, { embedder });
  await assert.rejects(run([]), { name: "RangeError", message: "Cannot run embed(): need at least 1 text, got 0" });
  await assert.rejects(run("text"), { name: "TypeError", message: /array of \{ id, text \}, got "text"/ });
  await assert.rejects(run([{ id: "a", text: null }]), { name: "TypeError", message: /at text 0.*got null/ });
  await assert.rejects(run([{ id: 7, text: "x" }]), { name: "TypeError", message: /item 0: id needs a string, got 7/ });
  await assert.rejects(run([items[0], items[0]]), { name: "RangeError", message: /distinct, got "p0" twice/ });
  assert.deepEqual(embedder.seen, []);
});

Deno.test("embed() refuses an unknown option", async () => {
  const options = { embedder: countingEmbedder(), cache: "x" };
  await assert.rejects(embed(items, options), { name: "TypeError", message: /option "cache"/ });
});

Deno.test("embed() refuses an embedder that gives back another number of rows", async () => {
  const short = { ...countingEmbedder(), embed: () => Promise.resolve(new Float32Array(4)) };
  await assert.rejects(embed(items, { embedder: short }), { name: "RangeError", message: /3 × 4 numbers back, got 4/ });
});

Deno.test("embed() takes text with half a surrogate pair", async () => {
  const { vectors } = await embed([{ id: "a", text: "broken \ud83d" }], { embedder: countingEmbedder() });
  assert.equal(vectors.length, 4);
});
