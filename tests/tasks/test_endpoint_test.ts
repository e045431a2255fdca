import assert from "node:assert/strict";
import { CHECKS, endpointAt } from "../../lib/tasks/test_endpoint/checks.ts";
import { main } from "../../lib/tasks/test_endpoint/main.ts";
import { startServer } from "../../lib/tasks/test_endpoint/server.ts";

Deno.test("test:endpoint says how it is called, and which models there are", async () => {
  const said: string[] = [];
  assert.equal(await main(["--help"], (line) => said.push(line)), 0);
  assert.match(said[0]!, /--model NAME/);
  const complaint = console.error;
  const complained: string[] = [];
  console.error = (line: string) => complained.push(line);
  try {
    assert.equal(await main(["--model", "no-such-model"]), 1);
  } finally {
    console.error = complaint;
  }
  assert.match(complained[0]!, /the name is one of .*qwen2\.5-coder-0\.5b/);
});

Deno.test("startServer() tells that a server ended before it listened, and with what last words", async () => {
  const signal = new AbortController().signal;
  const options = { modelPath: "m.gguf", contextSize: 2048, key: "k", signal };
  await assert.rejects(startServer({ ...options, python: "echo" }), /got exit code 0\. .*server\.py m\.gguf 2048/);
  await assert.rejects(startServer({ ...options, python: "no-such-python" }), /Cannot run no-such-python/);
});

Deno.test("every check of test:endpoint fails at a server that does nothing right", async () => {
  const before = Deno.env.get("OPENAI_API_KEY");
  Deno.env.set("OPENAI_API_KEY", "k");
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { stream } = await request.json();
    const choice = { index: 0, message: { content: "" }, delta: {}, finish_reason: stream ? null : "stop" };
    const text = JSON.stringify({ choices: [choice] });
    const type = stream ? "text/event-stream" : "application/json";
    return new Response(stream ? `data: ${text}\n\n` : text, { headers: { "content-type": type } });
  });
  const baseURL = `http://127.0.0.1:${server.addr.port}/v1`;
  const endpoint = endpointAt({ baseURL, modelName: "m", modelPath: "none", sha256: "x" });
  try {
    for (const { name, look } of CHECKS) {
      // An empty answer is no fault of these: an agent may give one.
      if (/^runs agents/.test(name)) continue;
      await assert.rejects(look(endpoint), /need |Unexpected|JSON/, name);
    }
  } finally {
    await server.shutdown();
    if (before === undefined) Deno.env.delete("OPENAI_API_KEY");
    else Deno.env.set("OPENAI_API_KEY", before);
  }
});
