import { messageOf, sha256 } from "../../foundation/mod.ts";
import type { Message } from "../../shapes.ts";
import {
  at,
  isFields,
  listAt,
  type LogContent,
  type LogEpisode,
  NO_SETTINGS,
  NO_USAGE,
  numberAt,
  type Scalar,
  textAt,
} from "./content.ts";
import { parseLogJson } from "./log_json.ts";
import { commentIdOf, momentOf, postIdOf } from "./oasis_rows.ts";
import type { SqlRow } from "./sqlite.ts";

/** How many feeds an agent had been shown before a moment, the last of them counted from 0. */
export type RoundOf = (agentId: string, createdAt: string) => number;

/** Agents act in their own time, so a round is an agent's own: it begins with every feed that it is shown. */
export function roundsOf(traces: readonly SqlRow[]): RoundOf {
  const refreshes = traces.filter(({ action }) => action === "refresh");
  const shown = new Map(
    [...Map.groupBy(refreshes, (row) => textAt(row, "user_id") ?? "")]
      .map(([agentId, rows]) => [agentId, rows.map((row) => sortable(textAt(row, "created_at") ?? "")).sort()]),
  );
  return (agentId, createdAt) => {
    const moment = sortable(createdAt);
    const times = shown.get(agentId) ?? [];
    const later = times.findIndex((time) => time > moment);
    return Math.max(0, (later < 0 ? times.length : later) - 1);
  };
}

/** Dates sort as text already; steps do so once they are of one length. */
function sortable(createdAt: string): string {
  return /^\d+$/.test(createdAt) ? createdAt.padStart(20, "0") : createdAt;
}

/** Fills in what each agent was shown, and one episode an agent: its actions in order, and how many of each. */
export function addTraces(
  content: LogContent,
  { users, traces, rounds, source }: {
    users: readonly SqlRow[];
    traces: readonly SqlRow[];
    rounds: RoundOf;
    source: string;
  },
): void {
  const own = Map.groupBy(traces, (row) => textAt(row, "user_id") ?? "");
  const actions = [...new Set(traces.map(({ action }) => String(action)))];
  for (const user of users) {
    const agentId = textAt(user, "user_id") ?? "";
    const rows = own.get(agentId) ?? [];
    content.episodes.push(episodeOf({ user, agentId, rows, actions, source }));
    for (const row of rows.filter(({ action }) => action === "refresh")) {
      addExposures(content, { agentId, row, rounds });
    }
  }
}

function episodeOf(
  { user, agentId, rows, actions, source }: {
    user: SqlRow;
    agentId: string;
    rows: readonly SqlRow[];
    /** Every action of the run: who never did one has 0 of it. */
    actions: readonly string[];
    source: string;
  },
): LogEpisode {
  const settled = actions.map((action): [string, Scalar] => [
    `actions.${action}`,
    rows.filter((row) => String(row.action) === action).length,
  ]);
  for (const name of ["num_followings", "num_followers"]) {
    const count = numberAt(user, name);
    if (count !== null) settled.push([`user.${name}`, count]);
  }
  return {
    where: `user ${agentId}`,
    key: null,
    runId: source,
    task: "oasis",
    sampleId: agentId,
    replicate: null,
    model: "",
    messages: rows.flatMap(messagesOf),
    given: 0,
    tools: [],
    settings: NO_SETTINGS,
    settled: Object.fromEntries(settled),
    facts: { user },
    usage: NO_USAGE,
    durationMs: null,
    error: null,
  };
}

/** The trace keeps what a look gave, and of every other action what it was given. */
const LOOKS: readonly unknown[] = ["refresh", "trend", "search_posts", "search_user", "listen_from_group"];

function messagesOf(row: SqlRow, index: number): Message[] {
  const info = textAt(row, "info") ?? "";
  const looks = LOOKS.includes(row.action);
  const id = `action-${index + 1}`;
  const call = { id, name: String(row.action), argumentsText: looks ? "{}" : info };
  return [
    { role: "assistant", content: "", toolCalls: [call] },
    ...(looks ? [{ role: "tool" as const, content: info, toolCallId: id }] : []),
  ];
}

function addExposures(
  content: LogContent,
  { agentId, row, rounds }: { agentId: string; row: SqlRow; rounds: RoundOf },
): void {
  const info = textAt(row, "info") ?? "";
  const shown = shownIn(info, content.notes);
  const round = rounds(agentId, textAt(row, "created_at") ?? "");
  const promptHash = sha256(info);
  content.exposures.push(
    ...shown.map((postId, position) => ({ agentId, postId, ...momentOf(row, position), round, position, promptHash })),
  );
}

/** Posts and the comments below them, in the order of reading. */
function shownIn(info: string, notes: string[]): string[] {
  try {
    return listAt(parseLogJson(info, "a trace"), "posts").filter(isFields).flatMap((post) => [
      postIdOf(textAt(post, "post_id")),
      ...listAt(post, "comments").map((comment) => commentIdOf(textAt({ id: at(comment, "comment_id") }, "id"))),
    ]).filter((id) => id !== null);
  } catch (cause) {
    notes.push(`Feeds that could not be read (${messageOf(cause)})`);
    return [];
  }
}
