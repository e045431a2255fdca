import { seededRandom, shuffled } from "../foundation/mod.ts";
import type { OnProgress } from "../shapes.ts";
import { type ConstantDistributionNull, shuffledOverDays } from "./constant_distribution.ts";
import { pacer } from "./pace.ts";
import type { PlacedPost } from "./placed.ts";
import {
  addAuthors,
  emptySums,
  poolOf,
  type PostPairs,
  type SimilaritySums,
  sumsOfAllPairs,
} from "./similarity_sums.ts";
import { addOne, sumOf } from "./sums.ts";

/** Posts up to which every draw deals single posts. */
const SINGLE_POSTS = 8192;
/** Packets that more posts are put into. */
const PACKETS = 4096;

/**
 * Posts dealt together under the null; 1 for up to 8,192 posts, and wherever authors are told apart.
 *
 * Above, posts are put into some 4,000 random packets once, and the packets are dealt: sums over days of thousands of posts have
 * the same mean and, to about 2%, the same spread as if posts were dealt one by one, at a hundredth of the additions.
 */
export function packetSize(posts: number, pairs: PostPairs): number {
  return pairs === "different authors" || posts <= SINGLE_POSTS ? 1 : Math.floor(posts / PACKETS);
}

/** What `result.settings` says of packets; nothing where single posts are dealt. */
export function packetSettings(posts: number, pairs: PostPairs): Record<string, number> {
  const size = packetSize(posts, pairs);
  return size === 1 ? {} : { nullPacket: size };
}

/** Sums of the same days with as many posts each, the posts dealt anew, draw after draw. */
export async function* dealtSums(
  days: readonly (readonly PlacedPost[])[],
  { pairs, reach, null: { draws, seed }, onProgress, signal }: {
    pairs: PostPairs;
    /** How many days apart two days may be whose pairs are needed. */
    reach: number;
    null: ConstantDistributionNull;
    onProgress: OnProgress | undefined;
    signal: AbortSignal | undefined;
  },
): AsyncGenerator<SimilaritySums> {
  const random = seededRandom(seed, "constant distribution");
  const pace = pacer(signal);
  const posts = days.reduce((sum, { length }) => sum + length, 0);
  const dims = days[0]?.[0]?.vector.length ?? 0;
  const size = packetSize(posts, pairs);
  const deal = pairs === "different authors"
    ? authorDealer(days, random, reach)
    : size === 1
    ? () => sumsOfAllPairs(shuffledOverDays(days, random), dims)
    : packetDealer(days, { size, dims, random });
  for (let draw = 0; draw < draws; draw++) {
    yield deal();
    onProgress?.(draw + 1, draws);
    await pace(posts * dims * 2 / size);
  }
}

/** Posts keep their authors; `shuffledOverDays()` with numbers for posts, the same draws. */
function authorDealer(
  days: readonly (readonly PlacedPost[])[],
  random: () => number,
  reach: number,
): () => SimilaritySums {
  const pool = poolOf(days);
  const places = pool.posts.map((_, place) => place);
  return () => {
    const dayOf = new Int32Array(places.length);
    shuffled(places, random).forEach((place, dealt) => dayOf[place] = pool.dayOf[dealt] as number);
    const sums = emptySums(pool.days, pool.dims, "different authors");
    addAuthors(pool, dayOf, { pairs: "different authors", sumsFor: () => sums, reach });
    return sums;
  };
}

/** Days take whole packets, and single posts for what is left; a packet is opened where whole ones run out. */
function packetDealer(
  days: readonly (readonly PlacedPost[])[],
  { size, dims, random }: { size: number; dims: number; random: () => number },
): () => SimilaritySums {
  const pool = shuffled(days.flat(), random).map(({ vector }) => vector);
  const left = days.map(({ length }) => length % size);
  const singles = left.reduce((sum, n) => sum + n, 0);
  const packets = Array.from(
    { length: (pool.length - singles) / size + Math.ceil(singles / size) },
    (_, i) => ({ posts: pool.slice(i * size, (i + 1) * size) }),
  ).map(({ posts }) => ({ posts, sum: sumOf(posts, dims) }));
  return () => {
    const dealt = movedToEnd(shuffled(packets, random), size);
    const opened = shuffled(
      dealt.slice(dealt.length - Math.ceil(singles / size)).flatMap(({ posts }) => posts),
      random,
    );
    const sums = emptySums(days.length, dims, "all pairs");
    let [next, single] = [0, 0];
    days.forEach(({ length }, day) => {
      const whole = (length - (left[day] as number)) / size;
      const row = sumOf(dealt.slice(next, next += whole).map(({ sum }) => sum), dims);
      for (const vector of opened.slice(single, single += left[day] as number)) addOne(row, vector);
      sums.counts[day] = length;
      sums.sums.set(row, day * dims);
    });
    return sums;
  };
}

/** The last packet may hold fewer posts than the others: it is always opened. */
function movedToEnd<Packet extends { posts: readonly unknown[] }>(packets: Packet[], size: number): Packet[] {
  const short = packets.findIndex(({ posts }) => posts.length < size);
  return short < 0 ? packets : [...packets.slice(0, short), ...packets.slice(short + 1), packets[short] as Packet];
}
