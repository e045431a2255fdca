import assert from "node:assert/strict";
import { loadScenarios, matchPairs, type MatchPairsOptions } from "../../../lib/action/mod.ts";
import { madeScenario } from "./made_scenario.ts";

const scenario = madeScenario();

/** A design of the made scenario with what a test gets wrong; "missing" options come as undefined, as untyped code gives them. */
function trialsOf(options: { readonly [Name in keyof MatchPairsOptions]?: unknown } = {}, from = [scenario]) {
  return matchPairs(from, {
    factor: "history",
    control: "none",
    treatments: ["cooperative"],
    mode: "act",
    worlds: 1,
    seed: 1,
    ...options,
  } as MatchPairsOptions);
}

Deno.test("matchPairs() refuses to cross a factor that no scenario has, and lists those there are", () => {
  assert.throws(() => trialsOf({ crossed: { subjct: ["self"] } }), {
    name: "TypeError",
    message: "Cannot run matchPairs(): factor in crossed is one of subject, threat, persona, hurry, warmth, " +
      'instantiation, order, got "subjct"',
  });
});

Deno.test("matchPairs() passes a crossed factor over in the scenarios that do not have it, while one has it", () => {
  const plain = { ...scenario, id: "plain", factors: scenario.factors.filter(({ id }) => id !== "persona") };
  const trials = trialsOf({ crossed: { persona: ["plain", "careful"] } }, [scenario, plain]);
  const countOf = (id: string) => trials.filter(({ scenarioId }) => scenarioId === id).length;
  assert.deepEqual([countOf("made"), countOf("plain")], [2 * 2 * 2, 2 * 2]);
});
