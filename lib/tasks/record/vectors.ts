import { existsSync } from "node:fs";
import { embed, openMiniLm, saveEmbeddings } from "../../embedding/mod.ts";
import { projectPath } from "../../foundation/mod.ts";
import type { OnProgress } from "../../shapes.ts";
import { readSociety } from "../../society/mod.ts";
import { COMMONS_GROUPS, type CommonsGroup, commonsName } from "./commons.ts";
import { ARMS, societyName } from "./societies.ts";

const SOCIETIES = {
  board: ARMS.map(societyName),
  commons: (Object.keys(COMMONS_GROUPS) as CommonsGroup[])
    .flatMap((group) => ARMS.map((arm) => commonsName(group, arm))),
};

/**
 * The vectors of all texts are embedded data too, so that figures do not depend on this processor's
 * kernels. They are made once all societies of the name are there, and anew when one was recorded.
 */
export async function recordVectors(
  name: keyof typeof SOCIETIES,
  { isOutdated, onProgress, signal }: { isOutdated: boolean; onProgress: OnProgress; signal: AbortSignal },
): Promise<void> {
  const files = SOCIETIES[name].map((society) => projectPath("data", "societies", `${society}.jsonl.gz`));
  const target = projectPath("data", "societies", `${name}-vectors`);
  if ((existsSync(`${target}.f32`) && !isOutdated) || !files.every((file) => existsSync(file))) return;
  const texts = files.flatMap((file) => {
    const { posts, comments, probes } = readSociety(file).society;
    return [...posts, ...comments, ...probes].map(({ postId, text }) => ({ id: postId, text }));
  });
  const embedder = await openMiniLm();
  try {
    saveEmbeddings(target, await embed(texts, { embedder, signal, onProgress }));
  } finally {
    await embedder.close();
  }
  console.log(`${name}-vectors: ${texts.length} vectors → data/societies/${name}-vectors.f32`);
}
