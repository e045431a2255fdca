import { quote } from "../foundation/mod.ts";
import type { Embeddings, Post } from "../shapes.ts";
import { checkEmbeddings, rowsById } from "../vectors/mod.ts";

/** A post with its unit vector, in float64 so that sums of many stay exact: a view of one matrix that all share. */
export interface PlacedPost {
  postId: string;
  authorId: string | null;
  /** Tells authors apart: a post without author is an author of its own. */
  authorKey: string;
  createdAt: string;
  /** UTC day, `2026-02-03`. */
  day: string;
  /** Its row of the embeddings, for native products of many. */
  row: number;
  vector: Float64Array;
}

/**
 * Posts joined with their vectors, in order of time, equal times by postId.
 *
 * @throws {RangeError} If there are no posts, a post has no row, or stands twice.
 */
export function placePosts(caller: string, posts: readonly Post[], embeddings: Embeddings): PlacedPost[] {
  checkEmbeddings(caller, embeddings);
  if (!Array.isArray(posts)) {
    throw new TypeError(`Cannot run ${caller}(): needs an array of posts, got ${quote(posts)}`);
  }
  if (posts.length === 0) throw new RangeError(`Cannot run ${caller}(): needs at least 1 post, got 0`);
  const rows = rowsById(embeddings);
  const seen = new Set<string>();
  const matrix = new Float64Array(posts.length * embeddings.dims);
  return posts.map((post, place) => {
    const { postId, authorId, createdAt } = post;
    const row = rows.get(postId);
    if (row === undefined) {
      throw new RangeError(`Cannot run ${caller}() at post ${quote(postId)}: needs a row in the embeddings, got none`);
    }
    if (seen.has(postId)) {
      throw new RangeError(`Cannot run ${caller}(): posts need to be distinct, got ${quote(postId)} twice`);
    }
    seen.add(postId);
    const authorKey = authorId === null ? `post ${postId}` : `author ${authorId}`;
    const vector = matrix.subarray(place * embeddings.dims, (place + 1) * embeddings.dims);
    unitInto(vector, embeddings.vectors, row * embeddings.dims);
    return { postId, authorId, authorKey, createdAt, day: dayOf(caller, post), row, vector };
  }).sort((a, b) => ascending(a.createdAt, b.createdAt) || ascending(a.postId, b.postId));
}

/** Order of code units: the same on every machine, whatever its language. */
export function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** "1 agent", "7 agents". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** In lanes of four, as `norm()` adds them up, but without a view for each row. */
function unitInto(target: Float64Array, source: Float32Array, from: number): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = target.length - target.length % 4;
  for (let i = from; i < from + whole; i += 4) {
    s0 += (source[i] as number) * (source[i] as number);
    s1 += (source[i + 1] as number) * (source[i + 1] as number);
    s2 += (source[i + 2] as number) * (source[i + 2] as number);
    s3 += (source[i + 3] as number) * (source[i + 3] as number);
  }
  for (let i = from + whole; i < from + target.length; i++) s0 += (source[i] as number) * (source[i] as number);
  const length = Math.sqrt((s0 + s1) + (s2 + s3));
  for (let i = 0; i < target.length; i++) target[i] = (source[from + i] as number) / length;
}

/** The UTC day of a post; refuses a time that is not in UTC. */
export function dayOf(caller: string, { postId, createdAt }: Pick<Post, "postId" | "createdAt">): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(createdAt)) return createdAt.slice(0, 10);
  throw new RangeError(
    `Cannot run ${caller}() at post ${quote(postId)}: createdAt needs UTC like "2026-02-03T13:11:42.603Z", got ` +
      quote(createdAt),
  );
}
