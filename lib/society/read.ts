import { readLedger } from "../action/mod.ts";
import type { Agent, Arm, LedgerHeader, SocietyRun } from "../shapes.ts";
import { assembleSociety } from "./assemble.ts";
import type { ProbePlan, VotePlan } from "./options.ts";
import type { TurnRecord } from "./turn.ts";

/**
 * A society as its ledger keeps it, with no model asked.
 *
 * @param path A finished ledger of `runSociety()`, also compressed.
 * @returns The society, the model that wrote it, and how many turns had a call that failed.
 * @throws {SyntaxError} If the file is not a ledger of a society.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dataPath } from "twoplane/foundation";
 * import { readSociety } from "twoplane/society";
 * const { society, model } = readSociety(dataPath("societies/board-feed.jsonl.gz"));
 * assert(society.arm === "feed" && model.kind === "local");
 * ```
 */
export function readSociety(path: string): { society: SocietyRun; model: LedgerHeader["model"]; failedTurns: number } {
  const { header, records } = readLedger<TurnRecord>(path);
  const { societyId, arm, rounds, seed, firstDay, agents, votes, probes } = header.settings;
  if (typeof societyId !== "string" || !Array.isArray(agents)) {
    throw new SyntaxError(
      `Cannot read society ${path}: its header needs societyId and agents, got another kind of run`,
    );
  }
  return {
    society: assembleSociety(records, agents as unknown as Agent[], {
      societyId,
      arm: arm as Arm,
      rounds: rounds as number,
      seed: seed as number,
      firstDay: firstDay as string,
      ...(votes !== undefined && { votes: votes as unknown as VotePlan }),
      ...(probes !== undefined && { probes: probes as unknown as ProbePlan }),
    }),
    model: header.model,
    failedTurns: records.filter(hasFailed).length,
  };
}

/** Whether any call of the turn failed: the post, the vote, the comment or the reply. */
function hasFailed({ error, vote, comment, reply }: TurnRecord): boolean {
  return [error, vote?.error, comment?.error, reply?.error].some((message) => typeof message === "string");
}
