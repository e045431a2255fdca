import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, rmSync } from "node:fs";
import { writeAll, writeFileAtomic } from "../../foundation/mod.ts";
import type { FileMark } from "./transfer.ts";

/** Writes the bytes of an answer from a place on; what stood behind it is cut off. On disk when it returns. */
export async function writePart(
  response: Response,
  part: string,
  place: number,
  onBytes: (done: number) => void,
): Promise<void> {
  const file = openSync(part, "a");
  try {
    ftruncateSync(file, place);
    let done = place;
    for await (const chunk of response.body ?? []) {
      writeAll(file, chunk);
      onBytes(done += chunk.length);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Keeps beside a part which version it is of. */
export function writeMark(part: string, mark: FileMark): void {
  writeFileAtomic(markPath(part), `${JSON.stringify(mark)}\n`);
}

/** The version a part is of; `null` where that is not known, so that it cannot be gone on with. */
export function markOfPart(part: string, url: string): FileMark | null {
  try {
    const mark = JSON.parse(readFileSync(markPath(part), "utf8")) as FileMark;
    return mark.url === url && mark.validator !== null ? mark : null;
  } catch {
    return null; // no mark, or half of one
  }
}

export function forgetMark(part: string): void {
  rmSync(markPath(part), { force: true });
}

function markPath(part: string): string {
  return `${part}.json`;
}
