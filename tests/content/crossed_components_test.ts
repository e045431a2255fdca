import assert from "node:assert/strict";
import { crossedComponents } from "twoplane/content";
import { society } from "./made.ts";

const DIMS = 16;
const nullOf = (seed: number, draws = 99) => ({ kind: "posts dealt anew", draws, seed }) as const;

/** Each agent and each day has a direction of its own, of so much weight. */
function crossed({ seed, agent: own, day: common }: { seed: number; agent: number; day: number }) {
  const made = society({
    agents: 12,
    perDay: Array.from({ length: 12 }, () => 1),
    seed,
    vector: ({ agent, day, normal }) =>
      Array.from(
        { length: DIMS },
        (_, i) =>
          own * Math.sin(agent * 5.3 + i * 11.3 + seed) + common * Math.sin(day * 3.7 + i * 7.9 + seed) + normal(),
      ),
  });
  return made;
}

Deno.test("crossedComponents() tells agents from days, and its shares sum to 1", async () => {
  const agents = crossed({ seed: 1, agent: 1.5, day: 0 });
  const days = crossed({ seed: 1, agent: 0, day: 1.5 });
  for (const [{ posts, embeddings }, strong, weak] of [[agents, 0, 1], [days, 1, 0]] as const) {
    const { results } = await crossedComponents(posts, embeddings, { units: ["agent", "day"], null: nullOf(1) });
    assert((results[strong]?.estimate as number) > 0.35 && (results[strong]?.null?.pValue as number) <= 0.01);
    assert(Math.abs(results[weak]?.estimate as number) < 0.05);
    assert(Math.abs(results.reduce((sum, { estimate }) => sum + estimate, 0) - 1) < 1e-9);
  }
});

Deno.test("crossedComponents() does not depend on names or order, nor on which unit comes first", async () => {
  const { posts, embeddings } = crossed({ seed: 2, agent: 1, day: 0.5 });
  const options = { units: ["agent", "day"], null: nullOf(1, 19) } as const;
  const { results } = await crossedComponents(posts, embeddings, options);
  const renamed = posts.toReversed().map((post) => ({ ...post, authorId: `x${post.authorId}` }));
  const again = await crossedComponents(renamed, embeddings, { ...options, units: ["day", "agent"] });
  const shares = (found: typeof results) =>
    Object.fromEntries(found.map(({ metric, estimate }) => [metric, Number(estimate.toFixed(10))]));
  assert.deepEqual(shares(again.results), shares(results));
});

Deno.test("crossedComponents() keeps its null where posts have nothing in common", async () => {
  let rejected = 0;
  for (let seed = 0; seed < 150; seed++) {
    const { posts, embeddings } = crossed({ seed: 100 + seed, agent: 0, day: 0 });
    const { results } = await crossedComponents(posts, embeddings, { units: ["agent", "day"], null: nullOf(seed, 39) });
    if ((results[0]?.null?.pValue as number) <= 0.05) rejected++;
  }
  assert(rejected <= 18, `${rejected} of 150`); // 99.9% of Binomial(150, 0.05)
});

Deno.test("crossedComponents() says what it cannot tell, and refuses one unit twice", async () => {
  const { posts, embeddings } = crossed({ seed: 3, agent: 1, day: 0 });
  const withModels = posts.map((post) => ({ ...post, modelId: `m${Number(post.authorId?.slice(6)) % 2}` }));
  const one = await crossedComponents(posts, embeddings, { units: ["model", "day"], null: nullOf(1, 19) });
  assert.deepEqual(one, { results: [], cannotTell: ["model: cannot tell: one model"] });
  const nested = await crossedComponents(withModels, embeddings, { units: ["model", "agent"], null: nullOf(1, 19) });
  assert((nested.results[1]?.estimate as number) > 0.2); // agents within models
  const firsts = posts.filter(({ createdAt }) => createdAt.startsWith("2026-02-01"));
  const alone = await crossedComponents(firsts, embeddings, { units: ["agent", "day"], null: nullOf(1, 19) });
  assert.deepEqual(alone.cannotTell, ["day: cannot tell: one day"]);
  await assert.rejects(
    crossedComponents(posts, embeddings, { units: ["day", "day"], null: nullOf(1, 19) }),
    /two different units/,
  );
});
