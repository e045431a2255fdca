import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { messageOf } from "./errors.ts";
import { isZstd, zstdFrames } from "./zstd_frames.ts";

/** How much a packed file may unpack to. */
export interface UnpackLimits {
  /** Most bytes, at least 1. Default 2³¹ (2 GiB). */
  maxBytes?: number;
  /** Most times the packed size, for what unpacks to more than 16 MiB. Default 200. */
  maxRatio?: number;
}

/** Small files may be as repetitive as they like: 16 MiB harm nobody. */
const HARMLESS = 2 ** 24;

/** How a file is packed, by its first bytes; `null` where it is not. */
export function packingOf(bytes: Uint8Array): "gzip" | "zstd" | null {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip";
  return isZstd(bytes) ? "zstd" : null;
}

/**
 * Unpacks gzip and zstd as their first bytes say; other bytes come back as they are.
 *
 * A stream that is cut short or damaged is refused, never taken for a shorter one. What would unpack beyond the limits
 * (a "zip bomb": 3 GiB of zeros pack into 92 KiB of zstd) is stopped when it gets there, so that it never stands in
 * memory. Files of several members (gzip) or frames (zstd) are read to their end.
 *
 * @param source Name of the file, for errors.
 * @throws {SyntaxError} If the stream is truncated or damaged.
 * @throws {RangeError} If it unpacks to more than the limits allow.
 */
export function unpack(bytes: Uint8Array, source: string, limits: UnpackLimits = {}): Uint8Array {
  const packing = packingOf(bytes);
  if (packing === null) return bytes;
  const { maxBytes = 2 ** 31, maxRatio = 200 } = limits;
  const most = Math.min(maxBytes, Math.max(HARMLESS, Math.floor(bytes.length * maxRatio)));
  try {
    return packing === "gzip" ? gunzipSync(bytes, { maxOutputLength: most }) : unpackFrames(bytes, most);
  } catch (cause) {
    if ((cause as { code?: string }).code === TOO_LARGE) throw tooMuch(bytes, source, { packing, most, maxBytes });
    throw new SyntaxError(
      `Cannot unpack ${source}: need a whole ${packing} stream, got ${bytes.length} bytes that fail with "${
        messageOf(cause)
      }". Fetch the file again`,
      { cause },
    );
  }
}

const TOO_LARGE = "ERR_BUFFER_TOO_LARGE";

function unpackFrames(bytes: Uint8Array, most: number): Uint8Array {
  const { frames, fault } = zstdFrames(bytes);
  if (fault !== null) throw new Error(`unexpected: ${fault}`);
  const parts: Uint8Array[] = [];
  let left = most;
  for (const { start, end, contentBytes } of frames) {
    const part = zstdDecompressSync(bytes.subarray(start, end), { maxOutputLength: Math.max(1, left) });
    left -= part.length;
    if (left < 0) throw Object.assign(new Error("too large"), { code: TOO_LARGE });
    if (contentBytes !== null && contentBytes !== part.length) {
      throw new Error(`unexpected: ${part.length} bytes where a frame says ${contentBytes}`);
    }
    parts.push(part);
  }
  return parts.length === 1 ? parts[0] as Uint8Array : joined(parts, most - left);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function tooMuch(
  bytes: Uint8Array,
  source: string,
  { packing, most, maxBytes }: { packing: string; most: number; maxBytes: number },
): RangeError {
  const limit = most === maxBytes ? "maxBytes" : "maxRatio";
  return new RangeError(
    `Cannot unpack ${source}: need at most ${most} bytes (${limit}), got more out of ${bytes.length} bytes of ` +
      `${packing}. Raise ${limit} if the file is meant to be so large`,
  );
}
