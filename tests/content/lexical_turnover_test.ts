import assert from "node:assert/strict";
import { loadCorpus, ngramBirths } from "../../lib/corpus/mod.ts";
import { lexicalTurnover, type LexicalTurnoverOptions, plantWords } from "../../lib/content/mod.ts";
import { gramIds, readWords } from "../../lib/content/gram_ids.ts";
import { seededRandom, words } from "../../lib/foundation/mod.ts";
import type { Post } from "../../lib/shapes.ts";
import { close } from "../vectors/made.ts";
import { daysGolden, goldenTexts } from "./days_golden.ts";
import { postBy, timeOf } from "./made.ts";
import { isNominal, shareOf } from "./rates.ts";

const NULL = { kind: "constant distribution", draws: 39, seed: 1 } as const;

function options(changed: Partial<LexicalTurnoverOptions> = {}): LexicalTurnoverOptions {
  return { n: 1, sample: "whole days", null: null, ...changed };
}

/** Agents who draw words from a Zipf-like vocabulary, `shift` of it new each day. */
function talk(seed: number, { shift = 0, agents = 10, days = 4, words: each = 8 } = {}): Post[] {
  const random = seededRandom(seed, "talk");
  return Array.from({ length: days * agents }, (_, i): Post => {
    const day = Math.floor(i / agents);
    const text = Array.from({ length: each }, () => {
      const rank = Math.floor(40 ** random());
      return random() < shift ? `day${day}x${rank}` : `w${rank}`;
    }).join(" ");
    return { ...postBy(`agent ${i % agents}`, `p${String(i).padStart(4, "0")}`, timeOf(day, i % agents)), text };
  });
}

Deno.test("lexicalTurnover() agrees with sets of tuples in Python, every n, rule and filter", async () => {
  for (const { n, rule, least, rows: expected } of daysGolden.turnover) {
    const { rows } = await lexicalTurnover(
      goldenTexts,
      options({
        n,
        variant: rule as "ever seen" | "previous day",
        filter: least === 1 ? "none" : "global frequency ≥ 2",
      }),
    ).catch((error) => {
      assert.match(String(error), /no day has so many words/);
      return { rows: [] };
    });
    for (const rate of ["births", "deaths"] as const) {
      const own = rows.filter(({ variant }) => variant === `${rate}, n = ${n}, ${rule}`);
      const defined = expected.filter((day) => day[rate] !== null);
      assert.deepEqual(own.map(({ window }) => window), defined.map(({ day }) => day));
      own.forEach(({ value }, i) => close(value, defined[i]?.[rate] ?? NaN, 1e-12));
    }
  }
});

Deno.test("lexicalTurnover() gives the rows of the corpus room's ngramBirths()", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const lines = goldenTexts.map(({ postId, text, createdAt }) => `${postId},${text},${createdAt}`);
    await Deno.writeTextFile(`${folder}/posts.csv`, ["id,content,ts", ...lines].join("\n"));
    const { table } = await loadCorpus(`${folder}/posts.csv`, { database: `${folder}/posts.duckdb` });
    const theirs = (await ngramBirths(table, { n: [1, 2, 3] })).filter(({ unitId }) => unitId !== "2026-02-01");
    const { rows } = await lexicalTurnover(goldenTexts, options({ n: [1, 2, 3], text: "text" }));
    const plain = (all: typeof theirs) =>
      all.map(({ variant, unitId, value, n }) => [variant.replace(", ever seen", ""), unitId, value, n].join(" "))
        .sort();
    assert.deepEqual(plain([...rows]), plain(theirs));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("gramIds() gives the same number to the same words and to no others", () => {
  const posts = talk(3, { agents: 40, days: 3, words: 30 }).map(({ text }) => text);
  for (const { n, ids, frequencies } of gramIds(readWords(posts), 5)) {
    const known = new Map<string, number>();
    let at = 0;
    for (const text of posts) {
      const list = words(text);
      list.forEach((_, i) => {
        const gram = list.slice(i, i + n);
        const id = ids[at++] as number;
        if (gram.length < n) return n > 1 && assert.equal(id, -1);
        const key = gram.join(" ");
        assert.equal(known.get(key) ?? id, id);
        known.set(key, id);
      });
    }
    assert.equal(new Set(known.values()).size, known.size);
    assert.equal(frequencies.length, known.size);
    assert.equal(frequencies.reduce((a, b) => a + b, 0), ids.filter((id) => id >= 0).length);
  }
});

for (const variant of ["ever seen", "previous day"] as const) {
  Deno.test(`lexicalTurnover() ${variant} keeps its null at 5% and finds words that change, whole days and equal words`, async () => {
    for (const sample of ["whole days", { words: 50, seed: 1 }] as const) {
      const pValue = async (seed: number, shift: number) => {
        const given = options({ variant, sample, null: { ...NULL, seed } });
        return (await lexicalTurnover(talk(seed, { shift }), given)).result.null?.pValue ?? NaN;
      };
      const share = await shareOf(250, async (seed) => await pValue(seed, 0) <= 0.05);
      assert.ok(isNominal(share, 250), `${JSON.stringify(sample)}: rejected ${share}`);
      for (let seed = 0; seed < 5; seed++) assert.ok(await pValue(seed, 0.9) <= 0.05);
    }
  });
}

Deno.test("lexicalTurnover() on equal words does not ask how much was written", async () => {
  const few = talk(1, { agents: 10, days: 2 });
  const many = talk(2, { agents: 200, days: 2 }).map((post) => ({
    ...post,
    postId: `more ${post.postId}`,
    createdAt: post.createdAt.replace("2026-02-0", "2026-02-1"),
  }));
  const births = async (sample: LexicalTurnoverOptions["sample"]) => {
    const { rows } = await lexicalTurnover([...few, ...many], options({ n: 2, variant: "previous day", sample }));
    return rows.filter(({ variant }) => variant.startsWith("births")).map(({ value }) => value);
  };
  const [, , wholeLast = NaN] = await births("whole days");
  const equal = await births({ words: 60, seed: 1, samples: 20 });
  assert.ok(equal.every((value) => Math.abs(value - (equal[0] as number)) < 0.1), equal.join());
  assert.ok(Math.abs(wholeLast - (equal[0] as number)) > 0.2, `${wholeLast}`);
});

Deno.test("lexicalTurnover() has intervals, the same for every name and order of posts", async () => {
  const posts = talk(5, { shift: 0.2, agents: 14 });
  const given = options({ n: [2, 1], null: NULL, interval: { draws: 100, seed: 1 }, sample: { words: 60, seed: 2 } });
  const { result, results } = await lexicalTurnover(posts, given);
  assert.deepEqual(results.map(({ variant }) => variant), [
    ...["births, n = 1, ever seen", "deaths, n = 1, ever seen", "births, n = 2, ever seen", "deaths, n = 2, ever seen"],
  ]);
  assert.equal(result.variant, "births, n = 2, ever seen");
  for (const { estimate, interval } of results) {
    assert.ok(
      interval !== null && interval.low <= estimate && estimate <= interval.high && interval.low < interval.high,
    );
  }
  const renamed = posts.map((post) => ({ ...post, authorId: `~${[...(post.authorId ?? "")].reverse().join("")}` }));
  assert.deepEqual((await lexicalTurnover(renamed, given)).results, results);
  assert.deepEqual((await lexicalTurnover(posts.toReversed(), given)).results, results);
});

Deno.test("lexicalTurnover() sees fewer births where agents take over each other's words", async () => {
  const own = talk(4, { agents: 12, days: 5, words: 12 }).map((post) => ({
    ...post,
    text: post.text.replaceAll("w", `${post.authorId?.replace(" ", "")}d${post.createdAt.slice(8, 10)}x`),
  }));
  const exposures = own.slice(12).map((post, i) => ({
    agentId: post.authorId as string,
    postId: (own[i] as Post).postId === post.postId ? "" : (own[(i + 1) % 12 + Math.floor(i / 12) * 12] as Post).postId,
    shownAt: post.createdAt,
    round: Math.floor(i / 12),
    position: 0,
    promptHash: "",
  }));
  const mixed = plantWords(own, { exposures, strength: 0.6, share: 1, seed: 1 } as Parameters<typeof plantWords>[1]);
  const births = async (posts: readonly Post[]) => (await lexicalTurnover(posts, options())).result.estimate;
  assert.ok(await births(mixed.posts) < await births(own) - 0.1);
});

Deno.test("lexicalTurnover() of equal posts is 0 with p of 1; what cannot be is refused", async () => {
  const posts = [0, 1, 2].map((day) => ({ ...postBy("a", `p${day}`, timeOf(day)), text: "all the same" }));
  const { results } = await lexicalTurnover(posts, options({ n: [1, 3], null: { ...NULL, draws: 19 } }));
  for (const { estimate, null: band } of results) assert.ok(estimate === 0 && band?.pValue === 1);
  const refused = (changed: Partial<LexicalTurnoverOptions>, message: RegExp, given: readonly Post[] = posts) =>
    assert.rejects(lexicalTurnover(given, options(changed)), { message });
  await refused({ n: 5 }, /n = 5: no day has so many words in a row/);
  await refused({ n: 6 }, /n needs a whole number from 1 to 5/);
  await refused({ n: [] }, /at least one n/);
  await refused({ sample: { words: 4, seed: 1 } }, /2 days of at least 4 words, got 0/);
  await refused({}, /needs 2 days/, posts.slice(0, 1));
  await refused({}, /at least 1 post, got 0/, []);
  await refused({ minPosts: 2 }, /at least 2 posts, got at most 1/);
  await refused({ variant: "new" as "ever seen" }, /variant is one of/);
});
