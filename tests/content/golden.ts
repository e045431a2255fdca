import golden from "../golden/content.json" with { type: "json" };
import type { Embeddings, Post } from "../../lib/shapes.ts";
import { postBy } from "./made.ts";

export { golden };

/** Posts and their vectors as content.py wrote them. */
export function placed(
  made: readonly { postId: string; authorId: string | null; createdAt: string; vector: number[] }[],
): { posts: Post[]; embeddings: Embeddings } {
  return {
    posts: made.map(({ postId, authorId, createdAt }) => postBy(authorId, postId, createdAt)),
    embeddings: {
      ids: made.map(({ postId }) => postId),
      dims: 5,
      model: "content.py",
      vectors: Float32Array.from(made.flatMap(({ vector }) => vector)),
    },
  };
}

export const { posts: goldenPosts, embeddings: goldenEmbeddings } = placed(golden.posts);
