/**
 * `deno task bench embed`: loads the posts of a real week and embeds 1,000 of them.
 *
 * Needs TWOPLANE_DATA. The peer is the same model and runtime used naively: texts in the order
 * they come, 16 at a time, each batch padded to its longest text.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadPosts, presets, textOf } from "../lib/corpus/mod.ts";
import { embed, type Embedder, openMiniLm } from "../lib/embedding/mod.ts";
import { realDataFolder } from "../lib/foundation/mod.ts";
import { type Bench, benchRow, bestOfThree } from "./harness.ts";
import { openNaiveMiniLm } from "./peers/naive_minilm.ts";

const TEXTS = 1000;
/** The peer is several times slower: an even sample of the same texts is enough to time it. */
const PEER_TEXTS = 250;

const bench: Bench = async (report) => {
  const path = postsPath();
  const loading = await bestOfThree(() => loadPosts(path, presets.moltbookWeek1Posts), { report, label: "load" });
  const { posts, report: loaded } = loading.result;
  const texts = evenly(posts, TEXTS).map(textOf);
  const embedder = await openMiniLm();
  const naive = await openNaiveMiniLm();
  try {
    await embedder.embed(texts.slice(0, 16)); // first calls allocate
    await naive.embed(texts.slice(0, 16));
    const ours = await bestOfThree(() => embedder.embed(texts), { report, label: `embed ${TEXTS} texts` });
    const peerTexts = evenly(texts, PEER_TEXTS);
    const peer = await bestOfThree(() => naive.embed(peerTexts), { report, label: `naive, ${PEER_TEXTS} texts` });
    return [
      benchRow({ name: `load ${loaded.rowsRead} real posts`, value: loading.seconds, unit: "s" }),
      benchRow({
        name: `embed ${TEXTS} real posts`,
        value: TEXTS / ours.seconds,
        unit: "texts/s",
        peer: "same model, unsorted batches of 16",
        peerValue: PEER_TEXTS / peer.seconds,
        bar: { of: "value", atLeast: 40 },
      }),
      await secondRun(texts, embedder, report),
    ];
  } finally {
    await embedder.close();
    await naive.close();
  }
};
export default bench;

/** What is left of the time when a store holds every vector. */
async function secondRun(texts: readonly string[], embedder: Embedder, report: (line: string) => void) {
  const store = Deno.makeTempDirSync({ prefix: "twoplane-bench-" });
  try {
    const items = texts.map((text, i) => ({ id: String(i), text }));
    await embed(items, { embedder, store });
    const stored = await bestOfThree(() => embed(items, { embedder, store }), { report, label: "from the store" });
    return benchRow({ name: `${TEXTS} real posts from the store`, value: stored.seconds, unit: "s" });
  } finally {
    Deno.removeSync(store, { recursive: true });
  }
}

function evenly<Item>(items: readonly Item[], count: number): Item[] {
  return Array.from({ length: count }, (_, i) => items[Math.floor(i * items.length / count)] as Item);
}

function postsPath(): string {
  const path = join(realDataFolder() ?? "", "moltbook-week1", "posts.json");
  if (existsSync(path)) return path;
  throw new Error(
    "Cannot run bench embed: needs the posts of a real week, got none. Set TWOPLANE_DATA to the folder that holds " +
      "moltbook-week1/posts.json",
  );
}
