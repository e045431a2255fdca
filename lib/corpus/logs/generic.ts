import { parseJsonl, quote, readText } from "../../foundation/mod.ts";
import type { Message, PostKind, Vote } from "../../shapes.ts";
import { chatMessage, chatTools } from "./chat_messages.ts";
import {
  emptyContent,
  type Fields,
  fieldsAt,
  flattened,
  isFields,
  listAt,
  type LogContent,
  numberAt,
  textAt,
} from "./content.ts";

/** What a line of the generic log may be. */
export const GENERIC_TYPES = ["turn", "episode", "exposure", "vote"] as const;

/** Reads the generic log, into which any tool's log can be turned; `LOG_TOOLS` describes its lines. */
export function readGeneric(path: string): LogContent {
  const content = emptyContent("generic log");
  const { rows, bad } = parseJsonl(readText(path));
  content.bad = bad.map(({ line, column, detail }) => ({ row: line, where: `line ${line}, column ${column}`, detail }));
  for (const { line, value } of rows) {
    const fault = isFields(value) ? addLine(content, line, value) : `need an object, got ${quote(value)}`;
    if (fault !== null) content.bad.push({ row: line, where: `line ${line}`, detail: fault });
  }
  return content;
}

/** Files one line, or says why it cannot. */
function addLine(content: LogContent, line: number, value: Fields): string | null {
  switch (value.type) {
    case "turn":
      return addTurn(content, line, value);
    case "episode":
      return addEpisode(content, line, value);
    case "exposure":
      return addExposure(content, line, value);
    case "vote":
      return addVote(content, value);
    default:
      return `need a type of ${GENERIC_TYPES.join(", ")}, got ${quote(value.type)}`;
  }
}

const KINDS: readonly PostKind[] = ["post", "comment", "reply"];

function addTurn(content: LogContent, line: number, value: Fields): string | null {
  const kind = KINDS.find((known) => known === (value.kind ?? "post"));
  if (kind === undefined) return `need a kind of ${KINDS.join(", ")}, got ${quote(value.kind)}`;
  content.turns.push({
    where: `line ${line}`,
    id: textAt(value, "id"),
    key: null,
    notPost: value.byAgent === false ? "written by the surroundings, no agent" : null,
    authorId: textAt(value, "author"),
    kind,
    time: textAt(value, "createdAt"),
    step: content.turns.length,
    text: textAt(value, "text"),
    title: textAt(value, "title"),
    communityId: textAt(value, "community"),
    parentId: textAt(value, "parent"),
    threadId: textAt(value, "thread"),
    score: numberAt(value, "score"),
    modelId: textAt(value, "model"),
  });
  return null;
}

function addEpisode(content: LogContent, line: number, value: Fields): string | null {
  const messages = listAt(value, "messages").map((message) => chatMessage(message, content.notes));
  const fault = messages.find((message) => typeof message === "string");
  if (fault !== undefined) return String(fault);
  const sound = messages as Message[];
  const [task, sampleId] = [textAt(value, "task"), textAt(value, "sample")];
  if (task === null || sampleId === null) return "need a task and a sample";
  const first = sound.findIndex(({ role }) => role === "assistant");
  const given = numberAt(value, "given") ?? (first < 0 ? sound.length : first);
  content.episodes.push({
    where: `line ${line}`,
    key: null,
    runId: textAt(value, "run") ?? `line ${line}`,
    task,
    sampleId,
    replicate: numberAt(value, "replicate"),
    model: textAt(value, "model") ?? "",
    messages: sound,
    given: Math.max(0, Math.min(sound.length, Math.trunc(given))),
    tools: chatTools(listAt(value, "tools")),
    settings: {
      temperature: numberAt(value, "temperature"),
      maxTokens: numberAt(value, "maxTokens"),
      seed: numberAt(value, "seed"),
    },
    settled: Object.fromEntries(
      Object.entries(fieldsAt(value, "result")).flatMap(([name, part]) => flattened(part, name)),
    ),
    facts: fieldsAt(value, "fields"),
    usage: {
      promptTokens: numberAt(value.usage, "promptTokens") ?? 0,
      completionTokens: numberAt(value.usage, "completionTokens") ?? 0,
    },
    durationMs: numberAt(value, "durationMs"),
    error: textAt(value, "error"),
  });
  return null;
}

function addExposure(content: LogContent, line: number, value: Fields): string | null {
  const [agentId, postId] = [textAt(value, "agent"), textAt(value, "post")];
  if (agentId === null || postId === null) return "need an agent and a post";
  content.exposures.push({
    agentId,
    postId,
    time: textAt(value, "shownAt"),
    step: line,
    round: numberAt(value, "round") ?? 0,
    position: numberAt(value, "position") ?? 0,
    promptHash: textAt(value, "promptHash") ?? "",
  });
  return null;
}

function addVote(content: LogContent, value: Fields): string | null {
  const [agentId, postId] = [textAt(value, "agent"), textAt(value, "post")];
  const direction = (["up", "down"] as const).find((known) => known === value.direction) as
    | Vote["direction"]
    | undefined;
  if (agentId === null || postId === null || direction === undefined) {
    return "need an agent, a post and a direction of up or down";
  }
  content.votes.push({ agentId, postId, direction, round: numberAt(value, "round") ?? 0 });
  return null;
}
