import assert from "node:assert/strict";
import golden from "../golden/language.json" with { type: "json" };
import {
  compressionNovelty,
  dialogueActs,
  dialogueActsOf,
  noveltyAfter,
  templateShare,
} from "../../lib/content/mod.ts";
import { seededRandom } from "../../lib/foundation/mod.ts";
import type { Post } from "../../lib/shapes.ts";
import { close } from "../vectors/made.ts";
import { textMaker } from "./commented.ts";
import { postBy, timeOf } from "./made.ts";
import { isAtMostNominal, isNominal, shareOf } from "./rates.ts";

/** Each agent writes one text a day. */
function writing(
  { agents, days, write }: { agents: number; days: number; write: (agent: number, day: number) => string },
): Post[] {
  return Array.from({ length: days }, (_, day) => day).flatMap((day) =>
    Array.from({ length: agents }, (_, agent) => ({
      ...postBy(`agent ${agent}`, `p${day}-${agent}`, timeOf(day, agent)),
      text: write(agent, day),
    }))
  );
}

const renamed = (posts: readonly Post[]) =>
  posts.map((post) => ({ ...post, authorId: `z${(post.authorId ?? "").split("").reverse().join("")}` })).reverse();

Deno.test("noveltyAfter() agrees with zlib to a tenth, another compressor of the same kind", () => {
  for (const { text, value } of golden.novelty) close(noveltyAfter(text, golden.past), value, 0.1);
});

Deno.test("noveltyAfter() is small for a copy, whatever its length, and about 1 after what has nothing in common", () => {
  const words = textMaker(seededRandom(1, "test"), 5000);
  for (const length of [20, 60, 200]) {
    const text = words(length).join(" ");
    assert.ok(noveltyAfter(text, text) < 0.25);
    assert.ok(noveltyAfter(text, "ЖЩЪЫ".repeat(50)) > 0.97);
  }
  assert.throws(() => noveltyAfter("", "past"), { name: "RangeError" });
});

const pastNull = { kind: "another agent's past", draws: 59, seed: 1, others: 3 } as const;
const short = { contextBytes: 512, minContextBytes: 128, null: pastNull };

Deno.test("compressionNovelty() keeps its level where all write alike", async () => {
  const runs = 100;
  const share = await shareOf(runs, async (run) => {
    const words = textMaker(seededRandom(run, "test alike"), 200);
    const posts = writing({ agents: 5, days: 5, write: () => words(12).join(" ") });
    const { result } = await compressionNovelty(posts, { ...short, null: { ...pastNull, seed: run } });
    return (result.null?.pValue ?? NaN) <= 0.05;
  });
  assert.ok(isNominal(share, runs), `rejected ${share}`);
});

Deno.test("compressionNovelty() finds agents that repeat themselves", async () => {
  const random = seededRandom(2, "test");
  const own = Array.from({ length: 6 }, (_, agent) => textMaker(random, 60, `x${agent}y`));
  const posts = writing({
    agents: 6,
    days: 8,
    write: (agent) => (own[agent] as (n: number) => string[])(20).join(" "),
  });
  const { result, others, rows, bands } = await compressionNovelty(posts, short);
  assert.ok(result.estimate < others.estimate - 0.05 && result.null !== null && result.estimate < result.null.low);
  assert.deepEqual([rows.length, bands.length], [12, 6]);
  const again = await compressionNovelty(renamed(posts), short);
  assert.deepEqual([again.result, again.others], [result, others]);
});

Deno.test("compressionNovelty() says what is missing", async () => {
  await assert.rejects(compressionNovelty([postBy("ada", "a", timeOf(0))], short), {
    name: "RangeError",
    message: /needs a text of 40 bytes with 128 bytes of its author's earlier texts/,
  });
});

Deno.test("dialogueActsOf() follows its rule", () => {
  const cases: Record<string, readonly string[]> = {
    "Is it late": ["statement"],
    "Is it late?": ["question"],
    "See https://a.example/?q=1": ["statement"],
    "Yes. I agree, thank you!": ["agreement", "thanks"],
    "I don't agree with that.": ["disagreement"],
    "I disagree, no matter what": ["disagreement"],
    "There is no way out": ["statement"],
    "No hype. No way of knowing": ["statement"],
    "No, it is late": ["disagreement"],
    "True. A true story": ["agreement"],
    "No! That is not true.": ["disagreement"],
    "Hello all. Please let me know": ["request", "greeting"],
    "He said hello": ["statement"],
    "It works. Try it": ["request"],
    "": ["statement"],
    "Wirklich?": ["question"],
  };
  for (const [text, acts] of Object.entries(cases)) assert.deepEqual(dialogueActsOf(text), acts, text);
});

const actsNull = { kind: "acts dealt anew within days", draws: 99, seed: 1 } as const;
const SAYINGS = ["Why is that?", "I agree.", "The tide turned.", "Thanks for this."];

Deno.test("dialogueActs() gives shares by agent and by day that are counts", async () => {
  const posts = writing({ agents: 4, days: 3, write: (agent, day) => SAYINGS[(agent + day) % 4] as string });
  const { results, rows } = await dialogueActs(posts, { null: actsNull });
  const valueOf = (metric: string, variant: string, unitId: string) =>
    rows.find((row) => row.metric === metric && row.variant === variant && row.unitId === unitId)?.value;
  close(valueOf("dialogue acts", "question", "agent 0") ?? NaN, 1 / 3, 1e-12);
  assert.equal(valueOf("dialogue acts", "thanks", "agent 0"), 0);
  assert.equal(valueOf("dialogue acts by day", "agreement", "2026-02-02"), 1 / 4);
  const question = results.find(({ metric, variant }) => metric === "dialogue acts" && variant === "question");
  close(question?.estimate ?? NaN, 1 / 4, 1e-12);
  assert.equal(results.length, 14);
});

Deno.test("dialogueActs() keeps its level where agents are alike, also where days differ", async () => {
  const runs = 200;
  const share = await shareOf(runs, async (run) => {
    const random = seededRandom(run, "test acts");
    const posts = writing({
      agents: 8,
      days: 6,
      write: (_, day) => random() < (day % 2 === 0 ? 0.7 : 0.1) ? "Why?" : "The tide turned.",
    });
    const { results } = await dialogueActs(posts, { null: { ...actsNull, seed: run } });
    return (results.find(({ metric }) => metric === "dialogue acts, spread")?.null?.pValue ?? NaN) <= 0.05;
  });
  assert.ok(isAtMostNominal(share, runs) && share > 0, `rejected ${share}`);
});

Deno.test("dialogueActs() finds agents that ask more than others, under any names", async () => {
  const random = seededRandom(3, "test acts");
  const posts = writing({
    agents: 8,
    days: 10,
    write: (agent) => random() < (agent < 2 ? 0.8 : 0.1) ? "Why?" : "It rains.",
  });
  const options = { null: actsNull, interval: { draws: 200, seed: 1 } };
  const { results } = await dialogueActs(posts, options);
  assert.equal(results[1]?.null?.pValue, 0.01);
  assert.ok(results[0]?.interval !== null);
  assert.deepEqual((await dialogueActs(renamed(posts), options)).results, results);
  await assert.rejects(dialogueActs(posts, { minTexts: 11, null: actsNull }), {
    message: /at least 11 texts, got none of 8/,
  });
});

const wordsNull = { kind: "words dealt anew", draws: 99, seed: 1 } as const;
const goldenPosts = golden.posts.map(({ authorId, text }, i) => ({ ...postBy(authorId, `p${i}`, timeOf(0, i)), text }));

Deno.test("templateShare() agrees with regular expressions in Python", async () => {
  const { result, acrossAuthors, unmasked } = await templateShare(goldenPosts, { null: wordsNull });
  close(result.estimate, golden.templates.shared, 1e-12);
  close(acrossAuthors.estimate, golden.templates.across, 1e-12);
  assert.equal(result.n, golden.templates.n);
  assert.equal(result.settings.templates, golden.templates.templates);
  assert.equal(result.settings.textsTooShort, 1);
  assert.equal(unmasked.estimate, 0);
});

Deno.test("templateShare() of openings finds texts that share their frame alone", async () => {
  const posts = writing({
    agents: 3,
    days: 3,
    write: (agent, day) => `Dear diary on day ${day} I saw thing ${"abc"[agent]}${"xyz"[day]}`,
  });
  const whole = await templateShare(posts, { null: wordsNull });
  const opening = await templateShare(posts, { variant: "opening", openingWords: 5, null: wordsNull });
  assert.deepEqual([whole.result.estimate, opening.result.estimate], [0, 1]);
  assert.equal(opening.rows.at(-1)?.unitId, "dear diary on day ‹number›");
});

Deno.test("templateShare() keeps its level on short texts of independent words, and finds templates", async () => {
  const runs = 200;
  const measure = async (run: number, text: (agent: number) => string) => {
    const posts = writing({ agents: 4, days: 3, write: text });
    return (await templateShare(posts, { null: { ...wordsNull, draws: 59, seed: run } })).result;
  };
  const share = await shareOf(runs, async (run) => {
    const words = textMaker(seededRandom(run, "test dealt"), 3);
    const result = await measure(run, () => words(4).join(" "));
    return (result.null?.pValue ?? NaN) <= 0.05;
  });
  assert.ok(isAtMostNominal(share, runs), `rejected ${share}`);
  const words = textMaker(seededRandom(1, "test"), 500);
  const planted = await measure(1, (agent) => agent === 0 ? "today is a good day" : words(8).join(" "));
  close(planted.estimate, 1 / 4, 1e-12);
  assert.ok(planted.null !== null && planted.null.high < 0.25);
});

Deno.test("templateShare() says what is missing, and takes text literally", async () => {
  const hostile = [{ ...postBy("(.*)", "a", timeOf(0)), text: "\u0000a $& (.*) [x] four words here" }];
  assert.equal((await templateShare(hostile, { null: wordsNull })).result.estimate, 0);
  await assert.rejects(templateShare([postBy("ada", "a", timeOf(0))], { null: wordsNull }), {
    name: "RangeError",
    message: /needs a text of 4 words, got none of 1/,
  });
});
