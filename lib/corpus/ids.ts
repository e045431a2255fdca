import { canonicalJson, quote, sha256 } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";

/** A post whose source may give it no id. */
export type PostWithoutId = Omit<Post, "postId"> & { postId: string | null };

/**
 * The id of a post whose source gives none: the first 16 hexadecimal digits of SHA-256 over the canonical JSON of all
 * its fields but `postId` and `source`, so that it is the same in every file and order. The second post of the same
 * content gets `-2` behind it, the third `-3`.
 */
export function idFromContent(post: PostWithoutId): string {
  const { postId: _, source: __, ...content } = post;
  return sha256(canonicalJson(content)).slice(0, 16);
}

/** An id, or where a post of that id came before. */
export type GivenId = { postId: string; notes: readonly string[] } | { duplicate: string };

const NO_NOTES: readonly string[] = [];
/** Counted for every post whose id was made. */
export const MADE = "Posts without an id, given one made from their content";
const MADE_AGAIN = "Posts without an id that repeat another word for word, all kept";

/** Refuses an id that came before, and makes one where there is none. */
export function idGiver(): (post: PostWithoutId, where: string) => GivenId {
  const places = new Map<string, { where: string; text: string }>();
  const made = new Map<string, number>();
  return (post, where) => {
    const { postId } = post;
    if (postId === null) {
      const hash = idFromContent(post);
      const times = (made.get(hash) ?? 0) + 1;
      made.set(hash, times);
      return times === 1 ? { postId: hash, notes: [MADE] } : { postId: `${hash}-${times}`, notes: [MADE, MADE_AGAIN] };
    }
    const first = places.get(postId);
    if (first === undefined) {
      places.set(postId, { where, text: post.text });
      return { postId, notes: NO_NOTES };
    }
    const differs = first.text === post.text ? "" : ", with another text";
    return { duplicate: `${where}, id ${quote(postId)} first at ${first.where}${differs}` };
  };
}
