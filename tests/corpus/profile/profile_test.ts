import assert from "node:assert/strict";
import fc from "fast-check";
import type { CorpusProfile, Post } from "twoplane/shapes";
import { dailyCounts, profilePosts, profileStream } from "twoplane/corpus";
import { seededRandom, shuffled } from "twoplane/foundation";
import { authorCounts } from "../../../lib/corpus/profile/author_counts.ts";
import golden from "../../golden/corpus_profile.json" with { type: "json" };
import { at, HOUR, made, randomTimes, START } from "./made.ts";

const close = (a: number | null, b: number, what = "") =>
  assert.ok(a !== null && Math.abs(a - b) < 1e-9, `${what}: ${a}, ${b}`);

for (const [index, { counts, gini, quantiles, topOnePercent }] of golden.counts.entries()) {
  Deno.test(`authorCounts() agrees with Python on spread and concentration, case ${index}`, () => {
    const options = { postsWithoutAuthor: 0, listLength: 3, nameOf: String };
    const result = authorCounts(Uint32Array.from(counts), options);
    close(result.gini, gini, "gini");
    for (const [name, value] of Object.entries(quantiles)) {
      close(result.quantiles[name as keyof typeof quantiles], value, name);
    }
    assert.equal(result.topOnePercent.authors, topOnePercent.authors);
    close(result.topOnePercent.share, topOnePercent.share, "share");
    assert.equal(result.histogram.reduce((sum, { authors }) => sum + authors, 0), counts.length);
    assert.equal(result.histogram.reduce((sum, { authors, posts }) => sum + authors * posts, 0), sumOf(counts));
    const top = counts.map((posts, author) => ({ posts, author })).sort((a, b) =>
      b.posts - a.posts || a.author - b.author
    );
    assert.deepEqual(result.top.map(({ authorId }) => authorId), top.slice(0, 3).map(({ author }) => String(author)));
  });
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0);

/** One author whose gaps are these, in seconds. */
const withGaps = (gaps: readonly number[], authorId = "ada") =>
  at(gaps.reduce((times, gap) => [...times, times.at(-1)! + gap * 1000], [START]), { authorId });

const classOf = (profile: CorpusProfile) => profile.regularity.classes.find(({ authors }) => authors > 0)?.class;

for (const { gaps, cov, median } of golden.gaps) {
  Deno.test(`profilePosts() puts gaps with a variation of ${cov.toFixed(3)} in the right class`, async () => {
    const profile = await profilePosts(withGaps(gaps), { minRegularPosts: 3 });
    const expected = cov < 0.3 ? "< 0.3" : cov < 0.5 ? "0.3–0.5" : cov < 1 ? "0.5–1" : cov < 2 ? "1–2" : "> 2";
    assert.equal(classOf(profile), expected);
    assert.equal(profile.regularity.authors, 1);
    const [clock] = profile.regularity.fixedInterval.top;
    assert.equal(clock === undefined, cov >= 0.3);
    if (clock === undefined) return;
    close(clock.cov, cov, "cov");
    close(clock.medianGapMinutes, median / 60, "median");
    assert.equal(clock.gaps, gaps.length);
  });
}

Deno.test("profilePosts() splits an author's gaps at outages, so that one silence does not dominate", async () => {
  const crowd = randomTimes({ hours: 24 * 12, pace: 20, seed: 2 });
  const clock = Array.from({ length: 24 * 12 }, (_, hour) => START + hour * HOUR + 1);
  const running = (time: number) => time < START + 130 * HOUR || time > START + 160 * HOUR;
  const posts = [
    ...at(crowd.filter(running), { authorId: "crowd" }),
    ...at(clock.filter(running), { authorId: "clock" }),
  ];
  const profile = await profilePosts(posts);
  assert.equal(profile.time.outages.length, 1);
  const [only] = profile.regularity.fixedInterval.top;
  assert.deepEqual([only?.authorId, only?.cov, only?.medianGapMinutes], ["clock", 0, 60]);
  assert.equal(only?.gaps, clock.filter(running).length - 2);
  const unsplit = await profilePosts(posts, { outageRatio: 1e6 });
  assert.equal(unsplit.regularity.fixedInterval.authors, 0, "unsplit, the one long gap hides the clock");
  assert.ok(unsplit.regularity.classes.every((one) => one.class !== "< 0.3" || one.authors === 0));
});

Deno.test("profilePosts() counts authors of no or too few gaps apart, and lists no clock of few posts", async () => {
  const same = at([START, START, START], { authorId: "same" });
  const two = at([START, START + HOUR], { authorId: "two" });
  const { regularity } = await profilePosts([...same, ...two, ...withGaps([60, 60], "three")]);
  assert.deepEqual([regularity.authors, regularity.undefined, regularity.fixedInterval.authors], [1, 1, 0]);
  const six = await profilePosts(withGaps([60, 60, 60, 60, 60]));
  assert.equal(six.regularity.fixedInterval.authors, 1);
});

Deno.test("profilePosts() tells random posters from clocks and from sessions", async () => {
  const posts = Array.from(
    { length: 60 },
    (_, seed) => at(randomTimes({ hours: 300, pace: 0.2, seed }), { authorId: `a${seed}` }),
  );
  const { regularity } = await profilePosts(posts.flat());
  const middle = regularity.classes.filter((one) => one.class === "0.5–1" || one.class === "1–2");
  assert.equal(sumOf(middle.map(({ authors }) => authors)), 60);
});

Deno.test("profilePosts() of nothing is all zeros and nulls", async () => {
  const profile = await profilePosts([]);
  assert.deepEqual([profile.posts, profile.time.first, profile.time.last, profile.time.daily], [0, null, null, []]);
  assert.deepEqual([profile.authors.gini, profile.authors.quantiles.median, profile.languages], [null, null, []]);
  assert.equal(profile.authors.topOnePercent.share, null);
  assert.deepEqual(JSON.parse(JSON.stringify(profile)), profile);
});

Deno.test("profilePosts() counts copies, their authors and their first five ids", async () => {
  const copies = Array.from(
    { length: 7 },
    (_, index) => made(`c${index}`, { text: "same\nwords", authorId: index < 5 ? "a" : null }),
  );
  const { texts, authors } = await profilePosts([
    made("1", { text: "other words" }),
    ...copies,
    made("2", { text: "gm" }),
  ]);
  assert.deepEqual([texts.distinct, texts.repeated.texts, texts.repeated.posts], [3, 1, 7]);
  assert.deepEqual(texts.repeated.top, [
    { text: "same words", posts: 7, texts: 1, authors: 1, first: ["c0", "c1", "c2", "c3", "c4"] },
  ]);
  assert.deepEqual([authors.known, authors.postsWithoutAuthor], [2, 2]);
});

Deno.test("profilePosts() counts posts of near-duplicates, copies included", async () => {
  const text = "Mint with me today and tell all your friends about it";
  const posts = [text, `${text}!`, "something else entirely", text, `${text}?`].map((one, index) =>
    made(String(index), { text: one, authorId: `a${index % 2}` })
  );
  const { nearDuplicates } = (await profilePosts(posts)).texts;
  assert.deepEqual([nearDuplicates.groups, nearDuplicates.texts, nearDuplicates.posts], [1, 3, 4]);
  assert.deepEqual(nearDuplicates.top, [{ text, posts: 4, texts: 3, authors: 2, first: ["0", "3", "1", "4"] }]);
});

Deno.test("profilePosts() shows hostile text and names as data, cut and without marks that act", async () => {
  const text = `\u001b[31m\u202e<script>alert(1)</script>${"x".repeat(10_000)}`;
  const { texts, authors } = await profilePosts([1, 2].map((id) => made(String(id), { text, authorId: "\u202e<b>" })));
  const [shown] = texts.repeated.top;
  // deno-lint-ignore no-control-regex
  assert.ok([...shown!.text].length <= 120 && !/[\u001b\u202e]/.test(shown!.text));
  assert.equal(authors.top[0]?.authorId, "\u202e<b>", "ids stay as they are");
});

Deno.test("profilePosts() counts each day's kinds and authors as dailyCounts() does", async () => {
  const random = seededRandom(3, "days");
  const posts = Array.from({ length: 300 }, (_, index) =>
    made(String(index), {
      kind: (["post", "comment", "reply"] as const)[index % 3]!,
      authorId: random() < 0.1 ? null : `a${Math.floor(random() * 20)}`,
      createdAt: new Date(START + Math.floor(random() * 240) * HOUR * 1.7).toISOString(),
    }));
  const { time, kinds } = await profilePosts(posts);
  const expected = new Map<string, Record<string, number>>();
  for (const { window, variant, value } of dailyCounts(posts)) {
    expected.set(window!, { ...expected.get(window!), [variant]: value });
  }
  for (const { day, posts, comments, replies, authors } of time.daily) {
    const { "new authors": _, ...known } = expected.get(day)!;
    assert.deepEqual({ posts, comments, replies, "active authors": authors }, known);
    expected.delete(day);
  }
  assert.ok([...expected.values()].every((day) => day.posts === 0 && day.comments === 0 && day.replies === 0));
  assert.deepEqual(kinds, { post: 100, comment: 100, reply: 100 });
});

const anyPosts: fc.Arbitrary<Post[]> = fc.array(
  fc.record({
    authorId: fc.constantFrom("a", "b", "c", "d", null),
    kind: fc.constantFrom("post" as const, "comment" as const, "reply" as const),
    createdAt: fc.integer({ min: 0, max: 400 }).map((hour) => new Date(START + hour * HOUR).toISOString()),
    text: fc.oneof(
      fc.constantFrom("gm", "gm!", "hello there my friends", "hello there my friend"),
      fc.string({ maxLength: 30 }),
    ),
  }),
  { maxLength: 60 },
).map((rows) => rows.map((row, index) => made(`p${index}`, row)));

Deno.test("profileStream() gives the value of profilePosts(), however the posts are cut into chunks", async () => {
  await fc.assert(
    fc.asyncProperty(anyPosts, fc.array(fc.nat(9), { minLength: 1, maxLength: 8 }), async (posts, sizes) => {
      async function* chunks() {
        for (let start = 0, turn = 0; start < posts.length; turn++) {
          const size = turn % 20 === 19 ? 1 : sizes[turn % sizes.length]!;
          yield posts.slice(start, start + size);
          start += size;
        }
      }
      assert.deepEqual(await profileStream(chunks()), await profilePosts(posts));
    }),
    { seed: 11, numRuns: 60 },
  );
});

Deno.test("profilePosts() adds up, and no count depends on the order of the posts", async () => {
  await fc.assert(
    fc.asyncProperty(anyPosts, fc.nat(), async (posts, seed) => {
      const frozen = Object.freeze(posts.map((post) => Object.freeze(post)));
      const profile = await profilePosts(frozen);
      const { kinds, time, texts, languages, authors } = profile;
      assert.equal(kinds.post + kinds.comment + kinds.reply, posts.length);
      assert.equal(sumOf(time.daily.map((day) => day.posts + day.comments + day.replies)), posts.length);
      assert.equal(sumOf(languages.map((row) => row.posts)), posts.length);
      assert.equal(
        sumOf(authors.histogram.map((row) => row.posts * row.authors)) + authors.postsWithoutAuthor,
        posts.length,
      );
      assert.equal(texts.distinct, new Set(posts.map(({ text }) => text.toWellFormed())).size);
      const { regularity } = profile;
      const atLeast3 = sumOf(authors.histogram.filter((row) => row.posts >= 3).map((row) => row.authors));
      assert.equal(regularity.authors + regularity.undefined, atLeast3);
      const other = await profilePosts(shuffled(posts, seededRandom(seed, "order")));
      assert.deepEqual(countsOf(other), countsOf(profile));
    }),
    { seed: 12, numRuns: 60 },
  );
});

/** What no order of the posts may move: lists name the first to come, so their ids are left out. */
function countsOf({ posts, kinds, time, texts, languages, authors, regularity }: CorpusProfile) {
  const { top: _, ...ofAuthors } = authors;
  const { repeated, nearDuplicates } = texts;
  return {
    ...{ posts, kinds, time, languages, ofAuthors, classes: regularity.classes },
    repeated: [repeated.texts, repeated.posts, repeated.top.map((group) => group.posts)],
    near: [
      nearDuplicates.groups,
      nearDuplicates.texts,
      nearDuplicates.posts,
      nearDuplicates.top.map((group) => group.posts),
    ],
  };
}

Deno.test("profilePosts() says what maxTexts left out", async () => {
  const posts = Array.from({ length: 30 }, (_, index) => made(String(index), { text: `text number ${index}` }));
  const { warnings, texts } = await profilePosts(posts, { maxTexts: 10 });
  assert.equal(texts.nearDuplicates.searched, 10);
  assert.deepEqual(warnings, ["Distinct texts not searched for near-duplicates, since maxTexts is 10: 20"]);
});

Deno.test("profilePosts() reports progress with a total, and stops when told to", async () => {
  const posts = Array.from({ length: 4500 }, (_, index) => made(String(index), { text: "gm" }));
  const seen: [number, number][] = [];
  await profilePosts(posts, { onProgress: (done, total) => seen.push([done, total]) });
  assert.deepEqual(seen, [[2000, 4500], [4000, 4500], [4500, 4500]]);
  const stop = new AbortController();
  const stopped = profilePosts(posts, { signal: stop.signal, onProgress: () => stop.abort(new Error("enough")) });
  await assert.rejects(stopped, { message: "enough" });
});

Deno.test("profilePosts() refuses what is no post and options that are none", async () => {
  await assert.rejects(profilePosts([made("1", { createdAt: "yesterday" })]), {
    name: "RangeError",
    message: 'Cannot profile posts at row 0: createdAt needs a time such as 2026-02-03T13:11:42.603Z, got "yesterday"',
  });
  await assert.rejects(profilePosts([made("1", { kind: "rant" as "post" })]), {
    name: "TypeError",
    message: /row 0: kind/,
  });
  await assert.rejects(async () => await profilePosts("posts" as unknown as Post[]), {
    name: "TypeError",
    message: /array of posts/,
  });
  await assert.rejects(profilePosts([], { outageHours: 2 } as object), { name: "TypeError", message: /"outageHours"/ });
  for (
    const [name, value] of Object.entries({ minOutageHours: 0, outageProbability: 2, outageRatio: 0.5, listLength: 0 })
  ) {
    await assert.rejects(profilePosts([], { [name]: value }), { name: "RangeError", message: new RegExp(name) });
  }
  async function* none(): AsyncGenerator<Post[]> {}
  await assert.rejects(profileStream(none(), { total: -1 }), { name: "RangeError", message: /total/ });
});
