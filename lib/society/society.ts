import PQueue from "p-queue";
import { canonicalJson, sha256 } from "../foundation/mod.ts";
import { type Ledger, ledgerHeader, openLedger } from "../action/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { Agent, Json, LedgerHeader, SocietyRun } from "../shapes.ts";
import { assembleSociety, inOrder, postsOf } from "./assemble.ts";
import type { FeedRule } from "./feed.ts";
import { checkSociety, type SocietyOptions } from "./options.ts";
import { takeTurn, type TurnRecord } from "./turn.ts";
import { earlierVotes } from "./votes.ts";

/** One model for all agents, or one for each `modelId`. */
export type SocietyModels = ChatModel | ReadonlyMap<string, ChatModel>;

/**
 * Lets agents write posts over rounds, each after reading what its arm shows it; where `votes`,
 * `comments` and `probes` say so, agents also vote, comment and answer a visitor.
 *
 * A turn depends on rounds before it and on nothing else, so turns of one round can be asked in any
 * order or at the same time, and a run that was killed goes on where it was. Agents have no memory:
 * the feed is all that connects their rounds, and votes and comments change no later prompt. One
 * society is one observation, however many posts it has: arms with one society each demonstrate,
 * they do not test.
 *
 * @param agents Personas; the same in every arm.
 * @param models What `openChatModel()` gives; a map sends each agent to the model its `modelId` names.
 * @param options Arm, rounds, feed, seed, ledger.
 * @returns Posts, comments, votes, and who was shown what.
 * @throws {RangeError} If there are fewer than two agents or ids repeat.
 * @throws {TypeError} If an agent's model is not in the map.
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
  models: SocietyModels,
  options: SocietyOptions,
): Promise<SocietyRun> {
  checkSociety(agents, options);
  const modelOf = modelPicker(agents, models);
  const ledger = open(agents, models, options);
  const turns: TurnRecord[] = [];
  const total = agents.length * options.rounds;
  try {
    for (let round = 0; round < options.rounds; round++) {
      const earlier = inOrder(turns, agents);
      const take = async (agent: Agent): Promise<void> => {
        options.signal?.throwIfAborted();
        const turnId = turnIdOf(options.societyId, round, agent.agentId);
        const kept = ledger?.finished.get(turnId);
        const turn = kept ??
          await takeTurn(agent, modelOf(agent), contextOf(earlier, agents, { turnId, round, agent, options }));
        if (kept === undefined) ledger?.append(turn);
        turns.push(turn);
        options.onProgress?.(turns.length, total);
      };
      await takeAll(agents, take, options.parallel ?? 1);
    }
  } finally {
    ledger?.close();
  }
  return assembleSociety(turns, agents, options);
}

/** Waits for every turn that began, so that none writes after the ledger was closed. */
async function takeAll(
  agents: readonly Agent[],
  take: (agent: Agent) => Promise<void>,
  parallel: number,
): Promise<void> {
  const queue = new PQueue({ concurrency: parallel });
  const ends = await Promise.allSettled(agents.map((agent) => queue.add(() => take(agent))));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function contextOf(
  earlier: readonly TurnRecord[],
  agents: readonly Agent[],
  { turnId, round, agent, options }: { turnId: string; round: number; agent: Agent; options: SocietyOptions },
) {
  const windowRounds = options.feed?.kind === "random" ? options.feed.windowRounds : 1;
  const recent = earlier.filter((turn) => turn.round >= round - windowRounds);
  const shown = earlier.filter(({ agentId }) => agentId === agent.agentId).flatMap((turn) => turn.shown);
  return {
    turnId,
    round,
    before: postsOf(recent, agents, options),
    seen: new Set(shown.flatMap(({ postId, standsFor }) => postId ?? standsFor ?? [])),
    earlierVotes: earlierVotes(earlier, agents, { agentId: agent.agentId, round }),
    options,
  };
}

function modelPicker(agents: readonly Agent[], models: SocietyModels): (agent: Agent) => ChatModel {
  if (!isMap(models)) return () => models;
  const missing = agents.find(({ modelId }) => !models.has(modelId));
  if (missing !== undefined) {
    throw new TypeError(
      `Cannot run a society: agent "${missing.agentId}" needs a model "${missing.modelId}", got ` +
        [...models.keys()].join(", "),
    );
  }
  return ({ modelId }) => models.get(modelId) as ChatModel;
}

/** Everything that reaches the models besides the posts themselves, which follow from it. */
function open(agents: readonly Agent[], models: SocietyModels, options: SocietyOptions): Ledger<TurnRecord> | null {
  if (options.ledgerPath === null) return null;
  const { feed, wording, cues, examples, votes, comments, probes } = options;
  const used = isMap(models) ? [...new Set(agents.map(({ modelId }) => modelId))] : [];
  const descriptions = isMap(models) ? used.map((modelId) => models.get(modelId)!.description) : [models.description];
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
    ...(feed && { feed: describe(feed) }),
    ...(wording && { wording: wording as unknown as Json }),
    ...(cues && { cues }),
    ...(examples && { examplesHash: sha256(canonicalJson(examples)) }),
    ...(votes && { votes: votes as unknown as Json }),
    ...(comments && { comments: comments as unknown as Json }),
    ...(probes && { probes: probes as unknown as Json }),
    ...(descriptions.length > 1 && { models: descriptions as unknown as Json }),
  };
  const header = ledgerHeader([canonicalJson(settings)], { model: together(descriptions), settings });
  return openLedger<TurnRecord>(options.ledgerPath, header, ({ turnId }) => turnId);
}

/** Of several models: their names joined; "simulated" if one of them is; no hash, since each has its own in the settings. */
function together(descriptions: readonly LedgerHeader["model"][]): LedgerHeader["model"] {
  if (descriptions.length === 1) return descriptions[0]!;
  const kinds = descriptions.map(({ kind }) => kind);
  return {
    name: descriptions.map(({ name }) => name).join(" + "),
    kind: (["simulated", "network", "recorded", "local"] as const).find((kind) => kinds.includes(kind))!,
    sha256: null,
  };
}

function describe(feed: FeedRule): Json {
  if (feed.kind === "random") return { ...feed };
  const { exposures, posts, donors = {} } = feed;
  return { kind: "yoked", donors, feedHash: sha256(canonicalJson([exposures, posts])) };
}

function isMap(models: SocietyModels): models is ReadonlyMap<string, ChatModel> {
  return models instanceof Map;
}

function turnIdOf(societyId: string, round: number, agentId: string): string {
  return `${societyId}/${String(round).padStart(3, "0")}/${agentId}`;
}
