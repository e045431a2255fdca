import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file so that a reader sees the old content or the new, never half of it:
 * a neighbour is written, synced to disk and renamed over the target.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const neighbour = `${path}.${Deno.pid}.part`;
  try {
    const file = openSync(neighbour, "w");
    try {
      writeAll(file, typeof content === "string" ? new TextEncoder().encode(content) : content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(neighbour, path);
  } catch (cause) {
    rmSync(neighbour, { force: true });
    throw new Error(`Cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Writes every byte, since one write may take fewer. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}
