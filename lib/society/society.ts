import {
  canonicalJson,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  messageOf,
  sha256,
} from "../foundation/mod.ts";
import { callSeed, type Ledger, ledgerHeader, openLedger } from "../action/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { Agent, Arm, Exposure, Json, Message, OnProgress, Post, SocietyRun, Usage } from "../shapes.ts";
import { feedFor, matchedText, type ShownText } from "./feed.ts";
import { postPrompt } from "./prompt.ts";

export interface SocietyOptions {
  /** Name of the run; begins every post id. */
  societyId: string;
  /** feed: others' posts of the round before; matched: handbook text of equal length; none: nothing. */
  arm: Arm;
  /** A round is one UTC day. At least 1. */
  rounds: number;
  /** Texts shown to an agent in a round. Default 3. */
  feedSize?: number;
  /** Sentences that are no agent's, for the matched arm. */
  handbook: readonly string[];
  /** Whole number; fixes feeds and sampling seeds, the same in every arm. */
  seed: number;
  /** First day, `YYYY-MM-DD`. */
  firstDay: string;
  /** Where records are kept; `null` keeps them in memory only. */
  ledgerPath: string | null;
  /** 0 to 2. Default 0.9. */
  temperature?: number;
  /** Longest post in tokens. Default 90. */
  maxTokens?: number;
  /** Milliseconds since any start. Without it durations are null. */
  now?: () => number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** One agent's turn in one round, as the ledger keeps it. */
export interface TurnRecord {
  turnId: string;
  agentId: string;
  round: number;
  shown: readonly ShownText[];
  messages: readonly Message[];
  /** `null` where the call failed. */
  text: string | null;
  usage: Usage;
  timing: { durationMs: number | null };
  error: string | null;
}

/**
 * Lets agents write posts over rounds, each after reading what its arm shows it.
 *
 * A turn depends on the posts of the round before and on nothing later, so a run that was
 * killed goes on where it was. One society is one observation, however many posts it has:
 * two arms with one society each demonstrate, they do not test.
 *
 * @param agents Personas; the same in every arm.
 * @param model What `openChatModel()` gives.
 * @param options Arm, rounds, seed, ledger.
 * @returns Posts, and who was shown which of them.
 * @throws {RangeError} If there are fewer than two agents or ids repeat.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * import { runSociety } from "twoplane/society";
 * const agents = ["ann", "bo"].map((agentId) => ({ agentId, persona: "You are brief.", modelId: "simulated" }));
 * const model = openChatModel(simulatedTransport({ name: "hello", answer: ({ seed }) => `hello ${seed}` }));
 * const society = await runSociety(agents, model, {
 *   societyId: "s", arm: "feed", rounds: 2, handbook: [], seed: 1, firstDay: "2026-01-01", ledgerPath: null,
 * });
 * assert(society.posts.length === 4 && society.exposures.length === 2);
 * ```
 */
export async function runSociety(
  agents: readonly Agent[],
  model: ChatModel,
  options: SocietyOptions,
): Promise<SocietyRun> {
  checkSociety(agents, options);
  const ledger = open(agents, model, options);
  const turns: TurnRecord[] = [];
  const total = agents.length * options.rounds;
  try {
    for (let round = 0; round < options.rounds; round++) {
      const before = postsOf(turns.filter((turn) => turn.round === round - 1), agents, options);
      for (const agent of agents) {
        options.signal?.throwIfAborted();
        const turnId = turnIdOf(options.societyId, round, agent.agentId);
        const kept = ledger?.finished.get(turnId);
        const turn = kept ?? await takeTurn(agent, model, { turnId, round, before, options });
        if (kept === undefined) ledger?.append(turn);
        turns.push(turn);
        options.onProgress?.(turns.length, total);
      }
    }
  } finally {
    ledger?.close();
  }
  return assembleSociety(turns, agents, options);
}

/** A society from its turns, such as a ledger keeps them. */
export function assembleSociety(
  turns: readonly TurnRecord[],
  agents: readonly Agent[],
  options: Pick<SocietyOptions, "societyId" | "arm" | "rounds" | "seed" | "firstDay">,
): SocietyRun {
  const { societyId, arm, rounds, seed } = options;
  return {
    societyId,
    arm,
    agents,
    rounds,
    seed,
    posts: postsOf(turns, agents, options),
    exposures: turns.flatMap((turn) => exposuresOf(turn, agents, options)),
    votes: [],
    actions: [],
  };
}

const OPTION_NAMES = [
  "societyId",
  "arm",
  "rounds",
  "feedSize",
  "handbook",
  "seed",
  "firstDay",
  "ledgerPath",
  "temperature",
  "maxTokens",
  "now",
  "onProgress",
  "signal",
];

function checkSociety(agents: readonly Agent[], options: SocietyOptions): void {
  checkOptions("runSociety", options, OPTION_NAMES);
  checkOneOf("runSociety", "arm", options.arm, ["feed", "matched", "none"]);
  checkInteger("runSociety", "rounds", options.rounds, { min: 1 });
  checkInteger("runSociety", "feedSize", options.feedSize ?? 3, { min: 1 });
  checkNumber("runSociety", "temperature", options.temperature ?? 0.9, { min: 0, max: 2 });
  const distinct = new Set(agents.map(({ agentId }) => agentId)).size;
  if (agents.length < 2 || distinct < agents.length) {
    throw new RangeError(
      `Cannot run a society: need at least 2 agents with distinct ids, got ${distinct} of ${agents.length}`,
    );
  }
  if (options.arm === "matched" && options.handbook.length === 0) {
    throw new RangeError("Cannot run the matched arm: need handbook sentences to stand in for posts, got 0");
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(options.firstDay)) {
    throw new RangeError(`Cannot run a society: firstDay needs the form YYYY-MM-DD, got "${options.firstDay}"`);
  }
}

/** Everything that reaches the model besides the posts themselves, which follow from it. */
function open(agents: readonly Agent[], model: ChatModel, options: SocietyOptions): Ledger<TurnRecord> | null {
  if (options.ledgerPath === null) return null;
  const settings = {
    societyId: options.societyId,
    arm: options.arm,
    rounds: options.rounds,
    feedSize: options.feedSize ?? 3,
    seed: options.seed,
    firstDay: options.firstDay,
    temperature: options.temperature ?? 0.9,
    maxTokens: options.maxTokens ?? 90,
    agents: agents as unknown as Json,
    handbookHash: sha256(canonicalJson(options.handbook)),
  };
  const header = ledgerHeader([canonicalJson(settings)], { model: model.description, settings });
  return openLedger<TurnRecord>(options.ledgerPath, header, ({ turnId }) => turnId);
}

async function takeTurn(
  agent: Agent,
  model: ChatModel,
  { turnId, round, before, options }: {
    turnId: string;
    round: number;
    before: readonly Post[];
    options: SocietyOptions;
  },
): Promise<TurnRecord> {
  const { arm, seed, now, signal } = options;
  const feed = arm === "none" ? [] : feedFor(agent.agentId, round, { before, feedSize: options.feedSize ?? 3, seed });
  const shown = arm === "matched" ? feed.map((text) => matchedText(text, options.handbook, { seed })) : feed;
  const messages = postPrompt(agent, round, arm, shown);
  const settings = {
    temperature: options.temperature ?? 0.9,
    maxTokens: options.maxTokens ?? 90,
    seed: callSeed(seed, round * 1000 + agentSeed(agent.agentId)),
  };
  const start = now?.() ?? null;
  const finish = (text: string | null, usage: Usage, error: string | null): TurnRecord => ({
    turnId,
    agentId: agent.agentId,
    round,
    shown,
    messages,
    text,
    usage,
    timing: { durationMs: start === null || now === undefined ? null : Math.round(now() - start) },
    error,
  });
  try {
    const reply = await model.reply({ messages, settings, ...(signal && { signal }) });
    return finish(reply.content, reply.usage, null);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    return finish(null, { promptTokens: 0, completionTokens: 0 }, messageOf(cause));
  }
}

function agentSeed(agentId: string): number {
  return parseInt(sha256(agentId).slice(0, 6), 16);
}

function turnIdOf(societyId: string, round: number, agentId: string): string {
  return `${societyId}/${String(round).padStart(3, "0")}/${agentId}`;
}

/** A failed or empty turn is no post. Agents post an hour apart, in the order of the list. */
function postsOf(
  turns: readonly TurnRecord[],
  agents: readonly Agent[],
  { societyId, firstDay }: Pick<SocietyOptions, "societyId" | "firstDay">,
): Post[] {
  return turns.filter(({ text }) => text !== null && text.trim() !== "").map((turn) => ({
    postId: turn.turnId,
    authorId: turn.agentId,
    kind: "post",
    createdAt: timeOf(turn, agents, firstDay),
    text: turn.text as string,
    title: null,
    communityId: null,
    parentId: null,
    threadId: null,
    score: null,
    modelId: agents.find(({ agentId }) => agentId === turn.agentId)?.modelId ?? null,
    source: societyId,
  }));
}

function exposuresOf(turn: TurnRecord, agents: readonly Agent[], { firstDay }: { firstDay: string }): Exposure[] {
  return turn.shown.flatMap(({ postId }, position) =>
    postId === null ? [] : [{
      agentId: turn.agentId,
      postId,
      shownAt: timeOf(turn, agents, firstDay),
      round: turn.round,
      position,
      promptHash: sha256(canonicalJson(turn.messages)),
    }]
  );
}

function timeOf(turn: TurnRecord, agents: readonly Agent[], firstDay: string): string {
  const hour = agents.findIndex(({ agentId }) => agentId === turn.agentId) * (24 / agents.length);
  return new Date(Date.parse(`${firstDay}T00:00:00Z`) + turn.round * 86_400_000 + hour * 3_600_000).toISOString();
}
