import assert from "node:assert/strict";
import { predictiveInfluence } from "../../lib/content/mod.ts";
import { normalFrom, seededRandom, shuffled } from "../../lib/foundation/mod.ts";
import type { Embeddings, Exposure, Post } from "../../lib/shapes.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { postBy } from "./made.ts";
import { isAtMostNominal, isNominal, shareOf } from "./rates.ts";

/** Where and when rounds stand: two hours apart, twelve a day. */
const timeIn = (round: number, minute: number) => new Date(Date.UTC(2026, 1, 1, 2 * round, minute)).toISOString();

interface Made {
  posts: Post[];
  embeddings: Embeddings;
  exposures: Exposure[];
}

/**
 * Each round every agent reads `reads` posts of the round before and then writes. Agents have homes and moods that last.
 * `pull(author)`: share of the way toward the first of them. `chooses`: reads what is most like its last post.
 */
function readers(
  { seed, agents = 10, rounds = 10, dims = 6, lasting = 0.6, pull = () => 0, chooses = false, reads = 1 }: {
    seed: number;
    agents?: number;
    rounds?: number;
    dims?: number;
    lasting?: number;
    pull?: (author: number) => number;
    chooses?: boolean;
    reads?: number;
  },
): Made {
  const random = seededRandom(seed, "readers");
  const normal = normalFrom(random);
  const draw = () => Array.from({ length: dims }, normal);
  const [homes, moods] = [Array.from({ length: agents }, draw), Array.from({ length: agents }, draw)];
  const [posts, exposures, vectors]: [Post[], Exposure[], number[][]] = [[], [], []];
  let before: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const shown = before.length === 0 ? [] : homes.map((_, agent) => read(agent, round));
    before = homes.map((home, agent) => {
      moods[agent] = (moods[agent] as number[]).map((mood) => lasting * mood + Math.sqrt(1 - lasting ** 2) * normal());
      const target = shown[agent]?.[0];
      const mood = moods[agent] as number[];
      const own = home.map((value, i) => 0.7 * value + (mood[i] as number));
      const toward = target === undefined ? 0 : pull(target.author);
      const at = own.map((value, i) => value + toward * ((target?.at[i] ?? 0) - value));
      posts.push(postBy(`agent ${agent}`, `p${round}-${agent}`, timeIn(round, 60 + agent)));
      vectors.push(at);
      return at;
    });
  }
  return { posts, embeddings: embeddingsOf(vectors, posts.map(({ postId }) => postId)), exposures };

  function read(agent: number, round: number) {
    const others = before.map((at, author) => ({ at, author })).filter(({ author }) => author !== agent);
    const nearness = (at: readonly number[]) => cosine(at, before[agent] as number[]);
    const order = chooses ? others.toSorted((a, b) => nearness(b.at) - nearness(a.at)) : shuffled(others, random);
    for (const { author } of order.slice(0, reads)) {
      exposures.push({
        agentId: `agent ${agent}`,
        postId: `p${round - 1}-${author}`,
        shownAt: timeIn(round, 30),
        round,
        position: 0,
        promptHash: "",
      });
    }
    return order;
  }
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0) / Math.hypot(...a) / Math.hypot(...b);
}

const against = { kind: "readers exchanged with matched non-readers", draws: 99, seed: 1 } as const;
const semantic = { variant: "cosine gain", null: against } as const;

for (const reads of [1, 3]) {
  Deno.test(`predictiveInfluence() keeps its level where ${reads} read at random leave no trace`, async () => {
    const runs = 150;
    const share = await shareOf(runs, async (run) => {
      const { posts, embeddings, exposures } = readers({ seed: run, reads });
      const { result } = await predictiveInfluence(posts, embeddings, {
        ...semantic,
        null: { ...against, seed: run },
        exposures,
      });
      return (result.null?.pValue ?? NaN) <= 0.05;
    });
    assert.ok(isNominal(share, runs), `rejected ${share}`);
  });
}

Deno.test("predictiveInfluence() does not fire where agents read what is like their last post", async () => {
  const runs = 100;
  const share = await shareOf(runs, async (run) => {
    const { posts, embeddings, exposures } = readers({ seed: 1000 + run, chooses: true });
    const { result } = await predictiveInfluence(posts, embeddings, {
      ...semantic,
      null: { ...against, seed: run },
      exposures,
    });
    return (result.null?.pValue ?? NaN) <= 0.05 && result.estimate > 0;
  });
  assert.ok(isAtMostNominal(share, runs), `rejected ${share}`);
});

Deno.test("predictiveInfluence() finds influence, and whose it is", async () => {
  const { posts, embeddings, exposures } = readers({ seed: 3, rounds: 24, pull: (author) => author < 3 ? 0.6 : 0 });
  const found = await predictiveInfluence(posts, embeddings, {
    ...semantic,
    exposures,
    interval: { draws: 500, seed: 1 },
  });
  assert.equal(found.result.null?.pValue, 0.01);
  assert.ok(found.result.interval !== null);
  const strong = new Set(["agent 0", "agent 1", "agent 2"]);
  for (const band of found.bands) {
    if (strong.has(band.unitId)) assert.ok(band.estimate > band.high, band.unitId);
  }
  const ofOthers = found.bands.filter(({ unitId, estimate, high }) => !strong.has(unitId) && estimate > high);
  assert.ok(ofOthers.length <= 1);
  assert.ok((found.persistence?.estimate ?? 0) > 0.4);
});

Deno.test("predictiveInfluence() does not change when agents are renamed and rows stand in another order", async () => {
  const { posts, embeddings, exposures } = readers({ seed: 4, pull: () => 0.3 });
  const rename = (id: string) => `z${id.split("").reverse().join("")}`;
  const found = await predictiveInfluence(posts, embeddings, { ...semantic, exposures });
  const again = await predictiveInfluence(
    posts.map((post) => ({ ...post, authorId: rename(post.authorId ?? "") })).reverse(),
    embeddings,
    { ...semantic, exposures: exposures.map((one) => ({ ...one, agentId: rename(one.agentId) })).reverse() },
  );
  assert.deepEqual(again.result, found.result);
  assert.deepEqual(again.persistence, found.persistence);
});

Deno.test("predictiveInfluence() of n-grams reads words, and takes comments for readings with a warning", async () => {
  const texts = [["bees swarm at noon", "rain fell", "snow fell", "wind blew"], [
    "x",
    "bees swarm at last",
    "snow stays all day",
    "wind turns to north",
  ]];
  const posts = texts.flatMap((row, round) =>
    row.map((text, agent): Post => ({ ...postBy(`agent ${agent}`, `p${round}-${agent}`, timeIn(round, agent)), text }))
  );
  const comment: Post = {
    ...postBy("agent 1", "c", timeIn(0, 50)),
    kind: "comment",
    parentId: "p0-0",
    threadId: "p0-0",
    text: "bees swarm at noon, indeed",
  };
  const { result } = await predictiveInfluence([...posts, comment], null, { variant: "n-gram gain", null: against });
  assert.equal(result.warnings[0], "exposure unknown: association only");
  assert.equal(result.settings.exposure, "exposure unknown: association only");
  close(result.estimate, 2 / 4, 1e-9); // two of four bigrams, none before, none of the others
});

Deno.test("predictiveInfluence() says what is missing", async () => {
  const { posts, embeddings, exposures } = readers({ seed: 5, rounds: 2 });
  await assert.rejects(predictiveInfluence(posts, null, { ...semantic, exposures }), {
    name: "TypeError",
    message: /got null/,
  });
  await assert.rejects(predictiveInfluence(posts, embeddings, { ...semantic, exposures: [] }), {
    name: "RangeError",
    message: /got 0 readings/,
  });
  await assert.rejects(
    predictiveInfluence(posts, { ...embeddings, ids: embeddings.ids.map((id) => `other ${id}`) }, {
      ...semantic,
      exposures,
    }),
    {
      message: /needs a row in the embeddings, got none/,
    },
  );
});
