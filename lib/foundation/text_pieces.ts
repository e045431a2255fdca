import { open } from "node:fs/promises";
import { checkAborted } from "./guards.ts";
import type { OnProgress } from "../shapes.ts";
import type { DecodedText } from "./encoding.ts";
import { cannotRead, checkUnchanged, stampOf } from "./read_file.ts";
import { unpackedPieces } from "./unpack_stream.ts";

/** What reading a text in pieces takes. */
export interface TextPiecesOptions {
  /** Most bytes of text, at least 1. Default none. */
  maxBytes?: number;
  /** Most times the packed size, for what unpacks to more than 16 MiB. Default 200. */
  maxRatio?: number;
  /** Called with the bytes of the file read and in all. */
  onProgress?: OnProgress;
  /** Stops reading with the signal's reason. */
  signal?: AbortSignal;
}

/** What is known of a text once all of it was read. */
export interface TextRead {
  encoding: DecodedText["encoding"];
  /** Unpacked. */
  bytes: number;
}

/** Text of one piece, about: long enough that what a piece costs does not count. */
const PIECE_BYTES = 2 ** 22;

/**
 * The text of a file that may be larger than memory, unpacked where needed, in pieces of about 4 MiB.
 *
 * A piece ends anywhere but within a character. A byte-order mark is dropped; UTF-16 is read where one says so.
 *
 * @returns When done: the encoding and the bytes.
 * @throws {RangeError} If there is no such file, or more than the limits allow.
 * @throws {SyntaxError} If a packed stream is damaged, or bytes are of another encoding.
 * @throws {Error} If the file changes while it is read.
 */
export async function* textPieces(path: string, options: TextPiecesOptions = {}): AsyncGenerator<string, TextRead> {
  const { maxBytes = Number.MAX_SAFE_INTEGER, maxRatio = 200, onProgress, signal } = options;
  const before = await stampOf(path);
  const start = await firstBytes(path, 8);
  const source = unpackedPieces(path, {
    start,
    size: before.size,
    limits: { maxBytes, maxRatio },
    onRead: (done) => onProgress?.(done, before.size),
  });
  let text: DecodedPieces | null = null;
  for await (const piece of source) {
    checkAborted(signal);
    text ??= decodedPieces(piece, path);
    text.add(piece);
    if (text.waiting() >= PIECE_BYTES) yield text.take();
  }
  checkUnchanged(path, before, await stampOf(path));
  if (text === null) return { encoding: "UTF-8", bytes: 0 };
  const rest = text.end();
  if (rest !== "") yield rest;
  return { encoding: text.encoding, bytes: text.bytes() };
}

/** Reads the first bytes of a file: all where it has fewer. */
export async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const refuse = (cause: unknown): never => {
    throw cannotRead(path, cause);
  };
  const file = await open(path, "r").catch(refuse);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(count), 0, count, 0).catch(refuse);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

interface DecodedPieces {
  encoding: DecodedText["encoding"];
  add: (piece: Uint8Array) => void;
  /** Bytes added since the last `take()`. */
  waiting: () => number;
  take: () => string;
  end: () => string;
  bytes: () => number;
}

function decodedPieces(start: Uint8Array, path: string): DecodedPieces {
  const encoding = encodingOf(start, path);
  const decoder = new TextDecoder(encoding.toLowerCase(), { fatal: true });
  let [text, bytes, taken] = ["", 0, 0];
  const decode = (piece: Uint8Array, more: boolean): void => {
    try {
      text += decoder.decode(piece, { stream: more });
    } catch (cause) {
      throw new SyntaxError(
        `Cannot read ${path}: need ${encoding} text, got bytes of another encoding between byte ${bytes} and byte ${
          bytes + piece.length
        }. Convert it to UTF-8 first, such as with iconv`,
        { cause },
      );
    }
    bytes += piece.length;
  };
  const take = (): string => {
    const all = text;
    [text, taken] = ["", bytes];
    return all;
  };
  return {
    encoding,
    add: (piece) => decode(piece, true),
    waiting: () => bytes - taken,
    take,
    end: () => {
      decode(new Uint8Array(0), false);
      return take();
    },
    bytes: () => bytes,
  };
}

/** Every second byte of Latin letters in UTF-16 is zero; texts in UTF-8 hold none. */
function encodingOf(start: Uint8Array, path: string): DecodedText["encoding"] {
  if (start[0] === 0xff && start[1] === 0xfe) return "UTF-16LE";
  if (start[0] === 0xfe && start[1] === 0xff) return "UTF-16BE";
  const first = start.subarray(0, 256);
  if (first.filter((byte) => byte === 0).length <= first.length / 4) return "UTF-8";
  throw new SyntaxError(
    `Cannot read ${path}: need UTF-8 text, got bytes that look like UTF-16 without a byte-order mark, or no text. ` +
      "Convert it first, such as with iconv -f UTF-16LE -t UTF-8",
  );
}
