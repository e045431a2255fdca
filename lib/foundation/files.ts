import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "./errors.ts";

/**
 * Writes a file so that a reader sees the old content or the new, never half of it:
 * a neighbour is written, synced to disk and renamed over the target.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  const neighbour = `${path}.${Deno.pid}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(neighbour, "w");
    try {
      writeAll(file, typeof content === "string" ? new TextEncoder().encode(content) : content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(neighbour, path);
  } catch (cause) {
    removeIfThere(neighbour);
    throw new Error(`Cannot write ${path}: ${messageOf(cause)}`, { cause });
  }
}

/** Clears up behind a failed write, whose own error matters more than one from here. */
function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A part of the path is no folder, so nothing was written.
  }
}

/** Writes every byte, since one write may take fewer. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}
