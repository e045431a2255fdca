import type { Json, Post } from "../../shapes.ts";
import { checkOptions, messageOf, quote } from "../../foundation/mod.ts";
import { checkPosts, checkTexts, type Cleaned, cleanedBy } from "./cleaned.ts";

/** A condition on a post, as data: it can stand in a file and in a caption. */
export type PostRule =
  | { field: keyof Post; equals: string | number | null }
  | { field: keyof Post; contains: string }
  | { field: keyof Post; startsWith: string }
  /** A regular expression as text, without case. */
  | { field: keyof Post; matches: string }
  | { not: PostRule }
  | { all: readonly PostRule[] }
  | { any: readonly PostRule[] };

export interface DropTestArtefactsOptions {
  /** Ids of the posts, known from elsewhere. */
  ids?: readonly string[];
  /** What the posts have in common. */
  where?: PostRule;
}

const FIELDS: readonly (keyof Post)[] = [
  ...["postId", "authorId", "kind", "createdAt", "text", "title", "communityId", "parentId"] as const,
  ...["threadId", "score", "modelId", "source"] as const,
];
const COMPARISONS = ["equals", "contains", "startsWith", "matches"] as const;

/**
 * Which posts were written by agents and not by a test of the platform? Leaves out those named, or those a rule fits.
 *
 * @param posts Any order; not changed.
 * @param options `ids`, `where` or both. Text is compared with case but for `matches`; a field that is `null` contains
 *   and starts with nothing.
 * @throws {TypeError} If neither is given, or the rule names no field or comparison there is.
 * @throws {SyntaxError} If a pattern is no regular expression.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dropTestArtefacts } from "twoplane/corpus";
 * const where = { any: [{ field: "text", equals: "test" }, { field: "authorId", startsWith: "test-" }] } as const;
 * assert.equal(dropTestArtefacts([], { where }).kept.length, 0);
 * ```
 */
export function dropTestArtefacts(posts: readonly Post[], options: DropTestArtefactsOptions): Cleaned {
  checkPosts("dropTestArtefacts", posts);
  checkOptions("dropTestArtefacts", options, ["ids", "where"]);
  const { ids, where } = options;
  if (ids === undefined && where === undefined) {
    throw new TypeError("Cannot run dropTestArtefacts(): need ids, where or both, got neither");
  }
  const named = new Set(ids === undefined ? [] : checkTexts("dropTestArtefacts", "ids", ids));
  const fits = where === undefined ? () => false : testOf(where, "where");
  const settings: Record<string, Json> = {
    ...(ids === undefined ? {} : { ids }),
    ...(where === undefined ? {} : { where: where as unknown as Json }),
  };
  return cleanedBy("dropTestArtefacts", posts, settings, (post) => {
    if (named.has(post.postId)) return "id is listed";
    return fits(post) ? "rule fits" : null;
  });
}

/** Reads a rule once, so that a wrong one is refused before any post is judged. */
function testOf(rule: PostRule, path: string): (post: Post) => boolean {
  if (typeof rule !== "object" || rule === null) throw wrongRule(path, quote(rule));
  if ("not" in rule) {
    const test = testOf(rule.not, `${path}.not`);
    return (post) => !test(post);
  }
  if ("all" in rule) {
    const tests = testsOf(rule.all, `${path}.all`);
    return (post) => tests.every((test) => test(post));
  }
  if ("any" in rule) {
    const tests = testsOf(rule.any, `${path}.any`);
    return (post) => tests.some((test) => test(post));
  }
  return comparisonOf(rule, path);
}

function testsOf(rules: readonly PostRule[], path: string): ((post: Post) => boolean)[] {
  if (!Array.isArray(rules) || rules.length === 0) throw wrongRule(path, quote(rules));
  return rules.map((rule, index) => testOf(rule, `${path}[${index}]`));
}

function comparisonOf(rule: Extract<PostRule, { field: keyof Post }>, path: string): (post: Post) => boolean {
  const { field } = rule;
  if (!FIELDS.includes(field)) throw wrongRule(path, quote(field), `field is one of ${FIELDS.join(", ")}`);
  const given = Object.keys(rule).filter((name) => name !== "field");
  const [name] = given;
  const value: unknown = name === undefined ? undefined : (rule as unknown as Record<string, unknown>)[name];
  if (given.length !== 1 || !COMPARISONS.some((known) => known === name)) {
    throw wrongRule(path, given.join(", ") || "none");
  }
  if ("equals" in rule) return (post) => post[field] === rule.equals;
  if (typeof value !== "string" || value === "") throw wrongRule(path, quote(value), `${name} needs text`);
  if ("matches" in rule) {
    const pattern = patternOf(rule.matches, path);
    return (post) => pattern.test(String(post[field] ?? "").slice(0, 5000));
  }
  return "contains" in rule
    ? (post) => String(post[field] ?? "").includes(value)
    : (post) => String(post[field] ?? "").startsWith(value);
}

function patternOf(source: string, path: string): RegExp {
  try {
    return new RegExp(source, "iu");
  } catch (cause) {
    throw new SyntaxError(
      `Cannot run dropTestArtefacts() at ${path}: matches needs a regular expression, got ${quote(source)}: ${
        messageOf(cause)
      }`,
      { cause },
    );
  }
}

function wrongRule(path: string, got: string, need?: string): TypeError {
  const needed = need ?? `need a field with one of ${COMPARISONS.join(", ")}, or not, all, any with rules`;
  return new TypeError(`Cannot run dropTestArtefacts() at ${path}: ${needed}, got ${got}`);
}
