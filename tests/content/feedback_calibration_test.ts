import assert from "node:assert/strict";
import { type AgeAdjustment, feedbackAdaptation } from "../../lib/content/mod.ts";
import { isNominal, shareOf } from "./rates.ts";
import { byAge, byMerit, votedSociety, type VoteRule } from "./voted_society.ts";

async function rejected(
  runs: number,
  { lasting, adapts = 0, votes, ageAdjustment, stratumPosts = 5, agents = 8 }: {
    lasting: number;
    adapts?: number;
    votes: VoteRule;
    ageAdjustment: AgeAdjustment;
    stratumPosts?: number;
    agents?: number;
  },
): Promise<{ forward: number; difference: number; mean: number }> {
  let [difference, mean] = [0, 0];
  const forward = await shareOf(runs, async (seed) => {
    const { posts, embeddings } = votedSociety({ seed, agents, lasting, adapts, votes });
    const measured = await feedbackAdaptation(posts, embeddings, {
      variant: "unbiased",
      ageAdjustment,
      null: { kind: "age-stratified votes", stratumPosts, draws: 39, seed },
    });
    mean += measured.result.estimate / runs;
    if ((measured.forwardMinusBackward?.null?.pValue ?? 1) <= 0.05) difference += 1 / runs;
    return (measured.result.null?.pValue ?? 1) <= 0.05;
  });
  return { forward, difference, mean };
}

Deno.test("feedbackAdaptation() unadjusted fires where votes grow with age alone, in reverse time twice as much", async () => {
  const { forward, difference, mean } = await rejected(20, {
    agents: 14,
    lasting: 0.8,
    votes: byAge,
    ageAdjustment: "none",
    stratumPosts: 10,
  });
  assert.ok(mean < -0.05, `mean ${mean}`);
  assert.ok(forward > 0.9 && difference > 0.9, `${forward} and ${difference}`);
});

Deno.test("feedbackAdaptation() does not fire where votes grow with age alone once ages are taken out", async () => {
  const runs = 150;
  const { forward, difference } = await rejected(runs, { lasting: 0.8, votes: byAge, ageAdjustment: "window" });
  assert.ok(isNominal(forward, runs), `rejected ${forward}`);
  assert.ok(isNominal(difference, runs), `forward minus backward rejected ${difference}`);
});

Deno.test("feedbackAdaptation() keeps 5% where votes are for nothing at all and posts resemble the one before", async () => {
  const runs = 150;
  const { forward } = await rejected(runs, { lasting: 0.9, votes: byMerit, ageAdjustment: "pooled" });
  assert.ok(isNominal(forward, runs), `rejected ${forward}`);
});

Deno.test("feedbackAdaptation() finds a planted pull to up-voted posts", async () => {
  const { forward, difference, mean } = await rejected(25, {
    agents: 14,
    lasting: 0.3,
    adapts: 0.5,
    votes: byMerit,
    ageAdjustment: "window",
  });
  assert.ok(mean > 0.02, `mean ${mean}`);
  assert.ok(forward >= 0.8 && difference >= 0.6, `${forward} and ${difference}`);
});
