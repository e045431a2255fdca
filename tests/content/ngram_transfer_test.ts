import assert from "node:assert/strict";
import { ngramTransfer } from "../../lib/content/mod.ts";
import { randomIndex, seededRandom, words } from "../../lib/foundation/mod.ts";
import type { Post } from "../../lib/shapes.ts";
import { close } from "../vectors/made.ts";
import { textMaker } from "./commented.ts";
import { postBy, timeOf } from "./made.ts";
import { isAtMostNominal, shareOf } from "./rates.ts";

/**
 * Each day every agent posts, then comments on a post of another. `copies`: share of a post's words that are taken from the post
 * its author last commented on. `alike`: agents keep to one of two vocabularies, and comment on their like.
 */
function society(
  { seed, agents = 12, days = 5, copies = 0, alike = false }: {
    seed: number;
    agents?: number;
    days?: number;
    copies?: number;
    alike?: boolean;
  },
): Post[] {
  const random = seededRandom(seed, "transfer society");
  const topics = [textMaker(random, 400, "a"), textMaker(random, 400, alike ? "b" : "a")];
  const last = new Map<number, string[]>();
  return Array.from({ length: days }, (_, day) => day).flatMap((day) => {
    const texts = Array.from({ length: agents }, (_, agent) => {
      const own = (topics[agent % 2] as ReturnType<typeof textMaker>)(12);
      const taken = (last.get(agent) ?? []).slice(0, Math.round(copies * own.length));
      return [...taken, ...own.slice(taken.length)];
    });
    const posts = texts.map((text, agent) => (
      { ...postBy(`agent ${agent}`, `p${day}-${agent}`, timeOf(day, agent)), text: text.join(" ") }
    ));
    const comments = texts.map((_, agent): Post => {
      const steps = alike ? 2 * (1 + randomIndex(random, agents / 2 - 1)) : 1 + randomIndex(random, agents - 1);
      const target = (agent + steps) % agents;
      last.set(agent, texts[target] as string[]);
      return {
        ...postBy(`agent ${agent}`, `c${day}-${agent}`, timeOf(day, 100 + agent)),
        kind: "comment",
        text: "",
        parentId: `p${day}-${target}`,
        threadId: `p${day}-${target}`,
      };
    });
    return [...posts, ...comments];
  });
}

const against = { kind: "rewired edges", draws: 59, seed: 1 } as const;

/** The definition, n-gram by n-gram and tie by tie. */
function byDefinition(posts: readonly Post[], n: number) {
  const inTime = posts.toSorted((a, b) => a.createdAt < b.createdAt ? -1 : 1);
  const gramsOf = ({ text }: Post) => {
    const all = words(text);
    return new Set(all.slice(n - 1).map((_, i) => all.slice(i, i + n).join(" ")));
  };
  const firstUse = (gram: string, author?: string | null) =>
    inTime.find((post) => (author === undefined || post.authorId === author) && gramsOf(post).has(gram));
  const all = [...new Set(inTime.flatMap((post) => [...gramsOf(post)]))];
  const [pairs, sums] = [new Set<string>(), { introduced: 0, after: 0, before: 0 }];
  for (const comment of inTime.filter(({ kind }) => kind === "comment")) {
    const target = inTime.find(({ postId }) => postId === comment.parentId) as Post;
    const pair = `${comment.authorId} ${target.authorId}`;
    const writesOn = inTime.some(({ authorId, createdAt }) =>
      authorId === comment.authorId && createdAt > comment.createdAt
    );
    if (pairs.has(pair) || !writesOn) continue;
    pairs.add(pair);
    for (const gram of all) {
      const first = firstUse(gram) as Post;
      if (first.authorId !== target.authorId || first.createdAt >= comment.createdAt) continue;
      sums.introduced++;
      const own = firstUse(gram, comment.authorId);
      if (own === undefined) continue;
      if (own.createdAt > comment.createdAt) sums.after++;
      else sums.before++;
    }
  }
  return sums;
}

Deno.test("ngramTransfer() counts what the definition counts", async () => {
  const posts = society({ seed: 1, agents: 6, days: 4, copies: 0.5 });
  for (const wordsPerGram of [1, 2]) {
    const { result, lead } = await ngramTransfer(posts, { wordsPerGram, maxShare: 1, null: against });
    const { introduced, after, before } = byDefinition(posts, wordsPerGram);
    assert.deepEqual([result.settings.opportunities, result.settings.transfers, result.settings.transfersBefore], [
      introduced,
      after,
      before,
    ]);
    close(result.estimate, after / introduced, 1e-12);
    close(lead.estimate, before / introduced, 1e-12);
  }
});

Deno.test("ngramTransfer() keeps its level where nothing is taken over", async () => {
  const runs = 200;
  const share = await shareOf(runs, async (run) => {
    const { result } = await ngramTransfer(society({ seed: run }), {
      wordsPerGram: 1,
      null: { ...against, seed: run },
    });
    return (result.null?.pValue ?? NaN) <= 0.05;
  });
  assert.ok(isAtMostNominal(share, runs) && share > 0, `rejected ${share}`);
});

Deno.test("ngramTransfer() finds what is taken over, and its lead does not", async () => {
  const { result, lead, rows } = await ngramTransfer(society({ seed: 3, copies: 0.5 }), {
    wordsPerGram: 2,
    null: against,
    interval: { draws: 200, seed: 1 },
  });
  assert.ok(result.null !== null && result.estimate > result.null.high && result.null.pValue === 1 / 60);
  assert.ok((lead.null?.pValue ?? 0) > 0.05);
  assert.ok(result.interval !== null && result.interval.low > 0);
  assert.ok(rows.every(({ value }) => value >= 0 && value <= 1));
  assert.ok(result.warnings.includes("exposure unknown: association only"));
});

Deno.test("ngramTransfer() shows in its lead that agents of one vocabulary find each other", async () => {
  const { lead } = await ngramTransfer(society({ seed: 4, alike: true, days: 8 }), { wordsPerGram: 1, null: against });
  assert.ok(lead.null !== null && lead.estimate > lead.null.high);
});

Deno.test("ngramTransfer() does not change when agents are renamed and rows stand in another order", async () => {
  const posts = society({ seed: 5, copies: 0.3 });
  const options = { wordsPerGram: 1, null: against, interval: { draws: 100, seed: 1 } };
  const other = posts.map((post) => ({ ...post, authorId: `z${post.authorId?.split("").reverse().join("")}` }))
    .reverse();
  const [found, again] = [await ngramTransfer(posts, options), await ngramTransfer(other, options)];
  assert.deepEqual([again.result, again.lead], [found.result, found.lead]);
});

Deno.test("ngramTransfer() takes recorded exposures for ties, and says what is missing", async () => {
  const made = [postBy("ada", "a", timeOf(0)), postBy("bob", "b", timeOf(1))];
  const posts = made.map((post, i) => ({ ...post, text: i === 0 ? "bees swarm at noon" : "bees swarm at sea" }));
  const seen = { agentId: "bob", postId: "a", shownAt: timeOf(0, 5), round: 0, position: 0, promptHash: "" };
  const { result } = await ngramTransfer(posts, { maxShare: 1, null: against, exposures: [seen] });
  assert.equal(result.estimate, 1 / 2);
  assert.ok(!result.warnings.includes("exposure unknown: association only"));
  await assert.rejects(ngramTransfer(posts, { null: against }), {
    name: "RangeError",
    message: /needs a reader with texts/,
  });
});
