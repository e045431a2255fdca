import { open, stat } from "node:fs/promises";
import type { OnProgress } from "../shapes.ts";
import { messageOf } from "./errors.ts";
import { checkAborted } from "./guards.ts";

/** What reading a file takes. */
export interface ReadFileOptions {
  /** Most bytes, at least 1. Default 2³¹ (2 GiB). */
  maxBytes?: number;
  /** Called with bytes read and bytes in all. */
  onProgress?: OnProgress;
  /** Stops reading with the signal's reason. */
  signal?: AbortSignal;
}

const CHUNK = 2 ** 22;

/**
 * Reads the bytes of a file that stays the same while it is read.
 *
 * A crawler may still be writing to it: what was read by then would be half of one state and half of another, so size
 * and time of change are compared before and after.
 *
 * @throws {RangeError} If there is no such file, or it has more than `maxBytes`.
 * @throws {TypeError} If the path is no file.
 * @throws {Error} If it may not be read, or changes.
 */
export async function readWholeFile(path: string, options: ReadFileOptions = {}): Promise<Uint8Array> {
  const { maxBytes = 2 ** 31 } = options;
  const before = await stampOf(path);
  if (before.size > maxBytes) {
    throw new RangeError(
      `Cannot read ${path}: need at most ${maxBytes} bytes (maxBytes), got ${before.size}. Raise maxBytes, or split it`,
    );
  }
  const bytes = await readAll(path, before.size, options);
  checkUnchanged(path, before, await stampOf(path), bytes.length);
  return bytes;
}

/** What tells whether a file changed. */
export interface FileStamp {
  size: number;
  changed: number;
  inode: number;
}

/**
 * Size and time of change of a file.
 *
 * @throws {RangeError} If there is no such file.
 * @throws {TypeError} If the path is no file: a folder, a pipe or a device, which may never end.
 */
export async function stampOf(path: string): Promise<FileStamp> {
  const found = await stat(path).catch((cause) => {
    throw cannotRead(path, cause);
  });
  if (!found.isFile()) {
    throw new TypeError(
      `Cannot read ${path}: need a file, got ${found.isDirectory() ? "a folder" : "a pipe or a device"}`,
    );
  }
  return { size: found.size, changed: found.mtimeMs, inode: found.ino };
}

/** @throws {Error} If the two stamps differ, or fewer bytes came than the first one says. */
export function checkUnchanged(path: string, before: FileStamp, after: FileStamp, bytes = before.size): void {
  const same = before.size === after.size && before.changed === after.changed && before.inode === after.inode;
  if (same && bytes === before.size) return;
  throw new Error(
    `Cannot read ${path}: need a file that stays the same while it is read, got ${before.size} bytes before and ${
      same ? bytes : after.size
    } after${before.size === after.size && same === false ? ", changed in between" : ""}. Read a copy of it`,
  );
}

/** What a file system's refusal means, in the house's words. */
export function cannotRead(path: string, cause: unknown): Error {
  const { code, name } = cause as { code?: string; name?: string };
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new RangeError(`Cannot read ${path}: there is no such file`, { cause });
  }
  if (code === "EISDIR") return new TypeError(`Cannot read ${path}: need a file, got a folder`, { cause });
  if (code === "EACCES" || code === "EPERM" || name === "NotCapable") {
    return new Error(
      `Cannot read ${path}: need permission to read it, got "${messageOf(cause)}". Grant it to the user who runs this`,
      { cause },
    );
  }
  return new Error(`Cannot read ${path}: ${messageOf(cause)}`, { cause });
}

async function readAll(path: string, size: number, { onProgress, signal }: ReadFileOptions): Promise<Uint8Array> {
  const refuse = (cause: unknown): never => {
    throw cannotRead(path, cause);
  };
  const bytes = new Uint8Array(size);
  const file = await open(path, "r").catch(refuse);
  try {
    let done = 0;
    while (done < size) {
      checkAborted(signal);
      const { bytesRead } = await file.read(bytes, done, Math.min(CHUNK, size - done), done).catch(refuse);
      if (bytesRead === 0) break;
      done += bytesRead;
      onProgress?.(done, size);
    }
    return bytes.subarray(0, done);
  } finally {
    await file.close();
  }
}
