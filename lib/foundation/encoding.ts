import { quote } from "./errors.ts";

/** V8 holds strings of up to 2²⁹ − 24 characters. */
const LONGEST_TEXT = 2 ** 29 - 24;

/** A text and how it was written; a byte-order mark is dropped. */
export interface DecodedText {
  text: string;
  encoding: "UTF-8" | "UTF-16LE" | "UTF-16BE";
}

/**
 * What do these bytes say? UTF-8, or UTF-16 where a byte-order mark says so; no other encoding is guessed.
 *
 * @param source Name of the file, for errors.
 * @throws {SyntaxError} If the bytes are of another encoding, with the offset of the first byte that shows it.
 * @throws {RangeError} If there is more text than a string can hold.
 */
export function decodeText(bytes: Uint8Array, source: string): DecodedText {
  const encoding = encodingOf(bytes);
  const longest = encoding === "UTF-8" ? LONGEST_TEXT : 2 * LONGEST_TEXT;
  if (bytes.length > longest) {
    throw new RangeError(
      `Cannot read ${source}: need at most ${longest} bytes of text at once, got ${bytes.length}. Split the file`,
    );
  }
  if (encoding === "UTF-8" && hasWideZeros(bytes)) {
    throw new SyntaxError(
      `Cannot read ${source}: need UTF-8 text, got bytes that look like UTF-16 without a byte-order mark, or no text. ` +
        "Convert it first, such as with iconv -f UTF-16LE -t UTF-8",
    );
  }
  try {
    return { text: new TextDecoder(encoding.toLowerCase(), { fatal: true }).decode(bytes), encoding };
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${source}: ${wrongEncoding(bytes, encoding)}`, { cause });
  }
}

function encodingOf(bytes: Uint8Array): DecodedText["encoding"] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16LE";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "UTF-16BE" : "UTF-8";
}

/** Every second byte of Latin letters in UTF-16 is zero, and three of four in UTF-32; texts in UTF-8 hold none. */
function hasWideZeros(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 256);
  return start.filter((byte) => byte === 0).length > start.length / 4;
}

function wrongEncoding(bytes: Uint8Array, encoding: DecodedText["encoding"]): string {
  if (encoding !== "UTF-8") {
    return `need ${encoding} text as its byte-order mark says, got bytes that are none. Convert it to UTF-8 first`;
  }
  const offset = firstBadByte(bytes);
  const line = bytes.subarray(0, offset).reduce((lines, byte) => lines + Number(byte === 0x0a), 1);
  const byte = bytes[offset] ?? 0;
  const latin = new TextDecoder("windows-1252").decode(Uint8Array.of(byte));
  return `need UTF-8 text, got bytes of another encoding at byte ${offset} (line ${line}): 0x${
    byte.toString(16).toUpperCase().padStart(2, "0")
  }, ${quote(latin)} in Latin-1. Convert it first, such as with iconv -f ISO-8859-1 -t UTF-8`;
}

const BLOCK = 2 ** 16;
/** No character takes more bytes in UTF-8. */
const WIDEST = 4;

/** Where the first sequence that is no UTF-8 begins. */
function firstBadByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let sound = 0;
  try {
    for (; sound < bytes.length; sound += BLOCK) decoder.decode(bytes.subarray(sound, sound + BLOCK), { stream: true });
  } catch {
    // The fault begins in this block, or in the last bytes before it.
  }
  for (let at = startOfCharacter(bytes, Math.min(sound, bytes.length) - WIDEST);;) {
    const length = characterLength(bytes, at);
    if (length === 0 || at >= bytes.length) return at;
    at += length;
  }
}

function startOfCharacter(bytes: Uint8Array, from: number): number {
  let at = Math.max(0, from);
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** Bytes of the character at `at`; 0 where there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= WIDEST; length++) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(at, at + length));
      return length;
    } catch {
      // Not whole yet, or never.
    }
  }
  return 0;
}
