import { groupBy } from "../foundation/mod.ts";
import type { MetricRow } from "../shapes.ts";
import type { Account, Named } from "./account_names.ts";
import { type Anchors, anchorWeights } from "./anchor_draws.ts";
import { ascending } from "./placed.ts";

/** What became of the probes, as in "45 probes, 15 answered, 1 valid". */
export interface ProbeCounts {
  probes: number;
  /** Probes with a reply. */
  answered: number;
  /** Probes with a reply that names an account that exists. */
  valid: number;
  replies: number;
  validReplies: number;
  /** Replies whose only account is their author or the asker. */
  ownName: number;
  /** Replies whose only account is an ordinary word without @. */
  ordinaryWord: number;
  /** Replies that mark with @ what is no account. */
  unknownAccount: number;
  /** Replies without text. */
  empty: number;
}

/** A reply and whom it names. */
export interface ReadReply extends Anchors {
  named: Named;
  probe: string;
  authorId: string | null;
}

/** What became of probes and replies. */
export function countsOf(
  replies: readonly ReadReply[],
  { probes, empty }: { probes: number; empty: number },
): ProbeCounts {
  const valid = replies.filter(({ accounts }) => accounts.length > 0);
  const others = replies.filter(({ accounts }) => accounts.length === 0);
  return {
    probes,
    answered: new Set(replies.map(({ probe }) => probe)).size,
    valid: new Set(valid.map(({ probe }) => probe)).size,
    replies: replies.length,
    validReplies: valid.length,
    ownName: others.filter(({ named }) => named.accounts.length > 0).length,
    ordinaryWord: others.filter(({ named }) => named.accounts.length === 0 && named.ordinary.length > 0).length,
    unknownAccount: replies.filter(({ named }) => named.unknown.length > 0).length,
    empty,
  };
}

/** Each account's share of the names, most first; n is the replies that name it. */
export function accountRows(valid: readonly ReadReply[], accounts: readonly Account[]): MetricRow[] {
  return [...anchorWeights(valid)]
    .map(([account, weight]): MetricRow => ({
      metric: "anchor share",
      variant: "all names",
      unitId: accounts[account]?.agentId as string,
      window: null,
      value: weight / valid.length,
      n: valid.filter(({ accounts: named }) => named.includes(account)).length,
    }))
    .sort((a, b) => b.value - a.value || ascending(a.unitId, b.unitId));
}

/** Each probe's share of valid replies. */
export function probeRows(replies: readonly ReadReply[]): MetricRow[] {
  return [...groupBy(replies, ({ probe }) => probe)].map(([unitId, own]): MetricRow => ({
    metric: "cognitive anchoring",
    variant: "replies naming an account",
    unitId,
    window: null,
    value: own.filter(({ accounts }) => accounts.length > 0).length / own.length,
    n: own.length,
  })).sort((a, b) => ascending(a.unitId, b.unitId));
}
