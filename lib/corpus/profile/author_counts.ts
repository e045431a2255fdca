import type { CorpusProfile } from "../../shapes.ts";

type Authors = CorpusProfile["authors"];

const QUANTILES = { min: 0, q25: 0.25, median: 0.5, q75: 0.75, q90: 0.9, q99: 0.99, max: 1 } as const;

/**
 * Who writes how much? Spread, concentration and the most active of the known authors.
 *
 * @param counts Posts of each author, at least 1 each.
 */
export function authorCounts(
  counts: Uint32Array,
  { postsWithoutAuthor, listLength, nameOf }: {
    postsWithoutAuthor: number;
    listLength: number;
    nameOf: (author: number) => string;
  },
): Authors {
  const ascending = counts.slice().sort();
  const posts = ascending.reduce((sum, count) => sum + count, 0);
  const mostActive = Math.ceil(ascending.length / 100);
  const ofMostActive = ascending.slice(ascending.length - mostActive).reduce((sum, count) => sum + count, 0);
  const top = Array.from(counts, (count, author) => ({ count, author }))
    .sort((a, b) => b.count - a.count || a.author - b.author)
    .slice(0, listLength)
    .map(({ count, author }) => ({ authorId: nameOf(author), posts: count, share: count / posts }));
  return {
    known: counts.length,
    postsWithoutAuthor,
    quantiles: Object.fromEntries(
      Object.entries(QUANTILES).map(([name, share]) => [name, quantile(ascending, share)]),
    ) as Authors["quantiles"],
    histogram: histogram(ascending),
    top,
    topOnePercent: { authors: mostActive, share: posts === 0 ? null : ofMostActive / posts },
    gini: posts === 0 ? null : gini(ascending, posts),
  };
}

/** Linear between the two nearest, as R's type 7 and numpy have it. */
function quantile(ascending: Uint32Array, share: number): number | null {
  if (ascending.length === 0) return null;
  const place = (ascending.length - 1) * share;
  const [low, high] = [ascending[Math.floor(place)] as number, ascending[Math.ceil(place)] as number];
  return low + (high - low) * (place - Math.floor(place));
}

/** Mean absolute difference of all pairs over twice the mean. */
function gini(ascending: Uint32Array, posts: number): number {
  const n = ascending.length;
  const weighted = ascending.reduce((sum, count, index) => sum + (index + 1) * count, 0);
  return (2 * weighted) / (n * posts) - (n + 1) / n;
}

function histogram(ascending: Uint32Array): Authors["histogram"] {
  const found: { posts: number; authors: number }[] = [];
  for (const posts of ascending) {
    const last = found.at(-1);
    if (last?.posts === posts) last.authors++;
    else found.push({ posts, authors: 1 });
  }
  return found;
}
