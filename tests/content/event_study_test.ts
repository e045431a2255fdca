import assert from "node:assert/strict";
import { eventStudy } from "twoplane/content";
import { normalFrom, seededRandom } from "twoplane/foundation";
import type { Post } from "twoplane/shapes";
import { close, embeddingsOf } from "../vectors/made.ts";
import { postBy, timeOf } from "./made.ts";

const DIMS = 10;

/** One agent, 60 days of 3 posts; each day has a mood of its own; from day 40 on it stands elsewhere by `shift`. */
function series(seed: number, shift: number, mood = 0.5) {
  const normal = normalFrom(seededRandom(seed, "event series"));
  const posts: Post[] = [];
  const rows: number[][] = [];
  for (let day = 0; day < 60; day++) {
    const ofDay = Array.from({ length: DIMS }, () => mood * normal());
    for (let i = 0; i < 3; i++) {
      posts.push(postBy("ada", `p${day}-${i}`, timeOf(day, i)));
      rows.push(ofDay.map((value, dim) => 1 + value + (day >= 40 && dim < 5 ? shift : 0) + 0.5 * normal()));
    }
  }
  return { posts, embeddings: embeddingsOf(rows, posts.map(({ postId }) => postId)) };
}

const event = timeOf(40).slice(0, 10);
const options = { event, windowDays: 5 };

Deno.test("eventStudy() agrees with a count pair by pair", () => {
  const { posts, embeddings } = series(1, 0.5);
  const { result, rows } = eventStudy(posts, embeddings, { ...options, gapDays: 2 });
  const dayOf = (post: Post) =>
    Math.round((Date.parse(post.createdAt.slice(0, 10)) - Date.parse("2026-02-01")) / 864e5);
  const row = (place: number) => embeddings.vectors.subarray(place * DIMS, (place + 1) * DIMS);
  const mean = (inA: (day: number) => boolean, inB: (day: number) => boolean) => {
    let [sum, pairs] = [0, 0];
    posts.forEach((a, i) =>
      posts.forEach((b, j) => {
        if (!inA(dayOf(a)) || !inB(dayOf(b)) || dayOf(a) === dayOf(b)) return;
        sum += row(i).reduce((all, value, dim) => all + value * (row(j)[dim] as number), 0);
        pairs++;
      })
    );
    return sum / pairs;
  };
  const before = (day: number) => day >= 33 && day < 38;
  const after = (day: number) => day >= 40 && day < 45;
  close(result.estimate, mean(before, before) + mean(after, after) - 2 * mean(before, after), 1e-6);
  assert.equal(rows.filter(({ window }) => window === "event").length, 1);
  assert(result.warnings.includes("case study: one event, one agent"));
});

Deno.test("eventStudy() finds a change, with p no smaller than 1 / (placebos + 1)", () => {
  const { posts, embeddings } = series(2, 1);
  const { result, rows } = eventStudy(posts, embeddings, options);
  const placebos = rows.filter(({ window }) => window === "placebo");
  assert.equal(result.null?.pValue, 1 / (placebos.length + 1));
  const own = placebos.filter(({ unitId }) => unitId > timeOf(30).slice(0, 10) && unitId < timeOf(50).slice(0, 10));
  assert.equal(own.length, 0); // none shares a day with the event's windows
});

Deno.test("eventStudy() does not cry out where only days differ", () => {
  let rejected = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { posts, embeddings } = series(100 + seed, 0);
    if ((eventStudy(posts, embeddings, options).result.null?.pValue as number) <= 0.1) rejected++;
  }
  assert(rejected <= 37, `${rejected} of 200 at level 0.1`); // 99.9% of Binomial(200, 0.1) ends at 34; placebos overlap
});

Deno.test("eventStudy() leaves out placebo dates that hold another known change", () => {
  const { posts, embeddings } = series(3, 0);
  const all = eventStudy(posts, embeddings, options).rows.length;
  const avoided = eventStudy(posts, embeddings, { ...options, avoid: [timeOf(20).slice(0, 10)] }).rows;
  assert.equal(all - avoided.length, 9); // dates from 4 days before to 4 days after it
});

Deno.test("eventStudy() refuses several agents, an empty side, no placebo and dates that are none", () => {
  const { posts, embeddings } = series(4, 0);
  const two = posts.map((post, i) => i === 0 ? { ...post, authorId: "bob" } : post);
  assert.throws(() => eventStudy(two, embeddings, options), /needs posts of one agent/);
  assert.throws(() => eventStudy(posts, embeddings, { ...options, event: "2026-02-02" }), /before it, got/);
  assert.throws(() => eventStudy(posts, embeddings, { ...options, windowDays: 20 }), /placebo/);
  assert.throws(() => eventStudy(posts, embeddings, { ...options, event: "June" }), RangeError);
});
