import type { Post } from "../shapes.ts";
import { dot } from "../vectors/mod.ts";
import { type Around, meanVector } from "./influence_windows.ts";
import type { PlacedPost } from "./placed.ts";
import { gramOverlap, type GramSet, gramSet } from "./word_overlap.ts";

/** How likeness of a text to the post commented on is taken. */
export type InfluenceVariant = "semantic" | "n-gram overlap";

/** How near a post stands to what an agent wrote around a moment. */
export interface Likeness {
  /** Mean over the later texts, in the variant asked for. */
  later: number;
  /** Mean over the earlier texts, in the same. */
  earlier: number;
}

/** Likeness of any post to an agent's texts around one moment. */
export interface LikenessAround {
  /** Later minus earlier. */
  change: (post: PlacedPost) => number;
  likeness: (post: PlacedPost) => Likeness;
  /** Cosines to the mean of the earlier texts and to the last of them: where the agent stood. */
  stood: (post: PlacedPost) => { toEarlier: number; toLast: number };
}

/** Opens the comparison; n-grams of a text are counted once. */
export function likenessIn(
  variant: InfluenceVariant,
  { wordsPerGram, postOf }: { wordsPerGram: number; postOf: (post: PlacedPost) => Post },
): (around: Around) => LikenessAround {
  const sets = new Map<string, GramSet>();
  const gramsOf = (post: PlacedPost): GramSet => {
    const known = sets.get(post.postId);
    if (known !== undefined) return known;
    const made = gramSet(postOf(post), wordsPerGram);
    sets.set(post.postId, made);
    return made;
  };
  const meanOverlap = (post: PlacedPost, texts: readonly PlacedPost[]) => {
    const grams = gramsOf(post);
    return texts.reduce((sum, text) => sum + gramOverlap(grams, gramsOf(text)), 0) / texts.length;
  };
  return ({ earlier, later }) => {
    const [before, last] = [meanVector(earlier), earlier[earlier.length - 1] as PlacedPost];
    const after = variant === "semantic" ? meanVector(later) : null;
    const turn = after?.map((value, i) => value - (before[i] as number)) ?? null;
    return {
      change: (post) => turn === null ? meanOverlap(post, later) - meanOverlap(post, earlier) : dot(turn, post.vector),
      likeness: (post) =>
        after === null
          ? { later: meanOverlap(post, later), earlier: meanOverlap(post, earlier) }
          : { later: dot(after, post.vector), earlier: dot(before, post.vector) },
      stood: (post) => ({ toEarlier: dot(before, post.vector), toLast: dot(last.vector, post.vector) }),
    };
  };
}
