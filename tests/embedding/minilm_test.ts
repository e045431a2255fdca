// needs: models
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import golden from "../golden/minilm_fp32.json" with { type: "json" };
import { type Embedder, openMiniLm } from "../../lib/embedding/mod.ts";
import { MAX_TOKENS } from "../../lib/embedding/minilm.ts";
import { openTokenizer } from "../../lib/embedding/tokens.ts";
import { weightPath } from "../../lib/foundation/mod.ts";
import { inTempFolder } from "./stand_in.ts";

const texts = golden.cases.map(({ text }) => text);

async function withMiniLm(run: (embedder: Embedder) => Promise<void>): Promise<void> {
  const embedder = await openMiniLm();
  try {
    await run(embedder);
  } finally {
    await embedder.close();
  }
}

function reference(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer);
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

Deno.test("openTokenizer() gives the token ids of the reference tokenizer, cut at 256", async () => {
  assert.equal(MAX_TOKENS, golden.maxTokens);
  const tokenize = await openTokenizer(await weightPath("minilm", "tokenizer.json"), MAX_TOKENS);
  for (const { name, text, tokenIds } of golden.cases) assert.deepEqual([...tokenize(text)], tokenIds, name);
});

Deno.test("openMiniLm() agrees with fp32: cosine ≥ 0.99 for each of 44 texts, ≥ 0.998 in the mean", async () => {
  await withMiniLm(async (embedder) => {
    assert.equal(embedder.dims, golden.dims);
    const vectors = await embedder.embed(texts);
    const cosines = golden.cases.map(({ vector }, row) =>
      cosine(vectors.subarray(row * 384, row * 384 + 384), reference(vector))
    );
    golden.cases.forEach(({ name }, row) => assert.ok((cosines[row] ?? 0) >= 0.99, `${name}: ${cosines[row]}`));
    assert.ok(cosines.reduce((sum, value) => sum + value, 0) / cosines.length >= 0.998);
  });
});

Deno.test("openMiniLm() gives a text the same vector alone, in a batch and in another order", async () => {
  await withMiniLm(async (embedder) => {
    const together = await embedder.embed(texts, { batchSize: 16 });
    const reversed = await embedder.embed(texts.toReversed(), { batchSize: 3 });
    const alone = await embedder.embed([texts[0] ?? ""]);
    assert.ok(cosine(alone, together.subarray(0, 384)) > 1 - 1e-6);
    texts.forEach((_, row) => {
      const other = texts.length - 1 - row;
      const pair = [together.subarray(row * 384, row * 384 + 384), reversed.subarray(other * 384, other * 384 + 384)];
      assert.ok(cosine(pair[0] as Float32Array, pair[1] as Float32Array) > 1 - 1e-6, `text ${row}`);
    });
  });
});

Deno.test("openMiniLm() ignores what stands behind 256 tokens, and only that", async () => {
  await withMiniLm(async (embedder) => {
    const start = "word ".repeat(254);
    const vectors = await embedder.embed([start, `${start} something else entirely`, `something ${start}`]);
    const [a, b, c] = [0, 1, 2].map((row) => vectors.subarray(row * 384, row * 384 + 384)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    assert.ok(cosine(a, b) > 1 - 1e-6);
    assert.ok(cosine(a, c) < 1 - 1e-4);
  });
});

Deno.test("openMiniLm() takes an empty text, a megabyte and half a surrogate pair", async () => {
  await withMiniLm(async (embedder) => {
    const vectors = await embedder.embed(["", "word ".repeat(200_000), "broken \ud83d"]);
    for (let row = 0; row < 3; row++) {
      const vector = vectors.subarray(row * 384, row * 384 + 384);
      assert.ok(Math.abs(cosine(vector, vector) - 1) < 1e-5);
    }
  });
});

Deno.test("openMiniLm() tells progress after each batch, stops when aborted, and refuses after close", async () => {
  const embedder = await openMiniLm();
  const told: string[] = [];
  const stop = new AbortController();
  const run = embedder.embed(["a", "b", "c", "d", "e"], {
    batchSize: 2,
    signal: stop.signal,
    onProgress: (done, total) => {
      told.push(`${done}/${total}`);
      if (done === 4) stop.abort(new Error("enough"));
    },
  });
  await assert.rejects(run, { message: "enough" });
  assert.deepEqual(told, ["2/5", "4/5"]);
  await embedder.close();
  await embedder.close();
  await assert.rejects(embedder.embed(["a"]), { message: /needs an open embedder/ });
});

Deno.test("openMiniLm() refuses an empty list, what is not text, and a batch size of 0", async () => {
  await withMiniLm(async (embedder) => {
    await assert.rejects(embedder.embed([]), { name: "RangeError", message: /at least 1 text, got 0/ });
    await assert.rejects(embedder.embed(["a", 7 as unknown as string]), {
      name: "TypeError",
      message: /text 1.*got 7/,
    });
    await assert.rejects(embedder.embed(["a"], { batchSize: 0 }), { name: "RangeError", message: /batchSize/ });
  });
});

Deno.test("openMiniLm() says what is wrong with a file and what to do", async () => {
  await inTempFolder(async (folder) => {
    const path = `${folder}/file`;
    await assert.rejects(openMiniLm({ modelPath: path }), { message: /got nothing there\. Run `deno task setup`/ });
    writeFileSync(path, "");
    await assert.rejects(openMiniLm({ modelPath: path }), { message: /got an empty file\. Delete it/ });
    writeFileSync(path, "not a model");
    await assert.rejects(openMiniLm({ modelPath: path }), { message: /needs an ONNX model.*got 11 bytes/ });
    await assert.rejects(openMiniLm({ tokenizerPath: path }), {
      name: "SyntaxError",
      message: /needs a tokenizer\.json/,
    });
    writeFileSync(path, "{}");
    await assert.rejects(openMiniLm({ tokenizerPath: path }), {
      name: "SyntaxError",
      message: /needs a tokenizer\.json/,
    });
  });
});
