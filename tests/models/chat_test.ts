import assert from "node:assert/strict";
import {
  localTransport,
  networkTransport,
  openChatModel,
  recordedTransport,
  simulatedTransport,
} from "../../lib/models/mod.ts";

const settings = { temperature: 0, maxTokens: 8, seed: 1 };
const messages = [{ role: "user" as const, content: "hi" }];
const baseURL = "http://127.0.0.1:9/v1";

/** A network model whose endpoint answers from a function. */
function endpoint(answer: (body: Record<string, unknown>, headers: Headers) => Response | Promise<Response>) {
  const asked: { url: string; body: Record<string, unknown> }[] = [];
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const body = JSON.parse(await request.text());
    asked.push({ url: request.url, body });
    return await answer(body, request.headers);
  };
  return { asked, model: openChatModel(networkTransport({ model: "m", baseURL, fetch: send }), { maxRetries: 1 }) };
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const said = (message: Record<string, unknown>) =>
  json({ choices: [{ index: 0, message, finish_reason: "stop" }], usage: { prompt_tokens: 3, completion_tokens: 2 } });

Deno.test("openChatModel() asks an endpoint in the wire format and reads what it says", async () => {
  const { model, asked } = endpoint(() => said({ role: "assistant", content: "hello" }));
  const schema = { type: "object" };
  const reply = await model.reply({ messages, settings, schema });
  assert.equal(reply.content, "hello");
  assert.deepEqual(reply.usage, { promptTokens: 3, completionTokens: 2 });
  assert.equal(asked[0]!.url, `${baseURL}/chat/completions`);
  assert.deepEqual(
    { ...asked[0]!.body, response_format: undefined },
    {
      model: "m",
      messages: [{ role: "user", content: "hi" }],
      temperature: 0,
      max_tokens: 8,
      seed: 1,
      response_format: undefined,
    },
  );
  assert.deepEqual((asked[0]!.body.response_format as { json_schema: { schema: unknown } }).json_schema.schema, schema);
});

Deno.test("openChatModel() reads tool calls, refusals and empty content", async () => {
  const call = { id: "c1", type: "function", function: { name: "finish", arguments: "{bad" } };
  const { model } = endpoint(() => said({ role: "assistant", content: null, tool_calls: [call], refusal: "no" }));
  const reply = await model.reply({ messages, settings });
  assert.deepEqual(reply.toolCalls, [{ id: "c1", name: "finish", argumentsText: "{bad" }]);
  assert.equal(reply.refusal, "no");
  assert.equal(reply.content, "");
});

Deno.test("openChatModel() tries again after a server's error, as often as it is told", async () => {
  let call = 0;
  const { model, asked } = endpoint(() =>
    ++call === 1 ? json({ error: { message: "busy" } }, 503) : said({ role: "assistant", content: "late" })
  );
  assert.equal((await model.reply({ messages, settings })).content, "late");
  assert.equal(asked.length, 2);
});

Deno.test("openChatModel() refuses a reply without choices", async () => {
  const { model } = endpoint(() => json({ choices: [] }));
  await assert.rejects(model.reply({ messages, settings }), /need at least 1 choice, got 0/);
});

Deno.test("openChatModel() keeps the key out of what an endpoint echoes", async () => {
  const before = Deno.env.get("OPENAI_API_KEY");
  Deno.env.set("OPENAI_API_KEY", "sk-secret-123456");
  try {
    const { model } = endpoint((_, headers) =>
      json({ error: { message: `bad key ${headers.get("authorization")}` } }, 401)
    );
    await assert.rejects(model.reply({ messages, settings }), (error: Error) => {
      assert.match(error.message, /\[key\]/);
      assert.ok(!error.message.includes("sk-secret") && !String(error.stack).includes("sk-secret"));
      return true;
    });
  } finally {
    if (before === undefined) Deno.env.delete("OPENAI_API_KEY");
    else Deno.env.set("OPENAI_API_KEY", before);
  }
});

Deno.test("openChatModel() scores the first token at an endpoint; a missing option is a bound", async () => {
  const listed = [{ token: "A", logprob: Math.log(0.5) }, { token: " A", logprob: Math.log(0.25) }, {
    token: "The",
    logprob: Math.log(0.01),
  }];
  const { model, asked } = endpoint(() =>
    json({ choices: [{ message: { content: "A" }, logprobs: { content: [{ top_logprobs: listed }] } }] })
  );
  const { scores } = await model.scoreOptions({ messages, options: ["A) stay", "B) go"], labels: ["A", "B"] });
  assert.ok(Math.abs(Math.exp(scores[0]!.logProbability) - 0.75) < 1e-12);
  assert.deepEqual({ ...scores[1], logProbability: Math.exp(scores[1]!.logProbability).toFixed(4) }, {
    option: "B) go",
    logProbability: "0.0100",
    isBound: true,
  });
  assert.equal(asked[0]!.body.top_logprobs, 20);
});

Deno.test("openChatModel() says what to do where an endpoint gives no probabilities", async () => {
  const { model } = endpoint(() => said({ content: "A" }));
  await assert.rejects(
    model.scoreOptions({ messages, options: ["A) x"], labels: ["A"] }),
    /need token probabilities \(logprobs\), got none/,
  );
});

Deno.test("openChatModel() stops when it is aborted, and passes the signal on to the transport", async () => {
  const stop = new AbortController();
  const send: typeof fetch = (_, init) =>
    new Promise((_, reject) => {
      init!.signal!.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
      stop.abort();
    });
  const model = openChatModel(networkTransport({ model: "m", baseURL, fetch: send }), { maxRetries: 0 });
  await assert.rejects(model.reply({ messages, settings, signal: stop.signal }), /abort/i);
});

Deno.test("networkTransport() refuses an address that is none, and credentials in it", () => {
  assert.throws(() => networkTransport({ model: "m", baseURL: "localhost:1234" }), /TypeError: .*http or https/);
  assert.throws(() => networkTransport({ model: "m", baseURL: "http://user:pass@host/v1" }), (error: Error) => {
    assert.ok(!error.message.includes("pass"));
    return /without credentials/.test(error.message);
  });
});

Deno.test("simulatedTransport() says in its name that it is simulated", async () => {
  const model = openChatModel(simulatedTransport({ name: "coin", answer: () => "heads" }));
  assert.deepEqual(model.description, { name: "simulated: coin", kind: "simulated", sha256: null });
  await assert.rejects(
    openChatModel(simulatedTransport({ name: "mute" }), { maxRetries: 0 }).reply({ messages, settings }),
    /given no function/,
  );
});

Deno.test("recordedTransport() answers what was asked before and refuses the rest", async () => {
  const model = openChatModel(
    recordedTransport([{ kind: "reply", messages, seed: 1, content: "hello" }], { name: "m" }),
    { maxRetries: 0 },
  );
  assert.equal((await model.reply({ messages, settings })).content, "hello");
  await assert.rejects(model.reply({ messages, settings: { ...settings, seed: 2 } }), /need one of its 1 requests/);
});

Deno.test("localTransport() names the file it cannot load", async () => {
  const path = await Deno.makeTempFile({ suffix: ".gguf" });
  await Deno.writeTextFile(path, "not a model");
  await assert.rejects(localTransport({ modelPath: path, name: "m" }), /Cannot load .*\.gguf: need a GGUF model/);
  await Deno.remove(path);
});
