import assert from "node:assert/strict";
import { densities, densityOfKept, meanOfNumbers } from "../../lib/content/day_densities.ts";
import { neighbourLists, type NeighbourPool } from "../../lib/content/neighbour_lists.ts";
import { pacer } from "../../lib/content/pace.ts";
import { type PlacedPost, placePosts } from "../../lib/content/placed.ts";
import { close } from "../vectors/made.ts";
import { aroundCommon, society } from "./made.ts";

const K = 3;

async function listsOf(posts: readonly PlacedPost[], pool: NeighbourPool, length: number) {
  return {
    posts,
    lists: await neighbourLists(posts, { length, pool, native: null, known: null, pause: pacer(undefined) }),
  };
}

for (const pool of ["same day", "same day, other authors"] as const) {
  for (const length of [K, 8, 1000]) {
    Deno.test(`densityOfKept() ${pool} from lists of ${length} is the density of the kept posts alone`, async () => {
      const { posts, embeddings } = society({
        agents: 9,
        perDay: [4],
        seed: 3,
        vector: ({ agent, normal }) => aroundCommon(4, normal).map((value, d) => value + (d === agent % 4 ? 2 : 0)),
      });
      const placed = placePosts("test", posts, embeddings);
      const all = await listsOf(placed, pool, length);
      for (let mask = 7; mask < 512; mask += 23) {
        const isKept = Uint8Array.from(placed, ({ authorId }) => (mask >> Number(authorId?.slice(6))) & 1);
        const own = placed.filter((_, place) => isKept[place] === 1);
        const alone = own.length > K ? meanOfNumbers(densities(await listsOf(own, pool, K), K)) : null;
        const found = densityOfKept(all, isKept, { k: K, pool });
        if (alone === null) assert.equal(found, null);
        else close(found ?? NaN, alone, 1e-12);
      }
    });
  }
}
