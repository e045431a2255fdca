import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { messageOf } from "./errors.ts";

/**
 * Reads a file's bytes, unpacked where its first two bytes say gzip, whatever its name.
 *
 * @throws {SyntaxError} If the gzip stream is truncated or damaged.
 */
export function readBytes(path: string): Uint8Array {
  const bytes = readFileSync(path);
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
 * Reads a text file, unpacked where needed.
 *
 * @throws {SyntaxError} If the bytes are not UTF-8.
 */
export function readText(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readBytes(path));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new SyntaxError(
      `Cannot read ${path}: need UTF-8 text, got bytes of another encoding. Convert it first, such as with iconv`,
      { cause },
    );
  }
}

/** Gzip whose bytes depend on the content alone (no time, no name in the header). */
export function gzipBytes(content: string | Uint8Array): Uint8Array {
  return gzipSync(content, { level: 9 });
}
