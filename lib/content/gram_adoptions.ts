import type { TimedText } from "./timed_texts.ts";
import { gramSet } from "./word_overlap.ts";

/** Which n-grams agents brought into a corpus, and who used them later. */
export interface GramAdoptions {
  /** By agent: times at which it introduced an n-gram, ascending; one entry an n-gram. */
  introduced: string[][];
  /** By reader × agents + introducer: when each n-gram was introduced and first used by the reader. */
  adopted: Map<number, { introduced: string; used: string }[]>;
  grams: number;
}

/**
 * Who used which n-gram first, and who next?
 *
 * @param texts In order of time; n-grams that stand in two texts of one moment belong to the first.
 * @param agentOf Index of an agent; texts without author introduce n-grams that belong to nobody.
 * @param most Share of the agents that may use an n-gram before it counts as common and is left out, in (0, 1].
 */
export function gramAdoptions(
  texts: readonly TimedText[],
  { agentOf, agents, wordsPerGram, most }: {
    agentOf: ReadonlyMap<string, number>;
    agents: number;
    wordsPerGram: number;
    most: number;
  },
): GramAdoptions {
  const uses = new Map<number, { agent: number; at: string }[]>();
  const common = Math.max(2, most * agents);
  for (const text of texts) {
    const agent = text.authorId === null ? -1 : agentOf.get(text.authorId) as number;
    for (const gram of gramSet(text, wordsPerGram)) {
      const known = uses.get(gram);
      if (known === undefined) uses.set(gram, [{ agent, at: text.createdAt }]);
      else if (known.length <= common && !known.some((use) => use.agent === agent)) {
        known.push({ agent, at: text.createdAt });
      }
    }
  }
  const found: GramAdoptions = {
    introduced: Array.from({ length: agents }, () => []),
    adopted: new Map(),
    grams: uses.size,
  };
  for (const [first, ...others] of uses.values()) {
    if (first === undefined || first.agent < 0 || others.length + 1 > common) continue;
    found.introduced[first.agent]?.push(first.at);
    for (const { agent, at } of others) {
      if (agent < 0) continue;
      const key = agent * agents + first.agent;
      const list = found.adopted.get(key) ?? [];
      list.push({ introduced: first.at, used: at });
      found.adopted.set(key, list);
    }
  }
  for (const times of found.introduced) times.sort();
  return found;
}
