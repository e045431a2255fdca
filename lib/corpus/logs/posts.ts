import { canonicalJson, quote, sha256 } from "../../foundation/mod.ts";
import type { Exposure, LoadReport, Post, Vote } from "../../shapes.ts";
import { DROP_REASONS } from "../options.ts";
import { readTime, type TimeSettings } from "../times.ts";
import { zoneNamed } from "../zones.ts";
import { POST_PLACES } from "./columns.ts";
import type { LogMoment, LogTurn } from "./content.ts";
import { checkLogPostsOptions, type LoadLogPostsOptions, LOG_DEFAULTS } from "./options.ts";
import { type LogFile, readLogs } from "./read.ts";
import { checkBadParts, lastFileOf, type LogFileRows, reportOf, SUPERSEDED } from "./report.ts";

/** What agents wrote in a log of another tool, and, where the tool keeps it, what they saw and how they voted. */
export interface LoadedLogPosts {
  posts: Post[];
  exposures: Exposure[];
  votes: Vote[];
  report: LoadReport;
}

/**
 * What did the agents of another tool's run write?
 *
 * Every text of the log is accounted for: what agents wrote becomes a post, and instructions, tool outputs and words of
 * the environment are dropped by name. Ids are text; texts stay as they are, whatever they hold. OASIS also keeps votes
 * and the feeds that agents were shown: a round of an agent begins with each of its feeds.
 *
 * @param path A log, or a folder of logs by one tool, such as an eval set of Inspect.
 * @param options Which tool, and what the log does not tell of times.
 * @returns Posts in the order of the log; `exposures` and `votes` are empty where the tool keeps none.
 * @throws {RangeError} If there is no such file, or an archive unpacks to more than it may.
 * @throws {TypeError} If no known tool writes such a file, or times need an option that is not given.
 * @throws {SyntaxError} If the log is damaged, or more than `maxBadRows` of its parts are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadLogPosts } from "twoplane/corpus";
 * import { dataPath } from "twoplane/foundation";
 * const { posts, report } = await loadLogPosts(dataPath("fixtures/inspect"));
 * assert(posts.length === report.rowsKept && report.guessed.includes("tool"));
 * ```
 */
export async function loadLogPosts(path: string, options: LoadLogPostsOptions = {}): Promise<LoadedLogPosts> {
  checkLogPostsOptions(options);
  const logs = await readLogs(path, options);
  const last = lastFileOf(logs.files.map(({ content }) => content.turns.map(({ key }) => key)));
  const settings = momentSettings(options);
  const ids = new Map<string, string>();
  const loaded = { posts: [] as Post[], exposures: [] as Exposure[] };
  const rows = logs.files.map((file, index) => {
    const isLast = ({ key }: LogTurn) => key === null || last.get(key) === index;
    return readFile(file, { isLast, settings, ids, loaded });
  });
  checkBadParts(logs.source, rows.flatMap(({ bad }) => bad), options);
  return {
    ...loaded,
    votes: logs.files.flatMap(({ content }) => content.votes),
    report: reportOf(logs, rows, { columns: POST_PLACES[logs.tool], options }),
  };
}

interface MomentSettings {
  times: TimeSettings;
  startMs: number | null;
  stepMs: number;
}

function momentSettings({ timeZone, epochUnit, startAt, stepMs }: LoadLogPostsOptions): MomentSettings {
  const zone = timeZone === undefined ? null : zoneNamed(timeZone);
  return {
    times: { zone, zoneName: timeZone ?? "", epochUnit },
    startMs: startAt === undefined ? null : Date.parse(startAt),
    stepMs: stepMs ?? LOG_DEFAULTS.stepMs,
  };
}

function readFile(
  { source, content }: LogFile,
  { isLast, settings, ids, loaded }: {
    isLast: (turn: LogTurn) => boolean;
    settings: MomentSettings;
    /** Where each id was first met. */
    ids: Map<string, string>;
    loaded: { posts: Post[]; exposures: Exposure[] };
  },
): LogFileRows {
  const rows: LogFileRows = {
    rowsRead: content.turns.length + content.bad.length,
    rowsKept: 0,
    drops: [],
    bad: [...content.bad],
    notes: [...content.notes],
  };
  content.turns.forEach((turn, index) => {
    const read = isLast(turn) ? postOf(turn, { source, settings, ids }) : { dropped: SUPERSEDED, detail: turn.where };
    if ("post" in read) {
      rows.rowsKept++;
      rows.notes.push(...read.notes);
      loaded.posts.push(read.post);
      ids.set(read.post.postId, turn.where);
    } else if ("bad" in read) rows.bad.push({ row: index + 1, where: turn.where, detail: read.bad });
    else rows.drops.push({ row: index + 1, reason: read.dropped, detail: read.detail });
  });
  for (const { time, step, ...exposure } of content.exposures) {
    const moment = momentOf({ time, step }, { where: `a feed of ${exposure.agentId}`, source, settings });
    if ("bad" in moment) rows.notes.push("Exposures without a time that can be read, dropped");
    else loaded.exposures.push({ ...exposure, shownAt: moment.utc });
    if (!ids.has(exposure.postId)) {
      rows.notes.push("Exposures to texts that are no posts of their own, such as reposts");
    }
  }
  return rows;
}

type PostReading = { post: Post; notes: string[] } | { dropped: string; detail: string } | { bad: string };

function postOf(
  turn: LogTurn,
  { source, settings, ids }: { source: string; settings: MomentSettings; ids: ReadonlyMap<string, string> },
): PostReading {
  const { where, notPost, key: _, time, step, id, text: raw, ...rest } = turn;
  if (notPost !== null) return { dropped: notPost, detail: where };
  const text = plainText(raw ?? "");
  if (text.trim() === "") return { dropped: DROP_REASONS.missingText, detail: where };
  const moment = momentOf({ time, step }, { where, source, settings });
  if ("bad" in moment) return moment;
  const postId = id ?? sha256(canonicalJson([source, where, rest.authorId, text])).slice(0, 16);
  const first = ids.get(postId);
  if (first !== undefined) {
    return { dropped: DROP_REASONS.duplicateId, detail: `${where}, id ${quote(postId)} first at ${first}` };
  }
  const notes = [
    ...moment.notes,
    ...(id === null ? ["Posts without an id, given one made from their place and content"] : []),
    ...(rest.authorId === null ? ["Posts without an author"] : []),
  ];
  return { post: { ...rest, postId, createdAt: moment.utc, text, source }, notes };
}

function plainText(text: string): string {
  return text.replace(/\r\n?/g, "\n").toWellFormed();
}

function momentOf(
  { time, step }: LogMoment,
  { where, source, settings }: { where: string; source: string; settings: MomentSettings },
): { utc: string; notes: string[] } | { bad: string } {
  const need = (what: string): never => {
    throw new TypeError(`Cannot load ${source} at ${where}: need ${what}`);
  };
  if (time === null) {
    const { startMs, stepMs } = settings;
    if (startMs === null) {
      return need('times, the log tells only the order. Say startAt: "2026-01-01T00:00:00Z" for the first step');
    }
    const date = new Date(startMs + step * stepMs);
    if (!Number.isFinite(date.getTime()) || date.getUTCFullYear() > 9999) return { bad: "need a step that has a date" };
    return { utc: date.toISOString(), notes: ["Times made from the order of the log and startAt"] };
  }
  const reading = readTime(time.trim(), settings.times);
  if ("utc" in reading) return { utc: reading.utc, notes: reading.note === null ? [] : [`Times ${reading.note}`] };
  if ("unreadable" in reading) return { bad: `${reading.unreadable}, got ${quote(time)}` };
  if (reading.needs === "timeZone") {
    return need(`a zone for times that name none, got ${quote(time)}. Say timeZone: "UTC" or such as "Asia/Tokyo"`);
  }
  return need(`the unit of times that are numbers, got ${quote(time)}. Say epochUnit: "s" or "ms"`);
}
