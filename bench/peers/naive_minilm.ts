import { InferenceSession, Tensor } from "onnxruntime-node";
import { Tokenizer } from "@huggingface/tokenizers";
import { weightPath } from "../../lib/foundation/mod.ts";

const BATCH = 16;
const MAX_TOKENS = 256;

/** MiniLM as one would write it first: default session, texts as they come, whole batches padded. */
export async function openNaiveMiniLm(): Promise<{
  embed: (texts: readonly string[]) => Promise<Float32Array[]>;
  close: () => Promise<void>;
}> {
  const description = JSON.parse(Deno.readTextFileSync(await weightPath("minilm", "tokenizer.json"))) as object;
  const tokenizer = new Tokenizer(description, {});
  const session = await InferenceSession.create(await weightPath("minilm", "model.onnx"));
  async function embed(texts: readonly string[]): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += BATCH) {
      const ids = texts.slice(start, start + BATCH).map((text) => tokenizer.encode(text).ids.slice(0, MAX_TOKENS));
      vectors.push(...await embedBatch(session, ids));
    }
    return vectors;
  }
  return { embed, close: () => session.release() };
}

async function embedBatch(session: InferenceSession, ids: readonly (readonly number[])[]): Promise<Float32Array[]> {
  const length = Math.max(...ids.map((own) => own.length));
  const padded = (valueOf: (id: number | undefined) => bigint) =>
    new Tensor(
      "int64",
      BigInt64Array.from(ids.flatMap((own) => Array.from({ length }, (_, i) => valueOf(own[i])))),
      [ids.length, length],
    );
  const { last_hidden_state: states } = await session.run({
    input_ids: padded((id) => BigInt(id ?? 0)),
    attention_mask: padded((id) => id === undefined ? 0n : 1n),
    token_type_ids: padded(() => 0n),
  });
  const data = states?.data as Float32Array;
  const dims = states?.dims.at(-1) as number;
  return ids.map((own, row) => {
    const mean = new Float32Array(dims);
    for (let i = 0; i < own.length; i++) {
      for (let d = 0; d < dims; d++) {
        mean[d] = (mean[d] as number) + (data[(row * length + i) * dims + d] as number) / own.length;
      }
    }
    const norm = Math.hypot(...mean);
    return mean.map((value) => value / norm);
  });
}
