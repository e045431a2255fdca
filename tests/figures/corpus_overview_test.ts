import assert from "node:assert/strict";
import { corpusOverview } from "../../lib/figures/mod.ts";
import type { CorpusProfile } from "../../lib/shapes.ts";
import { corpusProfile } from "./corpus_sample.ts";
import { read } from "./svg.ts";

const profile = corpusProfile(40);

/** Heights of the bars of one colour, in px, from left to right. */
function heights(figure: ReturnType<typeof corpusOverview>, colour: string): number[] {
  const bars = [...read(figure).root.querySelectorAll(`g[aria-label="rect"] rect`)] as unknown as Element[];
  return bars.filter((bar) => bar.getAttribute("fill") === colour).map((bar) => Number(bar.getAttribute("height")));
}

Deno.test("corpusOverview() draws a bar a day and kind, as high as its count", () => {
  const drawn = heights(corpusOverview(profile), "#0b4472");
  const posts = profile.time.daily.map((day) => day.posts);
  const scale = drawn.slice(0, posts.length).map((height, index) => height / posts[index]!); // before those of other panels
  assert.equal(scale.length, posts.length);
  assert.ok(Math.max(...scale) / Math.min(...scale) < 1.03, String(scale));
});

Deno.test("corpusOverview() names days, kinds, outages, classes and languages", () => {
  const { texts } = read(corpusOverview(profile));
  for (const text of ["Texts a day", "posts", "comments", "replies", "2 outages", "Jan 28"]) {
    assert.ok(texts.includes(text), text);
  }
  for (const text of ["< 0.3", "82", "English", "2 more", "too short or unclear", "rank of the author", "1000"]) {
    assert.ok(texts.includes(text), text);
  }
  assert.ok(texts.some((text) => /^0\.800 \(\d+\)$/.test(text)));
});

Deno.test("corpusOverview() shades an outage where and as long as it was, at least 2 px wide", () => {
  const shaded = (own: CorpusProfile) =>
    [...corpusOverview(own).svg.matchAll(/<g aria-label="rect" fill="#1a1a1a">(.*?)<\/g>/g)]
      .flatMap(([, inner]) =>
        [...inner!.matchAll(/ width="([\d.]+)" x="([\d.]+)"/g)].map((match) => [Number(match[1]), Number(match[2])])
      )
      .slice(1); // after the key's
  const [first, second] = shaded(profile);
  const perDay = (600 - 60 - 26) / 40;
  assert.ok(Math.abs(first![0]! - 0.3 * perDay) < 0.05, String(first));
  assert.ok(Math.abs(first![1]! - (60 + 3.2 * perDay)) < 0.05);
  assert.ok(Math.abs(second![1]! - first![1]! - 0.7 * perDay) < 0.05);
  assert.ok(shaded(corpusProfile(900)).every(([width]) => width! >= 1.99));
});

Deno.test("corpusOverview() joins days of a long corpus and loses none of them", () => {
  for (
    const [days, heading] of [[90, "Texts a day"], [91, "Texts in 2 days"], [500, "Texts in 7 days"], [
      9000,
      "Texts in 182 days",
    ]] as const
  ) {
    const own = corpusProfile(days);
    const { texts } = read(corpusOverview(own));
    assert.ok(texts.includes(heading), `${days}: ${texts[0]}`);
  }
  const far: CorpusProfile = {
    ...profile,
    time: {
      ...profile.time,
      outages: [],
      daily: [
        { day: "0001-01-01", posts: 1, comments: 0, replies: 0, authors: 1 },
        { day: "9999-12-31", posts: 1, comments: 0, replies: 0, authors: 1 },
      ],
    },
  };
  assert.ok(corpusOverview(far).svg.length < 200_000);
});

Deno.test("corpusOverview() leaves out the key of a corpus of one kind without outages", () => {
  const daily = profile.time.daily.map((day) => ({ ...day, comments: 0, replies: 0 }));
  const { texts } = read(corpusOverview({ ...profile, time: { ...profile.time, daily, outages: [] } }));
  assert.ok(texts.includes("Posts a day") && !texts.includes("posts"));
});

Deno.test("corpusOverview() draws each author's texts at its rank, both logarithmic", () => {
  const { svg } = corpusOverview(profile);
  const line = /<g aria-label="line"[^>]*><path d="M([^"]+)"/.exec(svg)?.[1] ?? "";
  const points = line.split("L").map((pair) => pair.split(",").map(Number));
  assert.equal(points.length, 2 * profile.authors.histogram.length);
  const [x1, x1306] = [points[0]![0]!, points.at(-1)![0]!];
  const [y2400, y1] = [points[0]![1]!, points.at(-1)![1]!];
  const second = points.find(([x]) => x! > x1 + 0.01)!; // rank 2, 800 texts
  assert.ok(Math.abs((second[0]! - x1) / (x1306 - x1) - Math.log10(2) / Math.log10(1306)) < 0.01);
  assert.ok(Math.abs((y1 - second[1]!) / (y1 - y2400) - Math.log10(800) / Math.log10(2400)) < 0.01);
});

Deno.test("corpusOverview() stands for a corpus of one post, and of no known author", () => {
  const one = corpusProfile(1);
  const alone: CorpusProfile = {
    ...one,
    authors: { ...one.authors, known: 0, postsWithoutAuthor: 1, histogram: [], top: [], gini: null },
    regularity: {
      ...one.regularity,
      authors: 0,
      classes: one.regularity.classes.map((row) => ({ ...row, authors: 0 })),
    },
    languages: [{ language: "undetermined", name: "undetermined", posts: 1, share: 1 }],
  };
  const { texts } = read(corpusOverview(alone));
  assert.ok(texts.includes("no known author") && texts.includes("1.000 (1)"));
});

Deno.test("corpusOverview() refuses a corpus without posts, and what is no profile", () => {
  assert.throws(() => corpusOverview({ ...profile, posts: 0 }), {
    name: "RangeError",
    message: /at least 1 post, got 0/,
  });
  assert.throws(() => corpusOverview([] as unknown as CorpusProfile), { name: "TypeError", message: /need a profile/ });
  assert.throws(() => corpusOverview(profile, { widht: 600 } as object), { name: "TypeError", message: /"widht"/ });
});
