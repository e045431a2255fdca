import { seededRandom } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import type { Account } from "./account_names.ts";

/** Who a reply names: accounts as indices, and who wrote it, `null` where that is no account. */
export interface Anchors {
  accounts: readonly number[];
  author: number | null;
}

/** How much a set of replies names the same account. Each reply weighs 1, shared by all it names. */
export interface Concentration {
  /** Largest share of one account. */
  share: number;
  /** Sum of squared shares: 1 where all name one account. */
  hhi: number;
}

/** Weight of each account named. */
export function anchorWeights(replies: readonly Anchors[]): Map<number, number> {
  const weights = new Map<number, number>();
  for (const { accounts } of replies) {
    for (const account of accounts) weights.set(account, (weights.get(account) ?? 0) + 1 / accounts.length);
  }
  return weights;
}

/** Anchor share and concentration of replies that each name somebody, at least one. */
export function concentrationOf(replies: readonly Anchors[]): Concentration {
  const shares = [...anchorWeights(replies).values()].map((weight) => weight / replies.length);
  return { share: Math.max(...shares), hhi: shares.reduce((sum, share) => sum + share * share, 0) };
}

/**
 * Concentration where every reply names as many accounts as it does, drawn by activity, never its author and none twice.
 *
 * @returns `null` where some reply names more accounts than there are active others.
 */
export function drawnByActivity(
  replies: readonly Anchors[],
  accounts: readonly Account[],
  { draws, seed }: { draws: number; seed: number },
): Concentration[] | null {
  const cumulative = new Float64Array(accounts.length);
  let total = 0;
  accounts.forEach(({ activity }, place) => cumulative[place] = total += activity);
  const active = accounts.filter(({ activity }) => activity > 0).length;
  const isPossible = replies.every(({ accounts: named, author }) =>
    named.length <= active - (author !== null && (accounts[author]?.activity ?? 0) > 0 ? 1 : 0)
  );
  if (!isPossible) return null;
  const random = seededRandom(seed, "names drawn by activity");
  return Array.from({ length: draws }, () =>
    concentrationOf(replies.map(({ accounts: { length }, author }) => {
      const drawn = new Set<number>();
      while (drawn.size < length) {
        const account = accountDrawn(cumulative, random() * total);
        if (account !== author) drawn.add(account);
      }
      return { accounts: [...drawn], author };
    })));
}

/** First account whose cumulative activity is above a number. */
function accountDrawn(cumulative: Float64Array, at: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Shares of valid replies where each reply is another text of its author, or of anybody if its author has none. */
export function drawnTexts(
  authors: readonly (string | null)[],
  others: { byAuthor: ReadonlyMap<string, readonly boolean[]>; all: readonly boolean[] },
  { draws, seed }: { draws: number; seed: number },
): Float64Array {
  const random: Random = seededRandom(seed, "other texts of the same agents");
  const lists = authors.map((author) => (author === null ? undefined : others.byAuthor.get(author)) ?? others.all);
  return Float64Array.from({ length: draws }, () => {
    const valid = lists.filter((list) => list[Math.floor(random() * list.length)] === true).length;
    return valid / lists.length;
  });
}
