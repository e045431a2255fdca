import assert from "node:assert/strict";
import { drift } from "../../lib/content/mod.ts";
import { aroundCommon, society } from "./made.ts";

interface Where {
  day: number;
  place: number;
  normal: () => number;
}

/** Share of simulated agents whose own null is rejected at 5%. */
async function rejected(
  { agents, perDay, unit, variant, vector }: {
    agents: number;
    perDay: readonly number[];
    unit: "post" | "day";
    variant: "raw" | "unbiased";
    vector: (where: Where) => number[];
  },
): Promise<number> {
  const { posts, embeddings } = society({ agents, perDay, seed: 5, vector });
  const { bands } = await drift(posts, embeddings, {
    variant,
    minPosts: 4,
    null: { kind: "temporal structure", unit, draws: 199, seed: 1 },
  });
  return bands.filter(({ pValue }) => pValue <= 0.05).length / agents;
}

/** Four standard errors around 5% for so many agents. */
function isNominal(share: number, agents: number): boolean {
  return Math.abs(share - 0.05) <= 4 * Math.sqrt(0.05 * 0.95 / agents);
}

/** Posts that share the day's mood: exchangeable as days, not as posts. */
function moody(): (where: Where) => number[] {
  const moods = new Map<string, number[]>();
  let agent = -1;
  return ({ day, place, normal }) => {
    if (place === 0) agent++;
    const key = `${agent} ${day}`;
    if (!moods.has(key)) moods.set(key, Array.from({ length: 4 }, normal));
    return aroundCommon(4, normal).map((value, d) => value + 2 * (moods.get(key)?.[d] ?? NaN));
  };
}

const agents = 1000;

for (const variant of ["raw", "unbiased"] as const) {
  Deno.test(`drift() ${variant} keeps its null at 5% when posts are exchangeable, odd and even n`, async () => {
    for (const perDay of [Array(12).fill(1), Array(7).fill(1)]) {
      const share = await rejected({
        agents,
        perDay,
        unit: "post",
        variant,
        vector: ({ normal }) => aroundCommon(4, normal),
      });
      assert.ok(isNominal(share, agents), `rejected ${share}`);
    }
  });

  Deno.test(`drift() ${variant} with days shuffled keeps 5% when days are exchangeable; posts shuffled does not`, async () => {
    const perDay = [2, 4, 1, 3, 2, 5, 3, 2, 4, 2];
    const byDay = await rejected({ agents, perDay, unit: "day", variant, vector: moody() });
    assert.ok(isNominal(byDay, agents), `by day rejected ${byDay}`);
    const byPost = await rejected({ agents: 300, perDay, unit: "post", variant, vector: moody() });
    assert.ok(byPost > 0.15, `by post rejected ${byPost}`);
  });

  Deno.test(`drift() ${variant} finds a planted drift in each of 50 agents`, async () => {
    // At right angles to what the posts have in common: towards it, half centroids could agree by chance.
    const shift = [4, -4];
    const vector = ({ place, normal }: Where) =>
      aroundCommon(8, normal).map((value, d) => value + (place >= 10 ? shift[d] ?? 0 : 0));
    const share = await rejected({ agents: 50, perDay: Array(20).fill(1), unit: "post", variant, vector });
    assert.equal(share, 1);
  });
}

Deno.test("drift() unbiased is 0 in the mean whatever n; raw grows as n falls", async () => {
  const mean = async (variant: "raw" | "unbiased", posts: number) => {
    const { posts: made, embeddings } = society({
      agents,
      perDay: Array(posts).fill(1),
      seed: 9,
      vector: ({ normal }) => aroundCommon(4, normal),
    });
    const { rows } = await drift(made, embeddings, {
      variant,
      minPosts: 4,
      null: { kind: "temporal structure", unit: "post", draws: 19, seed: 1 },
    });
    const values = rows.map(({ value }) => value);
    const centre = values.reduce((a, b) => a + b, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
    return { centre, error: spread / Math.sqrt(values.length) };
  };
  for (const posts of [4, 10, 40]) {
    const { centre, error } = await mean("unbiased", posts);
    assert.ok(Math.abs(centre) <= 4 * error, `${posts} posts: ${centre} ± ${error}`);
  }
  const [few, many] = [await mean("raw", 4), await mean("raw", 40)];
  assert.ok(few.centre > 3 * many.centre, `${few.centre} and ${many.centre}`);
});
