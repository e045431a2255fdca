import assert from "node:assert/strict";
import { openEndpointEmbedder } from "../../lib/embedding/mod.ts";

interface Asked {
  url: string;
  body: { model: string; input: string[]; encoding_format: string };
}

/** Answers each text with [length, 1], in reverse order, and keeps the requests. */
function lengthsEndpoint(asked: Asked[]): typeof fetch {
  return async (input, init) => {
    const request = new Request(input as Request, init);
    const body = await request.json() as Asked["body"];
    asked.push({ url: request.url, body });
    const data = body.input.map((text, index) => ({ object: "embedding", index, embedding: [text.length, 1] }));
    return Response.json({ object: "list", model: body.model, data: data.reverse(), usage: {} });
  };
}

const base = { model: "stand-in", baseURL: "http://in-process.invalid/v1", dims: 2, apiKey: "sk-secret-1" };

Deno.test("openEndpointEmbedder() gives unit rows in the order of the texts, whatever the order of the answer", async () => {
  const asked: Asked[] = [];
  const embedder = await openEndpointEmbedder({ ...base, fetch: lengthsEndpoint(asked) });
  const told: number[] = [];
  const vectors = await embedder.embed(["a", "bbb", "cc"], { batchSize: 2, onProgress: (done) => told.push(done) });
  [1, 3, 2].forEach((length, row) => {
    assert.ok(Math.abs((vectors[2 * row] ?? NaN) - length / Math.hypot(length, 1)) < 1e-7);
    assert.ok(Math.abs((vectors[2 * row + 1] ?? NaN) - 1 / Math.hypot(length, 1)) < 1e-7);
  });
  assert.deepEqual(asked.map(({ body }) => body.input), [["a", "bbb"], ["cc"]]);
  assert.equal(asked[0]?.url, "http://in-process.invalid/v1/embeddings");
  assert.equal(asked[0]?.body.model, "stand-in");
  assert.deepEqual(told, [2, 3]);
  assert.equal(embedder.name, "stand-in at in-process.invalid");
});

Deno.test("openEndpointEmbedder() says what the endpoint said, without the key", async () => {
  const refuse = () =>
    Promise.resolve(Response.json({ error: { message: "Incorrect key sk-secret-1" } }, { status: 401 }));
  const embedder = await openEndpointEmbedder({ ...base, fetch: refuse });
  const error: unknown = await embedder.embed(["a"]).catch((thrown) => thrown);
  assert.ok(error instanceof Error);
  assert.match(error.message, /^Cannot embed with stand-in.*401 Incorrect key …"$/);
  assert.equal(error.cause, undefined);
});

Deno.test("openEndpointEmbedder() refuses answers of another size, count or index", async () => {
  const answers: readonly [object, RegExp][] = [
    [{ data: [{ index: 0, embedding: [1, 2, 3] }] }, /needs 1 vectors of 2, got 1 of 3 numbers/],
    [{ data: [] }, /needs 1 vectors of 2, got 0 of no numbers/],
    [{}, /needs 1 vectors of 2, got 0 of no numbers/],
    [{ data: [{ index: 5, embedding: [1, 2] }] }, /needs 1 vectors of 2/],
    [{ data: [{ index: 0, embedding: [0, 0] }] }, /finite vectors, got length 0 for text 0/],
  ];
  for (const [answer, message] of answers) {
    const embedder = await openEndpointEmbedder({ ...base, fetch: () => Promise.resolve(Response.json(answer)) });
    await assert.rejects(embedder.embed(["a"]), { name: "RangeError", message });
  }
});

Deno.test("openEndpointEmbedder() stops when aborted", async () => {
  const embedder = await openEndpointEmbedder({ ...base, fetch: lengthsEndpoint([]) });
  await assert.rejects(embedder.embed(["a"], { signal: AbortSignal.abort(new Error("enough")) }), {
    message: "enough",
  });
});

Deno.test("openEndpointEmbedder() refuses an address with credentials and one that is no address", async () => {
  const open = (baseURL: string) => openEndpointEmbedder({ ...base, baseURL });
  await assert.rejects(open("http://user:secret@host/v1"), { name: "TypeError", message: /without credentials/ });
  await assert.rejects(open("localhost"), { name: "TypeError", message: /http or https address, got "localhost"/ });
});
