import { constants } from "node:buffer";
import { createReadStream, readFileSync } from "node:fs";
import type { Readable, Transform } from "node:stream";
import { createGunzip, zstdDecompressSync } from "node:zlib";
import { messageOf } from "./errors.ts";
import { cannotRead } from "./read_file.ts";
import { packingOf, type UnpackLimits } from "./unpack.ts";
import { zstdFrames } from "./zstd_frames.ts";

const READ = 2 ** 18;
const UNPACKED = 2 ** 20;
/** As for whole files: so few bytes harm nobody, however small they were packed. */
const HARMLESS = 2 ** 24;

/**
 * The bytes of a file, a piece at a time, unpacked where the first bytes say gzip or zstd.
 *
 * Gzip is read as it comes; of zstd the packed bytes stand in memory, since only their whole tells a stream that is cut
 * short from a sound one.
 *
 * @param start First bytes of the file, at least 4 where there are so many.
 * @throws {SyntaxError} If a packed stream is truncated or damaged.
 * @throws {RangeError} If there is more than the limits allow.
 */
export async function* unpackedPieces(
  path: string,
  { start, size, limits, onRead }: {
    start: Uint8Array;
    /** Bytes of the file as it lies. */
    size: number;
    limits: Required<UnpackLimits>;
    /** Called with the bytes of the file read so far. */
    onRead: (done: number) => void;
  },
): AsyncGenerator<Uint8Array> {
  const packing = packingOf(start);
  const { maxBytes, maxRatio } = limits;
  const most = packing === null ? maxBytes : Math.min(maxBytes, Math.max(HARMLESS, Math.floor(size * maxRatio)));
  const limit = most === maxBytes ? "maxBytes" : "maxRatio";
  let bytes = 0;
  try {
    for await (const piece of pieces(path, packing, most, onRead)) {
      bytes += piece.length;
      if (bytes > most) break;
      yield piece;
    }
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === TOO_LARGE) throw tooLarge(path, { most, limit, size, packing });
    if (code?.startsWith("E") === true) throw cannotRead(path, cause);
    if (packing === null) throw cause;
    throw new SyntaxError(
      `Cannot unpack ${path}: need a whole ${packing} stream, got ${size} bytes that fail with "${
        messageOf(cause)
      }". Fetch the file again`,
      { cause },
    );
  }
  if (bytes > most) throw tooLarge(path, { most, limit, size, packing });
}

const TOO_LARGE = "ERR_BUFFER_TOO_LARGE";

function tooLarge(
  path: string,
  { most, limit, size, packing }: { most: number; limit: string; size: number; packing: string | null },
): RangeError {
  const what = packing === null ? "Cannot read" : "Cannot unpack";
  return new RangeError(
    `${what} ${path}: need at most ${most} bytes (${limit}), got more out of ${size} bytes. Raise ${limit} if the ` +
      "file is meant to be so large",
  );
}

async function* pieces(
  path: string,
  packing: "gzip" | "zstd" | null,
  most: number,
  onRead: (done: number) => void,
): AsyncGenerator<Uint8Array> {
  if (packing === "zstd") return yield* framesOf(readFileSync(path), most, onRead);
  const source = createReadStream(path, { highWaterMark: READ });
  for await (const piece of packing === null ? source : through(source, createGunzip({ chunkSize: UNPACKED }))) {
    onRead(source.bytesRead);
    yield piece;
  }
}

/**
 * Each frame at once and not as a stream: over a damaged one the stream of Deno 2.8.1 throws where nobody can catch it,
 * which ends the process.
 */
function* framesOf(bytes: Uint8Array, most: number, onRead: (done: number) => void): Generator<Uint8Array> {
  const { frames, fault } = zstdFrames(bytes);
  if (fault !== null) throw new Error(`unexpected: ${fault}`);
  let left = most;
  for (const { start, end, contentBytes } of frames) {
    const frame = zstdDecompressSync(bytes.subarray(start, end), {
      maxOutputLength: Math.min(left + 1, constants.MAX_LENGTH),
    });
    left -= frame.length;
    if (contentBytes !== null && contentBytes !== frame.length) {
      throw new Error(`unexpected: ${frame.length} bytes where a frame says ${contentBytes}`);
    }
    yield* slices(frame);
    if (left < 0) return;
    onRead(end);
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += UNPACKED) yield bytes.subarray(at, at + UNPACKED);
}

/** `pipe()` passes no error of the source on, so that a reader would wait forever. */
function through(source: Readable, target: Transform): AsyncIterable<Uint8Array> {
  source.on("error", (error) => target.destroy(error));
  target.on("close", () => source.destroy());
  return source.pipe(target);
}
