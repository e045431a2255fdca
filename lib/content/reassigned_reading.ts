import { checkInteger, checkOneOf, checkOptions, groupBy } from "../foundation/mod.ts";
import type { Reading, Readings } from "./readings.ts";
import type { TimedText } from "./timed_texts.ts";

/** Would any other text of that day and length have been as like? */
export interface ReassignedReadingNull {
  kind: "reassigned reading";
  /** Draws, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
  /** Texts that may stand in for each one read, nearest in length, ≥ 2. Default 10. */
  candidates?: number;
}

/**
 * Texts that could have been read in a text's place: of the same kind and UTC day, by neither author, not read by the reader at
 * any time, nearest in length.
 *
 * @param lengthOf Length of a text, `null` where it cannot be used.
 */
export function reassignedReads(
  { texts, readBy }: Readings,
  lengthOf: (text: TimedText) => number | null,
  candidates: number,
): (reading: Reading) => TimedText[] {
  const usable = texts.flatMap((text) => {
    const length = lengthOf(text);
    return length === null ? [] : [{ text, length }];
  });
  const groups = new Map(
    [...groupBy(usable, ({ text: { kind, day } }) => `${kind} ${day}`)]
      .map(([key, own]) => [key, own.toSorted((a, b) => a.length - b.length)]),
  );
  return ({ text, read }) => {
    const among = groups.get(`${read.kind} ${read.day}`) ?? [];
    const length = lengthOf(read) ?? 0;
    const isRead = readBy.get(text.authorId as string);
    const fits = (other: TimedText) =>
      other.authorId !== text.authorId && other.authorId !== read.authorId && !isRead?.has(other.postId);
    let above = placeOf(among, length);
    let below = above - 1;
    const found: TimedText[] = [];
    while (found.length < candidates && (below >= 0 || above < among.length)) {
      const [lower, upper] = [among[below], among[above]];
      const takesLower = upper === undefined ||
        (lower !== undefined && length - lower.length <= upper.length - length);
      const next = (takesLower ? lower : upper) as { text: TimedText };
      if (takesLower) below--;
      else above++;
      if (fits(next.text)) found.push(next.text);
    }
    return found;
  };
}

/** Refuses a null that cannot be drawn. */
export function checkReassignedReading(
  caller: string,
  against: ReassignedReadingNull,
): Required<ReassignedReadingNull> {
  checkOptions(caller, against, ["kind", "draws", "seed", "candidates"]);
  return {
    kind: checkOneOf(caller, "null.kind", against.kind, ["reassigned reading"]),
    draws: checkInteger(caller, "null.draws", against.draws, { min: 19 }),
    seed: checkInteger(caller, "null.seed", against.seed),
    candidates: checkInteger(caller, "null.candidates", against.candidates ?? 10, { min: 2 }),
  };
}

function placeOf(sorted: readonly { length: number }[], length: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as { length: number }).length < length) low = middle + 1;
    else high = middle;
  }
  return low;
}
