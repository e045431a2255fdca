import assert from "node:assert/strict";
import { dailyCentroids } from "../../lib/content/mod.ts";
import { norm } from "../../lib/vectors/mod.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { golden, goldenEmbeddings, goldenPosts } from "./golden.ts";
import { postBy, timeOf } from "./made.ts";

Deno.test("dailyCentroids() agrees with numpy", () => {
  const made = dailyCentroids(goldenPosts, goldenEmbeddings, { minPosts: 1 });
  assert.deepEqual(made.days, Object.keys(golden.dailyCentroids));
  Object.values(golden.dailyCentroids).forEach((expected, place) => {
    const mean = made.vectors.subarray(place * 5, place * 5 + 5);
    expected.forEach((value, i) => close(mean[i], value, 1e-12));
    close(made.lengths[place], norm(expected), 1e-12);
  });
  assert.equal(made.counts.reduce((a, b) => a + b, 0), goldenPosts.length);
});

Deno.test("dailyCentroids() lists the days it drops", () => {
  const posts = [postBy("a", "p1", timeOf(1)), postBy("a", "p2", timeOf(0)), postBy(null, "p3", timeOf(0, 5))];
  const embeddings = embeddingsOf([[1, 0], [0, 1], [0, 1]], ["p1", "p2", "p3"]);
  const made = dailyCentroids(posts, embeddings, { minPosts: 2 });
  assert.deepEqual(made.days, ["2026-02-01"]);
  assert.deepEqual(made.counts, [2]);
  assert.deepEqual(made.dropped, [{ day: "2026-02-02", posts: 1 }]);
});

Deno.test("dailyCentroids() cuts days at midnight UTC", () => {
  const posts = ["2026-02-01T23:59:59.999Z", "2026-02-02T00:00:00.000Z"].map((time, i) => postBy("a", `p${i}`, time));
  const { days } = dailyCentroids(posts, embeddingsOf([[1, 0], [0, 1]], ["p0", "p1"]), { minPosts: 1 });
  assert.deepEqual(days, ["2026-02-01", "2026-02-02"]);
});

Deno.test("dailyCentroids() refuses no posts, a post without row, one twice, a time with a zone", () => {
  const embeddings = embeddingsOf([[1, 0]], ["p0"]);
  const run = (...posts: ReturnType<typeof postBy>[]) => dailyCentroids(posts, embeddings, { minPosts: 1 });
  const post = postBy("a", "p0", timeOf(0));
  assert.throws(() => run(), { name: "RangeError", message: /at least 1 post, got 0/ });
  assert.throws(() => run({ ...post, postId: "x" }), { name: "RangeError", message: /"x": needs a row/ });
  assert.throws(() => run(post, post), { name: "RangeError", message: /"p0" twice/ });
  assert.throws(() => run({ ...post, createdAt: "2026-02-01T10:00:00+09:00" }), { message: /createdAt needs UTC/ });
  assert.throws(() => dailyCentroids([post], embeddings, { minPosts: 2 }), {
    message: /at least 2 posts, got at most 1/,
  });
});
