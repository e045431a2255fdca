/**
 * Profiles of real agents, where TWOPLANE_DATA points to a folder that holds them; skipped elsewhere. Counts of texts,
 * copies, authors and their spread were made with Python's csv, json and Counter; groups of near-duplicates by
 * comparing every pair of texts once; outages are the gaps themselves, listed by hand.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  cleaningSteps,
  dropDeletedAuthors,
  dropRepeatedTexts,
  dropSpamTemplates,
  keepActiveAuthors,
  keepLanguages,
  loadPosts,
  type PresetName,
  presets,
  profilePosts,
} from "twoplane/corpus";
import { realDataFolder } from "twoplane/foundation";

interface Expected {
  file: string;
  preset: PresetName;
  posts: number;
  distinct: number;
  /** Texts, posts; most copies of one and the authors who wrote them. */
  repeated: [number, number, number, number];
  /** Groups, distinct texts in them. */
  near: [number, number];
  authors: [number, number];
  gini: number;
  topOnePercent: [number, number];
  atLeast3: number;
  /** Start of the longest outage, hours; how many there are. */
  longest: [string, number] | null;
  outages: number;
  english: [number, number];
}

const sets: Expected[] = [
  {
    file: "moltbook-week1/posts.json",
    preset: "moltbookWeek1Posts",
    posts: 5383,
    distinct: 4929,
    repeated: [106, 560, 68, 47],
    near: [45, 124],
    authors: [3665, 157],
    gini: 0.25789,
    topOnePercent: [37, 0.083429],
    atLeast3: 303,
    longest: ["2026-01-31T23:06", 7.42],
    outages: 1,
    english: [0.84, 0.88],
  },
  {
    file: "moltbook-week1/comments.json",
    preset: "moltbookWeek1Comments",
    posts: 577,
    distinct: 377,
    repeated: [32, 232, 72, 1],
    near: [6, 17],
    authors: [152, 60],
    gini: 0.58998,
    topOnePercent: [2, 0.253385],
    atLeast3: 41,
    longest: null,
    outages: 0,
    english: [0.86, 0.91],
  },
  {
    file: "contemplative-agent/entries.jsonl.gz",
    preset: "contemplativeAgent",
    posts: 11203,
    distinct: 11200,
    repeated: [2, 5, 3, 1],
    near: [1, 2],
    authors: [1, 0],
    gini: 0,
    topOnePercent: [1, 1],
    atLeast3: 1,
    longest: ["2026-03-26T12:52", 29.14],
    outages: 17, // sessions come every six hours; each of these is at least one missed
    english: [0.99, 1],
  },
  {
    file: "moltbook-launch/posts.csv",
    preset: "moltbookLaunchPosts",
    posts: 1709,
    distinct: 1687,
    repeated: [16, 38, 5, 5],
    near: [10, 21],
    authors: [1229, 0],
    gini: 0.21639,
    topOnePercent: [13, 0.033938],
    atLeast3: 106,
    longest: ["2026-01-30T08:49", 10.4],
    outages: 1,
    english: [0.88, 0.93],
  },
  {
    file: "moltbook-launch/comments.csv",
    preset: "moltbookLaunchComments",
    posts: 97,
    distinct: 74,
    repeated: [12, 35, 5, 1],
    near: [9, 23],
    authors: [31, 0],
    gini: 0.627203,
    topOnePercent: [1, 0.494845],
    atLeast3: 5,
    longest: null,
    outages: 0,
    english: [0.93, 1],
  },
];

const folder = realDataFolder();
const path = (file: string) => join(folder ?? "", file);
const isMissing = (file: string) => folder === null || !existsSync(path(file));

for (const expected of sets) {
  Deno.test({
    name: `profilePosts() of ${expected.file} agrees with counts made in Python`,
    ignore: isMissing(expected.file),
    fn: async () => {
      const { posts } = await loadPosts(path(expected.file), presets[expected.preset]);
      const { texts, authors, regularity, time, languages, ...profile } = await profilePosts(posts);
      const { repeated, nearDuplicates } = texts;
      assert.equal(profile.posts, expected.posts);
      assert.equal(texts.distinct, expected.distinct);
      const [most] = repeated.top;
      assert.deepEqual([repeated.texts, repeated.posts, most?.posts, most?.authors], expected.repeated);
      assert.deepEqual([nearDuplicates.groups, nearDuplicates.texts], expected.near);
      assert.deepEqual([authors.known, authors.postsWithoutAuthor], expected.authors);
      assert.equal(authors.topOnePercent.authors, expected.topOnePercent[0]);
      assert.ok(Math.abs(authors.topOnePercent.share! - expected.topOnePercent[1]) < 1e-6);
      assert.ok(Math.abs(authors.gini! - expected.gini) < 1e-6);
      assert.equal(regularity.authors + regularity.undefined, expected.atLeast3);
      const [longest] = time.outages.toSorted((a, b) => b.hours - a.hours);
      const shown = longest === undefined ? null : [longest.start.slice(0, 16), Number(longest.hours.toFixed(2))];
      assert.deepEqual(shown, expected.longest);
      assert.equal(time.outages.length, expected.outages);
      const english = languages.find(({ language }) => language === "en")?.share ?? 0;
      assert.ok(english > expected.english[0] && english <= expected.english[1], String(english));
      assert.deepEqual(profile.warnings, []);
    },
  });
}

Deno.test({
  name: "steps of cleaning account for every post of moltbook-week1",
  ignore: isMissing("moltbook-week1/posts.json"),
  fn: async () => {
    const { posts } = await loadPosts(path("moltbook-week1/posts.json"), presets.moltbookWeek1Posts);
    const named = dropDeletedAuthors(posts);
    const human = dropSpamTemplates(named.kept, { templates: ['"op"\\s*:\\s*"mint"'], groupsAbove: 10 });
    const once = dropRepeatedTexts(human.kept, { moreThan: 1, keep: "first" });
    const english = await keepLanguages(once.kept, { languages: ["en"], undetermined: "drop" });
    const active = keepActiveAuthors(english.kept, { minPosts: 4 });
    const steps = cleaningSteps([named, human, once, english, active]);
    assert.deepEqual(steps.slice(0, 2).map(({ kept, dropped }) => [kept, dropped]), [[5383, 0], [5226, 157]]);
    assert.ok(human.kept.every(({ text }) => !/"op"\s*:\s*"mint"/i.test(text)));
    assert.equal(new Set(once.kept.map(({ text }) => text)).size, once.kept.length);
    const counts = Map.groupBy(active.kept, ({ authorId }) => authorId);
    assert.ok([...counts.values()].every(({ length }) => length >= 4));
    assert.equal(steps.reduce((sum, { dropped }) => sum + dropped, 0) + active.kept.length, posts.length);
  },
});
