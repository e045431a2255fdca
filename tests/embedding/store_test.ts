import assert from "node:assert/strict";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { openVectorStore, vectorKey, type VectorStore } from "../../lib/embedding/mod.ts";
import { hashVector, inTempFolder } from "./stand_in.ts";

const embedder = { name: "counting 1", dims: 4 };
const texts = ["one", "two", "three", "four"];
/** Bytes of a record: key, checksum, four float32. */
const RECORD = 32 + 4 + 16;

function entry(text: string) {
  return { key: vectorKey(embedder.name, text), vector: Float32Array.from(hashVector(text)) };
}

function filled(folder: string): string {
  const store = openVectorStore(folder, embedder);
  store.append(texts.map(entry));
  store.close();
  return onlyFile(folder);
}

function onlyFile(folder: string): string {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  assert.equal(names.length, 1);
  return `${folder}/${names[0]}`;
}

function held(store: VectorStore): string[] {
  return texts.filter((text) => store.get(entry(text).key) !== null);
}

Deno.test("openVectorStore() gives back what was appended, also after it was closed", async () => {
  await inTempFolder((folder) => {
    filled(folder);
    const store = openVectorStore(folder, embedder);
    assert.equal(store.size, 4);
    assert.equal(store.dropped, 0);
    for (const text of texts) assert.deepEqual([...store.get(entry(text).key) ?? []], hashVector(text));
    assert.equal(store.get(entry("five").key), null);
    store.close();
    store.close();
  });
});

Deno.test("openVectorStore() drops the torn tail at every length a kill can leave, and writes on", async () => {
  await inTempFolder((folder) => {
    const path = filled(folder);
    const whole = readFileSync(path);
    const header = whole.length - 4 * RECORD;
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const records = Math.max(0, Math.floor((length - header) / RECORD));
      const torn = openVectorStore(folder, embedder);
      assert.deepEqual(held(torn), texts.slice(0, records));
      const isTorn = length < header ? length > 0 : (length - header) % RECORD !== 0;
      assert.equal(torn.dropped, isTorn ? 1 : 0);
      torn.append(texts.slice(records).map(entry));
      assert.deepEqual(held(torn), texts);
      torn.close();
      assert.deepEqual(readFileSync(path), whole);
    }
  });
});

Deno.test("openVectorStore() drops a damaged record and keeps its neighbours", async () => {
  await inTempFolder((folder) => {
    const path = filled(folder);
    const bytes = readFileSync(path);
    const inSecond = bytes.length - 3 * RECORD + 40;
    bytes[inSecond] = (bytes[inSecond] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const store = openVectorStore(folder, embedder);
    assert.deepEqual(held(store), ["one", "three", "four"]);
    assert.equal(store.dropped, 1);
    store.close();
  });
});

Deno.test("openVectorStore() keeps what two writers append in turn", async () => {
  await inTempFolder((folder) => {
    const [a, b] = [openVectorStore(folder, embedder), openVectorStore(folder, embedder)];
    a.append([entry("one")]);
    b.append([entry("two")]);
    a.append([entry("three")]);
    b.append([entry("four")]);
    assert.deepEqual(held(a), ["one", "three"]);
    assert.deepEqual([...a.get(entry("three").key) ?? []], hashVector("three"));
    a.close();
    b.close();
    const after = openVectorStore(folder, embedder);
    assert.deepEqual(held(after), texts);
    after.close();
  });
});

Deno.test("openVectorStore() refuses a pack with another header, and says what to do", async () => {
  await inTempFolder((folder) => {
    const path = filled(folder);
    writeFileSync(path, "something else entirely, long enough to be a header of a pack file or more");
    assert.throws(() => openVectorStore(folder, embedder), { message: /needs the header of its embedder.*Delete/ });
  });
});

Deno.test("openVectorStore() refuses a folder it cannot make", async () => {
  await inTempFolder((folder) => {
    writeFileSync(`${folder}/file`, "");
    assert.throws(() => openVectorStore(`${folder}/file/below`, embedder), {
      message: /needs a folder to write to/,
    });
  });
});

Deno.test("append() refuses a vector of another length and leaves the pack as it was", async () => {
  await inTempFolder((folder) => {
    const path = filled(folder);
    const before = readFileSync(path);
    const store = openVectorStore(folder, embedder);
    const short = { key: entry("five").key, vector: Float32Array.of(1) };
    assert.throws(() => store.append([short]), { name: "RangeError", message: /needs 4 numbers, got 1/ });
    store.close();
    assert.deepEqual(readFileSync(path), before);
  });
});
