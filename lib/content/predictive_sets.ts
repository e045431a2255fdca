import { groupBy, quote, randomIndex, words } from "../foundation/mod.ts";
import type { Embeddings, Random } from "../shapes.ts";
import { checkEmbeddings, dot, norm, rowOf, rowsById } from "../vectors/mod.ts";
import { timesBefore } from "./interactions.ts";
import type { MatchedSets } from "./matched_contrast.ts";
import { PREDICTIVE, type PredictivePlan } from "./predictive_options.ts";
import type { ReadingMoment } from "./reading_moments.ts";
import { textsByAuthor, type TimedText, wholeText } from "./timed_texts.ts";
import { gramOverlap, type GramSet, gramSet } from "./word_overlap.ts";

/** How near two texts are: cosine, or n-grams in common. */
export type TextLikeness = (a: TimedText, b: TimedText) => number;

/** A reader or non-reader around a moment. */
interface Member {
  agent: string;
  next: TimedText;
  /** Likeness of its last text to what was read, and mean likeness of its last five. */
  last: number;
  before: number;
}

/** Matched sets in order of their readings. */
export interface PredictiveSets {
  sets: MatchedSets;
  /** Moment of each set. */
  times: string[];
  /** Readings whose reader has no text before or after, or no non-reader to match. */
  withoutTexts: number;
  withoutOthers: number;
}

/** Texts before a moment whose mean likeness says where an agent stood. */
const BEFORE = 5;

/** Likeness in the variant asked for; vectors are looked up as they are needed. */
export function likenessOf(embeddings: Embeddings | null, { variant, wordsPerGram }: PredictivePlan): TextLikeness {
  if (variant === "n-gram gain") {
    const known = new Map<string, GramSet>();
    const gramsOf = (text: TimedText) => {
      const grams = known.get(text.postId) ?? gramSet(text, wordsPerGram);
      known.set(text.postId, grams);
      return grams;
    };
    return (a, b) => gramOverlap(gramsOf(a), gramsOf(b));
  }
  if (embeddings === null) {
    throw new TypeError(`Cannot run ${PREDICTIVE}() with variant "cosine gain": needs embeddings, got null`);
  }
  checkEmbeddings(PREDICTIVE, embeddings);
  const rows = rowsById(embeddings);
  const units = new Map<string, Float64Array>();
  const unitOf = ({ postId }: TimedText): Float64Array => {
    const known = units.get(postId);
    if (known !== undefined) return known;
    const row = rows.get(postId);
    if (row === undefined) {
      throw new RangeError(
        `Cannot run ${PREDICTIVE}() at post ${quote(postId)}: needs a row in the embeddings, got none`,
      );
    }
    const vector = rowOf(embeddings, row);
    const length = norm(vector);
    const unit = Float64Array.from(vector, (value) => value / length);
    units.set(postId, unit);
    return unit;
  };
  return (a, b) => dot(unitOf(a), unitOf(b));
}

/** For each reading the reader and the non-readers that stood most alike to what was read. */
export function predictiveSets(
  moments: readonly ReadingMoment[],
  texts: readonly TimedText[],
  { readBy, authorOf, likeness, plan, random }: {
    readBy: ReadonlyMap<string, ReadonlySet<string>>;
    authorOf: ReadonlyMap<string, number>;
    likeness: TextLikeness;
    plan: PredictivePlan;
    random: Random;
  },
): PredictiveSets {
  const outcome = plan.outcome === "posts" ? texts.filter(({ kind }) => kind === "post") : texts;
  const own = new Map(
    [...textsByAuthor(outcome)].map(([id, those]) => [id, { those, times: those.map(({ createdAt }) => createdAt) }]),
  );
  const authored = outcome.filter(({ authorId }) => authorId !== null);
  const activeOn = new Map(
    [...groupBy(authored, ({ day }) => day)].map((
      [day, those],
    ) => [day, [...new Set(those.map((text) => text.authorId as string))]]),
  );
  const memberOf = (agent: string, { read, at }: ReadingMoment): Member | null => {
    const { those, times } = own.get(agent) ?? { those: [], times: [] };
    const split = timesBefore(times, at);
    const next = those.slice(split, split + 3).find((text) =>
      text.threadId !== read.postId && text.parentId !== read.postId
    );
    if (split === 0 || next === undefined) return null;
    const before = those.slice(Math.max(0, split - BEFORE), split).map((text) => likeness(text, read));
    return {
      agent,
      next,
      last: before.at(-1) as number,
      before: before.reduce((sum, value) => sum + value, 0) / before.length,
    };
  };
  const found = { starts: [0], agents: [] as number[], outcome: [] as number[] };
  const covariates: [number[], number[], number[]] = [[], [], []];
  const result = { times: [] as string[], withoutTexts: 0, withoutOthers: 0 };
  const others = (moment: ReadingMoment, reader: Member): Member[] => {
    const { read } = moment;
    const fits = (agent: string) =>
      agent !== reader.agent && agent !== read.authorId && readBy.get(agent)?.has(read.postId) !== true;
    return drawn(activeOn.get(reader.next.day) ?? [], { most: plan.candidates, random, fits })
      .map((agent) => memberOf(agent, moment))
      .filter((member) => member !== null && member.next.day === reader.next.day)
      .map((member) => ({ member: member as Member, far: Math.abs((member as Member).last - reader.last) }))
      .sort((a, b) => a.far - b.far).slice(0, plan.controls).map(({ member }) => member);
  };
  for (const moment of moments) {
    const reader = memberOf(moment.reader, moment);
    const controls = reader === null ? [] : others(moment, reader);
    if (reader === null) result.withoutTexts++;
    else if (controls.length === 0) result.withoutOthers++;
    else {
      for (const { next, last, before } of [reader, ...controls]) {
        found.outcome.push(likeness(next, moment.read));
        covariates[0].push(last);
        covariates[1].push(before);
        covariates[2].push(Math.log(1 + words(wholeText(next)).length));
      }
      found.starts.push(found.outcome.length);
      found.agents.push(authorOf.get(moment.read.authorId as string) as number);
      result.times.push(moment.at);
    }
  }
  return {
    ...result,
    sets: {
      starts: Int32Array.from(found.starts),
      agents: Int32Array.from(found.agents),
      outcome: Float64Array.from(found.outcome),
      covariates: covariates.map((values) => Float64Array.from(values)),
    },
  };
}

/** At most so many different names that fit, at random. */
function drawn(
  names: readonly string[],
  { most, random, fits }: { most: number; random: Random; fits: (name: string) => boolean },
): string[] {
  if (names.length <= most) return names.filter(fits);
  const chosen = new Set<string>();
  for (let tries = 0; tries < 4 * most && chosen.size < most; tries++) {
    const name = names[randomIndex(random, names.length)] as string;
    if (fits(name)) chosen.add(name);
  }
  return [...chosen];
}
