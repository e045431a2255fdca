import { join } from "node:path";
import { gzipBytes, toJsonl } from "twoplane/foundation";
import { type LoadedPosts, loadPosts, type LoadPostsOptions } from "twoplane/corpus";

/** Loads a text as if it stood in a file of that name. */
export async function loadText(
  name: string,
  content: string | Uint8Array,
  options: LoadPostsOptions = {},
): Promise<LoadedPosts> {
  return await inFolder(async (folder) => {
    const path = join(folder, name);
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    return await loadPosts(path, options);
  });
}

/** Hands over a new folder, and removes it whatever happens. */
export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await Deno.makeTempDir();
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export type Row = Readonly<Record<string, unknown>>;

/** The same rows as JSON, JSON Lines, and both packed. */
export function jsonForms(rows: readonly Row[]): [name: string, content: string | Uint8Array][] {
  const json = JSON.stringify(rows);
  const lines = toJsonl(rows);
  return [["p.json", json], ["p.jsonl", lines], ["p.json.gz", gzipBytes(json)], ["p.ndjson.gz", gzipBytes(lines)]];
}

/** A row that loads, with what a test changes. */
export function row(changes: Row = {}): Row {
  return { id: "1", author: "Ada", content: "Hello", created_at: "2026-02-03T10:00:00Z", ...changes };
}
