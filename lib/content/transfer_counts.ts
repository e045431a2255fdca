import type { GramAdoptions } from "./gram_adoptions.ts";
import { timesBefore } from "./interactions.ts";
import type { Readings } from "./readings.ts";
import { textsByAuthor } from "./timed_texts.ts";
import { EXPOSURE_UNKNOWN } from "./unknown_exposure.ts";

/** The first reading of an author by a reader who writes afterwards. */
export interface Tie {
  source: number;
  target: number;
  day: string;
  /** Of the reader's text that followed the reading, or the answer. */
  at: string;
  /** Whether that text is a comment on what was read, and does not count. */
  isAnswer: boolean;
}

/** N-grams of one tie: introduced by the author by then, first used by the reader after and before the reading. */
export interface Counted {
  introduced: number;
  after: number;
  before: number;
}

/** The first tie of each reader and author; comments of readers who write nothing afterwards make none. */
export function firstTies({ texts, readings, source }: Readings, agentOf: ReadonlyMap<string, number>): Tie[] {
  const isAnswer = source === EXPOSURE_UNKNOWN;
  const times = new Map([...textsByAuthor(texts)].map(([id, own]) => [id, own.map(({ createdAt }) => createdAt)]));
  const seen = new Set<number>();
  return readings.flatMap(({ text, read }) => {
    if (read.authorId === null) return [];
    const [source, target] = [agentOf.get(text.authorId as string), agentOf.get(read.authorId)] as [number, number];
    const key = source * agentOf.size + target;
    const last = times.get(text.authorId as string)?.at(-1) as string;
    if (source === target || seen.has(key) || (isAnswer && last <= text.createdAt)) return [];
    seen.add(key);
    return [{ source, target, day: text.day, at: text.createdAt, isAnswer }];
  });
}

/** What went along each tie. */
export function countTies(
  ties: readonly Pick<Tie, "source" | "target" | "at" | "isAnswer">[],
  { introduced, adopted }: GramAdoptions,
  agents: number,
): Counted[] {
  return ties.map(({ source, target, at, isAnswer }) => {
    const counted = { introduced: timesBefore(introduced[target] as string[], at), after: 0, before: 0 };
    for (const gram of adopted.get(source * agents + target) ?? []) {
      if (gram.introduced >= at) continue;
      if (gram.used < at) counted.before++;
      else if (!isAnswer || gram.used > at) counted.after++;
    }
    return counted;
  });
}

/** Sums over ties. */
export function sumOf(counted: readonly Counted[]): Counted {
  const sum = { introduced: 0, after: 0, before: 0 };
  for (const { introduced, after, before } of counted) {
    sum.introduced += introduced;
    sum.after += after;
    sum.before += before;
  }
  return sum;
}
