import { closeSync, fsyncSync, openSync } from "node:fs";
import { createGzip } from "node:zlib";
import { writeAll } from "../../foundation/mod.ts";

/** Writes texts one behind the other, packed with gzip where asked for; bytes depend on the texts alone. */
export async function writeTexts(
  path: string,
  texts: AsyncIterable<string>,
  { isPacked }: { isPacked: boolean },
): Promise<void> {
  const file = openSync(path, "w");
  const encoder = new TextEncoder();
  try {
    if (isPacked) await writePacked(file, texts, encoder);
    else for await (const text of texts) writeAll(file, encoder.encode(text));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** RFC 1952: byte 9 names the system that packed it; 255 is "unknown". */
const OPERATING_SYSTEM = 9;
const UNKNOWN = 255;

async function writePacked(file: number, texts: AsyncIterable<string>, encoder: TextEncoder): Promise<void> {
  const gzip = createGzip({ level: 6 });
  let done = 0;
  const ended = new Promise<void>((resolve, reject) => {
    gzip.on("data", (chunk: Uint8Array) => {
      if (done <= OPERATING_SYSTEM && done + chunk.length > OPERATING_SYSTEM) chunk[OPERATING_SYSTEM - done] = UNKNOWN;
      done += chunk.length;
      writeAll(file, chunk);
    });
    gzip.on("end", resolve);
    gzip.on("error", reject);
  });
  try {
    for await (const text of texts) {
      if (!gzip.write(encoder.encode(text))) await new Promise((resolve) => gzip.once("drain", resolve));
    }
    gzip.end();
    await ended;
  } finally {
    gzip.destroy();
  }
}
