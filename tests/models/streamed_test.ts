import assert from "node:assert/strict";
import OpenAI from "openai";
import { endpointAbilities, networkTransport } from "../../lib/models/mod.ts";
import { fakeEndpoint, json, piece, said, streamed } from "./fake_endpoint.ts";

const settings = { temperature: 0, maxTokens: 8, seed: 1 };
const request = { messages: [{ role: "user" as const, content: "hi" }], settings };
const callPiece = (index: number | undefined, id: string | undefined, name: string | undefined, text: string) =>
  piece({
    tool_calls: [{ ...index !== undefined && { index }, ...id && { id }, function: { name, arguments: text } }],
  });
const usage = { choices: [], usage: { prompt_tokens: 9, completion_tokens: 4 } };

/** What the client makes of a streamed answer. */
async function assembledFrom(pieces: readonly unknown[], options = {}) {
  await using endpoint = fakeEndpoint(() => streamed(pieces, options));
  return { reply: await endpoint.model({ stream: true }).reply(request), asked: endpoint.asked };
}

Deno.test("a streamed answer reads as one that came in one, with the usage of the last piece", async () => {
  const { reply, asked } = await assembledFrom([
    piece({ role: "assistant", reasoning_content: "I thi" }),
    piece({ reasoning_content: "nk." }),
    piece({ content: "Grü" }),
    piece({ content: "ße 🌱" }),
    piece({}, "stop"),
    usage,
  ]);
  assert.deepEqual(reply, {
    content: "Grüße 🌱",
    reasoning: "I think.",
    toolCalls: [],
    refusal: null,
    finishReason: "stop",
    usage: { promptTokens: 9, completionTokens: 4 },
  });
  assert.equal(asked[0]!.body.stream, true);
  assert.deepEqual(asked[0]!.body.stream_options, { include_usage: true });
});

Deno.test("streamed tool calls are put together by index, by id where the index does not change, or as they come", async () => {
  const two = [{ id: "a", name: "read", argumentsText: '{"path":"x"}' }, {
    id: "b",
    name: "finish",
    argumentsText: "{}",
  }];
  const ways = [
    [
      callPiece(0, "a", "read", '{"pa'),
      callPiece(1, "b", "finish", ""),
      callPiece(0, undefined, undefined, 'th":"x"}'),
      callPiece(1, undefined, undefined, "{}"),
    ],
    [callPiece(0, "a", "read", '{"path":"x"}'), callPiece(0, "b", "finish", "{}")],
    [
      callPiece(undefined, "a", "read", '{"path"'),
      callPiece(undefined, undefined, undefined, ':"x"}'),
      callPiece(undefined, "b", "finish", "{}"),
    ],
  ];
  for (const pieces of ways) {
    const { reply } = await assembledFrom([...pieces, piece({}, "tool_calls"), usage]);
    assert.deepEqual(reply.toolCalls, two);
    assert.equal(reply.finishReason, "tool_calls");
  }
});

Deno.test("a stream without usage is estimated, a refusal is read from its pieces", async () => {
  const { reply } = await assembledFrom([piece({ refusal: "I can" }), piece({ refusal: "not." }, "stop")]);
  assert.equal(reply.refusal, "I cannot.");
  assert.equal(reply.usage.isEstimated, true);
});

Deno.test("a stream that ends before its answer does is a failed connection, never half an answer", async () => {
  for (const isDone of [true, false]) {
    await assert.rejects(assembledFrom([piece({ content: "half" })], { isDone }), OpenAI.APIConnectionError);
  }
});

Deno.test("an error in the middle of a stream is told, and a stream without choices is no answer", async () => {
  await assert.rejects(
    assembledFrom([piece({ content: "half" }), { error: { message: "out of memory", code: 500 } }]),
    /out of memory/,
  );
  await assert.rejects(assembledFrom([usage]), /need at least 1 choice, got 0/);
});

Deno.test("an aborted stream throws the abort, not half an answer", async () => {
  const stop = new AbortController();
  await using endpoint = fakeEndpoint(() => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(piece({ content: "a" }))}\n\n`));
        setTimeout(() => stop.abort(new Error("enough")), 30);
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  await assert.rejects(
    endpoint.model({ stream: true }).reply({ ...request, signal: stop.signal }),
    /enough|abort/i,
  );
});

Deno.test("endpointAbilities() tries each ability once and states what it saw", async () => {
  const listed = [{ token: "A", logprob: -0.1 }, { token: "B", logprob: -2.4 }];
  await using able = fakeEndpoint(({ body }) => {
    if (body.stream) return streamed([piece({ content: "ready" }), piece({}, "stop"), usage]);
    if (body.logprobs) return said({ content: "A" }, { logprobs: { content: [{ top_logprobs: listed }] } });
    if (body.tools) {
      return said({ tool_calls: [{ id: "1", type: "function", function: { name: "open_door", arguments: "{}" } }] });
    }
    return said({ content: body.response_format ? '{"tool":"open","arguments":{}}' : "ready" });
  });
  const rows = await endpointAbilities(networkTransport({ model: "m", baseURL: able.baseURL }));
  assert.deepEqual(rows.filter(({ works }) => !works), []);
  assert.equal(rows.length, 7);
  assert.equal(rows.find(({ ability }) => ability === "token probabilities")!.seen, "2 of 2 options were listed");

  await using poor = fakeEndpoint(({ body }, index) => {
    if (body.response_format) return json({ error: { message: "schema must be an object" } }, 400);
    if (body.stream) return said({ content: "not streamed" });
    return json({ choices: [{ message: { content: `ready ${index}` } }] });
  });
  const few = await endpointAbilities(networkTransport({ model: "m", baseURL: poor.baseURL }));
  assert.deepEqual(few.filter(({ works }) => works).map(({ ability }) => ability), ["reply"]);
  assert.match(few.find(({ ability }) => ability === "JSON schema")!.seen, /schema must be an object/);
});
