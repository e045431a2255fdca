import { createHash } from "node:crypto";
import type { Post, PostKind } from "../../shapes.ts";
import { cut, quote } from "../../foundation/mod.ts";
import { growing } from "./growing.ts";
import { type NearDuplicateSearch, nearDuplicateSearch } from "./near_duplicates.ts";
import type { LanguageDetector } from "./languages.ts";
import type { ProfileSettings } from "./options.ts";

export const KINDS: readonly PostKind[] = ["post", "comment", "reply"];
export const NO_AUTHOR = 0xffffffff;

/** A text that came at least twice, word for word. */
export interface RepeatedText {
  shown: string;
  /** First five. */
  postIds: string[];
}

/**
 * Posts as columns: 17 bytes a post, and of each distinct text its hash, its first id and its language, however long
 * the texts are. Texts themselves are kept by the search for near-duplicates only, up to its limit.
 */
export interface Collected {
  times: Float64Array;
  kinds: Uint8Array;
  authors: Uint32Array;
  /** Index of each post's text among the distinct ones. */
  texts: Uint32Array;
  authorNames: readonly string[];
  authorCounts: Uint32Array;
  textCounts: Uint32Array;
  /** Id of the first post of each distinct text. */
  firstIds: readonly string[];
  /** By index of the text. */
  repeated: ReadonlyMap<number, RepeatedText>;
  /** Language of each distinct text, as an index into `languageCodes`. */
  languages: Uint8Array;
  languageCodes: readonly string[];
  search: NearDuplicateSearch;
  /** First words of the texts that are searched, by index of the text. */
  shownText: (text: number) => string;
}

/** Takes posts one by one, in any order. */
export function collector(
  settings: ProfileSettings,
  { languageOf, signal }: { languageOf: LanguageDetector; signal: AbortSignal | undefined },
): { add(post: Post): void; collected(): Collected } {
  const times = growing((size) => new Float64Array(size));
  const kinds = growing((size) => new Uint8Array(size));
  const authors = growing((size) => new Uint32Array(size));
  const texts = growing((size) => new Uint32Array(size));
  const authorCounts = growing((size) => new Uint32Array(size));
  const textCounts = growing((size) => new Uint32Array(size));
  const languages = growing((size) => new Uint8Array(size));
  const [authorIndex, textIndex, languageIndex] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const firstIds: string[] = [];
  const repeated = new Map<number, RepeatedText>();
  const search = nearDuplicateSearch(settings.nearDuplicates, signal);

  const textOf = (post: Post): number => {
    const { index, isNew } = indexOf(textIndex, fingerprint(post.text));
    if (isNew) {
      textCounts.push(1);
      firstIds.push(post.postId);
      search.add(post.text);
      languages.push(indexOf(languageIndex, languageOf(post.text)).index);
    } else {
      textCounts.add(index, 1);
      const known = repeated.get(index) ?? { shown: shown(post.text), postIds: [firstIds[index] as string] };
      if (known.postIds.length < 5) known.postIds.push(post.postId);
      repeated.set(index, known);
    }
    return index;
  };
  const authorOf = ({ authorId }: Post): number => {
    if (authorId === null) return NO_AUTHOR;
    const { index, isNew } = indexOf(authorIndex, authorId);
    if (isNew) authorCounts.push(1);
    else authorCounts.add(index, 1);
    return index;
  };
  return {
    add(post) {
      times.push(timeOf(post, times.length));
      kinds.push(kindOf(post, kinds.length));
      authors.push(authorOf(post));
      texts.push(textOf(post));
    },
    collected: () => ({
      times: times.values(),
      kinds: kinds.values(),
      authors: authors.values(),
      texts: texts.values(),
      authorNames: [...authorIndex.keys()],
      authorCounts: authorCounts.values(),
      textCounts: textCounts.values(),
      firstIds,
      repeated,
      languages: languages.values(),
      languageCodes: [...languageIndex.keys()],
      search,
      shownText: (text) => shown(search.textAt(text)),
    }),
  };
}

/** A text on one line, cut. */
function shown(text: string): string {
  return cut(text, 120);
}

function indexOf(indices: Map<string, number>, key: string): { index: number; isNew: boolean } {
  const known = indices.get(key);
  if (known !== undefined) return { index: known, isNew: false };
  indices.set(key, indices.size);
  return { index: indices.size - 1, isNew: true };
}

/** 128 bits that stand for a text: two texts that differ do not share them, also not on purpose. */
function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("latin1").slice(0, 16);
}

function timeOf({ createdAt }: Post, row: number): number {
  const time = typeof createdAt === "string" ? Date.parse(createdAt) : NaN;
  if (Number.isFinite(time)) return time;
  throw new RangeError(
    `Cannot profile posts at row ${row}: createdAt needs a time such as 2026-02-03T13:11:42.603Z, got ${
      quote(createdAt)
    }`,
  );
}

function kindOf({ kind }: Post, row: number): number {
  const index = KINDS.indexOf(kind);
  if (index >= 0) return index;
  throw new TypeError(`Cannot profile posts at row ${row}: kind is one of ${KINDS.join(", ")}, got ${quote(kind)}`);
}
