import { crc32, inflateRawSync, zstdDecompressSync } from "node:zlib";
import { Decompress } from "fzstd";
// @ts-types="npm:@types/yauzl@3.4.0"
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { messageOf, quote } from "../../foundation/mod.ts";

/** What an archive may unpack to: a file of a few kilobytes can hold petabytes. */
export interface ZipLimits {
  /** Most bytes that all entries read together may unpack to. */
  maxBytes: number;
  /** Most times that an entry, or all entries read, may be larger than packed; small entries are let through. */
  maxRatio: number;
}

/** An open archive. Nothing of it is ever written to disk. Close it. */
export interface Zip {
  /** Names of the files in it, in order. */
  names: readonly string[];
  /** Names that stand in it more than once; the last one counts, as in the tools that append to archives. */
  repeated: readonly string[];
  read(name: string): Promise<Uint8Array>;
  close(): void;
}

const STORED = 0;
const DEFLATED = 8;
const ZSTANDARD = 93;
/** Below this size a ratio says nothing. */
const SMALL = 2 ** 20;

/**
 * Opens a zip archive for reading entry by entry, and refuses what no log needs.
 *
 * @throws {SyntaxError} If it is no archive, is cut off, or a name leads out of it.
 * @throws {TypeError} If it holds encrypted entries or symbolic links.
 */
export async function openZip(path: string, source: string, limits: ZipLimits): Promise<Zip> {
  const file = await opened(path, source);
  try {
    const { entries, repeated } = await entriesOf(file, source);
    let unpacked = 0;
    let packed = 0;
    return {
      names: [...entries.keys()],
      repeated,
      close: () => file.close(),
      read: async (name) => {
        const entry = entries.get(name);
        if (entry === undefined) throw new SyntaxError(`Cannot read ${source}: need an entry ${quote(name)}, got none`);
        unpacked += entry.uncompressedSize;
        packed += entry.compressedSize;
        const where = `Cannot unpack ${quote(name)} of ${source}`;
        checkSizes(where, { unpacked: entry.uncompressedSize, packed: entry.compressedSize }, limits);
        checkSizes(where, { unpacked, packed }, limits);
        return unpack(await rawBytes(file, entry, where), entry, where);
      },
    };
  } catch (cause) {
    file.close();
    throw cause;
  }
}

async function opened(path: string, source: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, strictFileNames: true });
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read ${source}: need a whole zip archive, got "${messageOf(cause)}". ` +
        "If its tool is still writing it, wait until it has finished; else fetch the file again",
      { cause },
    );
  }
}

async function entriesOf(file: ZipFile, source: string): Promise<{ entries: Map<string, Entry>; repeated: string[] }> {
  const entries = new Map<string, Entry>();
  const repeated = new Set<string>();
  try {
    for await (const entry of file.eachEntry()) {
      if (entry.fileName.endsWith("/")) continue;
      checkKind(entry, source);
      if (entries.has(entry.fileName)) repeated.add(entry.fileName);
      entries.set(entry.fileName, entry);
    }
  } catch (cause) {
    if (cause instanceof TypeError && cause.message.startsWith("Cannot ")) throw cause;
    throw new SyntaxError(`Cannot read ${source}: need a sound zip archive, got "${messageOf(cause)}"`, { cause });
  }
  return { entries, repeated: [...repeated] };
}

function checkKind(entry: Entry, source: string): void {
  const what = entry.isEncrypted() ? "an encrypted entry" : isLink(entry) ? "a symbolic link" : null;
  if (what === null) return;
  throw new TypeError(`Cannot read ${source}: need plain files in the archive, got ${what} ${quote(entry.fileName)}`);
}

/** The upper half of the external attributes holds the file mode of Unix. */
function isLink({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function checkSizes(
  where: string,
  { unpacked, packed }: { unpacked: number; packed: number },
  limits: ZipLimits,
): void {
  if (unpacked > limits.maxBytes) {
    throw new RangeError(
      `${where}: need at most ${limits.maxBytes} bytes unpacked, got ${unpacked}. Raise maxBytes if you trust the file`,
    );
  }
  if (unpacked > SMALL && unpacked > limits.maxRatio * packed) {
    throw new RangeError(
      `${where}: need at most ${limits.maxRatio} times the packed size, got ${Math.round(unpacked / packed)} times. ` +
        "Raise maxRatio if you trust the file",
    );
  }
}

/** Bytes as packed: yauzl knows no Zstandard, and unpacks without a limit of its own. */
async function rawBytes(file: ZipFile, entry: Entry, where: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of await file.openReadStreamPromise(entry, { decodeFileData: false })) {
      chunks.push(chunk as Uint8Array);
    }
  } catch (cause) {
    throw new SyntaxError(`${where}: need a whole entry, got "${messageOf(cause)}"`, { cause });
  }
  return joined(chunks);
}

/** Never makes more bytes than the directory declares, and checks both size and CRC-32 of what it made. */
function unpack(bytes: Uint8Array, entry: Entry, where: string): Uint8Array {
  const size = entry.uncompressedSize;
  const plain = unpackers[entry.compressionMethod];
  if (plain === undefined) {
    throw new TypeError(`${where}: need it stored, deflated or Zstandard, got method ${entry.compressionMethod}`);
  }
  let content: Uint8Array;
  try {
    content = plain(bytes, size);
  } catch (cause) {
    throw new SyntaxError(`${where}: need sound data of ${size} bytes, got "${messageOf(cause)}"`, { cause });
  }
  if (content.length === size && crc32(content) === entry.crc32) return content;
  const came = content.length === size ? "another checksum" : `${content.length}`;
  throw new SyntaxError(
    `${where}: need the ${size} bytes that the archive declares, got ${came}. Fetch the file again`,
  );
}

const unpackers: Readonly<Record<number, (bytes: Uint8Array, size: number) => Uint8Array>> = {
  [STORED]: (bytes) => bytes,
  [DEFLATED]: (bytes, size) => inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) }),
  [ZSTANDARD]: unpackZstandard,
};

/** The native unpacker is fast, but stops after the first frame, and where data are cut off, without a word. */
function unpackZstandard(bytes: Uint8Array, size: number): Uint8Array {
  if (size === 0) return allFrames(bytes, size);
  try {
    const first = zstdDecompressSync(bytes, { maxOutputLength: size });
    if (first.length === size) return first;
  } catch {
    // What is wrong with it, the other one says.
  }
  return allFrames(bytes, size);
}

/** Frame after frame, into which Inspect splits large samples. */
function allFrames(bytes: Uint8Array, size: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let made = 0;
  const stream = new Decompress((chunk) => {
    made += chunk.length;
    if (made > size) throw new RangeError(`more than ${size} bytes`);
    chunks.push(chunk.slice());
  });
  const step = 2 ** 16; // so that a bomb is noticed before it has unpacked
  for (let from = 0; from < bytes.length; from += step) {
    stream.push(bytes.subarray(from, from + step), from + step >= bytes.length);
  }
  return joined(chunks);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
