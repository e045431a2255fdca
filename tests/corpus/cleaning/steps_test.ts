import assert from "node:assert/strict";
import fc from "fast-check";
import type { Post } from "twoplane/shapes";
import {
  type Cleaned,
  cleaningSteps,
  cleaningTable,
  dropDeletedAuthors,
  dropOutageWindows,
  dropRepeatedTexts,
  dropSpamTemplates,
  dropTestArtefacts,
  keepActiveAuthors,
  keepLanguages,
  profilePosts,
} from "twoplane/corpus";
import { made } from "../profile/made.ts";

const ids = (posts: readonly Post[]) => posts.map(({ postId }) => postId);
const droppedIds = ({ dropped }: Cleaned) => dropped.map(({ post, reason }) => `${post.postId}: ${reason}`);

Deno.test("dropDeletedAuthors() drops null and every name that stands for nobody", () => {
  const names = [null, "None", " none ", "[Deleted]", "[removed]", "", "NULL", "nonesuch", "Noneother", "ada"];
  const result = dropDeletedAuthors(names.map((authorId, index) => made(String(index), { authorId })));
  assert.deepEqual(ids(result.kept), ["7", "8", "9"]);
  assert.deepEqual(droppedIds(result).slice(0, 4), [
    "0: author is null",
    '1: author is "None"',
    '2: author is "none"',
    '3: author is "[Deleted]"',
  ]);
  const own = dropDeletedAuthors([made("1", { authorId: "None" }), made("2", { authorId: "bot" })], { names: ["Bot"] });
  assert.deepEqual(ids(own.kept), ["1"]);
});

Deno.test("keepActiveAuthors() counts the posts it is given", () => {
  const posts = ["a", "b", "a", null, "b", "c"].map((authorId, index) => made(String(index), { authorId }));
  const result = keepActiveAuthors(posts, { minPosts: 2 });
  assert.deepEqual(ids(result.kept), ["0", "1", "2", "4"]);
  assert.deepEqual(droppedIds(result), ["3: author is null", "5: author has fewer than 2 posts"]);
  assert.deepEqual(ids(keepActiveAuthors(posts, { minPosts: 1 }).kept), ["0", "1", "2", "4", "5"]);
});

Deno.test("dropRepeatedTexts() keeps the first in time, or none, of a text with more copies", () => {
  const posts = [
    made("late", { text: "x", createdAt: "2026-02-02T00:00:00.000Z" }),
    made("b", { text: "x", createdAt: "2026-02-01T00:00:00.000Z" }),
    made("a", { text: "x", createdAt: "2026-02-01T00:00:00.000Z" }),
    made("other", { text: "X" }),
  ];
  assert.deepEqual(ids(dropRepeatedTexts(posts, { moreThan: 2, keep: "first" }).kept), ["a", "other"]);
  assert.deepEqual(ids(dropRepeatedTexts(posts, { moreThan: 2, keep: "none" }).kept), ["other"]);
  assert.deepEqual(ids(dropRepeatedTexts(posts, { moreThan: 3, keep: "none" }).kept), ["late", "b", "a", "other"]);
  const [first] = dropRepeatedTexts(posts, { moreThan: 1, keep: "first" }).dropped;
  assert.equal(first?.reason, "text occurs more than once");
});

Deno.test("dropSpamTemplates() drops large groups of near-duplicates and what matches a template", () => {
  const template = (n: number) => `Mint with me today and tell your friends, the lobsters rise, number ${n}`;
  const posts = [
    ...[1, 2, 3, 4].map((n) => made(`t${n}`, { text: template(n) })),
    ...["c1", "c2", "c3"].map((id) => made(id, { text: "the very same words" })),
    made("mint", { text: 'Hello {"p":"mbc-20","op" : "MINT"}' }),
    made("own", { text: "a text of its own" }),
  ];
  const both = dropSpamTemplates(posts, { groupsAbove: 2, templates: ['"op"\\s*:\\s*"mint"'] });
  assert.deepEqual(ids(both.kept), ["own"]);
  assert.deepEqual(both.dropped.map(({ reason }) => reason).slice(-1), ['text matches ""op"\\s*:\\s*"mint""']);
  assert.deepEqual(ids(dropSpamTemplates(posts, { groupsAbove: 3 }).kept), ["c1", "c2", "c3", "mint", "own"]);
  assert.deepEqual(ids(dropSpamTemplates(posts, { groupsAbove: 4 }).kept), ids(posts));
  assert.deepEqual(ids(dropSpamTemplates(posts, { templates: ["^the very", "lobsters?"] }).kept), ["mint", "own"]);
  assert.equal(both.settings.nearDuplicateThreshold, 0.7);
  assert.equal(both.settings.textsSearched, 7);
});

Deno.test("keepLanguages() keeps those named, and short texts as told", async () => {
  const posts = [
    made("en", { text: "The build failed again because nobody pinned the version." }),
    made("de", { text: "Der Bau ist wieder gescheitert, weil niemand die Version festgelegt hat." }),
    made("gm", { text: "gm" }),
  ];
  const kept = await keepLanguages(posts, { languages: ["en"], undetermined: "keep" });
  assert.deepEqual(ids(kept.kept), ["en", "gm"]);
  assert.deepEqual(droppedIds(kept), ["de: language is German"]);
  const strict = await keepLanguages(posts, { languages: ["en", "de"], undetermined: "drop" });
  assert.deepEqual(ids(strict.kept), ["en", "de"]);
  assert.deepEqual(droppedIds(strict), ["gm: language is undetermined"]);
});

Deno.test("dropTestArtefacts() drops ids and what a rule fits, rules being data", () => {
  const posts = [
    made("1", { text: "test" }),
    made("2", { authorId: "test-bot" }),
    made("3", { authorId: null, score: 0 }),
    made("4", { text: "A TEST of patience", createdAt: "2026-01-01T00:00:00.000Z" }),
    made("5"),
  ];
  const kept = (where: Parameters<typeof dropTestArtefacts>[1]["where"]) =>
    ids(dropTestArtefacts(posts, { where: where! }).kept);
  assert.deepEqual(kept({ field: "text", equals: "test" }), ["2", "3", "4", "5"]);
  assert.deepEqual(kept({ field: "text", contains: "test" }), ["2", "3", "4", "5"]);
  assert.deepEqual(kept({ field: "text", matches: "^(a )?test" }), ["2", "3", "5"]);
  assert.deepEqual(kept({ field: "authorId", startsWith: "test-" }), ["1", "3", "4", "5"]);
  assert.deepEqual(kept({ field: "authorId", equals: null }), ["1", "2", "4", "5"]);
  assert.deepEqual(kept({ field: "score", equals: 0 }), ["1", "2", "4", "5"]);
  assert.deepEqual(kept({ not: { field: "createdAt", startsWith: "2026-02" } }), ["1", "2", "3", "5"]);
  assert.deepEqual(
    kept({
      any: [{ field: "text", equals: "test" }, {
        all: [{ field: "score", equals: 0 }, { field: "postId", equals: "3" }],
      }],
    }),
    ["2", "4", "5"],
  );
  assert.deepEqual(ids(dropTestArtefacts(posts, { ids: ["1", "5", "9"] }).kept), ["2", "3", "4"]);
  const where = JSON.parse('{"field": "text", "equals": "test"}');
  assert.deepEqual(dropTestArtefacts(posts, { where }).settings, { where });
});

Deno.test("dropOutageWindows() drops what stands inside a window or its margin, not at the edge", () => {
  const posts = ["00:00", "00:30", "01:00", "02:00", "05:00", "06:00"].map((time) =>
    made(time, { createdAt: `2026-02-01T${time}:00.000Z` })
  );
  const windows = [{ start: "2026-02-01T01:00:00.000Z", end: "2026-02-01T05:00:00.000Z" }];
  assert.deepEqual(ids(dropOutageWindows(posts, { windows, marginMinutes: 0 }).kept), [
    "00:00",
    "00:30",
    "01:00",
    "05:00",
    "06:00",
  ]);
  const wide = dropOutageWindows(posts, { windows, marginMinutes: 31 });
  assert.deepEqual(ids(wide.kept), ["00:00", "06:00"]);
  assert.equal(wide.dropped[0]?.reason, "written in the outage from 2026-02-01T01:00:00.000Z");
  assert.deepEqual(ids(dropOutageWindows(posts, { windows: [], marginMinutes: 60 }).kept), ids(posts));
  const zoned = [{ start: "2026-02-01T03:00:00+02:00", end: "2026-02-01T07:00:00+02:00" }];
  assert.deepEqual(ids(dropOutageWindows(posts, { windows: zoned, marginMinutes: 31 }).kept), ids(wide.kept));
});

Deno.test("dropOutageWindows() takes the outages of a profile", async () => {
  const hour = (n: number) => new Date(Date.parse("2026-03-02T00:00:00.000Z") + n * 3_600_000).toISOString();
  const posts = Array.from({ length: 2400 }, (_, index) => made(String(index), { createdAt: hour(index / 10) }))
    .filter(({ createdAt }) => createdAt <= hour(75) || createdAt >= hour(85));
  const { outages } = (await profilePosts(posts)).time;
  assert.equal(outages.length, 1);
  const { dropped } = dropOutageWindows(posts, { windows: outages, marginMinutes: 59 });
  assert.equal(dropped.length, 2 * 10);
});

/** Every step on any posts. */
const steps: Record<string, (posts: readonly Post[]) => Cleaned | Promise<Cleaned>> = {
  dropDeletedAuthors: (posts) => dropDeletedAuthors(posts),
  keepActiveAuthors: (posts) => keepActiveAuthors(posts, { minPosts: 3 }),
  dropRepeatedTexts: (posts) => dropRepeatedTexts(posts, { moreThan: 1, keep: "first" }),
  dropSpamTemplates: (posts) => dropSpamTemplates(posts, { groupsAbove: 2, templates: ["gm", "<script"] }),
  keepLanguages: (posts) => keepLanguages(posts, { languages: ["en"], undetermined: "drop" }),
  dropTestArtefacts: (posts) => dropTestArtefacts(posts, { where: { field: "text", startsWith: "t" } }),
  dropOutageWindows: (posts) =>
    dropOutageWindows(posts, {
      windows: [{ start: "2026-02-01T00:00:00Z", end: "2026-02-02T00:00:00Z" }],
      marginMinutes: 30,
    }),
};

const anyPosts: fc.Arbitrary<readonly Post[]> = fc.array(
  fc.record({
    authorId: fc.constantFrom("a", "b", "None", null, "\u202e<b>"),
    text: fc.oneof(
      fc.constantFrom("gm", "test", "hello there my friends", "hello there my friend"),
      fc.string({ unit: "binary" }),
    ),
    createdAt: fc.integer({ min: 0, max: 72 }).map((hour) => new Date(Date.UTC(2026, 0, 31, hour)).toISOString()),
  }),
  { maxLength: 30 },
).map((rows) => Object.freeze(rows.map((row, index) => Object.freeze(made(`p${index}`, row)))));

for (const [name, step] of Object.entries(steps)) {
  Deno.test(`${name}() puts every post into kept or dropped once, in order, with a reason, and changes none`, async () => {
    await fc.assert(
      fc.asyncProperty(anyPosts, async (posts) => {
        const before = structuredClone(posts);
        const result = await step(posts);
        assert.equal(result.step, name);
        const [kept, dropped] = [new Set(result.kept), new Set(result.dropped.map(({ post }) => post))];
        assert.equal(kept.size + dropped.size, posts.length);
        assert.deepEqual(posts.filter((post) => kept.has(post)), result.kept);
        assert.deepEqual(posts.filter((post) => dropped.has(post)), result.dropped.map(({ post }) => post));
        assert.ok(result.dropped.every(({ reason }) => reason !== ""));
        assert.deepEqual(posts, before);
        assert.deepEqual(JSON.parse(JSON.stringify(result.settings)), result.settings);
      }),
      { seed: 21, numRuns: 80 },
    );
  });
}

for (
  const name of ["dropDeletedAuthors", "dropRepeatedTexts", "keepLanguages", "dropTestArtefacts", "dropOutageWindows"]
) {
  Deno.test(`${name}() has nothing left to do when run again`, async () => {
    await fc.assert(
      fc.asyncProperty(anyPosts, async (posts) => {
        assert.equal((await steps[name]!((await steps[name]!(posts)).kept)).dropped.length, 0);
      }),
      { seed: 22, numRuns: 40 },
    );
  });
}

Deno.test("cleaningSteps() accounts for every post from loaded to kept, whatever the order of the steps", async () => {
  await fc.assert(
    fc.asyncProperty(anyPosts, fc.shuffledSubarray(Object.keys(steps), { minLength: 1 }), async (posts, names) => {
      const results: Cleaned[] = [];
      for (const name of names) results.push(await steps[name]!(results.at(-1)?.kept ?? posts));
      const [loaded, ...rest] = cleaningSteps(results);
      assert.deepEqual([loaded?.step, loaded?.kept, loaded?.dropped], ["as loaded", posts.length, 0]);
      rest.reduce((before, { kept, dropped, reasons, first }) => {
        assert.equal(kept + dropped, before);
        assert.equal(reasons.reduce((sum, { count }) => sum + count, 0), dropped);
        assert.equal(first.length, Math.min(5, dropped));
        return kept;
      }, posts.length);
      assert.equal(rest.at(-1)?.kept, results.at(-1)?.kept.length);
    }),
    { seed: 23, numRuns: 60 },
  );
});

Deno.test("cleaningSteps() refuses steps that do not follow each other", () => {
  const posts = [made("1", { authorId: null }), made("2")];
  const named = dropDeletedAuthors(posts);
  assert.throws(() => cleaningSteps([named, keepActiveAuthors(posts, { minPosts: 1 })]), {
    name: "RangeError",
    message:
      "Cannot run cleaningSteps() at keepActiveAuthors (step 2): it needs the 1 posts that the step before kept, " +
      "got 2. Pass each step the kept of the one before",
  });
  assert.throws(() => cleaningSteps([]), { name: "RangeError", message: /at least 1 step, got 0/ });
});

Deno.test("cleaningTable() writes settings, reasons and ids as short plain text", () => {
  const posts = Array.from({ length: 8 }, (_, index) => made(`\u202e${index}<b>`, { authorId: null }));
  const [loaded, row] = cleaningTable([dropDeletedAuthors(posts)]);
  assert.deepEqual(loaded, { step: "as loaded", settings: "", kept: 8, dropped: 0, reasons: "", first: "" });
  assert.deepEqual([row?.kept, row?.dropped, row?.reasons], [0, 8, "author is null: 8"]);
  assert.equal(row?.first.split(", ").length, 5);
  assert.ok(!/\u202e/.test(row!.first));
  assert.match(row!.settings, /^names: \d+ of them$/);
});

Deno.test("steps refuse options that are missing, misspelt or wrong, and what is no array of posts", async () => {
  const wrong: [() => unknown, string, RegExp][] = [
    [() => keepActiveAuthors([], {} as { minPosts: number }), "RangeError", /minPosts needs a whole number/],
    [
      () => dropRepeatedTexts([], { moreThan: 2 } as Parameters<typeof dropRepeatedTexts>[1]),
      "TypeError",
      /keep is one of first, none/,
    ],
    [() => dropRepeatedTexts([], { moreThan: 0, keep: "none" }), "RangeError", /moreThan needs a whole number/],
    [() => dropSpamTemplates([], {}), "TypeError", /need groupsAbove, templates or both, got neither/],
    [() => dropSpamTemplates([], { templates: ["("] }), "SyntaxError", /templates need regular expressions, got "\("/],
    [() => dropSpamTemplates([], { templates: [] }), "TypeError", /templates needs an array of at least one text/],
    [() => dropSpamTemplates([], { groupsAbove: 1, permutations: 3 }), "RangeError", /permutations/],
    [() => dropTestArtefacts([], {}), "TypeError", /need ids, where or both/],
    [
      () => dropTestArtefacts([], { where: { field: "author", equals: "x" } as never }),
      "TypeError",
      /at where: field is one of postId/,
    ],
    [
      () => dropTestArtefacts([], { where: { all: [{ field: "text" }] } as never }),
      "TypeError",
      /at where\.all\[0\]: need a field with one/,
    ],
    [() => dropTestArtefacts([], { where: { any: [] } }), "TypeError", /at where\.any/],
    [() => dropTestArtefacts([], { where: { field: "text", contains: "" } }), "TypeError", /contains needs text/],
    [
      () => dropTestArtefacts([], { where: { not: { field: "text", matches: "[" } } }),
      "SyntaxError",
      /at where\.not: matches/,
    ],
    [() => dropTestArtefacts([], { where: null as never }), "TypeError", /at where/],
    [
      () => dropOutageWindows([], { windows: [{ start: "2026-02-01", end: "2026-02-02" }], marginMinutes: 0 }),
      "TypeError",
      /windows\[0\]\.start needs a time with zone/,
    ],
    [
      () =>
        dropOutageWindows([], {
          windows: [{ start: "2026-02-02T00:00:00Z", end: "2026-02-01T00:00:00Z" }],
          marginMinutes: 0,
        }),
      "RangeError",
      /start before end/,
    ],
    [() => dropOutageWindows([], { windows: [], marginMinutes: -1 }), "RangeError", /marginMinutes/],
    [() => dropDeletedAuthors([], { name: [] } as object), "TypeError", /"name"/],
    [
      () => keepActiveAuthors(dropDeletedAuthors([]) as unknown as Post[], { minPosts: 1 }),
      "TypeError",
      /Pass its kept$/,
    ],
  ];
  for (const [run, name, message] of wrong) assert.throws(run, { name, message });
  const options = { languages: ["en"], undetermined: "keep" } as const;
  await assert.rejects(keepLanguages([], { ...options, languages: ["english"] }), {
    name: "TypeError",
    message: /"english": it knows am, ar/,
  });
  await assert.rejects(keepLanguages([], { languages: ["en"] } as unknown as typeof options), {
    name: "TypeError",
    message: /undetermined is one of keep, drop/,
  });
});
