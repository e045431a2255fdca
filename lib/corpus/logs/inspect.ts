import { canonicalJson } from "../../foundation/mod.ts";
import type { ChatSettings, Usage } from "../../shapes.ts";
import {
  at,
  emptyContent,
  type Fields,
  fieldsAt,
  flattened,
  isFields,
  listAt,
  type LogContent,
  type LogEpisode,
  type LogTurn,
  numberAt,
  type Scalar,
  textAt,
} from "./content.ts";
import { openInspectLog } from "./inspect_file.ts";
import { attached, inspectMessage, inspectTools } from "./inspect_messages.ts";
import type { ZipLimits } from "./zip.ts";

/** The version of Inspect's log format that this reader was written for. */
const KNOWN_VERSION = 2;

/** Reads a log of Inspect: every sample and epoch is an episode, every message a turn. */
export async function readInspect(path: string, source: string, limits: ZipLimits): Promise<LogContent> {
  const { header, isUnfinished, repeated, samples } = await openInspectLog(path, source, limits);
  const content = emptyContent(`Inspect log, version ${textAt(header, "version") ?? "unknown"}`);
  content.notes.push(...headerNotes(header, { isUnfinished, repeated }));
  for await (const read of samples) {
    if ("bad" in read) content.bad.push(read.bad);
    else addSample(content, header, read.sample);
  }
  if (content.episodes.length + content.bad.length === 0) content.notes.push("Logs without any sample");
  return content;
}

function headerNotes(
  header: Fields,
  { isUnfinished, repeated }: { isUnfinished: boolean; repeated: readonly string[] },
): string[] {
  const version = numberAt(header, "version");
  const status = textAt(header, "status");
  const ended = status === "error" || status === "cancelled";
  return [
    ...(isUnfinished ? ["Logs that were not finished: the samples written so far were read"] : []),
    ...(ended ? [`Logs with the status "${status}"`] : []),
    ...(version !== null && version > KNOWN_VERSION
      ? [`Logs of version ${version}, newer than ${KNOWN_VERSION}: read as far as known`]
      : []),
    ...repeated.map(() => "Entries that an archive holds more than once: the last was read, as Inspect does"),
  ];
}

function addSample(content: LogContent, header: Fields, raw: Fields): void {
  const spec = fieldsAt(header, "eval");
  const attachments = fieldsAt(raw, "attachments");
  const resolved = (value: unknown) => attached(value, attachments);
  const id = textAt(raw, "id") ?? "";
  const epoch = numberAt(raw, "epoch") ?? 1;
  const sample = `sample ${id}, epoch ${epoch}`;
  const modelEvents = listAt(raw, "events").filter((event) => at(event, "event") === "model").filter(isFields);
  const firstCall = isFields(modelEvents[0]) ? resolved({ tools: modelEvents[0].tools }) as Fields : undefined;
  const rawMessages = (listAt(raw, "messages").length > 0 ? listAt(raw, "messages") : inputOf(raw)).filter(isFields)
    .map((message) => resolved(message) as Fields);
  const messages = rawMessages.map((message) => inspectMessage(message, content.notes));
  const isGenerated = (message: Fields) => message.role === "assistant" && message.source !== "input";
  const first = rawMessages.findIndex(isGenerated);
  const episode: LogEpisode = {
    where: sample,
    key: canonicalJson([textAt(spec, "task_id"), id, epoch]),
    runId: textAt(spec, "eval_id") ?? textAt(spec, "run_id") ?? "",
    task: textAt(spec, "task") ?? "",
    sampleId: id,
    replicate: epoch,
    model: textAt(spec, "model") ?? "",
    messages,
    given: first < 0 ? messages.length : first,
    tools: inspectTools(firstCall),
    settings: settingsOf(header, modelEvents[0]),
    settled: settledOf(raw, header, content.notes),
    facts: { ...spec, sample: { id, epoch, metadata: fieldsAt(raw, "metadata"), target: at(raw, "target") } },
    usage: usageOf(fieldsAt(raw, "model_usage")),
    durationMs: milliseconds(numberAt(raw, "total_time")),
    error: textAt(raw.error, "message") ?? (raw.invalidation ? "invalidated in the log" : null),
  };
  content.episodes.push(episode);
  content.turns.push(...turnsOf({ raw, rawMessages, episode, isGenerated, modelEvents, order: content.turns.length }));
}

/** A sample that failed before its first message has its input only. */
function inputOf(raw: Fields): readonly unknown[] {
  return typeof raw.input === "string" ? [{ role: "user", content: raw.input, source: "input" }] : listAt(raw, "input");
}

/** What the first call says; else what the run was set to, the task's word above the model's. */
function settingsOf(header: Fields, call: Fields | undefined): ChatSettings {
  const config = isFields(call?.config)
    ? call.config
    : { ...fieldsAt(header.eval, "model_generate_config"), ...fieldsAt(header.plan, "config") };
  return {
    temperature: numberAt(config, "temperature"),
    maxTokens: numberAt(config, "max_tokens"),
    seed: numberAt(config, "seed"),
  };
}

/** Scores, metadata, target, limit and retries, each under its path. */
function settledOf(raw: Fields, header: Fields, notes: string[]): Record<string, Scalar> {
  const scores = isFields(raw.score) ? { [firstScorer(header)]: raw.score } : fieldsAt(raw, "scores");
  const values = Object.entries(scores).flatMap(([name, score]) => {
    const found = flattened(at(score, "value"), `score.${name}`);
    if (found.length === 0) notes.push(`Samples without a value of score.${name}, such as NaN: no rule about it holds`);
    return found;
  });
  return Object.fromEntries([
    ...values,
    ...flattened(raw.metadata, "metadata"),
    ...flattened(raw.target, "target"),
    ...flattened(textAt(raw.limit, "type"), "limit"),
    ["retries", listAt(raw, "error_retries").length],
  ]);
}

/** Logs of the first versions hold one score a sample, without its name. */
function firstScorer(header: Fields): string {
  return textAt(listAt(header.results, "scores")[0], "name") ?? "score";
}

/** Tokens from the cache are a part of the prompt. */
function usageOf(models: Fields): Usage {
  const sum = (...names: string[]) =>
    Object.values(models).flatMap((usage) => names.map((name) => numberAt(usage, name) ?? 0)).reduce(
      (a, b) => a + b,
      0,
    );
  return {
    promptTokens: sum("input_tokens", "input_tokens_cache_read", "input_tokens_cache_write"),
    completionTokens: sum("output_tokens"),
  };
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1000);
}

function turnsOf(
  { raw, rawMessages, episode, isGenerated, modelEvents, order }: {
    raw: Fields;
    rawMessages: readonly Fields[];
    episode: LogEpisode;
    isGenerated: (message: Fields) => boolean;
    modelEvents: readonly Fields[];
    order: number;
  },
): LogTurn[] {
  const times = new Map(modelEvents.map((event) => {
    const message = fieldsAt(listAt(event.output, "choices")[0], "message");
    return [textAt(message, "id"), textAt(event, "completed") ?? textAt(event, "timestamp")];
  }));
  const ofSample = textAt(raw, "completed_at") ?? textAt(raw, "started_at") ?? textAt(episode.facts, "created");
  const threadId = textAt(raw, "uuid") ?? `${episode.runId}/${episode.sampleId}/${episode.replicate}`;
  let previous: string | null = null;
  return rawMessages.map((message, index) => {
    const id = textAt(message, "id") ?? `${threadId}/${index}`;
    const model = textAt(message, "model") ?? episode.model;
    const isPost = isGenerated(message);
    const parentId = isPost ? previous : null;
    if (isPost && episode.messages[index]?.content.trim() !== "") previous = id;
    return {
      where: `${episode.where}, message ${index + 1}`,
      id,
      key: episode.key,
      notPost: isPost ? null : `written by the ${textAt(message, "role") ?? "environment"}, no agent`,
      authorId: model,
      kind: parentId === null ? "post" as const : "reply" as const,
      time: times.get(textAt(message, "id")) ?? ofSample,
      step: order + index,
      text: episode.messages[index]?.content ?? null,
      title: null,
      communityId: episode.task,
      parentId,
      threadId,
      score: null,
      modelId: model,
    };
  });
}
