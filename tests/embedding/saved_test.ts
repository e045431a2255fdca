import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { loadEmbeddings, saveEmbeddings } from "../../lib/embedding/mod.ts";
import { inTempFolder } from "./stand_in.ts";

const embeddings = {
  ids: ["19482736455019283746", "b"],
  dims: 2,
  model: "m 1",
  vectors: Float32Array.of(1, 0, 0.6, 0.8),
};

Deno.test("loadEmbeddings() reads back what saveEmbeddings() wrote, any ids and any float32", async () => {
  const vectors = fc.float32Array({ minLength: 1, maxLength: 30, noNaN: true });
  await fc.assert(
    fc.asyncProperty(vectors, fc.string({ unit: "binary" }), async (values, prefix) => {
      await inTempFolder((folder) => {
        const ids = Array.from(values, (_, i) => `${prefix.toWellFormed()}${i}`);
        const given = { ids, dims: 1, model: "any", vectors: values };
        saveEmbeddings(`${folder}/x`, given);
        assert.deepEqual(loadEmbeddings(`${folder}/x`), given);
      });
    }),
    { numRuns: 30 },
  );
});

Deno.test("saveEmbeddings() writes only the rows of a view, not the buffer behind it", async () => {
  await inTempFolder((folder) => {
    const view = { ...embeddings, ids: ["b"], vectors: embeddings.vectors.subarray(2) };
    saveEmbeddings(`${folder}/x`, view);
    assert.equal(readFileSync(`${folder}/x.f32`).length, 8);
    assert.deepEqual([...loadEmbeddings(`${folder}/x`).vectors], [...view.vectors]);
  });
});

Deno.test("saveEmbeddings() refuses ids and vectors that do not fit", () => {
  assert.throws(() => saveEmbeddings("nowhere", { ...embeddings, ids: ["a"] }), {
    name: "RangeError",
    message: /\(1 × 2\), got 4/,
  });
});

const damage: readonly [string, (path: string) => void, RegExp][] = [
  ["changed vectors", (path) => {
    const bytes = readFileSync(`${path}.f32`);
    bytes[0] = 1;
    writeFileSync(`${path}.f32`, bytes);
  }, /needs SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}/],
  ["cut vectors", (path) => writeFileSync(`${path}.f32`, readFileSync(`${path}.f32`).subarray(0, 12)), /16 bytes.*12/],
  ["missing vectors", (path) => rmSync(`${path}.f32`), /needs the file .*\.f32, got nothing there/],
  ["missing ids", (path) => rmSync(`${path}.json`), /needs the file .*\.json, got nothing there/],
  ["ids that are no JSON", (path) => writeFileSync(`${path}.json`, "{"), /needs JSON/],
  ["JSON of another kind", (path) => writeFileSync(`${path}.json`, '{"ids":[]}'), /needs schemaVersion 1/],
  ["JSON null", (path) => writeFileSync(`${path}.json`, "null"), /needs schemaVersion 1.*got null/],
];

for (const [name, break_, message] of damage) {
  Deno.test(`loadEmbeddings() refuses ${name}`, async () => {
    await inTempFolder((folder) => {
      saveEmbeddings(`${folder}/x`, embeddings);
      break_(`${folder}/x`);
      assert.throws(() => loadEmbeddings(`${folder}/x`), { message });
    });
  });
}

Deno.test("loadEmbeddings() takes the path of either file", async () => {
  const folder = await Deno.makeTempDir();
  const embeddings = { ids: ["a"], dims: 2, model: "hand", vectors: Float32Array.of(0, 1) };
  saveEmbeddings(`${folder}/posts`, embeddings);
  for (const end of ["", ".f32", ".json"]) assert.deepEqual(loadEmbeddings(`${folder}/posts${end}`), embeddings);
  await Deno.remove(folder, { recursive: true });
});
