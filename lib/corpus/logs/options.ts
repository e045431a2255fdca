import { checkInteger, checkNumber, checkOneOf, checkOptions, quote } from "../../foundation/mod.ts";
import type { Scenario } from "../../shapes.ts";
import { LOAD_DEFAULTS } from "../options.ts";
import { checkZone } from "../zones.ts";

/**
 * Tools whose logs can be read. `chat` is one conversation a line, `{ "messages": [{ "role", "content" }, …] }` in the
 * wire format of chat completions, with anything else beside the messages. `generic` is for every other tool: JSON
 * Lines, one object a line, whose `type` says what it is; fields in brackets may be missing.
 *
 * - `turn`: text, [id, author, createdAt, kind, title, community, parent, thread, score, model, byAgent: false for the
 *   surroundings]
 * - `episode`: task, sample, messages, [run, replicate, model, given: messages before the agent's first, tools,
 *   temperature, maxTokens, seed, result: what rules read by path, fields: what conditions read by path,
 *   usage: { promptTokens, completionTokens }, durationMs, error]
 * - `exposure`: agent, post, [shownAt, round, position, promptHash]
 * - `vote`: agent, post, direction: up or down, [round]
 */
export const LOG_TOOLS = [
  "inspect",
  "oasis",
  "concordia",
  "agentverse",
  "sotopia",
  "llm-cooperation",
  "chat",
  "generic",
] as const;

export type LogTool = typeof LOG_TOOLS[number];

/** What both verbs for logs take beside the path. */
export interface LoadLogOptions {
  /** Which tool wrote the log. Default: told by the file itself, and shown in the report. */
  tool?: LogTool;
  /** Most parts of a log (samples, lines) that may be unreadable, at least 0. Default 0. */
  maxBadRows?: number;
  /** Archives only: most bytes that the parts read may unpack to. Default 2³¹. */
  maxBytes?: number;
  /** Archives only: most times that parts of 1 MiB and more may be larger than packed. Default 200. */
  maxRatio?: number;
  /** Name of the log in posts, records, report and errors. Default: the path below the project or TWOPLANE_DATA, else the file's name. */
  source?: string;
}

export interface LoadLogPostsOptions extends LoadLogOptions {
  /** Zone of times that name none, as in `loadPosts()`. No default. */
  timeZone?: string;
  /** Unit of times that are numbers, as in `loadPosts()`. */
  epochUnit?: "s" | "ms";
  /**
   * For logs that tell the order of texts and no time: when the first step was, ISO 8601 with a zone. The times made
   * from it keep the order and mean nothing else. No default.
   */
  startAt?: string;
  /** Milliseconds between two such steps, at least 1. Default 1,000. */
  stepMs?: number;
}

export interface LoadLogRecordsOptions extends LoadLogOptions {
  /** The treated level: a dotted path into the log, such as `task_args.peer`, or one value for the whole log. */
  condition: { field: string } | { value: string };
  /** Name of what is varied. Default: the last part of the condition's path, or `condition`. */
  factor?: string;
  /** What counts as acted and as abstained, read off what the log settles, such as `score.includes`. */
  outcome: Scenario["outcome"];
}

export const LOG_DEFAULTS = {
  maxBadRows: LOAD_DEFAULTS.maxBadRows,
  maxBytes: LOAD_DEFAULTS.maxBytes,
  maxRatio: LOAD_DEFAULTS.maxRatio,
  stepMs: 1000,
} as const;

const COMMON = ["tool", "maxBadRows", "maxBytes", "maxRatio", "source"];

export function checkLogPostsOptions(options: LoadLogPostsOptions): void {
  const caller = "loadLogPosts";
  checkOptions(caller, options, [...COMMON, "timeZone", "epochUnit", "startAt", "stepMs"]);
  checkCommon(caller, options);
  if (options.timeZone !== undefined) checkZone(options.timeZone);
  if (options.epochUnit !== undefined) checkOneOf(caller, "epochUnit", options.epochUnit, ["s", "ms"]);
  if (options.stepMs !== undefined) checkInteger(caller, "stepMs", options.stepMs, { min: 1 });
  const { startAt } = options;
  const isMoment = typeof startAt === "string" && /(?:Z|[+-]\d{2}:?\d{2})$/.test(startAt) &&
    Number.isFinite(Date.parse(startAt));
  if (startAt === undefined || isMoment) return;
  throw new TypeError(
    `Cannot run ${caller}(): startAt needs a time with a zone, such as "2026-01-01T00:00:00Z", got ${quote(startAt)}`,
  );
}

export function checkLogRecordsOptions(options: LoadLogRecordsOptions): void {
  const caller = "loadLogRecords";
  checkOptions(caller, options, [...COMMON, "condition", "factor", "outcome"]);
  checkCommon(caller, options);
  checkText(caller, "factor", options.factor);
  const { condition } = options;
  const isObject = typeof condition === "object" && condition !== null;
  const given = isObject ? Object.entries(condition) : [];
  const [name, value] = given[0] ?? [];
  if (given.length === 1 && (name === "field" || name === "value") && typeof value === "string" && value !== "") return;
  throw new TypeError(
    `Cannot run ${caller}(): condition needs { field: "a.path.in.the.log" } or { value: "a name" }, got ${
      quote(condition)
    }`,
  );
}

function checkCommon(caller: string, options: LoadLogOptions): void {
  if (options.tool !== undefined) checkOneOf(caller, "tool", options.tool, LOG_TOOLS);
  if (options.maxBadRows !== undefined) checkInteger(caller, "maxBadRows", options.maxBadRows, { min: 0 });
  if (options.maxBytes !== undefined) checkInteger(caller, "maxBytes", options.maxBytes, { min: 1 });
  if (options.maxRatio !== undefined) checkNumber(caller, "maxRatio", options.maxRatio, { min: 1 });
  checkText(caller, "source", options.source);
}

function checkText(caller: string, name: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw new TypeError(`Cannot run ${caller}(): ${name} needs text, got ${quote(value)}`);
}
