import type { CorpusProfile } from "../../lib/shapes.ts";
import { seededRandom } from "../../lib/foundation/mod.ts";

const DAY_MS = 86_400_000;

/** A profile made up for the tests: so many days of three kinds, silent on some, two outages. */
export function corpusProfile(days: number): CorpusProfile {
  const random = seededRandom(days, "corpus");
  const start = Date.UTC(2026, 0, 28);
  const day = (index: number) => new Date(start + index * DAY_MS).toISOString();
  const busy = Array.from({ length: days }, (_, index) => index).filter((index) => index % 13 !== 6);
  const daily = busy.map((index) => ({
    day: day(index).slice(0, 10),
    posts: 20 + Math.floor(random() * 60),
    comments: Math.floor(random() * 90) + index,
    replies: Math.floor(random() * 30),
    authors: 30,
  }));
  const sum = (kind: "posts" | "comments" | "replies") => daily.reduce((total, row) => total + row[kind], 0);
  const kinds = { post: sum("posts"), comment: sum("comments"), reply: sum("replies") };
  const posts = kinds.post + kinds.comment + kinds.reply;
  const shares = {
    en: 0.8,
    zh: 0.08,
    de: 0.04,
    fr: 0.02,
    pt: 0.015,
    ja: 0.01,
    ko: 0.005,
    it: 0.0004,
    undetermined: 0.0296,
  };
  const names: Record<string, string> = {
    en: "English",
    zh: "Chinese",
    de: "German",
    fr: "French",
    pt: "Portuguese",
    ja: "Japanese",
  };
  const none = { top: [], posts: 0, texts: 0 };
  return {
    posts,
    kinds,
    time: {
      first: day(busy[0]!),
      last: day(busy.at(-1)!),
      daily,
      outages: [3.2, 3.9].map((from) => ({
        start: new Date(start + from * DAY_MS).toISOString(),
        end: new Date(start + (from + 0.3) * DAY_MS).toISOString(),
        hours: 7.2,
        probability: 1e-20,
        ratio: 3,
      })),
    },
    texts: { distinct: posts, repeated: none, nearDuplicates: { ...none, groups: 0, searched: posts } },
    languages: Object.entries(shares).map(([language, share]) => ({
      language,
      name: names[language] ?? language,
      posts: Math.round(share * posts),
      share,
    })),
    authors: {
      known: 1306,
      postsWithoutAuthor: 12,
      quantiles: { min: 1, q25: 1, median: 1, q75: 2, q90: 4, q99: 60, max: 2400 },
      histogram: [
        ...[[1, 900], [2, 250], [3, 100], [6, 40], [20, 10], [90, 4], [800, 1], [2400, 1]],
      ].map(([own, authors]) => ({ posts: own!, authors: authors! })),
      top: [{ authorId: "ada", posts: 2400, share: 0.2 }],
      topOnePercent: { authors: 14, share: 0.5 },
      gini: 0.6,
    },
    regularity: {
      authors: 156,
      classes: [
        { class: "< 0.3", authors: 9 },
        { class: "0.3–0.5", authors: 4 },
        { class: "0.5–1", authors: 61 },
        { class: "1–2", authors: 82 },
        { class: "> 2", authors: 0 },
      ],
      undefined: 3,
      fixedInterval: { authors: 0, top: [] },
    },
    settings: {},
    warnings: [],
  };
}
