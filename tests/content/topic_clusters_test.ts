import assert from "node:assert/strict";
import { topicClusters } from "../../lib/content/topic_clusters.ts";
import { strataOf } from "../../lib/content/exposure_blocks.ts";
import { sampled } from "../../lib/content/same_day_posts.ts";
import { voteWeights } from "../../lib/content/vote_weights.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import { close } from "../vectors/made.ts";

Deno.test("topicClusters() finds groups that stand apart, whatever the lengths of the vectors", () => {
  const normal = normalFrom(seededRandom(1, "topics"));
  const vectors = Array.from(
    { length: 60 },
    (_, i) =>
      Float64Array.from([0, 1, 2], (axis) => (axis === i % 3 ? 5 : 0) + 0.5 * normal()).map((value) => value * (1 + i)),
  );
  const topics = topicClusters(vectors, { clusters: 3, seed: 1 });
  for (const kind of [0, 1, 2]) assert.equal(new Set(topics.filter((_, i) => i % 3 === kind)).size, 1);
  assert.equal(new Set(topics).size, 3);
});

Deno.test("topicClusters() makes fewer topics where fewer vectors differ", () => {
  const same = Array.from({ length: 5 }, () => Float64Array.of(1, 2));
  assert.deepEqual([...topicClusters(same, { clusters: 3, seed: 1 })], [0, 0, 0, 0, 0]);
});

Deno.test("strataOf() never holds an agent twice, keeps days and topics apart and cuts large strata by the hour", () => {
  const moments = Array.from({ length: 40 }, (_, i) => ({
    agent: i % 10,
    agentId: String(i % 10),
    society: 0,
    day: i < 20 ? "2026-02-01" : "2026-02-02",
    shownAt: `2026-02-01T00:${String(i).padStart(2, "0")}:00.000Z`,
    shown: [],
    posts: [],
    place: 1,
  }));
  const topics = moments.map(({ agent }) => agent === 9 ? "rare" : "common");
  const { strata, unmatched } = strataOf(moments, topics, 4);
  assert.equal(unmatched, 4);
  assert.equal(strata.flat().length, 36);
  for (const members of strata) {
    assert.ok(members.length >= 2 && members.length <= 4);
    assert.equal(new Set(members.map((i) => moments[i]?.agent)).size, members.length);
    assert.equal(new Set(members.map((i) => moments[i]?.day)).size, 1);
  }
});

Deno.test("sampled() draws different posts that fit, from short lists and from long", () => {
  const posts = Array.from({ length: 200 }, (_, i) => ({
    postId: `p${i}`,
    authorId: null,
    authorKey: "",
    createdAt: "",
    day: "",
    row: i,
    vector: new Float64Array(0),
  }));
  for (const count of [5, 60]) {
    const chosen = sampled(posts, { count, random: seededRandom(1, "sampled"), fits: ({ row }) => row % 2 === 0 });
    assert.equal(new Set(chosen).size, count);
    assert.ok(chosen.every(({ row }) => row % 2 === 0));
  }
  const few = sampled(posts.slice(0, 3), { count: 5, random: seededRandom(1, "sampled"), fits: () => true });
  assert.equal(few.length, 3);
});

Deno.test("voteWeights() sum to 1 on both sides, and have no contrast where votes are equal", () => {
  const into = { top: new Float64Array(6), bottom: new Float64Array(6) };
  const given = { k: 2, scale: 3, into, order: new Int32Array(6) };
  assert.ok(voteWeights(Float64Array.of(3, 1, 1, 1, 0, 0), { ...given, ties: "shared" }));
  assert.deepEqual([...into.bottom], [0, 0, 0, 0, 0.5, 0.5]);
  into.top.forEach((weight, i) => close(weight, [1 / 2, 1 / 6, 1 / 6, 1 / 6, 0, 0][i], 1e-12));
  assert.equal(voteWeights(new Float64Array(6).fill(2), { ...given, ties: "shared" }), false);
  assert.equal(voteWeights(Float64Array.of(3, 1, 1, 1, 0, 0), { ...given, ties: "left out" }), false);
});
