import { normalFrom, randomIndex, seededRandom, shuffled } from "../../lib/foundation/mod.ts";
import type { Embeddings, Exposure, Post, Random } from "../../lib/shapes.ts";
import { embeddingsOf } from "../vectors/made.ts";
import { postBy, timeOf } from "./made.ts";

/** A post whose place in the space the maker knows. */
export interface Written {
  postId: string;
  agent: number;
  day: number;
  topic: number;
  at: readonly number[];
}

/** What an agent reads on a day: `before` are the posts of the day before, by others. */
export type Feed = (where: {
  agent: number;
  day: number;
  own: readonly number[];
  before: readonly Written[];
  random: Random;
}) => readonly Written[];

/** How a made society behaves; a day is a round and each agent writes once. */
export interface ExposedSocietyOptions {
  seed: number;
  agents?: number;
  days?: number;
  dims?: number;
  topics?: number;
  /** Autocorrelation of an agent's own mood, in [0, 1). */
  lasting?: number;
  /** Length of what all agents of a day write about. */
  news?: number;
  /** Share of the way toward the mean of what was read that the next post goes. */
  adapts?: number;
  feed?: Feed;
  /** Begins ids, so that two societies can stand side by side. */
  name?: string;
  agentName?: (agent: number) => string;
}

/** Three posts of the day before, by others, at random. */
export const randomFeed: Feed = ({ before, random }) => shuffled(before, random).slice(0, 3);

/** Agents with a stable topic and a lasting mood, who read posts of the day before and write once a day. */
export function exposedSociety(options: ExposedSocietyOptions): {
  posts: Post[];
  embeddings: Embeddings;
  exposures: Exposure[];
} {
  const { agents = 12, days = 12, dims = 8, topics = 3, lasting = 0, news = 0, adapts = 0 } = options;
  const { seed, feed = randomFeed, name = "", agentName = (agent) => `agent ${agent}` } = options;
  const random = seededRandom(seed, "exposed society");
  const normal = normalFrom(random);
  const draw = (length: number) => Array.from({ length: dims }, () => length * normal());
  const centres = Array.from({ length: topics }, () => draw(1));
  const topicOf = Array.from({ length: agents }, () => randomIndex(random, topics));
  const moods = Array.from({ length: agents }, () => draw(1));
  const written: Written[] = [];
  const exposures: Exposure[] = [];
  for (let day = 0; day < days; day++) {
    const event = draw(news);
    const before = written.filter((post) => post.day === day - 1);
    for (let agent = 0; agent < agents; agent++) {
      const centre = centres[topicOf[agent] as number] as number[];
      moods[agent] = (moods[agent] as number[]).map((mood) => lasting * mood + Math.sqrt(1 - lasting ** 2) * normal());
      const own = centre.map((value, i) => value + (moods[agent]?.[i] as number) + (event[i] as number));
      const read = feed({ agent, day, own, before: before.filter((post) => post.agent !== agent), random });
      const mean = own.map((value, i) =>
        read.length === 0 ? value : read.reduce((sum, { at }) => sum + (at[i] as number), 0) / read.length
      );
      const at = own.map((value, i) => (1 - adapts) * value + adapts * (mean[i] as number));
      const postId = `${name}p${day}-${agent}`;
      written.push({ postId, agent, day, topic: topicOf[agent] as number, at });
      read.forEach((post, position) =>
        exposures.push({
          agentId: agentName(agent),
          postId: post.postId,
          shownAt: timeOf(day, agent),
          round: day,
          position,
          promptHash: "",
        })
      );
    }
  }
  const posts = written.map(({ postId, agent, day, topic }) => (
    { ...postBy(agentName(agent), postId, timeOf(day, agent)), communityId: `topic ${topic}` }
  ));
  return { posts, exposures, embeddings: embeddingsOf(written.map(({ at }) => at), posts.map(({ postId }) => postId)) };
}
