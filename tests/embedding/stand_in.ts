import { sha256 } from "../../lib/foundation/mod.ts";
import type { Embedder } from "../../lib/embedding/mod.ts";

/** An embedder without a model: hashes become vectors, and every text it sees is counted. */
export function countingEmbedder({ name = "counting 1", dims = 4 } = {}): Embedder & { seen: string[] } {
  const seen: string[] = [];
  return {
    name,
    dims,
    seen,
    embed: (texts, { onProgress, signal } = {}) => {
      signal?.throwIfAborted();
      seen.push(...texts);
      onProgress?.(texts.length, texts.length);
      return Promise.resolve(Float32Array.from(texts.flatMap((text) => hashVector(text, dims))));
    },
    close: () => Promise.resolve(),
  };
}

/** The vector the stand-in gives for a text. */
export function hashVector(text: string, dims = 4): number[] {
  const raw = Array.from({ length: dims }, (_, d) => parseInt(sha256(`${d} ${text}`).slice(0, 6), 16) / 2 ** 23 - 1);
  const length = Math.hypot(...raw);
  return raw.map((value) => Math.fround(value / length));
}

/** A folder of its own for one test, removed afterwards. */
export async function inTempFolder(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "twoplane-" });
  try {
    await run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
