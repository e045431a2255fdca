import assert from "node:assert/strict";
import { interruptedSeries, type InterruptedSeriesOptions } from "twoplane/content";
import type { AgentEvent } from "twoplane/shapes";
import { lineChange } from "../../lib/content/level_change.ts";
import { poolPlacebos } from "../../lib/content/placebo_pool.ts";
import { normalFrom, seededRandom } from "twoplane/foundation";
import { close } from "../vectors/made.ts";
import { moodySociety } from "./interrupted_made.ts";
import { rotated, timeOf } from "./made.ts";

const dayName = (day: number) => timeOf(day).slice(0, 10);
const eventOn = (day: number, agentId: string | null = null): AgentEvent => (
  { day: dayName(day), label: "another model", agentId, kind: "model swap" }
);
const society = (changes: object = {}) =>
  moodySociety({ agents: 5, days: 60, perDay: 3, dims: 6, seed: 1, momentum: 0, mood: 0.2, ...changes });
const options: InterruptedSeriesOptions = { events: [eventOn(30)], windowDays: 6, trend: "none" };

Deno.test("lineChange() is free of what scatter and numbers of posts add", () => {
  const normal = normalFrom(seededRandom(5, "noisy sides"));
  const jump = [0.3, 0, -0.2];
  const bend = [0, 0.05, 0.02];
  const side = (places: number[], moved: number) =>
    places.map((place, i) => {
      const n = 1 + (i * 3) % 4; // days differ in posts, and the more they have the more they scatter
      const mean = jump.map((by, dim) =>
        5 + 0.1 * place + moved * (by + (bend[dim] as number) * place) + 0.2 * n * normal()
      );
      return { place, n, sum: Float64Array.from(mean, (value) => n * value) };
    });
  const runs = 4000;
  const values = Array.from(
    { length: runs },
    () => lineChange(side([-7, -6, -4, -3, -2], 0), side([0, 1, 2, 4, 5], 1)),
  );
  for (const [part, expected] of [["level", 0.13], ["slope", 0.0029]] as const) {
    const mean = values.reduce((sum, value) => sum + value[part], 0) / runs;
    const variance = values.reduce((sum, value) => sum + (value[part] - mean) ** 2, 0) / runs;
    assert(Math.abs(mean - expected) < 3.29 * Math.sqrt(variance / runs), `${part}: ${mean}`);
    assert(variance > 0);
  }
});

Deno.test("lineChange() finds jump and bend of lines without scatter", () => {
  const line = (places: number[], at: number, slope: number) =>
    places.map((place, i) => ({ place, n: i + 1, sum: Float64Array.of((i + 1) * (at + slope * place), i + 1) }));
  const { level, slope } = lineChange(line([-5, -3, -2], 1, 0.1), line([0, 1, 3], 3, 0.6));
  close(level, 4, 1e-10);
  close(slope, 0.25, 1e-10);
});

Deno.test("interruptedSeries() with a trend takes a steady drift for what it is", () => {
  const drifting = society({ added: (_: number, day: number, dim: number) => dim === 0 ? 0.1 * (day - 30) : 0 });
  const level = (trend: "none" | "linear") =>
    interruptedSeries(drifting.posts, drifting.embeddings, { ...options, trend, windowDays: 10 }).result.estimate;
  assert(level("none") > 0.02, `${level("none")}`);
  assert(Math.abs(level("linear")) < level("none") / 5, `${level("linear")}`);
});

Deno.test("interruptedSeries() finds a planted jump, a planted bend, and not one for the other", () => {
  const jumped = society({ added: (_: number, day: number, dim: number) => day >= 30 && dim < 3 ? 1.5 : 0 });
  const bent = society({
    added: (_: number, day: number, dim: number) => dim === 0 ? 0.25 * Math.max(0, day - 30) : 0,
  });
  const wide = { ...options, windowDays: 10, trend: "linear" } as const;
  const p = ({ posts, embeddings }: typeof jumped, given: InterruptedSeriesOptions) =>
    interruptedSeries(posts, embeddings, given).result.null as { pValue: number; draws: number };
  const [none, level, slope] = [p(jumped, options), p(jumped, wide), p(bent, { ...wide, change: "slope" })];
  assert.equal(none.pValue, 1 / (none.draws + 1));
  assert.equal(level.pValue, 1 / (level.draws + 1));
  assert.equal(slope.pValue, 1 / (slope.draws + 1));
  assert(p(bent, wide).pValue > 1 / (slope.draws + 1));
});

Deno.test("interruptedSeries() keeps placebo dates clear of the event's own days and of every known change", () => {
  const { posts, embeddings } = society();
  const events = [eventOn(30), eventOn(12, "agent 1"), eventOn(12, "agent 1")];
  const avoid = [eventOn(45, "agent 2")];
  const given = { ...options, gapDays: 1, minPosts: 18, events, avoid }; // all days of both sides
  const { rows, placebos, result } = interruptedSeries(posts, embeddings, given);
  assert.equal(rows.length, 6); // the second event of one agent, told twice
  const days = (agent: string) => placebos.filter(({ unitId }) => unitId === agent).map(({ window }) => window);
  const between = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => dayName(from + i));
  assert.deepEqual(days("agent 0"), [...between(7, 17), ...between(43, 54)]); // 13 days from day 30, in days 0 to 59
  assert.deepEqual(days("agent 2"), [...between(7, 17), ...between(52, 54)]); // day 45 is among the days of 40 to 51
  assert.deepEqual(days("agent 1"), [...between(37, 54), ...between(43, 54)]); // for day 12; for day 30
  assert.equal(result.settings.avoid, 1);
});

Deno.test("interruptedSeries() says what it is: a case study, one date for all, other changes, few agents", () => {
  const { posts, embeddings } = society();
  const warnings = (events: AgentEvent[], avoid: AgentEvent[] = []) =>
    interruptedSeries(posts, embeddings, { ...options, events, avoid }).result.warnings;
  assert.equal(warnings([eventOn(30, "agent 3")])[0], "case study: one event, one agent");
  assert.equal(warnings([eventOn(20, "agent 3"), eventOn(40, "agent 3")])[0], "case study: one agent");
  assert(warnings([eventOn(30)]).includes("one date for all agents: whatever else happened then counts as the event"));
  assert(warnings([eventOn(30)]).includes("illustrative: 5 agents"));
  assert(
    warnings([eventOn(30)], [eventOn(33)]).includes(
      "5 of 5 agents × events have another known change among the days compared",
    ),
  );
  assert(warnings([eventOn(30), eventOn(30, "nobody")]).includes("1 event of agents without posts left out"));
  const late = posts.filter(({ authorId, createdAt }) => authorId !== "agent 4" || createdAt > timeOf(28));
  const left = interruptedSeries(late, embeddings, options).result;
  assert(left.warnings.includes("1 of 5 agents × events left out: too few posts on a side"));
  assert.deepEqual([left.n, left.settings.tooFewPosts], [4, 1]);
});

Deno.test("interruptedSeries() has nothing to do with names, the order of rows, a rotation or copies of posts", () => {
  const { posts, embeddings } = society({ momentum: 0.5 });
  const given = { ...options, trend: "linear", events: [eventOn(30), eventOn(20, "agent 1")] } as const;
  const found = interruptedSeries(posts, embeddings, given).result;
  const renamed = posts.map((post) => ({ ...post, authorId: `x${9 - Number(post.authorId?.slice(-1))}` })).reverse();
  const events = [eventOn(30), eventOn(20, "x8")];
  const other = interruptedSeries(renamed, embeddings, { ...given, events }).result;
  close(other.estimate, found.estimate, 1e-12);
  assert.equal(other.null?.pValue, found.null?.pValue);
  close(interruptedSeries(posts, rotated(embeddings), given).result.estimate, found.estimate, 1e-6);
  const twice = [...posts, ...posts.map((post) => ({ ...post, postId: `${post.postId} again` }))];
  const both = {
    ...embeddings,
    ids: twice.map(({ postId }) => postId),
    vectors: Float32Array.from([...embeddings.vectors, ...embeddings.vectors]),
  };
  close(interruptedSeries(twice, both, { ...given, minPosts: 20 }).result.estimate, found.estimate, 1e-12);
});

Deno.test("interruptedSeries() resamples agents for an interval, and gives 0 where all posts are equal", () => {
  const { posts, embeddings } = society({ agents: 8 });
  const { interval, estimate } = interruptedSeries(posts, embeddings, {
    ...options,
    interval: { draws: 200, seed: 1 },
  }).result;
  assert(interval !== null && interval.low < estimate && estimate < interval.high);
  const equal = { ...embeddings, vectors: embeddings.vectors.map((_, i) => i % 6 === 0 ? 1 : 0) };
  const { result } = interruptedSeries(posts, equal, { ...options, trend: "linear" });
  close(result.estimate, 0, 1e-12);
  assert.equal(result.null?.draws, interruptedSeries(posts, equal, options).result.null?.draws);
});

Deno.test("poolPlacebos() ranks within agents, and does without a band where no shift serves half of them", () => {
  const quiet = { value: 3, placebos: [{ shift: -9, value: 1 }, { shift: 9, value: 2 }] };
  const loud = { value: 200, placebos: [{ shift: -9, value: 900 }, { shift: 9, value: 100 }] };
  const { band, shifts } = poolPlacebos([quiet, loud]);
  assert.deepEqual(shifts, [-9, 9]);
  assert.equal(band?.pValue, 1 / 3); // mean ranks: 0.75 at the event, 0.5 and 0.25 beside it
  const apart = [1, 2, 3].map((shift) => ({ value: 1, placebos: [{ shift, value: 0 }] }));
  assert.deepEqual(poolPlacebos(apart), { band: null, shifts: [] });
});

Deno.test("interruptedSeries() refuses what it cannot measure, and options it does not take", () => {
  const { posts, embeddings } = society({ agents: 1, days: 30 });
  const run = (changes: object) => () => interruptedSeries(posts, embeddings, { ...options, ...changes });
  assert.throws(run({ events: [] }), /needs at least 1 event, got 0/);
  assert.throws(
    run({ events: [eventOn(2)] }),
    /got 1 without: 2026-02-03 needs 10 posts on 2 days before it, got 6 on 2/,
  );
  assert.throws(run({ events: [eventOn(15)], windowDays: 12 }), /1 without a placebo date away from every change/);
  assert.throws(run({ events: [eventOn(15, "nobody")] }), /got 1 of agents without posts/);
  assert.throws(run({ events: [{ ...eventOn(3), day: "2026-02-30" }] }), /need the form YYYY-MM-DD, got "2026-02-30"/);
  assert.throws(run({ events: ["2026-02-20"] }), /needs events with day, label, agentId and kind, got "2026-02-20"/);
  assert.throws(run({ events: "2026-02-20" }), TypeError);
  assert.throws(run({ trend: "square" }), /trend is one of none, linear/);
  assert.throws(run({ change: "slope" }), /change "slope" needs trend "linear", got "none"/);
  assert.throws(run({ trend: "linear", windowDays: 2 }), /windowDays needs a whole number of at least 3/);
  assert.throws(run({ window: 3 }), /with option "window"/);
});
