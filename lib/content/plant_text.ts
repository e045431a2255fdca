import { checkInteger, groupBy, randomIndex, seededRandom, shuffled } from "../foundation/mod.ts";
import type { Exposure, Post, Random } from "../shapes.ts";
import { ascending } from "./placed.ts";
import { checkPlanting, chosenAgents } from "./plant_choice.ts";

/** Options of `plantWords()`. */
export interface PlantWordsOptions {
  /** Share of a post's words that are replaced by words it was shown, in [0, 1]. 0 changes nothing. */
  strength: number;
  /** ρ: share of the authors that it happens to, in (0, 1]; at least one. */
  share: number;
  /** Words in a row that are taken over together, at least 1. Default 3. */
  runLength?: number;
  seed: number;
  /** Who was shown what. */
  exposures: readonly Exposure[];
}

/**
 * What would the texts look like if agents took over words that they read? Runs of words of the last text shown.
 *
 * For measures that read texts, not vectors. Posts change in order of time, so that what was taken over is taken over
 * from there again. The result is no author's text: a simulation, to be labelled so.
 *
 * @param posts Any order; not changed.
 * @param options See `PlantWordsOptions`.
 * @returns The posts in the same order, and how many of them changed.
 * @throws {RangeError} If a number is out of bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plantWords } from "twoplane/content";
 * assert.deepEqual(plantWords([], { strength: 0.5, share: 1, seed: 1, exposures: [] }), { posts: [], postsChanged: 0 });
 * ```
 */
export function plantWords(
  posts: readonly Post[],
  options: PlantWordsOptions,
): { posts: Post[]; postsChanged: number } {
  checkPlanting("plantWords", options, ["runLength", "exposures"]);
  checkInteger("plantWords", "runLength", options.runLength ?? 3, { min: 1 });
  const random = seededRandom(options.seed, "plant words");
  const inTime = posts.toSorted((a, b) => ascending(a.createdAt, b.createdAt) || ascending(a.postId, b.postId));
  const authors = [...new Set(inTime.map(({ authorId }) => authorId).filter((authorId) => authorId !== null))];
  const chosen = chosenAgents(authors, options.share, random);
  const shown = groupBy(options.exposures, ({ agentId }) => agentId);
  const texts = new Map(inTime.map(({ postId, text }) => [postId, text]));
  let postsChanged = 0;
  for (const { postId, authorId, createdAt, text } of inTime) {
    if (authorId === null || !chosen.has(authorId)) continue;
    const read = lastRead(shown.get(authorId) ?? [], createdAt, texts);
    const mixed = read === null ? text : mixRuns(text, read, { ...options, random });
    if (mixed === text) continue;
    texts.set(postId, mixed);
    postsChanged++;
  }
  return { posts: posts.map((post) => ({ ...post, text: texts.get(post.postId) ?? post.text })), postsChanged };
}

/** The text of the last known post that was shown by then. */
function lastRead(shown: readonly Exposure[], moment: string, texts: ReadonlyMap<string, string>): string | null {
  const before = shown.filter(({ postId, shownAt }) => shownAt <= moment && texts.has(postId));
  const last = before.toSorted((a, b) => ascending(a.shownAt, b.shownAt) || a.position - b.position).at(-1);
  return last === undefined ? null : texts.get(last.postId) ?? null;
}

/** Runs of the text, at places that do not overlap, give way to runs of what was read. */
function mixRuns(
  text: string,
  read: string,
  { strength, runLength = 3, random }: Pick<PlantWordsOptions, "strength" | "runLength"> & { random: Random },
): string {
  const [own, other] = [text, read].map((words) => words.split(/\s+/).filter((word) => word !== ""));
  if (own === undefined || other === undefined || other.length === 0) return text;
  const places = Math.ceil(own.length / runLength);
  const replaced = Math.min(places, Math.round(strength * own.length / runLength));
  if (replaced === 0) return text;
  const mixed = own.slice();
  for (const place of shuffled(Array.from({ length: places }, (_, i) => i), random).slice(0, replaced)) {
    const start = place * runLength;
    const from = randomIndex(random, Math.max(1, other.length - runLength + 1));
    const length = Math.min(runLength, own.length - start, other.length - from);
    for (let i = 0; i < length; i++) mixed[start + i] = other[from + i] as string;
  }
  return mixed.join(" ");
}
