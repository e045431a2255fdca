import { parseJsonl, quote, readText } from "../../foundation/mod.ts";
import type { Message } from "../../shapes.ts";
import { chatMessage, chatTools } from "./chat_messages.ts";
import {
  emptyContent,
  type Fields,
  fieldsAt,
  flattened,
  isFields,
  listAt,
  type LogContent,
  type LogTurn,
  numberAt,
  textAt,
} from "./content.ts";

/** Names of a time that chat logs use. */
const TIMES = ["created_at", "createdAt", "timestamp", "created", "time"];

/**
 * Reads chat JSONL: one conversation a line, `{ "messages": [{ "role", "content", "tool_calls"? }, …] }`.
 *
 * Beside the messages a line may hold `id`, `model`, `task`, a time, `tools`, `usage`, `temperature`, `max_tokens`,
 * `seed`, `error`, and anything else, such as `metadata`: all of it can serve rules and conditions by its path.
 */
export function readChat(path: string): LogContent {
  const content = emptyContent("chat JSONL");
  const { rows, bad } = parseJsonl(readText(path));
  content.bad = bad.map(({ line, column, detail }) => ({ row: line, where: `line ${line}, column ${column}`, detail }));
  for (const { line, value } of rows) addConversation(content, line, value);
  return content;
}

function addConversation(content: LogContent, line: number, value: unknown): void {
  const where = `line ${line}`;
  const messages = listAt(value, "messages").map((message) => chatMessage(message, content.notes));
  const fault = messages.find((message) => typeof message === "string");
  if (!isFields(value) || messages.length === 0 || fault !== undefined) {
    const detail = fault ?? `need an object with messages, got ${quote(value)}`;
    content.bad.push({ row: line, where, detail: String(detail) });
    return;
  }
  const sound = messages as Message[];
  const { messages: _, tools: __, ...facts } = value;
  const id = textAt(value, "id") ?? textAt(value, "custom_id") ?? String(line);
  const model = textAt(value, "model") ?? "";
  const first = sound.findIndex(({ role }) => role === "assistant");
  const usage = fieldsAt(value, "usage");
  content.episodes.push({
    where,
    key: null,
    runId: where,
    task: textAt(value, "task") ?? "chat",
    sampleId: id,
    replicate: numberAt(value, "epoch") ?? numberAt(value, "replicate"),
    model,
    messages: sound,
    given: first < 0 ? sound.length : first,
    tools: chatTools(listAt(value, "tools")),
    settings: {
      temperature: numberAt(value, "temperature"),
      maxTokens: numberAt(value, "max_tokens"),
      seed: numberAt(value, "seed"),
    },
    settled: Object.fromEntries(Object.entries(facts).flatMap(([name, part]) => flattened(part, name))),
    facts,
    usage: {
      promptTokens: numberAt(usage, "prompt_tokens") ?? 0,
      completionTokens: numberAt(usage, "completion_tokens") ?? 0,
    },
    durationMs: numberAt(value, "duration_ms"),
    error: textAt(value.error, "message") ?? textAt(value, "error"),
  });
  content.turns.push(...turnsOf(value, sound, { id, where, model, order: content.turns.length }));
}

function turnsOf(
  line: Fields,
  messages: readonly Message[],
  { id, where, model, order }: { id: string; where: string; model: string; order: number },
): LogTurn[] {
  const raw = listAt(line, "messages");
  const ofLine = timeOf(line);
  let previous: string | null = null;
  return messages.map(({ role, content }, index) => {
    const own = `${id}/${index}`;
    const isPost = role === "assistant";
    const parentId = isPost ? previous : null;
    if (isPost && content.trim() !== "") previous = own;
    return {
      where: `${where}, message ${index + 1}`,
      id: own,
      key: null,
      notPost: isPost ? null : `written by the ${role}, no agent`,
      authorId: textAt(raw[index], "name") ?? (model === "" ? null : model),
      kind: parentId === null ? "post" as const : "reply" as const,
      time: timeOf(raw[index]) ?? ofLine,
      step: order + index,
      text: content,
      title: null,
      communityId: textAt(line, "task"),
      parentId,
      threadId: id,
      score: null,
      modelId: model === "" ? null : model,
    };
  });
}

function timeOf(value: unknown): string | null {
  return TIMES.map((name) => textAt(value, name)).find((time) => time !== null) ?? null;
}
