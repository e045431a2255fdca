import { checkInteger, checkOneOf, checkOptions, cut, words } from "../foundation/mod.ts";
import type { MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import { nullBand } from "./null_band.ts";
import { ascending } from "./placed.ts";
import { maskedWords } from "./masked_words.ts";
import { drawnShares, type MaskedText, type Shares, sharesOf } from "./template_draws.ts";
import { textsByAuthor, timedTexts } from "./timed_texts.ts";

/** Would texts of these lengths and words share templates by chance? */
export interface WordsDealtNull {
  kind: "words dealt anew";
  /** Draws, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/** Options of `templateShare()`. */
export interface TemplateShareOptions {
  /** "whole text" (default), or "opening": the first `openingWords` words, for texts that share their frame. */
  variant?: "whole text" | "opening";
  /** Words of an opening, ≥ 1. Default 8. */
  openingWords?: number;
  /** Texts that make a template, ≥ 2. Default 2. */
  minTexts?: number;
  /** Words a text needs, ≥ 1. Default 4, since very short texts agree by chance. */
  minWords?: number;
  /** "mask" (default): names of authors become one word, also without @. "keep": only words after @ do. */
  names?: "mask" | "keep";
  null: WordsDealtNull;
  /** Told in draws. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `templateShare()` returns. */
export interface TemplateShareResult {
  /** Share of texts that have a template in common with others. */
  result: MeasureResult;
  /** Share of texts whose template another author uses too. */
  acrossAuthors: MeasureResult;
  /** Share of texts that are the same without masking: what exact copies alone give. */
  unmasked: MeasureResult;
  /** Share by agent, then the largest templates (metric "template", unitId its start: show it escaped). n is texts. */
  rows: readonly MetricRow[];
}

const CALLER = "templateShare";
const MOST_TEMPLATES = 50;

/**
 * How many texts are made from a template?
 *
 * Two texts share one if they are the same once addresses, @names, names of authors and digits are masked, and case, punctuation and
 * spaces are left out. Bots and prompts write such texts, which make every other measure of likeness large. Short texts agree by
 * chance; the null deals all words anew to texts of the same lengths.
 *
 * @param posts Posts, comments and replies of known authors; title and text are read.
 * @param options See `TemplateShareOptions`.
 * @returns Shares in [0, 1] of the texts long enough.
 * @throws {RangeError} If no text is long enough.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { templateShare } from "twoplane/content";
 * const texts = ["Day 12: I counted 7 boats.", "Day 13: I counted 40 boats!", "The tide turned at noon."];
 * const posts = texts.map((text, i) => ({
 *   postId: String(i), authorId: `agent ${i}`, kind: "post" as const, createdAt: `2026-02-0${i + 1}T00:00:00.000Z`, text,
 *   title: null, communityId: null, parentId: null, threadId: null, score: null, modelId: null, source: "made up",
 * }));
 * const { result, unmasked } = await templateShare(posts, { null: { kind: "words dealt anew", draws: 19, seed: 1 } });
 * assert(result.estimate === 2 / 3 && unmasked.estimate === 0);
 * ```
 */
export async function templateShare(
  posts: readonly Post[],
  options: TemplateShareOptions,
): Promise<TemplateShareResult> {
  const plan = planOf(options);
  const byAuthor = textsByAuthor(timedTexts(CALLER, posts));
  const names = plan.names === "mask"
    ? new Set([...byAuthor.keys()].map((id) => words(id).join(" ")))
    : new Set<string>();
  const texts = [...byAuthor.values()].flatMap((own, author) =>
    own.map((text): MaskedText => ({ author, text, ...maskedWords(text, names) }))
  );
  const used = texts.filter((text) => text.words.length >= plan.minWords);
  if (used.length === 0) {
    throw new RangeError(`Cannot run ${CALLER}(): needs a text of ${plan.minWords} words, got none of ${texts.length}`);
  }
  const found = sharesOf(used.map(({ author, words }) => ({ author, key: keyOf(words, plan) })), plan.minTexts);
  const plain = sharesOf(used.map(({ author, plain }) => ({ author, key: keyOf(plain, plan) })), plan.minTexts);
  const drawn = await drawnShares(used, { ...plan, ...plan.null }, options);
  const { draws, seed } = plan.null;
  const result = (part: "shared" | "across", metric: string): MeasureResult => ({
    metric,
    variant: plan.variant,
    estimate: found[part],
    interval: null,
    null: nullBand(plan.null.kind, found[part], drawn[part]),
    sensitivity: null,
    n: used.length,
    settings: {
      masked: plan.names === "mask" ? "addresses, @names, names of authors, digits" : "addresses, @names, digits",
      ...(plan.variant === "opening" ? { openingWords: plan.openingWords } : {}),
      minTexts: plan.minTexts,
      minWords: plan.minWords,
      textsTooShort: texts.length - used.length,
      templates: found.groups.size,
      draws,
      seed,
    },
    warnings: [],
  });
  const shared = result("shared", "template share");
  const ids = [...byAuthor.keys()];
  return {
    result: shared,
    acrossAuthors: result("across", "template share across authors"),
    unmasked: { ...shared, metric: "template share, unmasked", estimate: plain.shared, null: null },
    rows: [...agentRows(used, { found, ids, variant: plan.variant, plan }), ...templateRows(used, found, plan)],
  };
}

function keyOf(words: readonly string[], { variant, openingWords }: Plan): string {
  return (variant === "opening" ? words.slice(0, openingWords) : words).join(" ");
}

function agentRows(
  texts: readonly MaskedText[],
  { found, ids, variant, plan }: { found: Shares<string>; ids: readonly string[]; variant: string; plan: Plan },
): MetricRow[] {
  const sums = new Map<number, { texts: number; shared: number }>();
  for (const { author, words } of texts) {
    const { texts: n, shared } = sums.get(author) ?? { texts: 0, shared: 0 };
    sums.set(author, { texts: n + 1, shared: shared + (found.groups.has(keyOf(words, plan)) ? 1 : 0) });
  }
  return [...sums].map(([author, { texts: n, shared }]): MetricRow => (
    { metric: "template share", variant, unitId: ids[author] as string, window: null, value: shared / n, n }
  )).sort((a, b) => ascending(a.unitId, b.unitId));
}

function templateRows(texts: readonly MaskedText[], { groups }: Shares<string>, { variant }: Plan): MetricRow[] {
  return [...groups].sort(([a, n], [b, m]) => m - n || ascending(a, b)).slice(0, MOST_TEMPLATES)
    .map(([key, n]): MetricRow => (
      { metric: "template", variant, unitId: cut(key, 80), window: null, value: n / texts.length, n }
    ));
}

type Plan = ReturnType<typeof planOf>;

function planOf(options: TemplateShareOptions) {
  checkOptions(CALLER, options, [
    "variant",
    "openingWords",
    "minTexts",
    "minWords",
    "names",
    "null",
    "onProgress",
    "signal",
  ]);
  const { null: against } = options;
  checkOptions(CALLER, against, ["kind", "draws", "seed"]);
  return {
    variant: checkOneOf(CALLER, "variant", options.variant ?? "whole text", ["whole text", "opening"]),
    openingWords: checkInteger(CALLER, "openingWords", options.openingWords ?? 8, { min: 1 }),
    minTexts: checkInteger(CALLER, "minTexts", options.minTexts ?? 2, { min: 2 }),
    minWords: checkInteger(CALLER, "minWords", options.minWords ?? 4, { min: 1 }),
    names: checkOneOf(CALLER, "names", options.names ?? "mask", ["mask", "keep"]),
    null: {
      kind: checkOneOf(CALLER, "null.kind", against.kind, ["words dealt anew"]),
      draws: checkInteger(CALLER, "null.draws", against.draws, { min: 19 }),
      seed: checkInteger(CALLER, "null.seed", against.seed),
    },
  };
}
