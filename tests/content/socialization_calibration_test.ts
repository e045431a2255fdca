import assert from "node:assert/strict";
import { type ExposureTopics, socializationEffect } from "../../lib/content/mod.ts";
import { exposedSociety, type ExposedSocietyOptions, type Feed, randomFeed, type Written } from "./exposed_society.ts";
import { isAtMostNominal, isNominal, shareOf } from "./rates.ts";

interface Case extends Omit<ExposedSocietyOptions, "seed" | "feed" | "topics"> {
  /** Made anew for each run, since some remember. */
  feed?: () => Feed;
  variant?: "shift" | "adjusted";
  topics?: ExposureTopics;
}

/** Share of societies in which the effect is found at 5%, and its mean. */
async function found(runs: number, { feed, variant = "shift", topics = { by: "none" }, ...society }: Case) {
  let mean = 0;
  const share = await shareOf(runs, async (seed) => {
    const made = exposedSociety({ ...society, seed, ...(feed === undefined ? {} : { feed: feed() }) });
    const { result } = await socializationEffect(made.posts, made.embeddings, {
      variant,
      exposures: made.exposures,
      exposureSource: "recorded",
      topics,
      null: { kind: "exposure reassignment", draws: 39, seed },
    });
    mean += result.estimate / runs;
    return (result.null?.pValue ?? 1) <= 0.05;
  });
  return { share, mean };
}

const clusters: ExposureTopics = { by: "clusters", clusters: 4, seed: 1 };
const runs = 120;

for (const variant of ["shift", "adjusted"] as const) {
  Deno.test(`socializationEffect() ${variant} does not fire where posts only resemble the one before`, async () => {
    const { share } = await found(runs, { variant, lasting: 0.8 });
    assert.ok(isAtMostNominal(share, runs), `found ${share}`);
  });

  Deno.test(`socializationEffect() ${variant} does not fire where all write the news of the day and read it too`, async () => {
    const feed = (): Feed => ({ before, ...where }) =>
      before.length === 0 ? [] : [before[0] as Written, ...randomFeed({ before: before.slice(1), ...where })];
    const { share } = await found(runs, { variant, lasting: 0.5, news: 2, feed });
    assert.ok(isAtMostNominal(share, runs), `found ${share}`);
  });

  Deno.test(`socializationEffect() ${variant} finds adaptation of a fifth of the way in nine of ten small societies`, async () => {
    const { share, mean } = await found(60, { variant, lasting: 0.5, adapts: 0.2, days: 16 });
    assert.ok(share >= 0.9 && mean > 0.02, `found ${share} of mean ${mean}`);
  });
}

Deno.test("socializationEffect() is exact where readers write none of what is read", async () => {
  // Half the agents are never read, the other half never read: no set lacks a post of its reader.
  const feed = (): Feed => ({ agent, before, random, ...where }) =>
    agent >= 8 ? [] : randomFeed({ agent, random, ...where, before: before.filter((post) => post.agent >= 8) });
  const { share } = await found(250, { agents: 16, days: 8, lasting: 0.8, news: 1, feed });
  assert.ok(isNominal(share, 250), `found ${share}`);
});

Deno.test("socializationEffect() of topics chosen by likeness: fires unmatched, not when matched by topic", async () => {
  const feed = (): Feed => ({ own, before, ...where }) => {
    const topic = nearestTopic(own, before);
    return randomFeed({ own, before: before.filter((post) => post.topic === topic), ...where });
  };
  const unmatched = await found(40, { lasting: 0.8, variant: "adjusted", feed });
  assert.ok(unmatched.share > 0.5, `unmatched ${unmatched.share}`);
  for (const topics of [{ by: "community" }, clusters] as const) {
    const { share } = await found(runs, { lasting: 0.8, variant: "adjusted", feed, topics });
    assert.ok(isAtMostNominal(share, runs), `matched by ${topics.by} ${share}`);
  }
});

Deno.test("socializationEffect() of posts chosen by likeness to the last one: shift goes down, adjusted holds", async () => {
  const feed = (): Feed => {
    const last = new Map<number, readonly number[]>();
    return ({ agent, own, before, random }) => {
      const place = last.get(agent) ?? own;
      last.set(agent, own);
      return mostLike(place, before, random);
    };
  };
  const shift = await found(30, { lasting: 0.8, feed });
  assert.ok(shift.mean < -0.01 && shift.share > 0.5, `shift ${shift.mean}`);
  const { share } = await found(runs, { lasting: 0.8, feed, variant: "adjusted" });
  assert.ok(isAtMostNominal(share, runs), `adjusted ${share}`);
});

Deno.test("socializationEffect() cannot tell adaptation from choosing posts by what one is about to write", async () => {
  const feed = (): Feed => ({ own, before, random }) => mostLike(own, before, random);
  const plain = await found(30, { lasting: 0.8, feed });
  const matched = await found(30, { lasting: 0.8, feed, topics: clusters });
  assert.ok(matched.mean < plain.mean && matched.share > 0.5, "matching takes off a part, and no more");
});

function nearestTopic(own: readonly number[], before: readonly Written[]): number {
  const topics = [...new Set(before.map(({ topic }) => topic))];
  const likeness = (topic: number) => {
    const members = before.filter((post) => post.topic === topic);
    return cosine(own, own.map((_, i) => members.reduce((sum, { at }) => sum + (at[i] as number), 0)));
  };
  return topics.reduce((best, topic) => likeness(topic) > likeness(best) ? topic : best, topics[0] ?? 0);
}

function mostLike(place: readonly number[], before: readonly Written[], random: () => number): Written[] {
  return before.map((post) => ({ post, score: cosine(place, post.at) + 0.3 * random() }))
    .sort((a, b) => b.score - a.score).slice(0, 3).map(({ post }) => post);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
  return dot / Math.hypot(...a) / Math.hypot(...b);
}
