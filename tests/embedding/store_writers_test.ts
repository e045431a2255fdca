import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openVectorStore, vectorKey } from "../../lib/embedding/mod.ts";
import { hashVector, inTempFolder } from "./stand_in.ts";

const embedder = { name: "counting 1", dims: 4 };

function startWriter(folder: string, name: string): Deno.ChildProcess {
  const script = fileURLToPath(new URL("./store_writer.ts", import.meta.url));
  const args = ["run", "-A", "--no-check", script, folder, name];
  return new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped", stderr: "inherit" }).spawn();
}

async function untilReady(writer: Deno.ChildProcess): Promise<void> {
  const reader = writer.stdout.getReader();
  await reader.read();
  reader.releaseLock();
}

async function release(writer: Deno.ChildProcess): Promise<void> {
  const pipe = writer.stdin.getWriter();
  await pipe.write(Uint8Array.of(1));
  await pipe.close();
}

Deno.test("openVectorStore() keeps every vector of two processes that write at once", async () => {
  await inTempFolder(async (folder) => {
    const writers = ["a", "b"].map((name) => startWriter(folder, name));
    await Promise.all(writers.map(untilReady));
    await Promise.all(writers.map(release));
    const statuses = await Promise.all(writers.map((writer) => writer.status));
    await Promise.all(writers.map((writer) => writer.stdout.cancel()));
    assert.ok(statuses.every(({ success }) => success));
    const store = openVectorStore(folder, embedder);
    assert.deepEqual([store.size, store.dropped], [200, 0]);
    for (const text of ["a 0", "a 99", "b 0", "b 99"]) {
      assert.deepEqual([...store.get(vectorKey(embedder.name, text)) ?? []], hashVector(text));
    }
    store.close();
  });
});

Deno.test("openVectorStore() after a writer was killed holds only whole vectors, and writes on", async () => {
  await inTempFolder(async (folder) => {
    const writer = startWriter(folder, "a");
    await untilReady(writer);
    await release(writer);
    for (let tries = 0; openSize(folder) < 5; tries++) {
      assert.ok(tries < 20_000, "the writer writes nothing");
      await new Promise((resume) => setTimeout(resume, 1));
    }
    writer.kill("SIGKILL");
    await writer.status;
    await writer.stdout.cancel();
    const store = openVectorStore(folder, embedder);
    const held = [...Array(100).keys()].filter((i) => store.get(vectorKey(embedder.name, `a ${i}`)) !== null);
    assert.ok(held.length >= 5);
    assert.deepEqual(held, [...Array(held.length).keys()]); // a run from the first on, without a hole
    store.append([{ key: vectorKey(embedder.name, "after"), vector: Float32Array.from(hashVector("after")) }]);
    store.close();
    const again = openVectorStore(folder, embedder);
    assert.deepEqual([again.size, again.dropped], [held.length + 1, 0]);
    again.close();
  });
});

function openSize(folder: string): number {
  const store = openVectorStore(folder, embedder);
  const { size } = store;
  store.close();
  return size;
}
