import { checkInteger, checkOneOf, checkOptions, groupBy, randomIndex, seededRandom } from "../foundation/mod.ts";
import type { MeasureResult, MetricRow, OnProgress, Post } from "../shapes.ts";
import {
  type AgentIntervalOptions,
  bootstrapAgents,
  checkIntervalOptions,
  intervalSettings,
} from "./agent_bootstrap.ts";
import { DIALOGUE_ACTS, type DialogueAct, dialogueActsOf } from "./dialogue_act_rules.ts";
import { nullBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { ascending, count } from "./placed.ts";
import { textsByAuthor, type TimedText, timedTexts, wholeText } from "./timed_texts.ts";

/** Do agents differ more in their acts than chance gives? */
export interface ActsDealtNull {
  kind: "acts dealt anew within days";
  /** Draws, ≥ 19; 1,000 for a figure. */
  draws: number;
  seed: number;
}

/** Options of `dialogueActs()`. */
export interface DialogueActsOptions {
  /** Texts an agent needs, ≥ 1. Default 1. */
  minTexts?: number;
  null: ActsDealtNull;
  /** Whole agents resampled. Default: none. */
  interval?: AgentIntervalOptions;
  /** Told in draws. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** What `dialogueActs()` returns. */
export interface DialogueActsResult {
  /** For each act the mean share over agents, and the spread of shares between agents, which has the null. */
  results: readonly MeasureResult[];
  /** Shares by act and agent, then by act and day (metric "dialogue acts by day"); n is texts. */
  rows: readonly MetricRow[];
}

const CALLER = "dialogueActs";

/**
 * What do texts do: ask, agree, disagree, thank, request, greet, or state?
 *
 * By a rule that stands in `DIALOGUE_ACT_RULES`, English only, meant as a second opinion: it sees stance that embeddings
 * miss, and misses all that is said in other words. A text may perform several acts, so that shares sum to 1 or more.
 * The spread is the standard deviation over agents of their shares, weighted by texts; agents with few texts differ by chance alone, and
 * so do agents of other days, which is why the null deals the acts anew among texts of the same day and kind.
 *
 * @param posts Posts, comments and replies of known authors; title and text are read.
 * @param options See `DialogueActsOptions`.
 * @returns Two results an act: variant "question", metric "dialogue acts" and "dialogue acts, spread".
 * @throws {RangeError} If no agent has enough texts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dialogueActs } from "twoplane/content";
 * const posts = ["Why?", "It rains."].map((text, i) => ({
 *   postId: String(i), authorId: "ada", kind: "post" as const, createdAt: `2026-02-0${i + 1}T00:00:00.000Z`, text,
 *   title: null, communityId: null, parentId: null, threadId: null, score: null, modelId: null, source: "made up",
 * }));
 * const { results } = await dialogueActs(posts, { null: { kind: "acts dealt anew within days", draws: 19, seed: 1 } });
 * assert(results[0]?.variant === "question" && results[0].estimate === 0.5);
 * ```
 */
export async function dialogueActs(posts: readonly Post[], options: DialogueActsOptions): Promise<DialogueActsResult> {
  checkDialogueOptions(options);
  const { minTexts = 1, interval } = options;
  const all = [...textsByAuthor(timedTexts(CALLER, posts))];
  const agents = all.filter(([, own]) => own.length >= minTexts);
  if (agents.length === 0) {
    throw new RangeError(
      `Cannot run ${CALLER}(): needs an agent with at least ${minTexts} texts, got none of ${
        count(all.length, "agent")
      }`,
    );
  }
  const texts = agents.flatMap(([, own], agent) => own.map((text) => ({ agent, text, acts: actFlags(text) })));
  const sizes = agents.map(([, own]) => own.length);
  const shares = sharesOf(texts, sizes);
  const spreads = await drawnSpreads(texts, sizes, options);
  const { kind, draws, seed } = options.null;
  const settings = {
    rule: "phrases of DIALOGUE_ACT_RULES, English",
    minTexts,
    texts: texts.length,
    agentsLeftOut: all.length - agents.length,
    draws,
    seed,
    ...intervalSettings(interval),
  };
  const warnings = [
    "English only: acts are read off English phrases",
    ...(agents.length < 20 ? [`illustrative: ${count(agents.length, "agent")}`] : []),
  ];
  const results = DIALOGUE_ACTS.flatMap((variant, act): MeasureResult[] => {
    const values = shares.map((own) => own[act] as number);
    const made = interval === undefined ? null : bootstrapAgents(CALLER, values, interval);
    const shared = { variant, sensitivity: null, n: agents.length, settings };
    const spread = spreadOf(shares, sizes, act);
    return [{
      ...shared,
      metric: "dialogue acts",
      estimate: values.reduce((sum, value) => sum + value, 0) / values.length,
      interval: made?.interval ?? null,
      null: null,
      warnings: [...warnings, ...(made?.warnings ?? [])],
    }, {
      ...shared,
      metric: "dialogue acts, spread",
      estimate: spread,
      interval: null,
      null: nullBand(kind, spread, spreads[act] as Float64Array),
      warnings,
    }];
  });
  return { results, rows: [...agentRows(agents.map(([id]) => id), { shares, sizes }), ...rowsByDay(texts)] };
}

interface ActedText {
  agent: number;
  text: TimedText;
  /** 1 for each act it performs. */
  acts: Uint8Array;
}

function actFlags(text: TimedText): Uint8Array {
  const found = new Set<DialogueAct>(dialogueActsOf(wholeText(text)));
  return Uint8Array.from(DIALOGUE_ACTS, (act) => found.has(act) ? 1 : 0);
}

/** Shares of each agent's texts by act. */
function sharesOf(texts: readonly ActedText[], sizes: readonly number[]): Float64Array[] {
  const shares = sizes.map(() => new Float64Array(DIALOGUE_ACTS.length));
  for (const text of texts) addActs(shares, text, sizes);
  return shares;
}

function addActs(
  shares: readonly Float64Array[],
  { agent, acts }: Pick<ActedText, "agent" | "acts">,
  sizes: readonly number[],
): void {
  const own = shares[agent] as Float64Array;
  const part = 1 / (sizes[agent] as number);
  for (let act = 0; act < acts.length; act++) if (acts[act] === 1) own[act] = (own[act] as number) + part;
}

function spreadOf(shares: readonly Float64Array[], sizes: readonly number[], act: number): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const mean = shares.reduce((sum, own, agent) => sum + (own[act] as number) * (sizes[agent] as number), 0) / total;
  const squares = shares.reduce((sum, own, i) => sum + ((own[act] as number) - mean) ** 2 * (sizes[i] as number), 0);
  return Math.sqrt(squares / total);
}

/** Spreads by act where acts are dealt anew among texts of the same day and kind. */
async function drawnSpreads(
  texts: readonly ActedText[],
  sizes: readonly number[],
  { null: { kind, draws, seed }, onProgress, signal }: DialogueActsOptions,
): Promise<Float64Array[]> {
  const inTime = texts.toSorted((a, b) => ascending(a.text.createdAt, b.text.createdAt));
  const groups = [...groupBy(inTime, ({ text }) => `${text.day} ${text.kind}`).values()];
  const authors = groups.map((group) => Int32Array.from(group, ({ agent }) => agent));
  const dealt = groups.map((group) => group.map(({ acts }) => acts));
  const [random, pace] = [seededRandom(seed, kind), pacer(signal)];
  const spreads = DIALOGUE_ACTS.map(() => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw++) {
    const shares = sizes.map(() => new Float64Array(DIALOGUE_ACTS.length));
    dealt.forEach((acts, group) => {
      for (let i = acts.length - 1; i > 0; i--) {
        const j = randomIndex(random, i + 1);
        [acts[i], acts[j]] = [acts[j] as Uint8Array, acts[i] as Uint8Array];
      }
      acts.forEach((flags, i) => addActs(shares, { agent: authors[group]?.[i] as number, acts: flags }, sizes));
    });
    spreads.forEach((values, act) => values[draw] = spreadOf(shares, sizes, act));
    onProgress?.(draw + 1, draws);
    await pace(texts.length * 50);
  }
  return spreads;
}

function agentRows(
  ids: readonly string[],
  { shares, sizes }: { shares: readonly Float64Array[]; sizes: readonly number[] },
): MetricRow[] {
  const rows = DIALOGUE_ACTS.map((variant, act) =>
    ids.map((unitId, agent): MetricRow => ({
      metric: "dialogue acts",
      variant,
      unitId,
      window: null,
      value: shares[agent]?.[act] as number,
      n: sizes[agent] as number,
    })).sort((a, b) => ascending(a.unitId, b.unitId))
  );
  return rows.flat();
}

function rowsByDay(texts: readonly ActedText[]): MetricRow[] {
  const days = [...groupBy(texts, ({ text }) => text.day)].sort(([a], [b]) => ascending(a, b));
  return DIALOGUE_ACTS.flatMap((variant, act) =>
    days.map(([unitId, own]): MetricRow => ({
      metric: "dialogue acts by day",
      variant,
      unitId,
      window: null,
      value: own.reduce((sum, { acts }) => sum + (acts[act] as number), 0) / own.length,
      n: own.length,
    }))
  );
}

function checkDialogueOptions(options: DialogueActsOptions): void {
  checkOptions(CALLER, options, ["minTexts", "null", "interval", "onProgress", "signal"]);
  checkInteger(CALLER, "minTexts", options.minTexts ?? 1, { min: 1 });
  checkOptions(CALLER, options.null, ["kind", "draws", "seed"]);
  checkOneOf(CALLER, "null.kind", options.null.kind, ["acts dealt anew within days"]);
  checkInteger(CALLER, "null.draws", options.null.draws, { min: 19 });
  checkInteger(CALLER, "null.seed", options.null.seed);
  if (options.interval !== undefined) checkIntervalOptions(CALLER, options.interval);
}
