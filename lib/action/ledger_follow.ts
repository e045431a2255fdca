import { checkNumber, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { LedgerHeader, LedgerProgress, OutcomeKind, ProgressCounts, TrialRecord, Usage } from "../shapes.ts";
import { headerOf, type LedgerLine, parseLine, wholeLines } from "./ledger_lines.ts";
import { trialRecordOf } from "./ledger_records.ts";
import { outcomes } from "./outcomes.ts";
import { type Sleep, sleepFor } from "./run_rate.ts";

/** Options of `followLedger()`. */
export interface FollowLedgerOptions {
  /** Called when something changed, with all that is known; waited for. */
  onChange: (progress: LedgerProgress) => void | Promise<void>;
  /**
   * "hidden": counts over all arms together, so that nobody stops a run because of what it seems to find; "shown": of each
   * condition as well. Default "hidden".
   */
  arms?: "hidden" | "shown";
  /** Milliseconds between two looks, from 1. Default 1,000. */
  everyMs?: number;
  /** Milliseconds since any start, for speed and time left. Default: neither is told. */
  now?: () => number;
  /** Default: a timer. */
  sleep?: Sleep;
  /** Ends watching; the last state is returned. */
  signal?: AbortSignal;
}

/**
 * Watches a ledger while another process or cell writes it.
 *
 * Counts are for watching, not for testing: a test that is looked at until it agrees finds too much. The arms are therefore
 * hidden unless asked for. Half a line at the end is left until it is whole; where a failed trial was asked again, its last
 * record counts. A ledger that is not there yet is waited for.
 *
 * @param path Where the run writes; not compressed.
 * @param options What to call, how often to look, a clock.
 * @returns The last state: when all trials are there, or the signal ended it.
 * @throws {SyntaxError} If the file is no ledger of trials, or a line is damaged.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { followLedger, loadScenarios, matchPairs, run, simulatedAgents } from "twoplane/action";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const trials = matchPairs(loadScenarios({ only: ["switch-tampering"] }), {
 *   factor: "history", control: "none", treatments: ["cooperative"], mode: "act", worlds: 1, seed: 1,
 * });
 * const agents = simulatedAgents(trials, { rates: { none: 0, cooperative: 1 }, seed: 1 });
 * const model = openChatModel(simulatedTransport({ name: "planted effect", ...agents }));
 * const ledgerPath = `${await Deno.makeTempDir()}/run.jsonl`;
 * const [last] = await Promise.all([
 *   followLedger(ledgerPath, { onChange: () => {}, everyMs: 10 }),
 *   run(trials, model, { ledgerPath }),
 * ]);
 * assert.deepEqual([last.done, last.total, last.counts.acted, last.arms], [6, 6, 3, null]);
 * ```
 */
export async function followLedger(path: string, options: FollowLedgerOptions): Promise<LedgerProgress> {
  checkOptions("followLedger", options, ["onChange", "arms", "everyMs", "now", "sleep", "signal"]);
  const { onChange, everyMs = 1000, now, sleep = sleepFor, signal } = options;
  checkNumber("followLedger", "everyMs", everyMs, { min: 1 });
  const arms = checkOneOf("followLedger", "arms", options.arms ?? "hidden", ["hidden", "shown"]);
  const watch = openWatch(path);
  const start = { at: now?.() ?? null, done: null as number | null };
  let told = "";
  for (;;) {
    watch.look();
    start.done ??= watch.header() === null ? null : watch.rows.size;
    const seconds = start.at === null ? null : (now!() - start.at) / 1000;
    const state = progressOf(watch, { arms, seconds, before: start.done ?? 0, isEnded: signal?.aborted ?? false });
    const { perMinute: _, secondsLeft: __, ...counted } = state;
    if (JSON.stringify(counted) !== told) await onChange(state);
    told = JSON.stringify(counted);
    if (state.finished) return state;
    await sleep(everyMs, signal).catch((error) => {
      if (!signal?.aborted) throw error;
    });
  }
}

/** What is kept of a record. */
interface Seen {
  kind: OutcomeKind | "scored";
  condition: string;
}

interface Watch {
  header: () => LedgerHeader | null;
  rows: ReadonlyMap<string, Seen>;
  tokens: () => Usage;
  /** Reads what is new. */
  look: () => void;
}

function openWatch(path: string): Watch {
  const rows = new Map<string, Seen>();
  let header: LedgerHeader | null = null;
  let tokens: Usage = { promptTokens: 0, completionTokens: 0 };
  let next = { position: 0, number: 1 };
  const take = (line: LedgerLine) => {
    if (line.number === 1) {
      header = headerOf(path, parseLine(path, line));
    } else {
      const record = trialRecordOf(parseLine(path, line), { path, number: line.number, verb: "follow" });
      rows.set(...seenOf(record));
      const { promptTokens, completionTokens } = record.usage;
      tokens = {
        promptTokens: tokens.promptTokens + promptTokens,
        completionTokens: tokens.completionTokens + completionTokens,
      };
    }
    next = { position: line.end, number: line.number + 1 };
  };
  return { header: () => header, rows, tokens: () => tokens, look: () => readFrom(path, next, take) };
}

function readFrom(path: string, from: { position: number; number: number }, take: (line: LedgerLine) => void): void {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // not begun yet
    throw error;
  }
  try {
    const readAt = (buffer: Uint8Array, position: number) => {
      file.seekSync(position, Deno.SeekMode.Start);
      return file.readSync(buffer) ?? 0;
    };
    for (const line of wholeLines(readAt, from)) take(line);
  } finally {
    file.close();
  }
}

function seenOf(record: TrialRecord): [string, Seen] {
  const { trial, error } = record;
  const kind = error !== null ? "error" : trial.mode === "choose" ? "scored" : outcomes([record])[0]!.kind;
  return [trial.trialId, { kind, condition: trial.condition }];
}

function progressOf(
  watch: Watch,
  { arms, seconds, before, isEnded }: {
    arms: "hidden" | "shown";
    seconds: number | null;
    before: number;
    isEnded: boolean;
  },
): LedgerProgress {
  const header = watch.header();
  const rows = [...watch.rows.values()];
  const total = header?.units ?? null;
  const since = rows.length - before;
  const perMinute = seconds === null || seconds <= 0 || since === 0 ? null : 60 * since / seconds;
  const conditions = [...new Set(rows.map(({ condition }) => condition))].sort();
  return {
    model: header?.model.name ?? null,
    done: rows.length,
    total,
    tokens: watch.tokens(),
    counts: countsOf(rows),
    arms: arms === "hidden"
      ? null
      : conditions.map((condition) => ({ condition, ...countsOf(rows.filter((row) => row.condition === condition)) })),
    perMinute,
    secondsLeft: perMinute === null || total === null ? null : Math.ceil(60 * (total - rows.length) / perMinute),
    finished: isEnded || (total !== null && rows.length >= total),
  };
}

function countsOf(rows: readonly Seen[]): ProgressCounts {
  const of = (kind: Seen["kind"]) => rows.filter((row) => row.kind === kind).length;
  const [acted, abstained] = [of("acted"), of("abstained")];
  return {
    acted,
    abstained,
    unread: of("unread"),
    refused: of("refused"),
    invalid: of("invalid"),
    error: of("error"),
    scored: of("scored"),
    rate: acted + abstained === 0 ? null : acted / (acted + abstained),
  };
}
