import { readLedger } from "../../action/mod.ts";
import { groupBy, words } from "../../foundation/mod.ts";
import type { TrialRecord } from "../../shapes.ts";
import { readSociety, type TurnRecord } from "../../society/mod.ts";

/** How the texts of a society read, by model, as a card reports it: shares in [0, 1]. */
export interface TextQuality {
  modelId: string;
  posts: number;
  comments: number;
  /** Posts whose words, in order, are those of an earlier post of the society. */
  repeatedPosts: number;
  /** Comments whose words are those of an earlier comment, or of the text they answer. */
  repeatedComments: number;
  /** Posts and comments that apologise, refuse, or speak of being a language model. */
  refusals: number;
  /** Posts that end without a full stop, question or exclamation mark: the token limit cut them. */
  cutPosts: number;
  /** Of all posts shown under a vote. */
  votes: { up: number; down: number; none: number };
}

const REFUSAL =
  /\b(i['’]?m sorry|i apologi[sz]e|i can(?:not|['’]?t) (?:assist|help|answer)|language model|as an ai)\b/i;

/** Errors of a record: of a trial, or of any call of a turn. */
export function failuresOf(record: TrialRecord | TurnRecord): string[] {
  const calls = "trial" in record ? [record] : [record, record.vote, record.comment, record.reply];
  return calls.flatMap((call) => call?.error ?? []);
}

/** What the texts of a society's ledger are like; `null` for a ledger of trials. */
export function textQuality(path: string): TextQuality[] | null {
  const { header, records } = readLedger<TrialRecord | TurnRecord>(path);
  if (header.settings.societyId === undefined) return null;
  const { posts, comments, votes, agents } = readSociety(path).society;
  const repeatedPosts = repeats(posts.map(({ text }) => text));
  const textOf = new Map(posts.map(({ postId, text }) => [postId, key(text)]));
  const again = repeats(comments.map(({ text }) => text));
  const repeatedComments = comments.map(({ text, parentId }, i) => again[i] || textOf.get(parentId!) === key(text));
  const turns = records as TurnRecord[];
  return [...groupBy(agents, ({ modelId }) => modelId)].map(([modelId, members]): TextQuality => {
    const isOurs = ({ modelId: by }: { modelId: string | null }) => by === modelId;
    const names = new Set(members.map(({ agentId }) => agentId));
    const own = posts.filter(isOurs);
    const ownComments = comments.filter(isOurs);
    const shown = turns.filter(({ agentId }) => names.has(agentId)).flatMap(({ vote }) => vote?.postIds ?? []).length;
    const cast = votes.filter(({ agentId }) => names.has(agentId));
    const up = cast.filter(({ direction }) => direction === "up").length;
    return {
      modelId,
      posts: own.length,
      comments: ownComments.length,
      repeatedPosts: share(posts.filter((post, i) => isOurs(post) && repeatedPosts[i]), own),
      repeatedComments: share(comments.filter((comment, i) => isOurs(comment) && repeatedComments[i]), ownComments),
      refusals: share([...own, ...ownComments].filter(({ text }) => REFUSAL.test(text)), [...own, ...ownComments]),
      cutPosts: share(own.filter(({ text }) => !/[.!?…]["'”’)]*$/.test(text.trim())), own),
      votes: ratio({ up, down: cast.length - up, none: shown - cast.length }, shown),
    };
  });
}

function repeats(texts: readonly string[]): boolean[] {
  const seen = new Set<string>();
  return texts.map((text) => seen.size === seen.add(key(text)).size);
}

function key(text: string): string {
  return words(text).join(" ");
}

function share(part: readonly unknown[], whole: readonly unknown[]): number {
  return whole.length === 0 ? 0 : rounded(part.length / whole.length);
}

function ratio(counts: { up: number; down: number; none: number }, total: number): typeof counts {
  const of = (count: number) => total === 0 ? 0 : rounded(count / total);
  return { up: of(counts.up), down: of(counts.down), none: of(counts.none) };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
