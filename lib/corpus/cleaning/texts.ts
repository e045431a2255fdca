import type { Json, Post } from "../../shapes.ts";
import { checkInteger, checkOneOf, checkOptions, messageOf, quote } from "../../foundation/mod.ts";
import {
  checkNearDuplicateSettings,
  NEAR_DUPLICATE_NAMES,
  type NearDuplicateOptions,
  nearDuplicateSettings,
} from "../profile/near_duplicate_options.ts";
import { nearDuplicateGroups } from "../profile/near_duplicates.ts";
import { checkPosts, checkTexts, type Cleaned, cleanedBy } from "./cleaned.ts";

export interface DropRepeatedTextsOptions {
  /** Copies that may stand: texts with more of them are thinned out. At least 1. */
  moreThan: number;
  /** What stays of a text with more copies: its first post in order of time, or none. */
  keep: "first" | "none";
}

/**
 * Which texts are said once? Leaves out texts that occur more than `moreThan` times, word for word.
 *
 * Copies make agents look alike that only share a template or a client. What to do with them is a choice that moves
 * every similarity, so both options are required.
 *
 * @param posts Any order; not changed.
 * @throws {RangeError} If `moreThan` is no whole number of at least 1.
 * @throws {TypeError} If `keep` is neither of both.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dropRepeatedTexts } from "twoplane/corpus";
 * assert.equal(dropRepeatedTexts([], { moreThan: 1, keep: "first" }).dropped.length, 0);
 * ```
 */
export function dropRepeatedTexts(posts: readonly Post[], options: DropRepeatedTextsOptions): Cleaned {
  checkPosts("dropRepeatedTexts", posts);
  checkOptions("dropRepeatedTexts", options, ["moreThan", "keep"]);
  const moreThan = checkInteger("dropRepeatedTexts", "moreThan", options.moreThan, { min: 1 });
  const keep = checkOneOf("dropRepeatedTexts", "keep", options.keep, ["first", "none"]);
  const copies = Map.groupBy(posts, ({ text }) => text);
  const firsts = new Map([...copies].map(([text, own]) => [text, own.reduce((a, b) => isBefore(b, a) ? b : a)]));
  return cleanedBy("dropRepeatedTexts", posts, { moreThan, keep }, (post) => {
    const count = (copies.get(post.text) as Post[]).length;
    if (count <= moreThan || (keep === "first" && firsts.get(post.text) === post)) return null;
    return `text occurs more than ${moreThan === 1 ? "once" : `${moreThan} times`}`;
  });
}

export interface DropSpamTemplatesOptions extends NearDuplicateOptions {
  /** Posts a group of near-duplicates may have; larger groups are dropped whole. At least 1. Default: groups are not searched. */
  groupsAbove?: number;
  /** Patterns (regular expressions as text, without case) that no kept text matches. Default: none. */
  templates?: readonly string[];
}

/**
 * Which texts are no template? Leaves out large groups of near-duplicates, and texts that match a pattern.
 *
 * A group counts posts, so a text repeated word for word adds to it; with no other text like it, it is a group too.
 * Patterns are run as they are, on the first 5,000 characters: one that backtracks without end is the caller's own.
 *
 * @param posts Any order; not changed.
 * @param options `groupsAbove`, `templates` or both; thresholds as `nearDuplicateGroups()`.
 * @throws {TypeError} If neither is given.
 * @throws {SyntaxError} If a pattern is no regular expression.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dropSpamTemplates } from "twoplane/corpus";
 * assert.equal(dropSpamTemplates([], { templates: ['"op"\\s*:\\s*"mint"'], groupsAbove: 10 }).kept.length, 0);
 * ```
 */
export function dropSpamTemplates(posts: readonly Post[], options: DropSpamTemplatesOptions): Cleaned {
  checkPosts("dropSpamTemplates", posts);
  checkOptions("dropSpamTemplates", options, ["groupsAbove", "templates", ...NEAR_DUPLICATE_NAMES]);
  const { groupsAbove, templates, ...search } = options;
  if (groupsAbove === undefined && templates === undefined) {
    throw new TypeError("Cannot run dropSpamTemplates(): need groupsAbove, templates or both, got neither");
  }
  const patterns = templates === undefined ? [] : patternsOf(templates);
  const settings: Record<string, Json> = {};
  if (templates !== undefined) settings.templates = templates;
  const sizes = groupsAbove === undefined
    ? new Map<string, number>()
    : groupSizes(posts, checkInteger("dropSpamTemplates", "groupsAbove", groupsAbove, { min: 1 }), search, settings);
  return cleanedBy("dropSpamTemplates", posts, settings, ({ text }) => {
    const template = patterns.find(({ pattern }) => pattern.test(text.slice(0, 5000)));
    if (template !== undefined) return `text matches ${quote(template.source)}`;
    return groupsAbove !== undefined && (sizes.get(text) ?? 0) > groupsAbove
      ? `text stands in a group of more than ${groupsAbove} near-duplicates`
      : null;
  });
}

/** Posts in the group of each text; fills in the settings of the search. */
function groupSizes(
  posts: readonly Post[],
  groupsAbove: number,
  search: NearDuplicateOptions,
  settings: Record<string, Json>,
): Map<string, number> {
  const all = nearDuplicateSettings(search);
  checkNearDuplicateSettings("dropSpamTemplates", all);
  Object.assign(settings, { groupsAbove, ...all });
  const sizes = new Map<string, number>();
  for (const { text } of posts) sizes.set(text, (sizes.get(text) ?? 0) + 1);
  const texts = [...sizes.keys()];
  const found = nearDuplicateGroups(texts, search);
  settings.textsSearched = found.searched;
  for (const group of found.groups) {
    const members = group.map((index) => texts[index] as string);
    const size = members.reduce((sum, text) => sum + (sizes.get(text) as number), 0);
    for (const text of members) sizes.set(text, size);
  }
  return sizes;
}

function patternsOf(templates: readonly string[]): { source: string; pattern: RegExp }[] {
  return checkTexts("dropSpamTemplates", "templates", templates).map((source) => {
    try {
      return { source, pattern: new RegExp(source, "iu") };
    } catch (cause) {
      throw new SyntaxError(
        `Cannot run dropSpamTemplates(): templates need regular expressions, got ${quote(source)}: ${messageOf(cause)}`,
        { cause },
      );
    }
  });
}

function isBefore(a: Post, b: Post): boolean {
  return a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.postId < b.postId);
}
