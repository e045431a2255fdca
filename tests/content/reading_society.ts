import { FUNCTION_CLASSES, FUNCTION_WORDS } from "../../lib/content/function_words.ts";
import { randomIndex, seededRandom } from "../../lib/foundation/mod.ts";
import type { Exposure, Post, Random } from "../../lib/shapes.ts";
import { textMaker } from "./commented.ts";
import { postBy, timeOf } from "./made.ts";

/** Options of `readingSociety()`. */
export interface ReadingSocietyOptions {
  seed: number;
  agents?: number;
  days?: number;
  /** Share of a comment's words taken from the post it answers, in their order. */
  copies?: number;
  /** Whether a comment takes over the style of the post. */
  adopts?: boolean;
}

/**
 * Every agent posts once a day and then comments on a post of that day chosen at random. A text is half topic words, half
 * function words; how many of which class is drawn for each text anew.
 */
export function readingSociety(
  { seed, agents = 10, days = 5, copies = 0, adopts = false }: ReadingSocietyOptions,
): { posts: Post[]; exposures: Exposure[] } {
  const random = seededRandom(seed, "reading society");
  const topics = textMaker(random, 300, "topic");
  const [posts, exposures]: [Post[], Exposure[]] = [[], []];
  const write = (style: readonly number[]) => {
    const mixed = topics(15).flatMap((word, i) => [word, ...(i < 12 ? [functionWord(style, random)] : [])]);
    return mixed;
  };
  for (let day = 0; day < days; day++) {
    const own = Array.from({ length: agents }, (_, agent) => {
      const style = randomStyle(random);
      const text = write(style);
      const post = { ...postBy(`agent ${agent}`, `p${day}-${agent}`, timeOf(day, agent)), text: text.join(" ") };
      posts.push(post);
      return { post, text, style };
    });
    for (let agent = 0; agent < agents; agent++) {
      const target = own[(agent + 1 + randomIndex(random, agents - 1)) % agents] as (typeof own)[number];
      const text = write(adopts ? target.style : randomStyle(random));
      const from = randomIndex(random, 5);
      const taken = target.text.slice(from, from + Math.round(copies * text.length));
      posts.push({
        ...postBy(`agent ${agent}`, `c${day}-${agent}`, timeOf(day, 200 + agent)),
        kind: "comment",
        text: [...taken, ...text.slice(taken.length)].join(" "),
        parentId: target.post.postId,
        threadId: target.post.postId,
      });
      exposures.push({
        agentId: `agent ${agent}`,
        postId: target.post.postId,
        shownAt: timeOf(day, 150),
        round: day,
        position: 0,
        promptHash: "",
      });
    }
  }
  return { posts, exposures };
}

/** Names exchanged for others whose order is another, in posts and exposures. */
export function renamedReaders({ posts, exposures }: { posts: readonly Post[]; exposures: readonly Exposure[] }) {
  const rename = (id: string) => `z${id.split("").reverse().join("")}`;
  return {
    posts: posts.map((post) => ({ ...post, authorId: rename(post.authorId ?? "") })).reverse(),
    exposures: exposures.map((exposure) => ({ ...exposure, agentId: rename(exposure.agentId) })),
  };
}

function randomStyle(random: Random): number[] {
  const weights = FUNCTION_CLASSES.map(() => random() ** 3);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function functionWord(style: readonly number[], random: Random): string {
  let at = random();
  const place = style.findIndex((weight) => (at -= weight) < 0);
  const list = FUNCTION_WORDS[FUNCTION_CLASSES[Math.max(0, place)] as (typeof FUNCTION_CLASSES)[number]];
  return list[randomIndex(random, list.length)] as string;
}
