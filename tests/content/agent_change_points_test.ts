import assert from "node:assert/strict";
import { agentChangePoints, type AgentChangePointsOptions } from "twoplane/content";
import { changePoints } from "twoplane/statistics";
import type { Embeddings, Post } from "twoplane/shapes";
import { placePosts } from "../../lib/content/placed.ts";
import { timeUnits } from "../../lib/content/time_units.ts";
import { close } from "../vectors/made.ts";
import { moodySociety } from "./interrupted_made.ts";
import { rotated, timeOf } from "./made.ts";

const dayName = (day: number) => timeOf(day).slice(0, 10);
const options: AgentChangePointsOptions = { most: 2, draws: 199, seed: 1 };
/** Four agents of 40 days; one moves on day 12 and again on day 30. */
const society = (changes: object = {}) =>
  moodySociety({
    ...{ agents: 4, days: 40, perDay: 2, dims: 60, seed: 3, momentum: 0, mood: 0.2 },
    added: (agent, day, dim) => agent !== 2 ? 0 : (day >= 12 && dim < 10 ? 1 : 0) + (day >= 30 && dim >= 50 ? 1.5 : 0),
    ...changes,
  });

/** An agent's part of a corpus. */
const ofAgent = (posts: readonly Post[], agent: number) =>
  posts.filter(({ authorId }) => authorId === `agent ${agent}`);

Deno.test("agentChangePoints() finds who changed, and when", async () => {
  const { posts, embeddings } = society();
  const { result, rows, agents } = await agentChangePoints(posts, embeddings, options);
  assert.deepEqual(rows.map(({ unitId, window }) => [unitId, window]), [
    ["agent 2", dayName(12)],
    ["agent 2", dayName(30)],
  ]);
  assert.deepEqual(agents.map(({ agentId, posts, units }) => [agentId, posts, units]), [
    ...[0, 1, 2, 3].map((agent) => [`agent ${agent}`, 80, 40]),
  ]);
  const changed = agents[2];
  assert.equal(changed?.pValue, 1 / 200);
  assert.equal(changed?.adjustedPValue, 4 / 200);
  assert.match(changed?.changes[0]?.postId ?? "", /^p2-12-/);
  assert.deepEqual([result.estimate, result.n, result.settings.agentsByHolm], [0.25, 4, 1]);
  close(result.null?.pValue, 1 - 0.95 ** 4, 1e-12); // one or more of four
  assert.deepEqual([result.null?.mean, result.null?.low, result.null?.high], [0.05, 0, 0.25]);
});

Deno.test("agentChangePoints() in fewer axes finds what changePoints() does in all", async () => {
  const { posts, embeddings } = society();
  const own = ofAgent(posts, 2);
  const rows = placePosts("test", own, embeddings);
  const values = Float64Array.from(rows.flatMap(({ vector }) => [...vector]));
  for (const unit of ["day", "post"] as const) {
    const units = rows.map(({ day, postId }) => unit === "day" ? day : postId);
    const whole = changePoints({ values, dims: 60, units }, options);
    const { agents } = await agentChangePoints(own, embeddings, { ...options, unit });
    assert.equal(agents[0]?.pValue, whole.pValue);
    const expected = whole.details?.changes as { row: number; size: number }[];
    assert.equal(expected.length, 2);
    agents[0]?.changes.forEach(({ postId, size }, i) => {
      assert.equal(postId, rows[expected[i]?.row as number]?.postId);
      close(size, expected[i]?.size, 1e-12);
    });
  }
});

Deno.test("timeUnits() keeps distances between sums in as many axes as there are blocks", () => {
  const { posts, embeddings } = society();
  const placed = placePosts("test", ofAgent(posts, 2), embeddings);
  const units = timeUnits(placed, { unit: "day", block: 7 });
  assert.deepEqual([units.count, units.blocks, units.dims], [40, 6, 6]);
  assert.deepEqual([...new Set(units.units)], ["0", "1", "2", "3", "4", "5"]);
  const meanOf = (rows: readonly ArrayLike<number>[]) =>
    Array.from(
      rows[0] as ArrayLike<number>,
      (_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0) / rows.length,
    );
  const distance = (a: number[], b: number[]) => Math.hypot(...a.map((value, i) => value - (b[i] as number)));
  const [whole, shorter] = [0, 1].map((which) =>
    [0, 3, 5].map((block) =>
      meanOf(
        placed.flatMap(({ vector }, i) =>
          units.units[i] !== String(block) ? [] : [which === 0 ? vector : units.values.subarray(6 * i, 6 * i + 6)]
        ),
      )
    )
  ) as [number[][], number[][]];
  for (const [a, b] of [[0, 1], [0, 2], [1, 2]] as const) {
    close(
      distance(shorter[a] as number[], shorter[b] as number[]),
      distance(whole[a] as number[], whole[b] as number[]),
      1e-12,
    );
  }
});

Deno.test("agentChangePoints() has nothing to do with names, order of rows, company or a rotation", async () => {
  const { posts, embeddings } = society({ momentum: 0.6 });
  const found = await agentChangePoints(posts, embeddings, options);
  const name = (post: Post) => `x${9 - Number(post.authorId?.slice(-1))}`;
  const renamed = posts.map((post) => ({ ...post, authorId: name(post) })).reverse();
  const pOf = ({ agents }: typeof found) => agents.map(({ pValue }) => pValue);
  assert.deepEqual(pOf(await agentChangePoints(renamed, embeddings, options)).reverse(), pOf(found));
  assert.deepEqual(pOf(await agentChangePoints(ofAgent(posts, 2), embeddings, options)), pOf(found).slice(2, 3));
  const turned = await agentChangePoints(posts, rotated(embeddings), options);
  assert.deepEqual(turned.rows.map(({ window }) => window), found.rows.map(({ window }) => window));
});

Deno.test("agentChangePoints() counts who is too short, and says what p rests on", async () => {
  const { posts, embeddings } = society();
  const kept = posts.filter(({ authorId, createdAt }) =>
    (authorId !== "agent 0" || createdAt < timeOf(8)) && (authorId !== "agent 1" || createdAt < timeOf(3))
  ).map((post, i) => i < 1 ? { ...post, authorId: null } : post);
  const { result } = await agentChangePoints(kept, embeddings, options);
  assert.equal(result.n, 2);
  assert.deepEqual([result.settings.agentsLeftOut, result.settings.agentsTooShort], [1, 1]);
  assert.deepEqual(result.warnings, [
    "shuffled days are taken as exchangeable: topics that last from one to the next reject as well",
    "p takes agents as independent: news that all write about moves them together",
    "illustrative: 2 agents",
    "1 agent with fewer than 10 posts left out",
    "1 agent with fewer than 10 days left out",
    "1 post without author left out",
    "only 199 draws for level 0.05",
  ]);
  const strict = await agentChangePoints(kept, embeddings, { ...options, draws: 999, alpha: 0.001 });
  assert(strict.result.warnings.includes("Holm over 2 agents needs 1999 draws for level 0.001, got 999"));
  const blocked = await agentChangePoints(kept, embeddings, { ...options, block: 7, minSegment: 2 });
  assert.equal(blocked.result.settings.minUnits, 28);
  assert(blocked.result.warnings.includes("2 of 2 agents with fewer than 8 blocks: p ≤ 0.05 is hard to reach"));
});

Deno.test("agentChangePoints() sees no change where all posts are equal", async () => {
  const { posts, embeddings } = society();
  const vectors = embeddings.vectors.map((_, i) => i % embeddings.dims === 0 ? 1 : 0);
  const equal: Embeddings = { ...embeddings, vectors };
  const { result, rows } = await agentChangePoints(posts, equal, options);
  assert.deepEqual([result.estimate, rows.length, result.null?.pValue], [0, 0, 1]);
});

Deno.test("agentChangePoints() reports progress by agents, and stops when told", async () => {
  const { posts, embeddings } = society();
  const told: number[][] = [];
  await agentChangePoints(posts, embeddings, { ...options, onProgress: (done, total) => told.push([done, total]) });
  assert.deepEqual(told, [1, 2, 3, 4].map((done) => [done, 4]));
  const stopped = agentChangePoints(posts, embeddings, { ...options, signal: AbortSignal.abort(new Error("enough")) });
  await assert.rejects(stopped, /enough/);
});

Deno.test("agentChangePoints() refuses one day, too few posts, and options it does not take", async () => {
  const { posts, embeddings } = society();
  const oneDay = posts.map((post, i) => ({ ...post, createdAt: timeOf(0, i) }));
  const refuses = (changes: object, pattern: RegExp) =>
    assert.rejects(agentChangePoints(posts, embeddings, { ...options, ...changes }), pattern);
  await assert.rejects(
    agentChangePoints(oneDay, embeddings, options),
    /at least 10 days of posts, got 4 agents with at most 1/,
  );
  await refuses({ minPosts: 81 }, /needs an agent with at least 81 posts, got 4 agents with at most 80/);
  await refuses({ block: 5 }, /needs an agent with at least 50 days of posts, got 4 agents with at most 40/);
  await refuses({ unit: "week" }, /unit is one of day, post/);
  await refuses({ minUnits: 9 }, /minUnits needs a whole number of at least 10/);
  await refuses({ most: 0 }, /most needs/);
  await refuses({ draws: 50 }, /draws needs a whole number of at least 99/);
  await refuses({ alpha: 1 }, /alpha needs/);
  await refuses({ minDays: 9 }, /with option "minDays"/);
});
