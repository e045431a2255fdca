/** A made-up society with the daily counts of the main study's data, to measure speed on. */
import { normalFrom, randomIndex, seededRandom } from "../../lib/foundation/mod.ts";
import type { Embeddings, Post } from "../../lib/shapes.ts";

/** Posts on 2026-01-27 to 2026-02-08. */
export const DAILY_POSTS = [1, 40, 372, 7007, 40098, 31967, 37506, 23356, 33265, 29309, 28740, 26831, 31759] as const;
export const DIMS = 384;

const TOPICS = 200;
const WORDS = 200_000;
const WORDS_A_POST = 100;

/** Posts with vectors around topics, or with texts; authors write unequally much, as in the real data. */
export function madeSociety(
  { share, texts }: { share: number; texts: boolean },
): { posts: Post[]; embeddings: Embeddings } {
  const random = seededRandom(1, "bench society");
  const counts = DAILY_POSTS.map((count) => Math.ceil(count * share));
  const n = counts.reduce((sum, count) => sum + count, 0);
  const authors = Math.ceil(38_830 * share);
  const word = wordSource(random);
  const posts: Post[] = [];
  counts.forEach((count, day) => {
    for (let i = 0; i < count; i++) {
      posts.push({
        postId: `p${posts.length}`,
        authorId: `agent ${Math.floor(authors * random() ** 2.5)}`,
        kind: "post",
        createdAt: new Date(Date.UTC(2026, 0, 27 + day) + Math.floor(i / count * 86_400_000)).toISOString(),
        text: texts ? Array.from({ length: Math.ceil(2 * WORDS_A_POST * random()) }, word).join(" ") : "…",
        title: null,
        communityId: null,
        parentId: null,
        threadId: null,
        score: null,
        modelId: null,
        source: "made up",
      });
    }
  });
  const embeddings = {
    ids: posts.map(({ postId }) => postId),
    dims: DIMS,
    model: "made up",
    vectors: texts ? new Float32Array() : vectorsOf(n),
  };
  return { posts, embeddings };
}

/** The same posts with votes, and a comment on every second of them by an agent of that day. */
export function commented(posts: readonly Post[]): { posts: Post[]; comments: Post[] } {
  const random = seededRandom(3, "bench comments");
  const voted = posts.map((post): Post => ({ ...post, score: Math.floor(10 * random() ** 4) }));
  const comments = voted.flatMap((post, i): Post[] => {
    const other = voted[Math.max(0, i - 1 - randomIndex(random, 50))] as Post;
    if (i % 2 > 0 || other.authorId === post.authorId) return [];
    const createdAt = new Date(Date.parse(post.createdAt) + 1000).toISOString();
    const to = { parentId: post.postId, threadId: post.postId, score: null };
    return [{ ...post, ...to, postId: `c${i}`, authorId: other.authorId, kind: "comment", createdAt }];
  });
  return { posts: voted, comments };
}

/** Words as often as Zipf's law has it. */
function wordSource(random: () => number): () => string {
  const words = Array.from({ length: WORDS }, (_, i) => `w${i.toString(36)}`);
  return () => words[Math.floor(WORDS ** random()) - 1] ?? "w";
}

function vectorsOf(n: number): Float32Array {
  const random = seededRandom(2, "bench vectors");
  const normal = normalFrom(random);
  const noise = Float32Array.from({ length: 1 << 20 }, normal); // normal numbers dealt from a box, which is much faster
  const topics = Array.from(
    { length: TOPICS },
    () => Float32Array.from({ length: DIMS }, (_, d) => 0.8 * normal() + (d === 0 ? 6 : 0)),
  );
  const vectors = new Float32Array(n * DIMS);
  for (let row = 0; row < n; row++) {
    const topic = topics[randomIndex(random, TOPICS)] as Float32Array;
    const from = randomIndex(random, noise.length - DIMS);
    const own = vectors.subarray(row * DIMS, (row + 1) * DIMS);
    let squared = 0;
    for (let d = 0; d < DIMS; d++) {
      const value = (topic[d] as number) + (noise[from + d] as number);
      own[d] = value;
      squared += value * value;
    }
    const length = Math.sqrt(squared);
    for (let d = 0; d < DIMS; d++) own[d] = (own[d] as number) / length;
  }
  return vectors;
}
