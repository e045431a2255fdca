import type { Post } from "twoplane/shapes";
import { seededRandom } from "twoplane/foundation";

const nothing = { title: null, communityId: null, parentId: null, threadId: null, score: null, modelId: null };

/** A post of which only what is named matters. */
export function made(postId: string, fields: Partial<Post> = {}): Post {
  const own = { authorId: "ada", kind: "post" as const, createdAt: "2026-02-03T10:00:00.000Z", text: postId };
  return { postId, source: "made", ...nothing, ...own, ...fields };
}

export const HOUR = 3_600_000;
export const START = Date.parse("2026-03-02T00:00:00.000Z");

/** Posts at these times, in ms since 1970. */
export function at(times: readonly number[], fields: Partial<Post> = {}): Post[] {
  return times.map((time, index) =>
    made(`${fields.authorId ?? "ada"}-${index}`, { ...fields, createdAt: new Date(time).toISOString() })
  );
}

/** Times of a Poisson process: `pace` posts an hour over so many hours, thinned by `keep`. */
export function randomTimes(
  { hours, pace, seed, keep = () => true }: {
    hours: number;
    pace: number;
    seed: number;
    keep?: (hour: number, draw: number) => boolean;
  },
): number[] {
  const random = seededRandom(seed, "times");
  const times: number[] = [];
  for (let hour = 0; hour < hours;) {
    hour -= Math.log(1 - random()) / pace;
    if (hour < hours && keep(hour, random())) times.push(Math.round(START + hour * HOUR));
  }
  return times;
}
