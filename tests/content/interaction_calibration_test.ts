import assert from "node:assert/strict";
import { interactionInfluence } from "../../lib/content/mod.ts";
import { atRandom, type Choose, commentingSociety, nearLast, nearMood } from "./commenting_society.ts";
import { isNominal, shareOf } from "./rates.ts";

const PARTS = ["result", "controlled", "lead"] as const;

/** Mean and share found at 5% of the plain change, the controlled contrast and the lead. */
async function found(
  runs: number,
  { size, ...society }: { size: number; choose: Choose; adapts?: number; agents?: number; rounds?: number },
) {
  const means = { result: 0, controlled: 0, lead: 0 };
  const shares = { result: 0, controlled: 0, lead: 0 };
  await shareOf(runs, async (seed) => {
    const { posts, embeddings } = commentingSociety({ agents: 8, rounds: 10, dims: 6, ...society, seed });
    const measured = await interactionInfluence(posts, embeddings, {
      variant: "semantic",
      window: { by: "posts", size },
      null: { kind: "random post of the same day", draws: 39, seed },
    });
    for (const part of PARTS) {
      means[part] += (measured[part]?.estimate ?? NaN) / runs;
      if ((measured[part]?.null?.pValue ?? 1) <= 0.05) shares[part] += 1 / runs;
    }
    return true;
  });
  return { means, shares };
}

Deno.test("interactionInfluence() of comments where agents already stand: plain below 0, controlled 0, lead above", async () => {
  const runs = 150;
  const { means, shares } = await found(runs, { size: 2, choose: nearLast });
  assert.ok(means.result < -0.04, `plain ${means.result}`);
  assert.ok(Math.abs(means.controlled) < 0.02, `controlled ${means.controlled}`);
  assert.ok(isNominal(shares.controlled, runs), `controlled found ${shares.controlled}`);
  assert.ok(means.lead > 0.1, `lead ${means.lead}`);
});

Deno.test("interactionInfluence() of random comments is 0 in all three", async () => {
  const runs = 150;
  const { shares } = await found(runs, { size: 1, choose: atRandom });
  for (const part of ["controlled", "lead"] as const) {
    assert.ok(isNominal(shares[part], runs), `${part} found ${shares[part]}`);
  }
});

Deno.test("interactionInfluence() controlled finds a planted influence, of chosen and of random comments", async () => {
  for (const choose of [atRandom, nearLast]) {
    const { means, shares } = await found(20, { size: 1, choose, adapts: 0.3, agents: 12, rounds: 12 });
    assert.ok(means.controlled > 0.05 && shares.controlled >= 0.8, `${means.controlled}, ${shares.controlled}`);
  }
});

Deno.test("interactionInfluence() cannot see what moved an agent between its last post and the comment", async () => {
  const { means } = await found(20, { size: 1, choose: nearMood });
  assert.ok(means.controlled > 0.05 && means.lead > 0.05, "both above 0: the lead gives it away");
});
