import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { cannotRead } from "./read_file.ts";
import { decodeText } from "./encoding.ts";
import { unpack } from "./unpack.ts";

/**
 * Reads a file's bytes, unpacked where its first bytes say gzip or zstd, whatever its name.
 *
 * @throws {RangeError} If there is no such file, or it unpacks to more than 2 GiB or 200 times its size.
 * @throws {TypeError} If the path is a folder.
 * @throws {SyntaxError} If the packed stream is truncated or damaged.
 */
export function readBytes(path: string): Uint8Array {
  return unpack(readWhole(path), path);
}

/**
 * Reads a text file, unpacked where needed; a byte-order mark is dropped.
 *
 * @throws {RangeError} If there is no such file, or more text than a string can hold.
 * @throws {TypeError} If the path is a folder.
 * @throws {SyntaxError} If the packed stream is damaged or the bytes are not UTF-8.
 */
export function readText(path: string): string {
  return decodeText(readBytes(path), path).text;
}

/** Gzip whose bytes depend on the content alone: no time, no name and no operating system in the header. */
export function gzipBytes(content: string | Uint8Array): Uint8Array {
  const bytes = gzipSync(content, { level: 9 });
  bytes[OPERATING_SYSTEM] = UNKNOWN;
  return bytes;
}

/** RFC 1952: byte 9 names the system that packed it; 255 is "unknown". */
const OPERATING_SYSTEM = 9;
const UNKNOWN = 255;

function readWhole(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}
