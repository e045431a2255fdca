import type { ChatSettings, Exposure, Message, PostKind, Tool, Usage, Vote } from "../../shapes.ts";

/** What a rule can look at. */
export type Scalar = string | number | boolean;

/** A moment of a log. */
export interface LogMoment {
  /** As the log writes it; `null` where it tells only the order. */
  time: string | null;
  /** Place in the order of the log, for logs that tell no time. */
  step: number;
}

/** One text of a log, whoever wrote it. */
export interface LogTurn extends LogMoment {
  /** Where it stands, such as `sample 7, epoch 1, message 3`. */
  where: string;
  /** `null` where the log has none; one is then made from its place and content. */
  id: string | null;
  /** The episode it belongs to, as in `LogEpisode.key`; `null` where that cannot be logged twice. */
  key: string | null;
  /** Why it is no post, such as `written by the environment`; `null` for what an agent wrote. */
  notPost: string | null;
  authorId: string | null;
  kind: PostKind;
  text: string | null;
  title: string | null;
  communityId: string | null;
  parentId: string | null;
  threadId: string | null;
  score: number | null;
  modelId: string | null;
}

/** One agent's run of one task. */
export interface LogEpisode {
  where: string;
  /** The same in two logs if the later one takes the place of the earlier, as after a retry; `null` for never. */
  key: string | null;
  /** Names the run among all runs. */
  runId: string;
  task: string;
  /** Names the item of the task; the same in every condition. */
  sampleId: string;
  /** `null` where the log does not count them: they are then counted in its order. */
  replicate: number | null;
  model: string;
  /** What was said and done, in order. */
  messages: Message[];
  /** How many of the messages stood there before the agent's first. */
  given: number;
  tools: Tool[];
  settings: ChatSettings;
  /** What the log says came of it; rules read these. */
  settled: Readonly<Record<string, Scalar>>;
  /** What the path of a condition steps into. */
  facts: Fields;
  usage: Usage;
  durationMs: number | null;
  error: string | null;
}

/** A part of a log that cannot be read. */
export interface BadPart {
  row: number;
  where: string;
  detail: string;
}

/** What one file holds, of whatever tool. */
export interface LogContent {
  /** Such as `Inspect log, version 2`. */
  format: string;
  turns: LogTurn[];
  episodes: LogEpisode[];
  bad: BadPart[];
  /** Counted into the warnings of the report, one entry an occurrence. */
  notes: string[];
  exposures: (Omit<Exposure, "shownAt"> & LogMoment)[];
  votes: Vote[];
}

/** A content to fill. */
export function emptyContent(format: string): LogContent {
  return { format, turns: [], episodes: [], bad: [], notes: [], exposures: [], votes: [] };
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field of its own, never one that every object inherits. */
export function at(value: unknown, name: string): unknown {
  return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function fieldsAt(value: unknown, name: string): Fields {
  const found = at(value, name);
  return isFields(found) ? found : {};
}

export function listAt(value: unknown, name: string): readonly unknown[] {
  const found = at(value, name);
  return Array.isArray(found) ? found : [];
}

/** Text; numbers as they are written, since ids may be either. */
export function textAt(value: unknown, name: string): string | null {
  const found = at(value, name);
  return typeof found === "string" ? found : typeof found === "number" ? String(found) : null;
}

export function numberAt(value: unknown, name: string): number | null {
  const found = at(value, name);
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

const DEEPEST = 6;

/** Every scalar below a value under its path, such as `score.behaviour.moved`; `null` and NaN are left out. */
export function flattened(value: unknown, prefix: string): [path: string, value: Scalar][] {
  if (typeof value === "string" || typeof value === "boolean") return [[prefix, value]];
  if (typeof value === "number") return Number.isFinite(value) ? [[prefix, value]] : [];
  if (typeof value !== "object" || value === null || prefix.split(".").length >= DEEPEST) return [];
  return Object.entries(value).flatMap(([name, part]) => flattened(part, `${prefix}.${name}`));
}

/** What a dotted path leads to; a name with dots of its own comes first. */
export function valueAt(fields: unknown, path: string): unknown {
  if (isFields(fields) && Object.hasOwn(fields, path)) return fields[path];
  return path.split(".").reduce<unknown>((value, name) => at(value, name), fields);
}

export const NO_SETTINGS: ChatSettings = { temperature: null, maxTokens: null, seed: null };
export const NO_USAGE: Usage = { promptTokens: 0, completionTokens: 0 };
