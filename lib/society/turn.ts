import { messageOf, seededRandom, sha256, shuffled } from "../foundation/mod.ts";
import { callSeed } from "../action/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { Agent, ChatSettings, Message, Post, Usage } from "../shapes.ts";
import { feedFor, type ShownText, yokedFeed } from "./feed.ts";
import { matchedText } from "./matched.ts";
import type { Probe, SocietyOptions } from "./options.ts";
import { BOARD_WORDING, fill, promptFor, type Situation } from "./prompt.ts";
import { preferences, type VoteCall } from "./votes.ts";

/** A comment on one of the shown posts, and how that post was chosen. */
export interface CommentCall {
  /** What was commented on. */
  postId: string;
  choice: "assigned" | "preferred";
  /** The post the seed would choose, whatever it says. */
  assignedId: string;
  /** The post the agent's vote prefers; `null` where the vote says nothing. */
  preferredId: string | null;
  question: string;
  /** `null` where the call failed. */
  text: string | null;
  error: string | null;
}

/** The answer to a probe. */
export interface ReplyCall {
  probeId: string;
  question: string;
  text: string | null;
  error: string | null;
}

/** One agent's turn in one round, as the ledger keeps it. */
export interface TurnRecord {
  turnId: string;
  agentId: string;
  round: number;
  shown: readonly ShownText[];
  /** The prompt of the post. Those of vote, comment and reply differ in the question at the end alone. */
  messages: readonly Message[];
  /** The post; `null` where the call failed. */
  text: string | null;
  /** `null` where nothing was asked, absent in ledgers of runs without votes; so also the next two. */
  vote?: VoteCall | null;
  comment?: CommentCall | null;
  reply?: ReplyCall | null;
  usage: Usage;
  timing: { durationMs: number | null };
  error: string | null;
}

/** What a turn can depend on: nothing of its own round. */
export interface TurnContext {
  turnId: string;
  round: number;
  /** Posts a feed may be drawn from. */
  before: readonly Post[];
  /** Posts the agent was shown already. */
  seen: ReadonlySet<string>;
  earlierVotes: readonly VoteCall[];
  options: SocietyOptions;
}

/** One agent reads, posts, and where there are posts to read, votes and comments. */
export async function takeTurn(agent: Agent, model: ChatModel, context: TurnContext): Promise<TurnRecord> {
  const { turnId, round, options } = context;
  const { now, signal } = options;
  const situation = situationOf(agent, context);
  const usage = { promptTokens: 0, completionTokens: 0 };
  const count = (more: Usage) => {
    usage.promptTokens += more.promptTokens;
    usage.completionTokens += more.completionTokens;
  };
  const ask = async (messages: readonly Message[], settings: ChatSettings) => {
    try {
      const reply = await model.reply({ messages, settings, ...(signal && { signal }) });
      count(reply.usage);
      return { text: reply.content, error: null };
    } catch (cause) {
      if (signal?.aborted) throw cause;
      return { text: null, error: messageOf(cause) };
    }
  };
  const start = now?.() ?? null;
  const settings = settingsOf(agent, round, options);
  const question = fill(situation.wording.post, { day: round + 1, cue: cueOf(agent.agentId, round, options) });
  const messages = promptFor(situation, question);
  const { text, error } = await ask(messages, settings("post"));
  const isRead = situation.shown.length > 0 && situation.shown.every(({ postId }) => postId !== null);
  const vote = options.votes && isRead ? await askVote(model, situation, { signal, count }) : null;
  const comment = options.comments && isRead
    ? await askComment(situation, vote, context, (prompt) => ask(prompt, settings("comment")))
    : null;
  const probe = probeOf(round, options);
  const reply = probe &&
    { ...probe, ...await ask(promptFor(situation, probe.question), settings("reply")) };
  return {
    turnId,
    agentId: agent.agentId,
    round,
    shown: situation.shown,
    messages,
    text,
    ...((options.votes || options.comments || options.probes) && { vote, comment, reply }),
    usage,
    timing: { durationMs: start === null || now === undefined ? null : Math.round(now() - start) },
    error,
  };
}

/** The probe of a round, or `null`: every `everyRounds`-th round has one, and the questions take turns. */
export function probeOf(round: number, { probes }: Pick<SocietyOptions, "probes">): Probe | null {
  if (probes === undefined || (round + 1) % probes.everyRounds !== 0) return null;
  return probes.questions[((round + 1) / probes.everyRounds - 1) % probes.questions.length] ?? null;
}

function situationOf(agent: Agent, { round, before, seen, options }: TurnContext): Situation {
  const { arm, seed, handbook, feed: rule } = options;
  const unread = before.filter(({ postId }) => !seen.has(postId));
  const feed = arm === "none"
    ? []
    : rule?.kind === "yoked"
    ? yokedFeed(agent.agentId, round, rule)
    : feedFor(agent.agentId, round, { before: unread, feedSize: options.feedSize ?? 3, seed });
  return {
    agent,
    round,
    arm,
    shown: arm === "matched" ? feed.map((text) => matchedText(text, handbook, { seed })) : feed,
    wording: options.wording ?? BOARD_WORDING,
    examples: options.examples?.[agent.agentId] ?? [],
  };
}

async function askVote(
  model: ChatModel,
  situation: Situation,
  { signal, count }: { signal: AbortSignal | undefined; count: (usage: Usage) => void },
): Promise<VoteCall> {
  const question = situation.wording.vote;
  const postIds = situation.shown.flatMap(({ postId }) => postId ?? []);
  const labels = postIds.map((_, i) => String(i + 1));
  try {
    const messages = promptFor(situation, question);
    const { scores, usage } = await model.scoreOptions({
      messages,
      options: labels,
      labels,
      ...(signal && { signal }),
    });
    count(usage);
    const bound = scores.find(({ isBound }) => isBound);
    if (bound !== undefined) throw new Error(`Cannot score "${bound.option}": the endpoint does not list it`);
    return {
      question,
      postIds,
      logProbabilities: scores.map(({ logProbability }) => rounded(logProbability)),
      error: null,
    };
  } catch (cause) {
    if (signal?.aborted) throw cause;
    return { question, postIds, logProbabilities: [], error: messageOf(cause) };
  }
}

async function askComment(
  situation: Situation,
  vote: VoteCall | null,
  { round, earlierVotes, options }: TurnContext,
  ask: (messages: readonly Message[]) => Promise<{ text: string | null; error: string | null }>,
): Promise<CommentCall> {
  const { shown, agent, wording } = situation;
  const random = seededRandom(options.seed, `comment ${round} ${agent.agentId}`);
  const isSelfChosen = random() < (options.comments?.preferredShare ?? 0);
  const ids = shown.flatMap(({ postId }) => postId ?? []);
  const assignedId = shuffled(ids, random)[0] as string;
  const values = vote && preferences(vote, earlierVotes);
  const preferredId = values ? ids[values.indexOf(Math.max(...values))] ?? null : null;
  const postId = isSelfChosen && preferredId !== null ? preferredId : assignedId;
  const index = ids.indexOf(postId);
  const question = fill(wording.comment, { number: index + 1, author: shown[index]?.authorId ?? "" });
  return {
    postId,
    choice: isSelfChosen && preferredId !== null ? "preferred" : "assigned",
    assignedId,
    preferredId,
    question,
    ...await ask(promptFor(situation, question)),
  };
}

/** Sampling settings of each thing an agent writes in a turn; the post's are those of runs without comments. */
function settingsOf(
  agent: Agent,
  round: number,
  options: SocietyOptions,
): (part: "post" | "comment" | "reply") => ChatSettings {
  const post = callSeed(options.seed, round * 1000 + parseInt(sha256(agent.agentId).slice(0, 6), 16));
  const temperature = options.temperature ?? 0.9;
  const longest = { post: options.maxTokens ?? 90, comment: options.comments?.maxTokens ?? 40, reply: 40 };
  return (part) => ({
    temperature,
    maxTokens: longest[part],
    seed: part === "post" ? post : callSeed(post, part === "comment" ? 1 : 2),
  });
}

/** Each agent goes through all cues before one comes again, in an order of its own. */
function cueOf(agentId: string, round: number, { cues = [], seed }: SocietyOptions): string {
  if (cues.length === 0) return "";
  const pass = Math.floor(round / cues.length);
  return shuffled(cues, seededRandom(seed, `cues ${pass} ${agentId}`))[round % cues.length] as string;
}

/** Six decimals: more than the arithmetic behind a log-probability keeps. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
