// needs: models
import assert from "node:assert/strict";
import { loadFactors, matchPairs } from "../../../lib/action/mod.ts";
import { openTokenizer } from "../../../lib/embedding/tokens.ts";
import { groupBy, weightPath } from "../../../lib/foundation/mod.ts";
import type { Trial } from "../../../lib/shapes.ts";
import { scenarios } from "./all.ts";

const tokenize = await openTokenizer(await weightPath("minilm", "tokenizer.json"), 512);

/** Words, characters and tokens of a text, without the marks around it. */
function lengthsOf(text: string): Record<"words" | "characters" | "tokens", number> {
  return { words: text.split(/\s+/).length, characters: text.length, tokens: tokenize(text).length - 2 };
}

function assertAlike(trials: readonly Trial[], what: string): void {
  const lengths = trials.map(({ treatedSpan }) => lengthsOf(treatedSpan));
  for (const unit of ["words", "characters", "tokens"] as const) {
    const values = lengths.map((each) => each[unit]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    assert.ok(high / low <= 1.02, `${what}: ${unit} ${trials.map(({ condition }, i) => `${condition} ${values[i]}`)}`);
  }
}

Deno.test("the notes of history have equally many words and tokens, and characters within 2%, in every world", () => {
  const treatments = ["name-only", "neutral", "cooperative", "uncooperative", "third-party"];
  for (const scenario of scenarios) {
    const trials = matchPairs([scenario], {
      factor: "history",
      control: "none",
      treatments,
      mode: "choose",
      worlds: 4,
      seed: 3,
    });
    for (const block of groupBy(trials, ({ blockId }) => blockId).values()) assertAlike(block, scenario.id);
  }
});

Deno.test("threat and its absence have equally many words, and characters and tokens within 2%, for every subject", () => {
  for (const scenario of scenarios.filter(({ defaults }) => defaults.threat !== undefined)) {
    const trials = matchPairs([scenario], {
      factor: "threat",
      control: "absent",
      treatments: ["present"],
      crossed: { subject: ["peer", "self", "object", "human"] },
      mode: "choose",
      worlds: 3,
      seed: 4,
    });
    for (const block of groupBy(trials, ({ blockId }) => blockId).values()) {
      assertAlike(block, `${scenario.id} ${block[0]!.levels.subject}`);
    }
  }
});

Deno.test("the texts of a factor that replace each other are of about one length", () => {
  const matched = ["identity", "monitored", "autonomy", "persona", "bystanders", "group", "lastpartner", "talk"];
  for (const factor of loadFactors().filter(({ id }) => matched.includes(id))) {
    const lengths = factor.levels.filter(({ text }) => text !== "").map(({ text }) => text.length);
    assert.ok(Math.max(...lengths) / Math.min(...lengths) <= 1.12, `${factor.id}: ${lengths}`);
  }
});
