import type { CorpusProfile, Figure } from "../shapes.ts";
import { quote } from "../foundation/mod.ts";
import { barPanel, type BarRow } from "./bar_panel.ts";
import { activityPanels } from "./corpus_activity.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { headingPanel, keyPanel } from "./key.ts";
import { count } from "./label.ts";
import { drawPage, type Panel } from "./page.ts";
import { rankPanel } from "./rank_panel.ts";
import { ink, planeColour, stepColours } from "./theme.ts";

const gap = 24;
/** Languages drawn as bars of their own. */
const mostLanguages = 6;

/**
 * What does a corpus look like? Texts over time with outages, posts by author, regularity and languages.
 *
 * Above: texts a day by kind, or of several days where the corpus is long; outages are marked at the top of the frame
 * and shaded behind. Below: texts of each author by rank on two logarithmic axes, where a straight line is a power
 * law; authors by how evenly they post; shares of the languages.
 *
 * @param profile What `profilePosts()` gave, of at least 1 post.
 * @param options Words; see `FigureOptions`.
 * @returns A figure of four panels.
 * @throws {RangeError} If there are no posts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { profilePosts } from "twoplane/corpus";
 * import { corpusOverview } from "twoplane/figures";
 * import { dataPath } from "twoplane/foundation";
 * import { readSociety } from "twoplane/society";
 * const { posts } = readSociety(dataPath("societies/board-feed.jsonl.gz")).society;
 * assert.ok(corpusOverview(await profilePosts(posts)).svg.includes("English"));
 * ```
 */
export function corpusOverview(profile: CorpusProfile, options: FigureOptions = {}): Figure {
  const width = widthOf("corpusOverview", options);
  if (typeof profile !== "object" || profile === null || !("regularity" in profile)) {
    throw new TypeError(`Cannot draw corpusOverview(): need a profile of profilePosts(), got ${quote(profile)}`);
  }
  if (profile.posts === 0) throw new RangeError("Cannot draw corpusOverview(): need at least 1 post, got 0");
  const defaults = { name: "corpus-overview", title: "What the corpus holds", caption: captionOf(profile) };
  return toFigure("corpusOverview", options, defaults, (label) => drawPage(panels(profile, width), { label }));
}

function captionOf({ posts, time, authors, regularity }: CorpusProfile): string {
  const days = [time.first, time.last].map((moment) => (moment ?? "").slice(0, 10)).join(" to ");
  const hidden = authors.postsWithoutAuthor === 0 ? "" : `, ${authors.postsWithoutAuthor} without a known author`;
  return `${count(posts, "text")} of ${count(authors.known, "author")}${hidden}, ${days} (UTC), ${
    count(time.outages.length, "outage")
  }. Regularity: coefficient of variation of the gaps between an author's posts, split at outages; 0 is a clock, ` +
    `1 is random; ${count(regularity.authors, "author")} with at least 3 posts.`;
}

function panels(profile: CorpusProfile, width: number): Panel[] {
  const half = Math.floor((width - gap) / 2);
  const top = stacked(activityPanels(profile, width), { x: 0, y: 0 });
  const left = stacked([headingPanel("Texts of each author, by rank", half), rankPanel(profile.authors, half)], {
    x: 0,
    y: top.bottom,
  });
  const regularity = [
    headingPanel("Authors by regularity", half),
    barPanel(regularityRows(profile), half),
    keyPanel([{ glyph: "none", colour: ink.muted, text: "0 is a clock, 1 is random" }], half),
  ];
  const right = stacked(regularity, { x: half + gap, y: top.bottom });
  const languages = [headingPanel("Languages, share of texts", width), barPanel(languageRows(profile), width)];
  const below = stacked(languages, { x: 0, y: Math.max(left.bottom, right.bottom) });
  return [top, left, right, below].flatMap((part) => part.panels);
}

/** Puts panels below each other from a corner on. */
function stacked(parts: readonly Panel[], { x, y }: { x: number; y: number }): { panels: Panel[]; bottom: number } {
  let bottom = y;
  const placed = parts.map((panel) => {
    const at = bottom;
    bottom += panel.options.height;
    return { ...panel, x, y: at };
  });
  return { panels: placed, bottom };
}

function regularityRows({ regularity }: CorpusProfile): BarRow[] {
  const shades = stepColours.toReversed();
  return regularity.classes.map(({ class: label, authors }, index) => ({
    label,
    value: authors,
    text: String(authors),
    colour: shades[index] ?? ink.faint,
  }));
}

function languageRows({ languages }: CorpusProfile): BarRow[] {
  const isKnown = ({ language }: { language: string }) => language !== "undetermined";
  const known = languages.filter(isKnown);
  const rest = known.slice(mostLanguages);
  const sum = (pick: "posts" | "share") => rest.reduce((total, row) => total + row[pick], 0);
  const bar = (name: string, share: number, posts: number, colour: string): BarRow => ({
    label: name,
    value: share,
    text: `${posts > 0 && share < 0.0005 ? "< 0.001" : share.toFixed(3)} (${posts})`,
    colour,
  });
  return [
    ...known.slice(0, mostLanguages).map(({ name, share, posts }) => bar(name, share, posts, planeColour.content)),
    ...(rest.length > 0 ? [bar(`${rest.length} more`, sum("share"), sum("posts"), stepColours[2])] : []),
    ...languages.filter((row) => !isKnown(row)).map(({ share, posts }) =>
      bar("too short or unclear", share, posts, ink.faint)
    ),
  ];
}
