import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadScenarios, matchPairs, run } from "../../../lib/action/mod.ts";
import { fakeEndpoint, json, said } from "../../models/fake_endpoint.ts";

const KEY = "sk-secret-123456";

Deno.test("a ledger holds the key nowhere, whatever an endpoint makes of it", async () => {
  const before = Deno.env.get("OPENAI_API_KEY");
  const folder = Deno.makeTempDirSync();
  Deno.env.set("OPENAI_API_KEY", KEY);
  try {
    const trials = matchPairs(loadScenarios({ only: ["switch-tampering"] }), {
      factor: "history",
      control: "none",
      treatments: ["cooperative"],
      mode: "act",
      protocol: "native",
      worlds: 1,
      maxCalls: 3,
      seed: 1,
    }).slice(0, 3);
    await using endpoint = fakeEndpoint(({ headers }, index) => {
      const key = headers.get("authorization")!.replace("Bearer ", "");
      if (index === 1) return json({ error: { message: `no ${key}`, code: key, param: key } }, 400);
      const named = (name: string, given: unknown) => ({
        id: `${key}-${name}`,
        type: "function",
        function: { name, arguments: given },
      });
      const calls = [named(key, key), named("finish", { note: key }), named("set_setting", { name: key, value: key })];
      return said({ content: key, reasoning: key, tool_calls: calls }, {
        finish_reason: index % 2 === 0 ? key : "length",
      });
    });
    const ledgerPath = join(folder, "ledger.jsonl");
    const records = await run(trials, endpoint.model(), { ledgerPath });
    const text = readFileSync(ledgerPath, "utf8");
    assert.ok(text.includes("[key]") && records.length === trials.length);
    assert.ok(!text.includes(KEY) && !JSON.stringify(records).includes(KEY));
  } finally {
    Deno.removeSync(folder, { recursive: true });
    if (before === undefined) Deno.env.delete("OPENAI_API_KEY");
    else Deno.env.set("OPENAI_API_KEY", before);
  }
});
