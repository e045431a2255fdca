import { seededRandom, shuffled } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";

/** A text in a prompt: whose it is, or `null` where it is no agent's. */
export interface ShownText {
  authorId: string | null;
  postId: string | null;
  text: string;
}

/**
 * The posts of the round before that an agent is shown: others' posts, drawn without
 * replacement. The draw depends on seed, round and agent alone, so that arms with the same
 * seed choose the same authors.
 */
export function feedFor(
  agentId: string,
  round: number,
  { before, feedSize, seed }: { before: readonly Post[]; feedSize: number; seed: number },
): ShownText[] {
  const others = before.filter((post) => post.authorId !== agentId);
  return shuffled(others, seededRandom(seed, `feed ${round} ${agentId}`))
    .slice(0, feedSize)
    .map(({ authorId, postId, text }) => ({ authorId, postId, text }));
}

/**
 * A text of the same length that no agent wrote: handbook sentences, as many as come
 * nearest to the length of the post they stand in for. It has at least one sentence.
 */
export function matchedText(shown: ShownText, handbook: readonly string[], { seed }: { seed: number }): ShownText {
  const sentences = shuffled(handbook, seededRandom(seed, `handbook ${shown.postId}`));
  let text = sentences[0] ?? "";
  for (const sentence of sentences.slice(1)) {
    const longer = `${text} ${sentence}`;
    if (Math.abs(longer.length - shown.text.length) >= Math.abs(text.length - shown.text.length)) break;
    text = longer;
  }
  return { authorId: null, postId: null, text };
}
