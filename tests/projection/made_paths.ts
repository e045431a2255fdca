import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import type { Embeddings, Post } from "../../lib/shapes.ts";
import { embeddingsOf } from "../vectors/made.ts";

/** Agents and the vectors of their posts in order, one post a day, agents taking turns. */
export type MadePaths = Readonly<Record<string, readonly (readonly number[])[]>>;

/** Posts and embeddings of made-up paths; post 3 of ada is `ada-03`. */
export function corpusOf(paths: MadePaths): { posts: Post[]; embeddings: Embeddings } {
  const made = Object.entries(paths).flatMap(([agentId, rows], agent) =>
    rows.map((row, i) => ({ row, post: postOf(agentId, i, agent) }))
  );
  return {
    posts: made.map(({ post }) => post),
    embeddings: embeddingsOf(made.map(({ row }) => row), made.map(({ post }) => post.postId)),
  };
}

function postOf(agentId: string, i: number, minute: number): Post {
  return {
    postId: `${agentId}-${String(i).padStart(2, "0")}`,
    authorId: agentId,
    createdAt: new Date(Date.UTC(2026, 0, 1 + i, 0, minute)).toISOString(),
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

/** `count` agents whose k-th post stands at `centre(agent, k)` plus noise of the given size. */
export function noisyPaths(
  count: number,
  { posts, noise, seed, centre }: {
    posts: number;
    noise: number;
    seed: number;
    centre: (agent: number, post: number) => readonly number[];
  },
): MadePaths {
  const normal = normalFrom(seededRandom(seed, "noisy paths"));
  return Object.fromEntries(Array.from({ length: count }, (_, agent) => [
    `agent${String(agent).padStart(3, "0")}`,
    Array.from({ length: posts }, (_, post) => centre(agent, post).map((value) => value + noise * normal())),
  ]));
}
