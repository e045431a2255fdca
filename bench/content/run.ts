/**
 * One measurement in a process of its own, so that its peak memory is its own: `run.ts <work> <share of the posts>`.
 *
 * Prints one line of JSON: seconds, and the peak resident memory in MiB with the society in it.
 */
import {
  centroidStability,
  drift,
  driftDirection,
  feedbackAdaptation,
  interactionInfluence,
  lexicalTurnover,
  localDensity,
  macroActivity,
  pairwiseSimilarity,
  pullToCentre,
  structuralInfluence,
} from "../../lib/content/mod.ts";
import type { Embeddings, Post } from "../../lib/shapes.ts";
import { commented, madeSociety } from "./society.ts";

type Work = (posts: readonly Post[], embeddings: Embeddings) => Promise<unknown>;

const anyDay = (draws: number) => ({ kind: "constant distribution", draws, seed: 1 }) as const;
const order = { kind: "temporal structure", unit: "post", draws: 1000, seed: 1 } as const;

const similarity: Work = async (posts, embeddings) => {
  const given = { minPosts: 2, null: anyDay(99) };
  await centroidStability(posts, embeddings, { ...given, variant: "raw" });
  await pairwiseSimilarity(posts, embeddings, given);
};

const withoutOwn: Work = async (posts, embeddings) => {
  const given = { minPosts: 2, null: anyDay(19), interval: { draws: 1000, seed: 1 } };
  await centroidStability(posts, embeddings, { ...given, variant: "corrected" });
  await pairwiseSimilarity(posts, embeddings, { ...given, variant: "different authors" });
};

const density: Work = (posts, embeddings) => localDensity(posts, embeddings, { sample: "whole days", null: null });

const equalDensity: Work = (posts, embeddings) =>
  localDensity(posts, embeddings, {
    variant: "same day, other authors",
    sample: { posts: 300, seed: 1, samples: 3 },
    null: { kind: "constant distribution within authors", draws: 99, seed: 1 },
    interval: { draws: 200, seed: 1 },
  });

const turnover: Work = (posts) => lexicalTurnover(posts, { n: [1, 2, 3, 4, 5], sample: "whole days", null: null });

const equalTurnover: Work = (posts) =>
  lexicalTurnover(posts, {
    n: [1, 2, 3, 4, 5],
    sample: { words: 20_000, seed: 1 },
    null: anyDay(99),
    interval: { draws: 200, seed: 1 },
  });

const activity: Work = (posts) =>
  macroActivity(posts, { null: { kind: "constant rate", draws: 999, seed: 1 }, interval: { draws: 200, seed: 1 } });

const drifts: Work = async (posts, embeddings) => {
  const given = { minPosts: 10, null: order };
  await drift(posts, embeddings, { ...given, variant: "raw" });
  await driftDirection(posts, embeddings, { ...given, variant: "raw" });
  await pullToCentre(posts, embeddings, { ...given, variant: "all other posts" });
};

const votes: Work = async (posts, embeddings) => {
  const { posts: voted } = commented(posts);
  await feedbackAdaptation(voted, embeddings, {
    variant: "unbiased",
    null: { kind: "age-stratified votes", stratumPosts: 5, draws: 999, seed: 1 },
  });
};

const interaction: Work = async (posts, embeddings) => {
  const { posts: voted, comments } = commented(posts);
  await interactionInfluence([...voted, ...comments], embeddings, {
    variant: "semantic",
    window: { by: "posts", size: 5 },
    null: { kind: "random post of the same day", draws: 199, seed: 1 },
  });
};

const structure: Work = async (posts) => {
  const { posts: voted, comments } = commented(posts);
  await structuralInfluence([...voted, ...comments], {
    minTies: 5,
    null: { kind: "rewired ties", draws: 19, seed: 1 },
  });
};

/** What is measured, whether it reads texts, and of how many runs the shortest counts: one where each takes long. */
const WORKS: Readonly<Record<string, { work: Work; texts: boolean; runs?: number }>> = {
  activity: { work: activity, texts: false },
  similarity: { work: similarity, texts: false, runs: 3 },
  "similarity of different authors": { work: withoutOwn, texts: false },
  density: { work: density, texts: false },
  "density of equal samples": { work: equalDensity, texts: false },
  turnover: { work: turnover, texts: true },
  "turnover of equal samples": { work: equalTurnover, texts: true },
  drift: { work: drifts, texts: false },
  votes: { work: votes, texts: false },
  interaction: { work: interaction, texts: false },
  structure: { work: structure, texts: true },
};

const [name = "", share = "1"] = Deno.args;
const chosen = WORKS[name];
if (chosen === undefined) {
  throw new RangeError(`Cannot run "${name}": known names are ${Object.keys(WORKS).join(", ")}`);
}
const { posts, embeddings } = madeSociety({ share: Number(share), texts: chosen.texts });
let seconds = Infinity;
for (let run = 0; run < (chosen.runs ?? 1); run++) {
  const start = performance.now();
  await chosen.work(posts, embeddings);
  seconds = Math.min(seconds, (performance.now() - start) / 1000);
}
console.log(JSON.stringify({ posts: posts.length, seconds, peakMiB: peakMiB() }));

/** `null` where the system does not tell. */
function peakMiB(): number | null {
  if (Deno.build.os !== "linux") return null;
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
