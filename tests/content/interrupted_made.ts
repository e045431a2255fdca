import type { Embeddings, Post } from "../../lib/shapes.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import { embeddingsOf } from "../vectors/made.ts";
import { postBy, timeOf } from "./made.ts";

/** Days of a made society whose agents have moods that last. */
export interface MoodySociety {
  agents: number;
  days: number;
  perDay: number;
  dims: number;
  seed: number;
  /** Correlation of an agent's mood from day to day, in [0, 1). */
  momentum: number;
  /** Standard deviation of a mood. Default 0.5, as that of posts within a day. */
  mood?: number;
  /** Share of a mood's variance that all agents have in common, in [0, 1]. Default 0. */
  common?: number;
  /** What is added on a day, such as a jump; a direction of its own for each agent's place. */
  added?: (agent: number, day: number, dim: number) => number;
}

/** Agents around one direction, each day with a mood that follows the day before (AR(1), stationary). */
export function moodySociety(made: MoodySociety): { posts: Post[]; embeddings: Embeddings } {
  const { agents, days, perDay, dims, seed, common = 0 } = made;
  const normal = normalFrom(seededRandom(seed, "moody society"));
  const shared = moods(made, normal);
  const posts: Post[] = [];
  const rows: number[][] = [];
  for (let agent = 0; agent < agents; agent++) {
    const own = moods(made, normal);
    for (let day = 0; day < days; day++) {
      for (let i = 0; i < perDay; i++) {
        posts.push(postBy(`agent ${agent}`, `p${agent}-${day}-${i}`, timeOf(day, i)));
        rows.push(
          Array.from({ length: dims }, (_, dim) =>
            2 + Math.sqrt(common) * (shared[day]?.[dim] as number) +
            Math.sqrt(1 - common) * (own[day]?.[dim] as number) +
            (made.added?.(agent, day, dim) ?? 0) + 0.5 * normal()),
        );
      }
    }
  }
  return { posts, embeddings: embeddingsOf(rows, posts.map(({ postId }) => postId)) };
}

function moods({ days, dims, momentum, mood = 0.5 }: MoodySociety, normal: () => number): number[][] {
  const all: number[][] = [];
  for (let day = 0; day < days; day++) {
    const before = all.at(-1);
    all.push(
      Array.from(
        { length: dims },
        (_, dim) =>
          before === undefined
            ? mood * normal()
            : momentum * (before[dim] as number) + Math.sqrt(1 - momentum ** 2) * mood * normal(),
      ),
    );
  }
  return all;
}
