/** What endpoints do wrong, against a server on loopback. */
import assert from "node:assert/strict";
import OpenAI from "openai";
import { failureOf } from "../../lib/action/run_retry.ts";
import { networkTransport, openChatModel } from "../../lib/models/mod.ts";
import { fakeEndpoint, json, said } from "./fake_endpoint.ts";

const settings = { temperature: 0, maxTokens: 8, seed: 1 };
const messages = [{ role: "user" as const, content: "hi" }];
const request = { messages, settings };

/** What a call throws. */
async function thrown(call: Promise<unknown>): Promise<Error & { status?: number; headers?: Headers }> {
  return await call.then(() => assert.fail("it did not throw"), (error) => error);
}

Deno.test("openChatModel() waits as long as a 429 asks, then has its answer", async () => {
  await using endpoint = fakeEndpoint((_, index) =>
    index === 0 ? json({ error: { message: "slow down" } }, 429, { "retry-after-ms": "20" }) : said({ content: "now" })
  );
  assert.equal((await endpoint.model({}, { maxRetries: 1 }).reply(request)).content, "now");
  assert.equal(endpoint.asked.length, 2);
});

Deno.test("openChatModel() passes a 429 on with its Retry-After, for the run to keep to", async () => {
  await using endpoint = fakeEndpoint(() => json({ error: { message: "slow" } }, 429, { "retry-after": "7" }));
  const error = await thrown(endpoint.model().reply(request));
  assert.equal(error.status, 429);
  assert.deepEqual(failureOf(error, "m"), { kind: "again", retryAfterMs: 7000 });
});

Deno.test("openChatModel() tells a server's failure with its status, also where the page is no JSON", async () => {
  await using endpoint = fakeEndpoint(() => new Response("<html>bad gateway</html>", { status: 502 }));
  const error = await thrown(endpoint.model().reply(request));
  assert.equal(error.status, 502);
  assert.equal(failureOf(error, "m").kind, "again");
});

Deno.test("openChatModel() gives up after its time limit", async () => {
  let release = () => {};
  const late = new Promise<Response>((resolve) => release = () => resolve(said({ content: "late" })));
  await using endpoint = fakeEndpoint(() => late);
  const error = await thrown(endpoint.model({}, { timeoutMs: 60 }).reply(request));
  assert.ok(error instanceof OpenAI.APIConnectionTimeoutError);
  assert.equal(failureOf(error, "m").kind, "again");
  release();
});

Deno.test("openChatModel() takes a connection that is dropped for one that may be tried again", async () => {
  const half = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"choices": [';
  for (const head of ["", half]) {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const served = dropping(listener, head);
    const baseURL = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/v1`;
    const model = openChatModel(networkTransport({ model: "m", baseURL }), { maxRetries: 0, timeoutMs: 5000 });
    const error = await thrown(model.reply(request));
    assert.ok(error instanceof OpenAI.APIConnectionError, String(error));
    assert.ok(!(error instanceof OpenAI.APIConnectionTimeoutError));
    assert.equal(failureOf(error, "m").kind, "again");
    listener.close();
    await served;
  }
});

/** Reads each request, sends the beginning of an answer and hangs up. */
async function dropping(listener: Deno.Listener, head: string): Promise<void> {
  for await (const connection of listener) {
    await connection.read(new Uint8Array(4096));
    await connection.write(new TextEncoder().encode(head));
    connection.close();
  }
}

Deno.test("openChatModel() takes a reply that is no JSON, a page of text and a stream without events for failed calls", async () => {
  const answers: [string, string, RegExp][] = [
    ['{"choices": [{', "application/json", /^Cannot read the reply: need whole JSON, got/],
    ["<html>sign in</html>", "text/html", /^Cannot read the reply: need whole JSON, got the text "<html>sign in/],
    ["", "text/plain", /^Cannot read the reply: need whole JSON, got the text ""/],
  ];
  for (const [body, type, message] of answers) {
    await using endpoint = fakeEndpoint(() => new Response(body, { headers: { "content-type": type } }));
    const asked = { messages, options: ["A) x"], labels: ["A"] };
    for (const call of [endpoint.model().reply(request), endpoint.model().scoreOptions(asked)]) {
      const error = await thrown(call);
      assert.match(error.message, message);
      assert.equal(failureOf(error, "m").kind, "again");
    }
    if (type === "application/json") continue;
    const streaming = await thrown(endpoint.model({ stream: true }).reply(request));
    assert.match(streaming.message, /^Cannot read the streamed reply: need any event, got the end of the stream/);
    assert.equal(failureOf(streaming, "m").kind, "again");
  }
});

Deno.test("openChatModel() says what is wrong with tool calls that are none", async () => {
  const wrong: [unknown, RegExp][] = [
    [{}, /^Cannot read the reply: need tool_calls as a list, got an object/],
    ["finish", /^Cannot read the reply: need tool_calls as a list, got "finish"/],
    [[{ id: "1", type: "function", function: null }], /need the name of a function in every tool call, got undefined/],
    [[{ id: "1", type: "function", function: { name: 7 } }], /need the name of a function in every tool call, got 7/],
    [[null], /need the name of a function in every tool call, got undefined/],
  ];
  for (const [calls, message] of wrong) {
    await using endpoint = fakeEndpoint(() => said({ content: null, tool_calls: calls }));
    const error = await thrown(endpoint.model().reply(request));
    assert.match(error.message, message);
    assert.equal(failureOf(error, "m").kind, "final", "the endpoint would answer so again");
  }
  await using none = fakeEndpoint(() => said({ content: "x", tool_calls: null }));
  assert.deepEqual((await none.model().reply(request)).toolCalls, []);
  for (const body of [null, { choices: [null] }]) {
    await using endpoint = fakeEndpoint(() => json(body));
    await assert.rejects(endpoint.model().reply(request), /Cannot read the reply of .*: need at least 1 choice, got 0/);
  }
});

Deno.test("openChatModel() refuses empty choices, and takes a choice without a message for an empty answer", async () => {
  await using none = fakeEndpoint(() => json({ choices: [] }));
  await assert.rejects(none.model().reply(request), /need at least 1 choice, got 0/);
  await using bare = fakeEndpoint(() => json({ choices: [{}] }));
  const reply = await bare.model().reply(request);
  assert.deepEqual([reply.content, reply.toolCalls, reply.refusal, reply.finishReason], ["", [], null, "unknown"]);
});

Deno.test("openChatModel() estimates usage that an endpoint does not tell, and says so", async () => {
  await using endpoint = fakeEndpoint(() => json({ choices: [{ message: { content: "eight ch" } }] }));
  const { usage } = await endpoint.model().reply({ ...request, messages: [{ role: "user", content: "twelve chars" }] });
  assert.deepEqual(usage, { promptTokens: 3, completionTokens: 2, isEstimated: true });
});

Deno.test("openChatModel() passes malformed tool arguments on as they are, and gives calls without ids their own", async () => {
  const calls = [
    { id: "c1", type: "function", function: { name: "read", arguments: '{"path": ' } },
    { type: "function", function: { name: "read", arguments: { path: "a" } } },
  ];
  await using endpoint = fakeEndpoint(() =>
    said({ content: null, tool_calls: calls }, { finish_reason: "tool_calls" })
  );
  const reply = await endpoint.model().reply(request);
  assert.deepEqual(reply.toolCalls, [
    { id: "c1", name: "read", argumentsText: '{"path": ' },
    { id: "call-1", name: "read", argumentsText: '{"path":"a"}' },
  ]);
  assert.equal(reply.finishReason, "tool_calls");
});

Deno.test("openChatModel() reads reasoning from both fields, and refusals, apart from the content", async () => {
  for (const field of ["reasoning_content", "reasoning"]) {
    await using endpoint = fakeEndpoint(() => said({ content: "yes", [field]: "because" }));
    const reply = await endpoint.model().reply(request);
    assert.deepEqual([reply.content, reply.reasoning], ["yes", "because"]);
  }
  await using refusing = fakeEndpoint(() => said({ content: null, refusal: "I cannot." }));
  const reply = await refusing.model().reply(request);
  assert.deepEqual([reply.content, reply.refusal, "reasoning" in reply], ["", "I cannot.", false]);
});

Deno.test("openChatModel() says that an endpoint lists no probabilities, whatever it sends instead", async () => {
  const asked = { messages, options: ["A) x"], labels: ["A"] };
  for (const logprobs of [null, {}, { content: [] }, { content: [{ top_logprobs: [] }] }]) {
    await using endpoint = fakeEndpoint(() => said({ content: "A" }, { logprobs }));
    await assert.rejects(endpoint.model().scoreOptions(asked), /need token probabilities \(logprobs\), got none/);
  }
});

Deno.test("openChatModel() sends tools, tool results and calls in the wire format, and no reasoning back", async () => {
  await using endpoint = fakeEndpoint(() => said({ content: "ok" }));
  const call = { id: "c1", name: "read", argumentsText: "{}" };
  await endpoint.model().reply({
    settings: { ...settings, topP: 0.9 },
    messages: [
      ...messages,
      { role: "assistant", content: "", toolCalls: [call], reasoning: "secret thought", finishReason: "length" },
      { role: "tool", content: "file", toolCallId: "c1" },
    ],
    tools: [{ name: "read", description: "reads", parameters: { type: "object", properties: {} } }],
  });
  const { body } = endpoint.asked[0]!;
  assert.deepEqual(body.messages, [
    { role: "user", content: "hi" },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c1", type: "function", function: { name: "read", arguments: "{}" } }],
    },
    { role: "tool", content: "file", tool_call_id: "c1" },
  ]);
  assert.deepEqual(body.tools, [
    {
      type: "function",
      function: { name: "read", description: "reads", parameters: { type: "object", properties: {} } },
    },
  ]);
  assert.equal(body.top_p, 0.9);
});

Deno.test("networkTransport() names the length as the endpoint wants it and leaves schemas out where it is told", async () => {
  await using endpoint = fakeEndpoint(() => said({ content: "ok" }));
  const model = endpoint.model({ lengthField: "max_completion_tokens", schemas: false });
  await model.reply({ ...request, schema: { type: "object" } });
  const { max_completion_tokens: length, max_tokens: other, response_format: format } = endpoint.asked[0]!.body;
  assert.deepEqual([length, other, format], [8, undefined, undefined]);
  assert.throws(() => endpoint.model({ streaming: true } as never), /option "streaming"/);
});

Deno.test("openChatModel() takes the key out of errors, their causes, bodies and replies, and keeps what a run decides on", async () => {
  const before = Deno.env.get("OPENAI_API_KEY");
  Deno.env.set("OPENAI_API_KEY", "sk-secret-123456");
  try {
    await using refusing = fakeEndpoint(({ headers }) =>
      json({ error: { message: "bad key", seen: headers.get("authorization") } }, 401, { "x-request": "7" })
    );
    const error = await thrown(refusing.model().reply(request));
    assert.equal(error.status, 401);
    assert.equal(error.headers?.get("x-request"), "7");
    assert.ok(!Deno.inspect(error, { depth: 9 }).includes("sk-secret"), Deno.inspect(error, { depth: 9 }));
    assert.match(failureOf(error, "m").kind, /account/);
    await using echoing = fakeEndpoint(({ headers }) => said({ content: `you are ${headers.get("authorization")}` }));
    assert.equal((await echoing.model().reply(request)).content, "you are Bearer [key]");
    await using calling = fakeEndpoint(({ headers }) => {
      const key = headers.get("authorization")!;
      const asked = { name: key, arguments: { [key]: key } };
      const message = { content: key, refusal: key, reasoning: key, tool_calls: [{ id: key, function: asked }] };
      return said(message, { finish_reason: key });
    });
    const reply = await calling.model().reply(request);
    assert.ok(!JSON.stringify(reply).includes("sk-secret"), JSON.stringify(reply));
    assert.deepEqual([reply.toolCalls[0]!.name, reply.toolCalls[0]!.id], ["Bearer [key]", "Bearer [key]"]);
  } finally {
    if (before === undefined) Deno.env.delete("OPENAI_API_KEY");
    else Deno.env.set("OPENAI_API_KEY", before);
  }
});
