import { crc32 } from "node:zlib";
import { writeAllTo } from "./write_all.ts";

/** Bytes of a key: SHA-256. */
const KEY = 32;
/** Bytes of the checksum behind the key. */
const CHECK = 4;
/** Bytes read at once while a pack is scanned. */
const CHUNK = 4 << 20;

/**
 * A pack is one append-only file: a header line, then records of one length, each a key, a
 * checksum and a vector. A record whose checksum fails, or that is not whole, does not count.
 */
export interface PackLayout {
  header: Uint8Array;
  dims: number;
  record: number;
}

/** Layout of the packs of one embedder. */
export function packLayout(embedder: string, dims: number): PackLayout {
  const header = new TextEncoder().encode(
    `${JSON.stringify({ format: "twoplane vectors", version: 1, embedder, dims })}\n`,
  );
  return { header, dims, record: KEY + CHECK + 4 * dims };
}

/** Places of the whole records: key in hexadecimal → byte offset of its vector. */
export function scanPack(file: Deno.FsFile, layout: PackLayout): { offsets: Map<string, number>; dropped: number } {
  const offsets = new Map<string, number>();
  const { header, record } = layout;
  const size = file.statSync().size;
  if (size < header.length) return { offsets, dropped: size === 0 ? 0 : 1 };
  const wholeRecords = Math.floor((size - header.length) / record);
  let dropped = (size - header.length) % record === 0 ? 0 : 1;
  const perChunk = Math.max(1, Math.floor(CHUNK / record));
  for (let first = 0; first < wholeRecords; first += perChunk) {
    const count = Math.min(perChunk, wholeRecords - first);
    const start = header.length + first * record;
    const chunk = readAt(file, start, count * record);
    for (let at = 0; at < count * record; at += record) {
      const bytes = chunk.subarray(at, at + record);
      if (isWhole(bytes)) offsets.set(hex(bytes.subarray(0, KEY)), start + at + KEY + CHECK);
      else dropped++;
    }
  }
  return { offsets, dropped };
}

/** Bytes from a place; a pack is never read past its end, since offsets come from a scan. */
export function readAt(file: Deno.FsFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let done = 0; done < length;) {
    const read = file.readSync(bytes.subarray(done));
    if (read === null) throw new Error(`Cannot read a vector store: needs ${length} bytes, got ${done}`);
    done += read;
  }
  return bytes;
}

/**
 * Appends records under the file's lock, after cutting what a killed writer left behind.
 *
 * @returns Byte offset of each vector.
 */
export function appendToPack(
  file: Deno.FsFile,
  layout: PackLayout,
  entries: readonly { key: string; vector: Float32Array }[],
): number[] {
  const { header, record } = layout;
  file.lockSync(true);
  try {
    const size = file.statSync().size;
    if (size < header.length) {
      file.truncateSync(0);
      file.seekSync(0, Deno.SeekMode.Start);
      writeAllTo(file, header);
    }
    const end = Math.max(header.length, size - (size - header.length) % record);
    file.truncateSync(end);
    file.seekSync(end, Deno.SeekMode.Start);
    writeAllTo(file, toRecords(layout, entries));
    file.syncDataSync();
    return entries.map((_, i) => end + i * record + KEY + CHECK);
  } finally {
    file.unlockSync();
  }
}

function toRecords({ record, dims }: PackLayout, entries: readonly { key: string; vector: Float32Array }[]) {
  const bytes = new Uint8Array(entries.length * record);
  entries.forEach(({ key, vector }, i) => {
    if (vector.length !== dims) {
      throw new RangeError(`Cannot store a vector: needs ${dims} numbers, got ${vector.length}`);
    }
    const one = bytes.subarray(i * record, (i + 1) * record);
    one.set(Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16)));
    one.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), KEY + CHECK);
    new DataView(one.buffer, one.byteOffset).setUint32(KEY, checksum(one));
  });
  return bytes;
}

function isWhole(record: Uint8Array): boolean {
  return new DataView(record.buffer, record.byteOffset).getUint32(KEY) === checksum(record);
}

function checksum(record: Uint8Array): number {
  return crc32(record.subarray(KEY + CHECK), crc32(record.subarray(0, KEY)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
