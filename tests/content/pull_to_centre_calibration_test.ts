import assert from "node:assert/strict";
import { heterogeneity, pullToCentre, type PullToCentreOptions } from "../../lib/content/mod.ts";
import { society } from "./made.ts";

interface Where {
  agent: number;
  day: number;
  place: number;
  normal: () => number;
}

/** Share of simulated societies of 8 agents whose mean rejects its null at 5%. */
async function rejected(
  { runs, perDay, given, vectorsOf }: {
    runs: number;
    perDay: readonly number[];
    given: Partial<PullToCentreOptions>;
    vectorsOf: () => (where: Where) => number[];
  },
): Promise<number> {
  let count = 0;
  for (let run = 0; run < runs; run++) {
    const { posts, embeddings } = society({ agents: 8, perDay, seed: run, vector: vectorsOf() });
    const { result } = await pullToCentre(posts, embeddings, {
      variant: "frozen before late half",
      minPosts: 4,
      null: { kind: "temporal structure", unit: "post", draws: 99, seed: 1 },
      ...given,
    });
    if ((result.null?.pValue ?? 1) <= 0.05) count++;
  }
  return count / runs;
}

/** 99.9% of rejection rates of a true 5% level lie this near. */
function isNominal(share: number, runs: number): boolean {
  return Math.abs(share - 0.05) <= 3.29 * Math.sqrt(0.05 * 0.95 / runs);
}

const dims = 5;
const common = (d: number) => d === 0 ? 2 : 0;
const byDay = { null: { kind: "temporal structure", unit: "day", draws: 99, seed: 1 } } as const;

/** Agents with tastes of their own, whose posts are exchangeable in time. */
function exchangeable(): (where: Where) => number[] {
  let taste: number[] = [];
  return ({ place, normal }) => {
    if (place === 0) taste = Array.from({ length: dims }, normal);
    return taste.map((value, d) => common(d) + value + normal());
  };
}

/** The agent's mood of the day in all its posts: exchangeable as days, not as posts. */
function moody(): (where: Where) => number[] {
  let [mood, today]: [number[], string] = [[], ""];
  return ({ agent, day, normal }) => {
    if (today !== `${agent} ${day}`) [mood, today] = [Array.from({ length: dims }, normal), `${agent} ${day}`];
    return mood.map((value, d) => common(d) + 1.5 * value + normal());
  };
}

/** Half of an agent's 12 posts stand nearer to what all have in common: the late ones, or the early ones where it moves away. */
function pulled(by: (agent: number) => number): (where: Where) => number[] {
  return ({ agent, place, normal }) => {
    const nearer = by(agent) > 0 === place >= 6 ? Math.abs(by(agent)) : 0;
    return Array.from({ length: dims }, (_, d) => common(d) + normal() + (d === 0 ? nearer : 0));
  };
}

const runs = 200;

for (const similarity of ["centroid", "posts"] as const) {
  Deno.test(`pullToCentre() by ${similarity} keeps its null at 5% when posts are exchangeable, odd n too`, async () => {
    for (const [variant, posts] of [["all other posts", 7], ["frozen before late half", 6]] as const) {
      const given = { variant, similarity };
      const share = await rejected({ runs, perDay: Array(posts).fill(1), given, vectorsOf: exchangeable });
      assert.ok(isNominal(share, runs), `${variant}: rejected ${share}`);
    }
  });
}

Deno.test("pullToCentre() with days shuffled keeps 5% when days are exchangeable; posts shuffled does not", async () => {
  const perDay = [3, 4, 2, 4, 3, 4, 3, 2];
  const share = await rejected({ runs, perDay, given: byDay, vectorsOf: moody });
  assert.ok(isNominal(share, runs), `by day rejected ${share}`);
  const byPost = await rejected({ runs: 100, perDay, given: {}, vectorsOf: moody });
  assert.ok(byPost > 0.12, `by post rejected ${byPost}`);
});

Deno.test("pullToCentre() finds a planted pull in every society", async () => {
  for (const variant of ["all other posts", "frozen before late half"] as const) {
    const share = await rejected({
      runs: 30,
      perDay: Array(12).fill(1),
      given: { variant },
      vectorsOf: () => pulled(() => 6),
    });
    assert.equal(share, 1);
  }
});

Deno.test("pullToCentre() to all other posts takes a move of all to a new place for a pull; frozen, it does not", async () => {
  const moved = () => ({ place, normal }: Where) =>
    Array.from({ length: dims }, (_, d) => common(d) + normal() + (d === 1 && place >= 6 ? 4 : 0));
  const perDay = Array(12).fill(1);
  const estimates = async (variant: PullToCentreOptions["variant"]) => {
    const { posts, embeddings } = society({ agents: 20, perDay, seed: 1, vector: moved() });
    const { result } = await pullToCentre(posts, embeddings, {
      variant,
      minPosts: 4,
      null: { kind: "temporal structure", unit: "post", draws: 199, seed: 1 },
    });
    return result;
  };
  const [future, frozen] = [await estimates("all other posts"), await estimates("frozen before late half")];
  assert.ok(future.estimate > 0.05 && (future.null?.pValue ?? 1) <= 0.01, `all: ${future.estimate}`);
  assert.ok(frozen.estimate < -0.05, `frozen: ${frozen.estimate}`);
});

Deno.test("heterogeneity() shows pulls that cancel in the mean of pullToCentre(), and nothing where nothing moves", async () => {
  const look = async (by: (agent: number) => number) => {
    const { posts, embeddings } = society({ agents: 30, perDay: Array(12).fill(1), seed: 2, vector: pulled(by) });
    const { result, bands, draws } = await pullToCentre(posts, embeddings, {
      variant: "all other posts",
      similarity: "posts",
      minPosts: 4,
      keepDraws: true,
      null: { kind: "temporal structure", unit: "post", draws: 199, seed: 1 },
    });
    assert.ok(draws !== undefined);
    return { mean: result, found: await heterogeneity(bands, { draws, seed: 1 }) };
  };
  const split = await look((agent) => agent % 2 === 0 ? 2 : -2);
  assert.ok((split.mean.null?.pValue ?? 0) > 0.05, `mean ${split.mean.estimate}, p ${split.mean.null?.pValue}`);
  assert.ok(split.found.cancels && split.found.groups.pValue <= 0.05 && (split.found.result.null?.pValue ?? 1) <= 0.05);
  assert.ok(split.found.beyond.above >= 4 && split.found.beyond.below >= 4);
  const still = await look(() => 0);
  assert.ok(!still.found.cancels && still.found.spread.pValue > 0.05 && (still.found.result.null?.pValue ?? 0) > 0.05);
});
