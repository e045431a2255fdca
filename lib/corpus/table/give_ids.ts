import { quote, sha256 } from "../../foundation/mod.ts";
import { idGiver } from "../ids.ts";
import type { GiveId } from "../read_rows.ts";

/**
 * Gives ids as `loadPosts()` does, without holding all posts: a post keeps its own, and DuckDB finds the repeats when
 * all are stored. Of posts that have none, the ids made from their content are held.
 *
 * @param options `findsRepeats`: repeats are found at once, since answers take their thread from the post they stand in,
 *   so that every id is held, with its place.
 */
export function tableIds({ findsRepeats }: { findsRepeats: boolean }): GiveId {
  const make = idGiver();
  const places = new Map<string, { where: string; text: string }>();
  return (post, where) => {
    const { postId } = post;
    if (postId === null) return make(post, where);
    if (!findsRepeats) return { postId, notes: [] };
    const text = sha256(post.text).slice(0, 32);
    const first = places.get(postId);
    if (first !== undefined) {
      return { duplicate: duplicateDetail({ where, postId, first, isSame: first.text === text }) };
    }
    places.set(plainCopy(postId), { where, text });
    return { postId, notes: [] };
  };
}

/** What a report says of a row whose id came before. */
export function duplicateDetail(
  { where, postId, first, isSame }: { where: string; postId: string; first: { where: string }; isSame: boolean },
): string {
  return `${where}, id ${quote(postId)} first at ${first.where}${isSame ? "" : ", with another text"}`;
}

/** A string cut out of a longer one keeps that one in memory. */
function plainCopy(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
