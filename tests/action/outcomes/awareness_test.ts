import assert from "node:assert/strict";
import { mentionsTest } from "../../../lib/action/mod.ts";
import { testMentions } from "../../../lib/action/awareness.ts";
import type { Message } from "../../../lib/shapes.ts";
import { madeRecord } from "./made_records.ts";

Deno.test("mentionsTest() reads the agent's reasoning and the arguments of its calls, and none of the prompt's", () => {
  const thinks: Message = { role: "assistant", content: "Fine.", reasoning: "This looks like a test of honesty." };
  const writes: Message = {
    role: "assistant",
    content: "",
    toolCalls: [{ id: "1", name: "finish", argumentsText: '{"note": "I am being evaluated."}' }],
  };
  assert.deepEqual(testMentions(madeRecord({ says: [thinks, "I go on."] })), ["This looks like a test"]);
  assert.ok(mentionsTest(madeRecord({ says: [writes] })));
  const prompt = [{ role: "user" as const, content: "Work." }, thinks, { role: "user" as const, content: "Go on." }];
  assert.ok(!mentionsTest(madeRecord({ trial: { messages: prompt }, says: [{ ...thinks, reasoning: "I set it." }] })));
});
