import { canonicalJson, sha256 } from "../foundation/mod.ts";
import type { Agent, Exposure, Post, SocietyRun } from "../shapes.ts";
import type { SocietyOptions } from "./options.ts";
import { probeOf, type TurnRecord } from "./turn.ts";
import { votesOf } from "./votes.ts";

/** What of the options a run is read with. */
export type SocietyDesign = Pick<
  SocietyOptions,
  "societyId" | "arm" | "rounds" | "seed" | "firstDay" | "votes" | "probes"
>;

const MINUTE = 60_000;

/** Minutes after its post at which an agent votes, comments, replies. */
const LATER = { vote: 2, comment: 5, reply: 10 };

/**
 * A society from its turns, such as a ledger keeps them, in whatever order they were finished.
 *
 * A failed or empty call is no post and no comment. Agents act in the order of the list, spread over
 * the day: an agent reads and posts at its hour, votes two minutes later, comments after five and
 * answers a probe after ten. A post's score is up minus down at the end of the run, `null` where
 * nobody was shown a post to vote on.
 */
export function assembleSociety(
  turns: readonly TurnRecord[],
  agents: readonly Agent[],
  design: SocietyDesign,
): SocietyRun {
  const { societyId, arm, rounds, seed } = design;
  const plan = arm === "feed" ? design.votes : undefined;
  const ordered = inOrder(turns, agents);
  const time = (turn: TurnRecord, part?: keyof typeof LATER) => timeOf(turn, agents, design, part);
  const votes = plan ? votesOf(ordered, agents, { ...plan, castAt: (turn) => time(turn, "vote") }) : [];
  const scores = new Map<string, number>();
  for (const { postId, direction } of votes) {
    scores.set(postId, (scores.get(postId) ?? 0) + (direction === "up" ? 1 : -1));
  }
  return {
    societyId,
    arm,
    agents,
    rounds,
    seed,
    posts: postsOf(ordered, agents, design).map((post) =>
      plan ? { ...post, score: scores.get(post.postId) ?? 0 } : post
    ),
    comments: ordered.flatMap((turn) => commentsOf(turn, agents, design)),
    probes: probesOf(design),
    exposures: ordered.flatMap((turn) => exposuresOf(turn, agents, design)),
    votes,
    actions: [],
  };
}

/** By round, then in the order of the agents: whichever was finished first. */
export function inOrder(turns: readonly TurnRecord[], agents: readonly Agent[]): TurnRecord[] {
  const place = new Map(agents.map(({ agentId }, index) => [agentId, index]));
  return turns.toSorted((a, b) => a.round - b.round || place.get(a.agentId)! - place.get(b.agentId)!);
}

/** The agents' posts, without scores. */
export function postsOf(
  turns: readonly TurnRecord[],
  agents: readonly Agent[],
  design: Pick<SocietyDesign, "societyId" | "firstDay">,
): Post[] {
  return turns.filter(({ text }) => isWritten(text)).map((turn) => ({
    postId: turn.turnId,
    authorId: turn.agentId,
    kind: "post",
    createdAt: timeOf(turn, agents, design),
    text: turn.text as string,
    ...around(turn, agents, design),
  }));
}

/** Id of the post that a probe is. */
export function probePostId(round: number, { societyId, probes }: Pick<SocietyDesign, "societyId" | "probes">): string {
  return `${societyId}/${String(round).padStart(3, "0")}/${probes?.authorId}`;
}

function commentsOf(turn: TurnRecord, agents: readonly Agent[], design: SocietyDesign): Post[] {
  const below = (part: "comment" | "reply", text: string, parentId: string): Post => ({
    postId: `${turn.turnId}/${part}`,
    authorId: turn.agentId,
    kind: part,
    createdAt: timeOf(turn, agents, design, part),
    text,
    ...around(turn, agents, design),
    parentId,
    threadId: parentId,
  });
  const { comment, reply } = turn;
  return [
    ...(comment && isWritten(comment.text) ? [below("comment", comment.text, comment.postId)] : []),
    ...(reply && isWritten(reply.text) ? [below("reply", reply.text, probePostId(turn.round, design))] : []),
  ];
}

function probesOf(design: SocietyDesign): Post[] {
  return Array.from({ length: design.rounds }, (_, round) => round).flatMap((round) => {
    const probe = probeOf(round, design);
    return probe === null ? [] : [{
      postId: probePostId(round, design),
      authorId: design.probes?.authorId ?? null,
      kind: "post",
      createdAt: new Date(dayOf(round, design)).toISOString(),
      text: probe.question,
      title: null,
      communityId: null,
      parentId: null,
      threadId: null,
      score: null,
      modelId: null,
      source: design.societyId,
    }];
  });
}

function exposuresOf(turn: TurnRecord, agents: readonly Agent[], design: SocietyDesign): Exposure[] {
  const { agentId, round, shown, messages, reply } = turn;
  const promptHash = sha256(canonicalJson(messages));
  const shownAt = timeOf(turn, agents, design);
  const read = shown.flatMap(({ postId }, position) =>
    postId === null ? [] : [{ agentId, postId, shownAt, round, position, promptHash }]
  );
  if (!reply) return read;
  const asked = {
    agentId,
    postId: probePostId(round, design),
    shownAt: timeOf(turn, agents, design, "reply"),
    round,
    position: shown.length,
    promptHash: sha256(canonicalJson([promptHash, reply.question])),
  };
  return [...read, asked];
}

/** The fields that every text of a turn has alike. */
function around(turn: TurnRecord, agents: readonly Agent[], { societyId }: { societyId: string }) {
  return {
    title: null,
    communityId: null,
    parentId: null,
    threadId: null,
    score: null,
    modelId: agents.find(({ agentId }) => agentId === turn.agentId)?.modelId ?? null,
    source: societyId,
  };
}

function isWritten(text: string | null): text is string {
  return text !== null && text.trim() !== "";
}

function timeOf(
  turn: TurnRecord,
  agents: readonly Agent[],
  design: { firstDay: string },
  part?: keyof typeof LATER,
): string {
  const hour = agents.findIndex(({ agentId }) => agentId === turn.agentId) * (24 / agents.length);
  const minutes = hour * 60 + (part === undefined ? 0 : LATER[part]);
  return new Date(dayOf(turn.round, design) + minutes * MINUTE).toISOString();
}

function dayOf(round: number, { firstDay }: { firstDay: string }): number {
  return Date.parse(`${firstDay}T00:00:00Z`) + round * 86_400_000;
}
