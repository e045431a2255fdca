import assert from "node:assert/strict";
import fc from "fast-check";
import { priceDecomposition, type PriceOptions } from "twoplane/content";
import type { Post } from "twoplane/shapes";
import { decompose, type Standing } from "../../lib/content/price_terms.ts";
import { embeddingsOf } from "../vectors/made.ts";
import { postBy, rotated, society, timeOf } from "./made.ts";

const options: PriceOptions = {
  windowDays: 2,
  variant: "centroid",
  null: { kind: "temporal structure", draws: 99, seed: 1 },
};

const place = fc.record({ z: fc.double({ min: -1, max: 1, noNaN: true }), posts: fc.integer({ min: 1, max: 50 }) });
const standings = fc.array(fc.record({ first: fc.option(place), last: fc.option(place) }), {
  minLength: 2,
  maxLength: 20,
})
  .map((agents) => agents.map((agent, i): Standing => ({ agentId: `agent ${i}`, ...agent })))
  .filter((agents) => agents.some(({ first }) => first !== null) && agents.some(({ last }) => last !== null));

for (const weighting of ["midpoint", "first"] as const) {
  Deno.test(`decompose() ${weighting}: within + reweighting + entry + exit is the change to 1e-12`, () => {
    fc.assert(fc.property(standings, (agents) => {
      const { within, reweighting, entry, exit, total } = decompose(agents, weighting).change;
      const mean = (window: "first" | "last") => {
        const places = agents.flatMap((agent) => agent[window] ?? []);
        const posts = places.reduce((sum, own) => sum + own.posts, 0);
        return places.reduce((sum, own) => sum + own.posts / posts * own.z, 0);
      };
      assert(Math.abs(within + reweighting + entry + exit - total) <= 1e-12);
      assert(Math.abs(total - (mean("last") - mean("first"))) <= 1e-12);
    }));
  });

  Deno.test(`decompose() ${weighting}: each term alone is found as that term`, () => {
    const of = (a: [number, number] | null, b: [number, number] | null): Standing => ({
      agentId: "x",
      first: a && { z: a[0], posts: a[1] },
      last: b && { z: b[0], posts: b[1] },
    });
    const moved = decompose([of([0, 5], [0.4, 5]), of([0.2, 5], [0.2, 5])], weighting).change;
    assert.deepEqual([moved.within, moved.reweighting, moved.entry, moved.exit].map((x) => +x.toFixed(12)), [
      0.2,
      0,
      0,
      0,
    ]);
    const louder = decompose([of([0, 5], [0, 1]), of([1, 5], [1, 9])], weighting).change;
    assert([louder.within, louder.entry, louder.exit].every((term) => Math.abs(term) < 1e-15));
    assert(Math.abs(louder.reweighting - 0.4) < 1e-12);
    const came = decompose([of([0, 5], [0, 5]), of(null, [1, 5])], weighting).change;
    assert(came.entry > 0 && Math.abs(came.within) < 1e-15 && Math.abs(came.exit) < 1e-15);
    const went = decompose([of([0, 5], [0, 5]), of([-1, 5], null)], weighting).change;
    assert(went.exit > 0 && Math.abs(went.entry) < 1e-15);
  });
}

function moving(seed: number, pull: number) {
  const agents = 10;
  return society({
    agents,
    perDay: [3, 3, 3, 3],
    seed,
    vector: ({ agent, day, normal }) =>
      Array.from(
        { length: 12 },
        (_, i) => (day < 2 ? 1 : 1 - pull) * (i === agent % 12 ? 2 : 0) + (day < 2 ? 0 : pull) * 0.6 + 0.5 * normal(),
      ),
  });
}

Deno.test("priceDecomposition() agrees with a count by hand, whatever the variant", async () => {
  const rows = [[1, 0], [0, 1], [0.6, 0.8], [0, 1], [1, 1]];
  const embeddings = embeddingsOf(rows, ["a1", "b1", "a2", "b2", "c2"]);
  const posts = [postBy("a", "a1", timeOf(0)), postBy("b", "b1", timeOf(0, 1)), postBy("a", "a2", timeOf(5))]
    .concat(postBy("b", "b2", timeOf(5, 1)), postBy("c", "c2", timeOf(5, 2)));
  for (const variant of ["centroid", "mean of posts"] as const) {
    const { change, agents, rows: parts } = await priceDecomposition(posts, embeddings, {
      ...options,
      windowDays: 1,
      variant,
    });
    // a is compared with b's (0, 1): 0 → 0.8; b with a's (1, 0): 0 → 0; c with (1, 1)/√2: → 1.
    assert(Math.abs(change.total - (0.8 + 0 + 1) / 3) < 1e-7);
    assert(Math.abs(change.within - 0.8 * (1 / 2 + 1 / 3) / 2) < 1e-7);
    assert(Math.abs(change.entry - 1 / 3 * (1 - 0.3)) < 1e-7);
    assert.deepEqual(agents, { stayed: 2, entered: 1, left: 0 });
    const sum = parts.reduce((all, { value }) => all + value, 0);
    assert(Math.abs(sum - change.total) < 1e-12);
  }
});

Deno.test("priceDecomposition() finds agents that move to the centre, with an interval above 0", async () => {
  const { posts, embeddings } = moving(1, 0.6);
  const { results } = await priceDecomposition(posts, embeddings, { ...options, interval: { draws: 500, seed: 2 } });
  const within = results.find(({ metric }) => metric.endsWith("within"));
  assert(within?.null !== null && within?.null !== undefined && within.null.pValue <= 0.02);
  assert(within.interval !== null && within.interval.low > 0);
});

Deno.test("priceDecomposition() keeps its null at 5% where agents stand still", async () => {
  let rejected = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { posts, embeddings } = moving(100 + seed, 0);
    const { results } = await priceDecomposition(posts, embeddings, {
      ...options,
      null: { kind: "temporal structure", draws: 39, seed },
    });
    if ((results[0]?.null?.pValue as number) <= 0.05) rejected++;
  }
  assert(rejected >= 2 && rejected <= 21, `${rejected} of 200 rejected`); // 99.9% of Binomial(200, 0.05): 1 to 21
});

Deno.test("priceDecomposition() is the same for other names, another order and a turned space", async () => {
  const { posts, embeddings } = moving(3, 0.3);
  const there = (await priceDecomposition(posts, embeddings, options)).change;
  const renamed = posts.map((post): Post => ({ ...post, authorId: `z${9 - Number(post.authorId?.slice(6))}` }))
    .reverse();
  const again = (await priceDecomposition(renamed, rotated(embeddings), options)).change;
  for (const term of ["within", "reweighting", "entry", "exit", "total"] as const) {
    assert(Math.abs(there[term] - again[term]) < 1e-6);
  }
});

Deno.test("priceDecomposition() refuses windows that overlap and corpora of one agent", async () => {
  const { posts, embeddings } = moving(4, 0);
  await assert.rejects(priceDecomposition(posts, embeddings, { ...options, windowDays: 3 }), /needs at least 6 days/);
  const alone = posts.filter(({ authorId }) => authorId === "agent 1");
  await assert.rejects(priceDecomposition(alone, embeddings, options), /needs 2 agents/);
});
