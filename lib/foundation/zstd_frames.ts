/** A stretch of a zstd stream that unpacks on its own. */
export interface ZstdFrame {
  start: number;
  end: number;
  /** Bytes it says it unpacks to, where it says so. */
  contentBytes: number | null;
}

const MAGIC = 0xfd2fb528;
/** Sixteen magic numbers of frames that hold no content. */
const SKIPPABLE = 0x184d2a50;
const ID_BYTES = [0, 1, 2, 4];
const BLOCK_HEADER = 3;
const CHECKSUM = 4;
const RUN_LENGTH = 1;
const RESERVED = 3;

/** Does this begin like zstd? */
export function isZstd(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const magic = view(bytes).getUint32(0, true);
  return magic === MAGIC || isSkippable(magic);
}

/**
 * Where each frame of a zstd stream begins and ends (RFC 8878), told by the headers of its blocks.
 *
 * Deno's `node:zlib` reads the first frame alone and takes a stream that is cut short for a whole one, both without a
 * word; with the bounds known beforehand each frame is unpacked by itself and nothing is lost.
 *
 * @returns Frames with content, in order; `fault` says at which byte the stream stops being whole, if it does.
 */
export function zstdFrames(bytes: Uint8Array): { frames: ZstdFrame[]; fault: string | null } {
  const frames: ZstdFrame[] = [];
  for (let start = 0; start < bytes.length;) {
    const frame = frameOf(bytes.subarray(start));
    if (typeof frame === "string") return { frames, fault: `${frame}, in the frame at byte ${start}` };
    if (!frame.skipped) frames.push({ start, end: start + frame.length, contentBytes: frame.contentBytes });
    start += frame.length;
  }
  return { frames, fault: null };
}

interface FrameRead {
  length: number;
  contentBytes: number | null;
  skipped: boolean;
}

/** The first frame, or what is wrong with it. */
function frameOf(bytes: Uint8Array): FrameRead | string {
  const cutShort = "the end of the file";
  if (bytes.length >= 4 && !isZstd(bytes)) return "bytes that are no zstd";
  if (bytes.length < 8) return cutShort;
  if (isSkippable(view(bytes).getUint32(0, true))) {
    const length = 8 + view(bytes).getUint32(4, true);
    return length > bytes.length ? cutShort : { length, contentBytes: null, skipped: true };
  }
  const descriptor = bytes[4] as number;
  const header = headerOf(descriptor);
  if (bytes.length < header.length) return cutShort;
  for (let at = header.length;;) {
    if (at + BLOCK_HEADER > bytes.length) return cutShort;
    const block = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    const kind = (block >> 1) & 3;
    if (kind === RESERVED) return "a block of an unknown kind";
    at += BLOCK_HEADER + (kind === RUN_LENGTH ? 1 : block >> 3);
    if (at > bytes.length) return cutShort;
    if ((block & 1) === 0) continue;
    const length = at + (descriptor & 4 ? CHECKSUM : 0);
    return length > bytes.length ? cutShort : { length, contentBytes: header.contentBytes(bytes), skipped: false };
  }
}

/** How long a frame's header is, and where in it the size of the content stands. */
function headerOf(descriptor: number): { length: number; contentBytes: (bytes: Uint8Array) => number | null } {
  const single = (descriptor & 0x20) !== 0;
  const flag = descriptor >> 6;
  const at = 5 + (single ? 0 : 1) + (ID_BYTES[descriptor & 3] as number);
  const size = flag === 0 ? Number(single) : 2 ** flag;
  return {
    length: at + size,
    contentBytes: (bytes) => {
      const content = view(bytes);
      if (size === 0) return null;
      if (size === 1) return content.getUint8(at);
      if (size === 2) return content.getUint16(at, true) + 256;
      return size === 4 ? content.getUint32(at, true) : Number(content.getBigUint64(at, true));
    },
  };
}

function isSkippable(magic: number): boolean {
  return (magic & 0xfffffff0) >>> 0 === SKIPPABLE;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
