import { parseJsonl, quote, readText } from "../../foundation/mod.ts";
import type { Message } from "../../shapes.ts";
import {
  type BadPart,
  emptyContent,
  flattened,
  isFields,
  listAt,
  type LogContent,
  type LogEpisode,
  type LogTurn,
  NO_SETTINGS,
  NO_USAGE,
  numberAt,
  type Scalar,
  textAt,
} from "./content.ts";
import { parseLogJson } from "./log_json.ts";

/** Who speaks to whom; the environment is one of them. */
type Said = readonly [sender: string, receiver: string, text: string];

const ENVIRONMENT = "Environment";
const IDLE = "did nothing";
const LEFT = "left the conversation";

/** Reads episode logs of Sotopia: one as JSON, several as a JSON array or as JSON Lines. */
export function readSotopia(path: string, source: string): LogContent {
  const content = emptyContent("Sotopia episode log");
  const { rows, bad } = episodesIn(readText(path), source);
  content.bad = bad;
  for (const { row, where, value } of rows) {
    const turns = saidIn(value);
    if (typeof turns === "string") content.bad.push({ row, where, detail: turns });
    else addEpisode(content, { where, value, turns });
  }
  return content;
}

function episodesIn(
  text: string,
  source: string,
): { rows: { row: number; where: string; value: unknown }[]; bad: BadPart[] } {
  const lines = parseJsonl(text);
  const first = lines.rows[0];
  if (lines.rows.length + lines.bad.length === 1 && Array.isArray(first?.value) || isWholeDocument(lines)) {
    const document = parseLogJson(text, source);
    const items = Array.isArray(document) ? document : [document];
    const rows = items.map((value, index) => ({ row: index + 1, where: `episode ${index + 1}`, value }));
    return { rows, bad: [] };
  }
  return {
    rows: lines.rows.map(({ line, value }) => ({ row: line, where: `line ${line}`, value })),
    bad: lines.bad.map(({ line, column, detail }) => ({ row: line, where: `line ${line}, column ${column}`, detail })),
  };
}

/** A document over several lines has no line that is an object of its own at its start. */
function isWholeDocument({ bad }: ReturnType<typeof parseJsonl>): boolean {
  return bad[0]?.line === 1;
}

/** The messages by turn, or why they cannot be read. */
function saidIn(value: unknown): Said[][] | string {
  if (!isFields(value)) return `need an episode log, got ${quote(value)}`;
  const turns = listAt(value, "messages");
  const isSaid = (said: unknown) =>
    Array.isArray(said) && said.length === 3 && said.every((part) => typeof part === "string");
  const fault = turns.findIndex((turn) => !Array.isArray(turn) || !turn.every(isSaid));
  if (fault < 0 && turns.length > 0) return turns as Said[][];
  return turns.length === 0
    ? "need messages, got none"
    : `need turns of [sender, receiver, text], got ${quote(turns[fault])} as turn ${fault + 1}`;
}

function addEpisode(
  content: LogContent,
  { where, value, turns }: { where: string; value: unknown; turns: Said[][] },
): void {
  const speakers = [...new Set(turns.flat().map(([sender]) => sender))].filter((name) => name !== ENVIRONMENT);
  const names = [...new Set([...receiversOf(turns), ...speakers])];
  const models = listAt(value, "models").map(String).slice(1);
  const modelOf = (name: string) => models[names.indexOf(name)] ?? "";
  const pk = textAt(value, "pk") ?? where;
  content.turns.push(...turnsOf(turns, { where, pk, modelOf, value, order: content.turns.length }));
  content.episodes.push(...names.map((name, index) => episodeOf({ where, pk, name, index, modelOf, value, turns })));
}

/** The environment speaks to every agent first, in the order of the agents. */
function receiversOf(turns: readonly Said[][]): string[] {
  return (turns[0] ?? []).filter(([sender]) => sender === ENVIRONMENT).map(([, receiver]) => receiver);
}

/** Sotopia writes speech as `said: "…"`, and every other act without the quotes. */
export function spoken(text: string): string {
  return /^said: "([^]*)"$/.exec(text)?.[1] ?? text;
}

function turnsOf(
  turns: readonly Said[][],
  { where, pk, modelOf, value, order }: {
    where: string;
    pk: string;
    modelOf: (name: string) => string;
    value: unknown;
    order: number;
  },
): LogTurn[] {
  let previous: string | null = null;
  const all = turns.flatMap((turn, number) => turn.map((said, index) => ({ said, number, index })));
  return all.map(({ said: [sender, , text], number, index }, step) => {
    const id = `${pk}/${number}/${index}`;
    const notPost = sender === ENVIRONMENT
      ? "written by the environment, no agent"
      : text === IDLE || text === LEFT
      ? `turns in which an agent "${text}"`
      : null;
    const parentId = notPost === null ? previous : null;
    if (notPost === null) previous = id;
    const model = modelOf(sender);
    return {
      where: `${where}, turn ${number + 1}, message ${index + 1}`,
      id,
      key: null,
      notPost,
      authorId: sender,
      kind: parentId === null ? "post" as const : "reply" as const,
      time: null,
      step: order + step,
      text: spoken(text),
      title: null,
      communityId: textAt(value, "environment"),
      parentId,
      threadId: pk,
      score: null,
      modelId: model === "" ? null : model,
    };
  });
}

/** The episode as one agent lived it: what it was told, and what it did. */
function episodeOf(
  { where, pk, name, index, modelOf, value, turns }: {
    where: string;
    pk: string;
    name: string;
    index: number;
    modelOf: (name: string) => string;
    value: unknown;
    turns: readonly Said[][];
  },
): LogEpisode {
  const messages = turns.flat().flatMap(([sender, receiver, text]): Message[] => {
    if (sender === ENVIRONMENT && receiver === name) return [{ role: "user", content: text }];
    return sender === name ? [{ role: "assistant", content: text }] : [];
  });
  const acted = messages.filter(({ role, content }) => role === "assistant" && content !== IDLE);
  const first = messages.findIndex(({ role }) => role === "assistant");
  const { messages: _, ...facts } = value as Record<string, unknown>;
  return {
    where: `${where}, agent ${name}`,
    key: null,
    runId: pk,
    task: textAt(value, "environment") ?? "",
    sampleId: [...listAt(value, "agents").map(String), name].join("/"),
    replicate: null,
    model: modelOf(name),
    messages,
    given: first < 0 ? messages.length : first,
    tools: [],
    settings: NO_SETTINGS,
    settled: {
      ...rewardOf(listAt(value, "rewards")[index]),
      actions: acted.length,
      left: acted.some(({ content }) => content === LEFT),
    },
    facts: { ...facts, agent: { name, index, id: textAt({ id: listAt(value, "agents")[index] }, "id") } },
    usage: NO_USAGE,
    durationMs: null,
    error: null,
  };
}

/** A number, or a number with the dimensions it is the mean of. */
function rewardOf(reward: unknown): Record<string, Scalar> {
  if (typeof reward === "number") return Object.fromEntries(flattened(reward, "reward"));
  if (!Array.isArray(reward)) return {};
  const overall = numberAt({ overall: reward[0] }, "overall");
  return Object.fromEntries([...flattened(overall, "reward"), ...flattened(reward[1], "reward")]);
}
