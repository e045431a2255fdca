import assert from "node:assert/strict";
import fc from "fast-check";
import { trajectories } from "../../lib/projection/mod.ts";
import type { Post, Projection } from "../../lib/shapes.ts";
import { close, embeddingsOf } from "../vectors/made.ts";

function post(postId: string, authorId: string | null, createdAt: string): Post {
  return {
    postId,
    authorId,
    createdAt,
    kind: "post",
    text: "…",
    title: null,
    communityId: null,
    parentId: null,
    threadId: null,
    score: null,
    modelId: null,
    source: "made by a test",
  };
}

const embeddings = embeddingsOf([[1, 0], [0, 1], [-1, 0], [3, 4]], ["a", "b", "c", "d"]);
const projection: Projection = {
  ids: ["d", "c", "b", "a"],
  coordinates: Float64Array.of(7, 8, 5, 6, 3, 4, 1, 2),
  seed: 1,
  settings: {},
  quality: {},
};
const posts = [
  post("c", "eve", "2026-02-01T10:00:00.000Z"),
  post("b", "eve", "2026-02-01T10:00:00.000Z"),
  post("a", "eve", "2026-02-02T10:00:00.000Z"),
  post("d", "ada", "2026-01-01T00:00:00.000Z"),
];

Deno.test("trajectories() orders an agent's posts by time, ties by postId, and measures steps in d dimensions", () => {
  const [ada, eve, ...rest] = trajectories(posts, { projection, embeddings });
  assert.deepEqual(rest, []);
  assert.equal(ada?.agentId, "ada");
  assert.deepEqual(ada?.stepLengths, []);
  assert.deepEqual(ada?.positions, [[7, 8]]);
  assert.deepEqual(eve?.postIds, ["b", "c", "a"]);
  assert.deepEqual(eve?.times, ["2026-02-01T10:00:00.000Z", "2026-02-01T10:00:00.000Z", "2026-02-02T10:00:00.000Z"]);
  assert.deepEqual(eve?.positions, [[3, 4], [5, 6], [1, 2]]);
  close(eve?.stepLengths[0], 1, 1e-12);
  close(eve?.stepLengths[1], 2, 1e-12);
});

Deno.test("trajectories() does not depend on the order of the posts, nor steps on the map", () => {
  const moved = { ...projection, coordinates: projection.coordinates.map((value) => value * 100) };
  const expected = trajectories(posts, { projection, embeddings });
  fc.assert(fc.property(fc.shuffledSubarray(posts, { minLength: 4 }), (order) => {
    assert.deepEqual(trajectories(order, { projection, embeddings }), expected);
    const steps = trajectories(order, { projection: moved, embeddings }).map(({ stepLengths }) => stepLengths);
    assert.deepEqual(steps, expected.map(({ stepLengths }) => stepLengths));
  }));
});

Deno.test("trajectories() refuses a post without author, row or point, and one that stands twice", () => {
  const run = (given: Post[], map = projection) => trajectories(given, { projection: map, embeddings });
  const time = "2026-02-01T10:00:00.000Z";
  assert.throws(() => run([post("a", null, time)]), { name: "TypeError", message: /"a": needs an author, got null/ });
  assert.throws(() => run([post("x", "eve", time)]), { name: "RangeError", message: /"x": needs a row in the embed/ });
  const half = { ...projection, ids: ["d", "c"] };
  assert.throws(() => run([post("a", "eve", time)], half), { name: "RangeError", message: /needs a point on the map/ });
  assert.throws(() => run([post("a", "eve", time), post("a", "ada", time)]), { message: /got "a" twice/ });
});

Deno.test("trajectories() of no posts are none", () => {
  assert.deepEqual(trajectories([], { projection, embeddings }), []);
});
