import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { messageOf } from "./errors.ts";

/** V8 holds strings of up to 2²⁹ − 24 characters. */
const LONGEST_TEXT = 2 ** 29 - 24;

/**
 * Reads a file's bytes, unpacked where its first two bytes say gzip, whatever its name.
 *
 * @throws {RangeError} If there is no such file.
 * @throws {TypeError} If the path is a folder.
 * @throws {SyntaxError} If the gzip stream is truncated or damaged.
 */
export function readBytes(path: string): Uint8Array {
  const bytes = readWhole(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot unpack ${path}: need a whole gzip stream, got ${bytes.length} bytes that fail with "${
        messageOf(cause)
      }". ` +
        "Fetch the file again",
      { cause },
    );
  }
}

/**
 * Reads a text file, unpacked where needed; a byte-order mark is dropped.
 *
 * @throws {RangeError} If there is no such file, or more text than a string can hold.
 * @throws {TypeError} If the path is a folder.
 * @throws {SyntaxError} If the gzip stream is damaged or the bytes are not UTF-8.
 */
export function readText(path: string): string {
  const bytes = readBytes(path);
  if (bytes.length > LONGEST_TEXT) {
    throw new RangeError(
      `Cannot read ${path}: need at most ${LONGEST_TEXT} bytes of text at once, got ${bytes.length}. Split the file`,
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read ${path}: need UTF-8 text, got bytes of another encoding. Convert it first, such as with iconv`,
      { cause },
    );
  }
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
    const code = (cause as { code?: string }).code;
    if (code === "ENOENT") throw new RangeError(`Cannot read ${path}: there is no such file`, { cause });
    if (code === "EISDIR") throw new TypeError(`Cannot read ${path}: need a file, got a folder`, { cause });
    throw new Error(`Cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}
