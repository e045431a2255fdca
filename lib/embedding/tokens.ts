import { readFileSync } from "node:fs";
import { messageOf } from "../foundation/mod.ts";

/** Texts to token ids, cut to the model's length. */
export type Tokenize = (text: string) => readonly number[];

/**
 * Reads a tokenizer file and returns its function from a text to token ids.
 *
 * A longer text keeps its first tokens and its closing token, as the model was trained on.
 *
 * @throws {SyntaxError} If the file is not a tokenizer description.
 */
export async function openTokenizer(path: string, maxTokens: number): Promise<Tokenize> {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  try {
    const tokenizer = new Tokenizer(JSON.parse(readFileSync(path, "utf8")) as object, {});
    tokenizer.encode("a first text"); // a description with a part missing fails here
    return (text) => cutTokens(tokenizer.encode(text).ids, maxTokens);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot open a tokenizer at ${path}: needs a tokenizer.json, got a file that fails with "${messageOf(cause)}"`,
      { cause },
    );
  }
}

function cutTokens(ids: readonly number[], maxTokens: number): readonly number[] {
  if (ids.length <= maxTokens) return ids;
  return [...ids.slice(0, maxTokens - 1), ids.at(-1) as number];
}
