import made from "../golden/adaptation.json" with { type: "json" };
import type { Embeddings, Post } from "../../lib/shapes.ts";
import { postBy } from "./made.ts";

export { made as golden };

/** Posts and their vectors as adaptation.py wrote them. */
export function placed(
  posts: readonly { postId: string; authorId: string; createdAt: string; score?: number; vector: number[] }[],
): { posts: Post[]; embeddings: Embeddings } {
  return {
    posts: posts.map(({ postId, authorId, createdAt, score = null }) => (
      { ...postBy(authorId, postId, createdAt), score }
    )),
    embeddings: {
      ids: posts.map(({ postId }) => postId),
      dims: 4,
      model: "adaptation.py",
      vectors: Float32Array.from(posts.flatMap(({ vector }) => vector)),
    },
  };
}
