import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";

const BLOCK = 2 ** 20;
const LINE_END = 0x0a;

/**
 * The whole lines of a file, one at a time: a crawl may be larger than a string can be. What stands behind the last
 * line end was being written when the process was killed, and is left out.
 */
export function* linesOf(path: string): Generator<string> {
  const file = openSync(path, "r");
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  try {
    for (;;) {
      const block = new Uint8Array(BLOCK);
      const bytes = block.subarray(0, readSync(file, block, 0, BLOCK, null));
      if (bytes.length === 0) return;
      let start = 0;
      for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, start)) {
        yield decoder.decode(joined([...parts, bytes.subarray(start, end)]));
        parts = [];
        start = end + 1;
      }
      if (start < bytes.length) parts.push(bytes.subarray(start));
    }
  } finally {
    closeSync(file);
  }
}

/** Cuts off half a line at the end of a file, so that the next one starts on its own. */
export function cutHalfLine(path: string): void {
  const file = openSync(path, "r+");
  try {
    ftruncateSync(file, lastLineEnd(file) + 1);
  } finally {
    closeSync(file);
  }
}

/** Where the last line end stands; −1 for none. */
function lastLineEnd(file: number): number {
  const block = new Uint8Array(BLOCK);
  for (let end = fstatSync(file).size; end > 0;) {
    const start = Math.max(0, end - BLOCK);
    const bytes = block.subarray(0, readSync(file, block, 0, end - start, start));
    const found = bytes.lastIndexOf(LINE_END);
    if (found >= 0) return start + found;
    end = start;
  }
  return -1;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((place, part) => (all.set(part, place), place + part.length), 0);
  return all;
}
