import type { Embeddings, Post } from "../../lib/shapes.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import { embeddingsOf } from "../vectors/made.ts";

/** A post of which only author and time matter. */
export function postBy(authorId: string | null, postId: string, createdAt: string): Post {
  return {
    postId,
    authorId,
    createdAt,
    kind: "post",
    text: "…",
    title: null,
    communityId: null,
    parentId: null,
    threadId: null,
    score: null,
    modelId: null,
    source: "made by a test",
  };
}

/** `2026-02-01` is day 0; hours and minutes keep the posts of a day in order. */
export function timeOf(day: number, place = 0): string {
  return new Date(Date.UTC(2026, 1, 1 + day, 0, place)).toISOString();
}

/** Agents of `perDay.length` days with so many posts a day each; `vector` says where each post stands. */
export function society(
  { agents, perDay, seed, vector }: {
    agents: number;
    perDay: readonly number[];
    seed: number;
    vector: (where: { agent: number; day: number; place: number; normal: () => number }) => number[];
  },
): { posts: Post[]; embeddings: Embeddings } {
  const normal = normalFrom(seededRandom(seed, "test society"));
  const posts: Post[] = [];
  const rows: number[][] = [];
  for (let agent = 0; agent < agents; agent++) {
    let place = 0;
    perDay.forEach((count, day) => {
      for (let i = 0; i < count; i++) {
        posts.push(postBy(`agent ${agent}`, `p${String(posts.length).padStart(5, "0")}`, timeOf(day, i)));
        rows.push(vector({ agent, day, place: place++, normal }));
      }
    });
  }
  return { posts, embeddings: embeddingsOf(rows, posts.map(({ postId }) => postId)) };
}

/** Independent directions around a common one. */
export function aroundCommon(dims: number, normal: () => number): number[] {
  return Array.from({ length: dims }, () => 0.5 + normal());
}

/** The same vectors in a rotated space: a product of plane rotations, computed in float64. */
export function rotated(embeddings: Embeddings): Embeddings {
  const { dims, ids } = embeddings;
  const rows = ids.map((_, row) => [...embeddings.vectors.subarray(row * dims, (row + 1) * dims)]);
  for (let turn = 0; turn < 4 * dims; turn++) {
    const [i, j, angle] = [turn % dims, (turn * 3 + 1) % dims, 0.3 + turn];
    if (i === j) continue;
    for (const row of rows) {
      const [x, y] = [row[i] as number, row[j] as number];
      row[i] = Math.cos(angle) * x - Math.sin(angle) * y;
      row[j] = Math.sin(angle) * x + Math.cos(angle) * y;
    }
  }
  return embeddingsOf(rows, ids);
}
