import assert from "node:assert/strict";
import { driftDirection, type DriftDirectionOptions } from "../../lib/content/mod.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import { close } from "../vectors/made.ts";
import { aroundCommon, society } from "./made.ts";

interface Where {
  agent: number;
  place: number;
  normal: () => number;
}

const turn = { kind: "independent directions", draws: 99, seed: 1 } as const;
const shuffle = { kind: "temporal structure", unit: "post", draws: 99, seed: 1 } as const;

/** Share of simulated societies of 8 agents with 8 posts whose mean rejects its null at 5%. */
async function rejected(
  { runs, given, vectorsOf }: {
    runs: number;
    given: DriftDirectionOptions["null"];
    vectorsOf: (run: number) => (where: Where) => number[];
  },
): Promise<number> {
  let count = 0;
  for (let run = 0; run < runs; run++) {
    const { posts, embeddings } = society({
      agents: 8,
      perDay: Array(8).fill(1),
      seed: run,
      vector: vectorsOf(run),
    });
    const { result } = await driftDirection(posts, embeddings, { variant: "raw", minPosts: 8, null: given, splits: 1 });
    if ((result.null?.pValue ?? 1) <= 0.05) count++;
  }
  return count / runs;
}

/** 99.9% of rejection rates of a true 5% level lie this near. */
function isNominal(share: number, runs: number): boolean {
  return Math.abs(share - 0.05) <= 3.29 * Math.sqrt(0.05 * 0.95 / runs);
}

const exchangeable = () => ({ normal }: Where) => aroundCommon(5, normal);

/** Each post resembles the one before, AR(1) of 0.6; agents have nothing to do with each other. */
function autocorrelated(): (where: Where) => number[] {
  let noise: number[] = [];
  return ({ place, normal }) => {
    const fresh = Array.from({ length: 5 }, normal);
    noise = place === 0 ? fresh : noise.map((value, d) => 0.6 * value + 0.8 * (fresh[d] as number));
    return noise.map((value) => 0.5 + value);
  };
}

/** Agents move along one axis, each its own way. */
function ownWays(run: number): (where: Where) => number[] {
  const random = seededRandom(run, "ways");
  let way = 1;
  return ({ place, normal }) => {
    if (place === 0) way = random() < 0.5 ? -1 : 1;
    return aroundCommon(5, normal).map((value, d) => value + (d === 0 && place >= 4 ? 3 * way : 0));
  };
}

const runs = 200;

for (const given of [turn, shuffle]) {
  Deno.test(`driftDirection() keeps "${given.kind}" at 5% when nothing moves`, async () => {
    const share = await rejected({ runs, given, vectorsOf: exchangeable });
    assert.ok(isNominal(share, runs), `rejected ${share}`);
  });
}

Deno.test(`driftDirection() keeps "independent directions" at 5% when posts resemble the one before`, async () => {
  const share = await rejected({ runs, given: turn, vectorsOf: autocorrelated });
  assert.ok(isNominal(share, runs), `rejected ${share}`);
});

Deno.test(`driftDirection() keeps "independent directions" at 5% when agents move, each its own way`, async () => {
  const share = await rejected({ runs, given: turn, vectorsOf: ownWays });
  assert.ok(isNominal(share, runs), `rejected ${share}`);
});

Deno.test("driftDirection() finds a planted common way, and cannot tell it from common news", async () => {
  for (const given of [turn, shuffle]) {
    const moved = await rejected({
      runs: 30,
      given,
      vectorsOf: () => ({ place, normal }) =>
        aroundCommon(5, normal).map((value, d) => value + (d === 0 && place >= 4 ? 3 : 0)),
    });
    assert.equal(moved, 1);
    const news = await rejected({
      runs: 30,
      given,
      vectorsOf: (run) => {
        const normal = normalFrom(seededRandom(run, "news"));
        const days = Array.from({ length: 8 }, () => 2 * normal());
        return ({ place, normal: own }) =>
          aroundCommon(5, own).map((value, d) => value + (d === 0 ? days[place] ?? 0 : 0));
      },
    });
    assert.ok(news > 0.3, `news: rejected ${news}`);
  }
});

/** 80 agents of 10 posts in 64 dimensions: `share` of each agent's drift is common, the rest its own. */
function drifting(share: number, seed: number) {
  let own: number[] = [];
  return society({
    agents: 80,
    perDay: Array(10).fill(1),
    seed,
    vector: ({ place, normal }) => {
      if (place === 0) own = Array.from({ length: 64 }, () => normal() / 8);
      const shift = (d: number) =>
        3 * (Math.sqrt(share) * (d === 1 ? 1 : 0) + Math.sqrt(1 - share) * (own[d] as number));
      return Array.from({ length: 64 }, (_, d) => (d === 0 ? 5 : 0) + normal() + (place >= 5 ? shift(d) : 0));
    },
  });
}

for (const variant of ["raw", "unit"] as const) {
  Deno.test(`driftDirection() ${variant} reads far below 1 under wholly common drift at 10 posts, and so does its ceiling`, async () => {
    const { posts, embeddings } = drifting(1, 1);
    const { result, ceiling } = await driftDirection(posts, embeddings, { variant, minPosts: 10, null: turn });
    assert.ok(result.estimate > 0.3 && result.estimate < 0.6, `reads ${result.estimate}`);
    close(ceiling.ratio ?? NaN, 1, 0.06);
    assert.deepEqual(result.warnings, []);
  });

  Deno.test(`driftDirection() ${variant} reaches no share of its ceiling where each agent drifts its own way, half where half is common`, async () => {
    const none = drifting(0, 2);
    const own = await driftDirection(none.posts, none.embeddings, { variant, minPosts: 10, null: turn });
    assert.ok((own.ceiling.value ?? 0) > 0.3);
    close(own.ceiling.ratio ?? NaN, 0, 0.15);
    // Half of the squared drift common: cosine of a drift with the common way is √½ of what it could be.
    const half = drifting(0.5, 3);
    const mixed = await driftDirection(half.posts, half.embeddings, { variant, minPosts: 10, null: turn });
    close(mixed.ceiling.ratio ?? NaN, Math.SQRT1_2, 0.1);
  });
}

Deno.test("driftDirection() warns where no drift, or hardly any, exceeds noise", async () => {
  const warned = [1, 2, 3, 4, 5, 6].map(async (seed) => {
    const { posts, embeddings } = society({ agents: 20, perDay: Array(10).fill(1), seed, vector: exchangeable() });
    const { result, ceiling } = await driftDirection(posts, embeddings, { variant: "raw", minPosts: 10, null: turn });
    assert.equal(ceiling.value === null, ceiling.squaredDrift <= 0);
    assert.equal(ceiling.ratio === null, ceiling.squaredDrift <= 2 * ceiling.squaredDriftError);
    return result.warnings.some((warning) => /noise ceiling/.test(warning));
  });
  assert.ok((await Promise.all(warned)).filter(Boolean).length >= 5);
});

Deno.test("driftDirection() interval holds the alignment of a large society in about 95 of 100", async () => {
  const way = (agents: number, seed: number) =>
    society({
      agents,
      perDay: Array(6).fill(1),
      seed,
      vector: ({ place, normal }) =>
        aroundCommon(4, normal).map((value, d) => value + (d === 0 && place >= 3 ? 1.5 : 0)),
    });
  const options = { variant: "unit", minPosts: 6, null: { ...turn, draws: 19 }, splits: 1 } as const;
  const large = way(1500, 999);
  const truth = (await driftDirection(large.posts, large.embeddings, { ...options, engine: "native" })).result.estimate;
  let held = 0;
  for (let run = 0; run < 120; run++) {
    const { posts, embeddings } = way(30, run);
    const { result } = await driftDirection(posts, embeddings, { ...options, interval: { draws: 200, seed: 1 } });
    if (result.interval !== null && result.interval.low <= truth && result.interval.high >= truth) held++;
  }
  assert.ok(held / 120 >= 0.88, `held ${held / 120}`);
});
