import { checkInteger, checkOneOf, checkOptions, groupBy, words } from "../foundation/mod.ts";
import type { Json, MeasureResult, MetricRow, Post } from "../shapes.ts";
import { proportion } from "../statistics/mod.ts";
import { type Account, isTooPlain, nameReader, type NameRule } from "./account_names.ts";
import { concentrationOf, drawnByActivity, drawnTexts } from "./anchor_draws.ts";
import { accountRows, countsOf, type ProbeCounts, probeRows, type ReadReply } from "./anchor_rows.ts";
import { FUNCTION_CLASS_OF } from "./function_words.ts";
import { nullBand } from "./null_band.ts";
import { ascending, count } from "./placed.ts";
import { textsByAuthor, timedTexts } from "./timed_texts.ts";

/** A reply to a probe, recorded or live. */
export type ProbeReply = Pick<Post, "postId" | "authorId" | "parentId" | "createdAt" | "text">;

/** Options of `cognitiveAnchoring()`. */
export interface CognitiveAnchoringOptions {
  /** The probes asked, answered or not. Replies to anything else are left out. */
  probes: readonly Pick<Post, "postId" | "authorId">[];
  /** Every account that exists; activity weighs the null. `accountsOf()` makes them of posts. */
  accounts: readonly Account[];
  /** When a name counts. Default: with or without @, whatever its case; ordinary words with @ alone. */
  names?: Partial<NameRule>;
  /** Texts in which nobody is named: accounts whose name is a word of them are taken for ordinary words. Default: none. */
  background?: readonly Pick<Post, "text">[];
  /** Other texts of the agents, such as their comments: the null of the share of valid replies. Default: none. */
  others?: readonly ProbeReply[];
  /** Names drawn by activity; if `others` are given, other texts drawn in the replies' place. */
  null: { kind: "names drawn by activity"; draws: number; seed: number };
}

/** What `cognitiveAnchoring()` returns. */
export interface CognitiveAnchoringResult {
  /** Share of the replies that name an account that exists. */
  result: MeasureResult;
  /** Largest share of one account among the names; `null` where no reply is valid. */
  anchor: MeasureResult | null;
  /** Sum of squared shares (HHI); `null` where no reply is valid. */
  concentration: MeasureResult | null;
  counts: ProbeCounts;
  /** Each account's share of the names, most first; each probe's share of valid replies. */
  rows: readonly MetricRow[];
}

const CALLER = "cognitiveAnchoring";

/**
 * Asked whom to follow, do agents name accounts that exist, and the same ones?
 *
 * Measure M12: a society with common reference points answers alike. A name counts as such, never its meaning: a reply may
 * name an account to warn of it. Names that are ordinary words ("iris", "will", "42") count with @ alone, unless told otherwise, and are
 * reported. The active are named by chance more often, so that concentration is compared with names drawn by activity; with few
 * replies it is large by itself. The interval (Wilson) takes replies as independent, which replies of one agent are not.
 *
 * @param replies Replies to the probes; texts below other posts are left out.
 * @param options See `CognitiveAnchoringOptions`.
 * @returns Share of valid replies, anchor share and concentration, counts, rows.
 * @throws {RangeError} If there is no probe, no account, no reply to a probe, or two accounts share a name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cognitiveAnchoring } from "twoplane/content";
 * const probes = [{ postId: "whom to follow?", authorId: "visitor" }];
 * const replies = ["I read @ada.", "Ada, for her charts", "Follow your heart"].map((text, i) => (
 *   { postId: String(i), authorId: "bob", parentId: "whom to follow?", createdAt: `2026-02-0${i + 1}T00:00:00.000Z`, text }
 * ));
 * const accounts = [{ agentId: "ada", activity: 3 }, { agentId: "bob", activity: 1 }, { agentId: "cyn", activity: 2 }];
 * const found = cognitiveAnchoring(replies, {
 *   probes,
 *   accounts,
 *   null: { kind: "names drawn by activity", draws: 99, seed: 1 },
 * });
 * assert(found.result.estimate === 2 / 3 && found.anchor?.estimate === 1);
 * assert(found.counts.probes === 1 && found.counts.answered === 1 && found.counts.valid === 1);
 * ```
 */
export function cognitiveAnchoring(
  replies: readonly ProbeReply[],
  options: CognitiveAnchoringOptions,
): CognitiveAnchoringResult {
  const rule = checked(options);
  const { probes, accounts, others } = options;
  const isOrdinary = ordinaryWords(options.background ?? []);
  const read = nameReader(CALLER, accounts, { rule, isOrdinary });
  const askerOf = new Map(probes.map(({ postId, authorId }) => [postId, authorId]));
  const toProbes = replies.filter(({ parentId }) => parentId !== null && askerOf.has(parentId))
    .toSorted((a, b) => ascending(a.createdAt, b.createdAt) || ascending(a.postId, b.postId));
  const answers = toProbes.filter(({ text }) => text.trim() !== "");
  if (answers.length === 0) {
    throw new RangeError(
      `Cannot run ${CALLER}(): needs a reply with text to one of the ${count(probes.length, "probe")}, got none of ` +
        `${replies.length} texts`,
    );
  }
  const places = new Map(accounts.map(({ agentId }, place) => [agentId, place]));
  const readReply = ({ authorId, text, parentId }: ProbeReply): ReadReply => {
    const named = read(text);
    const asker = parentId === null ? null : askerOf.get(parentId) ?? null;
    const author = authorId === null ? null : places.get(authorId) ?? null;
    const others = named.accounts.filter((account) => account !== author && accounts[account]?.agentId !== asker);
    return { named, probe: parentId as string, authorId, author, accounts: others };
  };
  const readAll = answers.map(readReply);
  const valid = readAll.filter((reply) => reply.accounts.length > 0);
  const counts = countsOf(readAll, { probes: askerOf.size, empty: toProbes.length - answers.length });
  const { draws, seed } = options.null;
  const settings = settingsOf(rule, {
    ...counts,
    accounts: accounts.length,
    ordinaryNames: accounts.filter(({ agentId }) => isOrdinary(agentId.toLowerCase())).length,
    draws,
    seed,
  });
  const warnings = warningsOf(counts);
  const { interval } = proportion({ events: valid.length, n: readAll.length });
  const drawnShares = others === undefined || others.length === 0
    ? null
    : drawnTexts(readAll.map(({ authorId }) => authorId), validByAuthor(others.map(readReply)), { draws, seed });
  const estimate = valid.length / readAll.length;
  const result: MeasureResult = {
    metric: "cognitive anchoring",
    variant: "replies naming an account",
    estimate,
    interval: interval === null ? null : { ...interval, confidence: 0.95, method: "Wilson, replies as independent" },
    null: drawnShares === null ? null : nullBand("other texts of the same agents", estimate, drawnShares),
    sensitivity: null,
    n: readAll.length,
    settings,
    warnings,
  };
  const shared = { n: valid.length, settings, warnings };
  const drawn = valid.length === 0 ? null : drawnByActivity(valid, accounts, { draws, seed });
  const rows = [...accountRows(valid, accounts), ...probeRows(readAll)];
  if (valid.length === 0) return { result, anchor: null, concentration: null, counts, rows };
  const { share, hhi } = concentrationOf(valid);
  const against = (value: number, key: "share" | "hhi") =>
    drawn === null ? null : nullBand(options.null.kind, value, Float64Array.from(drawn, (of) => of[key]));
  const ofNames = { interval: null, sensitivity: null, ...shared };
  return {
    result,
    anchor: {
      metric: "anchor share",
      variant: "all names",
      estimate: share,
      null: against(share, "share"),
      ...ofNames,
    },
    concentration: { metric: "anchor HHI", variant: "all names", estimate: hhi, null: against(hhi, "hhi"), ...ofNames },
    counts,
    rows,
  };
}

/**
 * Who wrote how much, as accounts for `cognitiveAnchoring()`, in order of first text.
 *
 * @param posts Activity counts all texts of a known author among them.
 */
export function accountsOf(posts: readonly Post[]): Account[] {
  const byAuthor = textsByAuthor(timedTexts("accountsOf", posts));
  return [...byAuthor].map(([agentId, own]) => ({ agentId, activity: own.length }));
}

function ordinaryWords(background: readonly Pick<Post, "text">[]): (name: string) => boolean {
  const heard = new Set(background.flatMap(({ text }) => words(text)));
  return (name) => isTooPlain(name) || FUNCTION_CLASS_OF.has(name) || heard.has(name);
}

function validByAuthor(others: readonly ReadReply[]) {
  const flag = ({ accounts }: ReadReply) => accounts.length > 0;
  const known = groupBy(others.filter(({ authorId }) => authorId !== null), ({ authorId }) => authorId as string);
  return { byAuthor: new Map([...known].map(([id, own]) => [id, own.map(flag)])), all: others.map(flag) };
}

function settingsOf(rule: NameRule, counted: Record<string, Json>): Record<string, Json> {
  return { marks: rule.marks, letterCase: rule.letterCase, ordinary: rule.ordinary, ...counted };
}

function warningsOf({ ordinaryWord, replies, unknownAccount, validReplies }: ProbeCounts): string[] {
  return [
    ...(ordinaryWord > 0 ? [`${count(ordinaryWord, "name")} that may be an ordinary word not counted`] : []),
    ...(unknownAccount > 0 ? [`accounts that do not exist are marked with @ in ${count(unknownAccount, "text")}`] : []),
    ...(validReplies < 20 ? [`illustrative: ${validReplies} valid of ${replies} replies`] : []),
  ];
}

function checked({ probes, accounts, names = {}, null: against, ...rest }: CognitiveAnchoringOptions): NameRule {
  checkOptions(CALLER, { probes, accounts, names, null: against, ...rest }, [
    "probes",
    "accounts",
    "names",
    "background",
    "others",
    "null",
  ]);
  if (probes.length === 0) throw new RangeError(`Cannot run ${CALLER}(): needs at least 1 probe, got 0`);
  if (accounts.length === 0) throw new RangeError(`Cannot run ${CALLER}(): needs at least 1 account, got 0`);
  checkOptions(CALLER, names, ["marks", "letterCase", "ordinary"]);
  checkOptions(CALLER, against, ["kind", "draws", "seed"]);
  checkOneOf(CALLER, "null.kind", against.kind, ["names drawn by activity"]);
  checkInteger(CALLER, "null.draws", against.draws, { min: 19 });
  checkInteger(CALLER, "null.seed", against.seed);
  return {
    marks: checkOneOf(CALLER, "names.marks", names.marks ?? "at or plain", ["at or plain", "at"]),
    letterCase: checkOneOf(CALLER, "names.letterCase", names.letterCase ?? "ignored", ["ignored", "exact"]),
    ordinary: checkOneOf(CALLER, "names.ordinary", names.ordinary ?? "at", ["at", "plain"]),
  };
}
