import type { ExposureMoment } from "./exposure_moments.ts";
import type { PlacedPost } from "./placed.ts";
import { sumOf } from "./sums.ts";
import { topicClusters } from "./topic_clusters.ts";

/**
 * What makes two sets of posts shown the same topic.
 *
 * "none": all of a day are exchanged; right where chance alone chose what was shown. "community": the one most
 * of the posts shown belong to. "clusters": k-means of the vectors of what was shown.
 */
export type ExposureTopics =
  | { by: "none" }
  | { by: "community" }
  | {
    by: "clusters";
    /** Topics, ≥ 2. More match more closely and leave fewer sets to compare with. */
    clusters: number;
    seed: number;
  };

/** Topic of each moment's exposure. */
export function topicsOf(
  moments: readonly ExposureMoment[],
  topics: ExposureTopics,
  communityOf: (post: PlacedPost) => string | null,
): string[] {
  if (topics.by === "none") return moments.map(() => "");
  if (topics.by === "community") return moments.map(({ shown }) => mostFrequent(shown.map(communityOf)));
  if (moments.length === 0) return [];
  const sums = moments.map(({ shown }) => sumOf(shown.map(({ vector }) => vector), shown[0]?.vector.length ?? 0));
  return Array.from(topicClusters(sums, topics), String);
}

/** The most frequent, the first of equals. */
function mostFrequent(communities: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const community of communities) {
    const key = community === null ? "none" : `community ${community}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let [best, most] = ["none", 0];
  for (const [key, n] of counts) if (n > most) [best, most] = [key, n];
  return best;
}
