import { checkInteger, checkOneOf, checkOptions, cut, randomIndex, seededRandom, words } from "../foundation/mod.ts";
import type { MeasureResult, MetricRow, OnProgress, Post, Random } from "../shapes.ts";
import { nullBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { ascending } from "./placed.ts";
import { maskedWords } from "./masked_words.ts";
import { textsByAuthor, type TimedText, timedTexts } from "./timed_texts.ts";

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
  const drawn = await drawnShares(used, plan, options);
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

interface MaskedText {
  author: number;
  text: TimedText;
  /** With masks. */
  words: string[];
  /** Without. */
  plain: string[];
}

interface Shares {
  shared: number;
  across: number;
  /** Keys that enough texts have, with how many. */
  groups: Map<string, number>;
}

function keyOf(words: readonly string[], { variant, openingWords }: Plan): string {
  return (variant === "opening" ? words.slice(0, openingWords) : words).join(" ");
}

function sharesOf(texts: readonly { author: number; key: string }[], minTexts: number): Shares {
  const counts = new Map<string, { texts: number; first: number; across: boolean }>();
  for (const { author, key } of texts) {
    const known = counts.get(key) ?? { texts: 0, first: author, across: false };
    counts.set(key, { texts: known.texts + 1, first: known.first, across: known.across || known.first !== author });
  }
  const groups = [...counts].filter(([, { texts: n }]) => n >= minTexts);
  const sum = (those: typeof groups) => those.reduce((total, [, { texts: n }]) => total + n, 0) / texts.length;
  return {
    shared: sum(groups),
    across: sum(groups.filter(([, { across }]) => across)),
    groups: new Map(groups.map(([key, { texts: n }]) => [key, n])),
  };
}

/** The same shares where all words are dealt anew to texts of the same lengths. */
async function drawnShares(texts: readonly MaskedText[], plan: Plan, { onProgress, signal }: TemplateShareOptions) {
  const { kind, draws, seed } = plan.null;
  const [random, pace] = [seededRandom(seed, kind), pacer(signal)];
  const lengths = texts.map(({ words }) =>
    plan.variant === "opening" ? Math.min(plan.openingWords, words.length) : words.length
  );
  const pool = texts.toSorted((a, b) => ascending(a.text.createdAt, b.text.createdAt)).flatMap(({ words }) => words);
  const drawn = { shared: new Float64Array(draws), across: new Float64Array(draws) };
  for (let draw = 0; draw < draws; draw++) {
    shuffle(pool, random);
    let at = 0;
    const dealt = texts.map(({ author }, i) => {
      const key = pool.slice(at, at + (lengths[i] as number)).join(" ");
      at += lengths[i] as number;
      return { author, key };
    });
    const { shared, across } = sharesOf(dealt, plan.minTexts);
    drawn.shared[draw] = shared;
    drawn.across[draw] = across;
    onProgress?.(draw + 1, draws);
    await pace(pool.length * 30);
  }
  return drawn;
}

function shuffle(items: string[], random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomIndex(random, i + 1);
    [items[i], items[j]] = [items[j] as string, items[i] as string];
  }
}

function agentRows(
  texts: readonly MaskedText[],
  { found, ids, variant, plan }: { found: Shares; ids: readonly string[]; variant: string; plan: Plan },
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

function templateRows(texts: readonly MaskedText[], { groups }: Shares, { variant }: Plan): MetricRow[] {
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
