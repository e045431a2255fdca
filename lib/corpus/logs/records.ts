import { canonicalJson, sha256 } from "../../foundation/mod.ts";
import type { LoadReport, TrialRecord } from "../../shapes.ts";
import { RECORD_PLACES } from "./columns.ts";
import type { LogEpisode } from "./content.ts";
import { checkLogRecordsOptions, type LoadLogRecordsOptions } from "./options.ts";
import { type Logs, readLogs } from "./read.ts";
import { checkBadParts, lastFileOf, type LogFileRows, reportOf, SUPERSEDED } from "./report.ts";
import { checkOutcome, conditionsOf } from "./settings.ts";

/** What agents did in a log of another tool. */
export interface LoadedLogRecords {
  records: TrialRecord[];
  report: LoadReport;
}

/**
 * What did the agents of another tool's run do? As records, which `outcomes()` and `completePairs()` take like our own.
 *
 * A record's pair is task × sample, its replicate the epoch. What the log says came of it (scores, metadata, counts) is
 * the final world's settings, so that the outcome is read by rules that can change, never stored. A sample that failed
 * is an error, never an abstention. What the log does not tell is `null` (temperature, seed) or empty (the treated
 * span), never a default.
 *
 * @param path A log, or a folder of logs by one tool, such as an eval set of Inspect.
 * @param options What was varied, and which settings mean acted and abstained.
 * @returns Records in the order of the logs.
 * @throws {RangeError} If there is no such file, or an archive unpacks to more than it may.
 * @throws {TypeError} If the condition or a setting of the outcome is not in the log; the error lists what is.
 * @throws {SyntaxError} If the log is damaged, or more than `maxBadRows` of its parts are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadLogRecords } from "twoplane/corpus";
 * import { dataPath } from "twoplane/foundation";
 * const { records } = await loadLogRecords(dataPath("fixtures/inspect"), {
 *   condition: { field: "task_args.peer" },
 *   outcome: {
 *     acted: { setting: "score.behaviour.moved", equals: 1 },
 *     abstained: { setting: "score.behaviour.moved", equals: 0 },
 *   },
 * });
 * assert(records.some(({ error }) => error !== null) && records[0]?.trial.factor === "peer");
 * ```
 */
export async function loadLogRecords(path: string, options: LoadLogRecordsOptions): Promise<LoadedLogRecords> {
  checkLogRecordsOptions(options);
  const logs = await readLogs(path, options);
  const episodes = logs.files.flatMap(({ source, content }) =>
    content.episodes.map((episode) => ({ ...episode, facts: { source, ...episode.facts } }))
  );
  const bad = logs.files.flatMap(({ content }) => content.bad);
  checkBadParts(logs.source, bad, options);
  if (episodes.length + bad.length === 0) {
    throw new TypeError(
      `Cannot load records of ${logs.source}: need episodes, got a log without any. Use loadLogPosts() for its texts`,
    );
  }
  checkOutcome(options.outcome, episodes, logs.source);
  const conditions = conditionsOf(episodes, options, logs.source);
  return filed(logs, { episodes, conditions, options });
}

function filed(
  logs: Logs,
  { episodes, conditions, options }: {
    episodes: readonly LogEpisode[];
    conditions: readonly (string | null)[];
    options: LoadLogRecordsOptions;
  },
): LoadedLogRecords {
  const last = lastFileOf(logs.files.map(({ content }) => content.episodes.map(({ key }) => key)));
  const records = new Map<string, TrialRecord>();
  const replicates = new Map<string, number>();
  let next = 0;
  const rows = logs.files.map(({ source, content }, file): LogFileRows => {
    const rows: LogFileRows = {
      rowsRead: content.episodes.length + content.bad.length,
      rowsKept: 0,
      drops: [],
      bad: content.bad,
      notes: [...content.notes],
    };
    content.episodes.forEach(({ key, where }, index) => {
      const drop = (reason: string) => rows.drops.push({ row: index + 1, reason, detail: where });
      const [episode, condition] = [episodes[next] as LogEpisode, conditions[next] ?? null];
      next++;
      if (key !== null && last.get(key) !== file) return drop(SUPERSEDED);
      if (condition === null) return drop("no condition");
      const record = recordOf(episode, { condition, source, options, tool: logs.tool, replicates });
      if (records.has(record.trial.trialId)) return drop("the same trial twice");
      records.set(record.trial.trialId, record);
      rows.rowsKept++;
    });
    return rows;
  });
  const columns = { ...RECORD_PLACES[logs.tool], condition: shownCondition(options) };
  return { records: [...records.values()], report: reportOf(logs, rows, { columns, options }) };
}

function shownCondition({ condition }: LoadLogRecordsOptions): string {
  return "field" in condition ? condition.field : `always "${condition.value}"`;
}

function recordOf(
  episode: LogEpisode,
  { condition, source, options, tool, replicates }: {
    condition: string;
    source: string;
    options: LoadLogRecordsOptions;
    tool: string;
    /** How many of a pair and condition came before, for logs that do not count. */
    replicates: Map<string, number>;
  },
): TrialRecord {
  const { runId, task, sampleId, messages, tools } = episode;
  const factor = options.factor ?? ("field" in options.condition ? lastPart(options.condition.field) : "condition");
  const pairId = shortHash([task, sampleId]);
  const cell = `${pairId} ${condition}`;
  const before = replicates.get(cell) ?? 0;
  replicates.set(cell, before + 1);
  const replicate = episode.replicate ?? before;
  return {
    trial: {
      trialId: sha256(canonicalJson([tool, source, runId, task, sampleId, replicate, condition])),
      blockId: shortHash([pairId, factor, replicate]),
      pairId,
      caseId: pairId,
      scenarioId: task,
      wordingId: sampleId,
      factor,
      condition,
      levels: { [factor]: condition },
      replicate,
      messages: messages.slice(0, episode.given),
      treatedSpan: "",
      treated: [],
      mode: "act",
      tools,
      options: [],
      world: { files: {}, settings: {} },
      outcome: options.outcome,
      examples: { acted: [], abstained: [] },
      controlItem: null,
      settings: { ...episode.settings, maxCalls: null },
    },
    transcript: messages,
    finalWorld: { files: {}, settings: episode.settled },
    menuScores: null,
    usage: episode.usage,
    model: episode.model,
    timing: { durationMs: episode.durationMs },
    error: episode.error,
    importedFrom: { tool, source, runId, sampleId },
  };
}

function shortHash(parts: readonly (string | number)[]): string {
  return sha256(canonicalJson(parts)).slice(0, 16);
}

function lastPart(path: string): string {
  return path.split(".").at(-1) || path;
}
