import { messageOf, readText } from "../../foundation/mod.ts";
import { type BadPart, type Fields, isFields, listAt } from "./content.ts";
import { unchunked } from "./inspect_chunks.ts";
import { parseLogJson } from "./log_json.ts";
import { openZip, type Zip, type ZipLimits } from "./zip.ts";

/** An Inspect log as it stands in its file, one sample at a time. */
export interface InspectFile {
  /** The log without its samples. */
  header: Fields;
  /** The tool wrote no end: it was still at work, or was killed. */
  isUnfinished: boolean;
  repeated: readonly string[];
  samples: AsyncIterable<{ sample: Fields } | { bad: BadPart }>;
}

/**
 * Opens an Inspect log: an `.eval` archive (whole samples, or samples in chunks) or one JSON document.
 *
 * @throws {SyntaxError} If it is neither.
 */
export async function openInspectLog(path: string, source: string, limits: ZipLimits): Promise<InspectFile> {
  if (!isZip(path)) return plainLog(parseLogJson(readText(path), source), source);
  const zip = await openZip(path, source, limits);
  try {
    const header = await headerOf(zip, source);
    return { ...header, repeated: zip.repeated, samples: zippedSamples(zip, source) };
  } catch (cause) {
    zip.close();
    throw cause;
  }
}

/** By its first bytes, whatever its name. */
export function isZip(path: string): boolean {
  const file = Deno.openSync(path);
  try {
    const start = new Uint8Array(4);
    file.readSync(start);
    return start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;
  } finally {
    file.close();
  }
}

function plainLog(document: unknown, source: string): InspectFile {
  if (!isFields(document) || !isFields(document.eval)) {
    throw new SyntaxError(`Cannot load ${source}: need an Inspect log with "eval" and "samples", got another document`);
  }
  const { samples: _, ...header } = document;
  const samples = listAt(document, "samples").map((sample, index) => {
    if (isFields(sample)) return { sample };
    return { bad: { row: index + 1, where: `sample ${index + 1}`, detail: "need an object" } };
  });
  return { header, isUnfinished: document.status === "started", repeated: [], samples: eachOf(samples) };
}

async function* eachOf<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function headerOf(zip: Zip, source: string): Promise<{ header: Fields; isUnfinished: boolean }> {
  for (const name of ["header.json", "_journal/start.json"]) {
    if (!zip.names.includes(name)) continue;
    const header = parseLogJson(text(await zip.read(name)), `${name} of ${source}`);
    if (isFields(header) && isFields(header.eval)) return { header, isUnfinished: name !== "header.json" };
    throw new SyntaxError(`Cannot load ${source}: need "eval" in its ${name}, got none`);
  }
  throw new SyntaxError(
    `Cannot load ${source}: need header.json or _journal/start.json in an Inspect log, got ${zip.names.length} other files`,
  );
}

const WHOLE = /^samples\/.+_epoch_\d+\.json$/s;
const CHUNKED = /^(samples\/.+_epoch_\d+)\/sample\.json$/s;

async function* zippedSamples(zip: Zip, source: string): AsyncGenerator<{ sample: Fields } | { bad: BadPart }> {
  try {
    const read = async (name: string) => parseLogJson(text(await zip.read(name)), `${name} of ${source}`);
    let row = 0;
    for (const name of zip.names) {
      const prefix = CHUNKED.exec(name)?.[1];
      if (prefix === undefined && !WHOLE.test(name)) continue;
      row++;
      yield await sampleOf(() => prefix === undefined ? read(name) : unchunked(prefix, zip.names, read), { row, name });
    }
  } finally {
    zip.close();
  }
}

/** A sample that cannot be read is bad; an archive that grows beyond its limits is refused as a whole. */
async function sampleOf(
  read: () => Promise<unknown>,
  { row, name }: { row: number; name: string },
): Promise<{ sample: Fields } | { bad: BadPart }> {
  try {
    const sample = await read();
    if (isFields(sample)) return { sample };
    return { bad: { row, where: name, detail: "need an object" } };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return { bad: { row, where: name, detail: messageOf(cause) } };
  }
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
