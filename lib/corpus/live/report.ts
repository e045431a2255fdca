import { closeSync, fsyncSync, openSync, renameSync } from "node:fs";
import { join } from "node:path";
import { messageOf, toJsonl, writeAll, writeFileAtomic } from "../../foundation/mod.ts";
import type { CrawlSettings } from "./checkpoint.ts";
import type { CrawlWanted } from "./crawl_options.ts";
import type { MoltbookRow } from "./rows.ts";
import type { CrawlState } from "./state.ts";
import { type CrawlCounts, summarizeCrawl } from "./summary.ts";

/** What a crawl read, what it took, and what to know before using it. Plain data. */
export interface CrawlReport extends CrawlCounts {
  /** Host and path of the API. */
  source: string;
  /** `incomplete`: some threads failed and are asked for again by the next run. `stopped`: see `stoppedBy`. */
  status: "finished" | "incomplete" | "stopped";
  /** Why the feed ended, or what stopped the crawl. */
  stoppedBy: string;
  settings: CrawlSettings;
  /** Requests that the finished pages took, failed tries included. */
  requests: number;
  /** Pages whose posts had all come before. */
  repeatedPages: number;
  /** Threads that are still to be read. */
  threadsWaiting: number;
  warnings: string[];
}

const BUFFERED_ROWS = 1_000;

/** Writes the rows and the report of a checkpoint; both replace what a run before wrote. */
export function writeCrawl(
  folder: string,
  { checkpoint, wanted, state, error, failed }: {
    checkpoint: string;
    wanted: CrawlWanted;
    state: CrawlState;
    error: unknown;
    failed: readonly string[];
  },
): { rowsPath: string; report: CrawlReport } {
  const rowsPath = join(folder, "rows.jsonl");
  const counts = writeRows(rowsPath, (onRow) => summarizeCrawl(checkpoint, { since: wanted.since, onRow }));
  const threadsWaiting = state.threads.size - state.threadsDone;
  const faults = Object.values(counts.faults).reduce((sum, count) => sum + count, 0);
  const report: CrawlReport = {
    source: `${wanted.client.base.host}${wanted.client.base.pathname}`,
    status: error !== null ? "stopped" : threadsWaiting > 0 ? "incomplete" : "finished",
    stoppedBy: error !== null ? messageOf(error) : state.ended ?? `maxPages ${wanted.maxPages}`,
    settings: wanted.settings,
    requests: counts.feedPages + counts.threadPages + counts.threadsGone + faults,
    repeatedPages: state.repeatedPages,
    threadsWaiting,
    ...counts,
    warnings: warningsOf(counts, state, failed),
  };
  writeFileAtomic(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  return { rowsPath, report };
}

function writeRows(path: string, fill: (onRow: (row: MoltbookRow) => void) => CrawlCounts): CrawlCounts {
  const part = `${path}.part`;
  const file = openSync(part, "w");
  let waiting: MoltbookRow[] = [];
  const flush = () => {
    writeAll(file, new TextEncoder().encode(toJsonl(waiting)));
    waiting = [];
  };
  try {
    const counts = fill((row) => {
      if (waiting.push(row) === BUFFERED_ROWS) flush();
    });
    flush();
    fsyncSync(file);
    return counts;
  } finally {
    closeSync(file);
    renameSync(part, path);
  }
}

function warningsOf(counts: CrawlCounts, state: CrawlState, failed: readonly string[]): string[] {
  const { drift, threadsCut, commentsCut, redirectedTo } = counts;
  const sum = (names: Readonly<Record<string, number>>) => Object.values(names).reduce((total, one) => total + one, 0);
  const list = (names: Readonly<Record<string, number>>) => Object.keys(names).slice(0, 5).join(", ");
  const found: [boolean, string][] = [
    [
      threadsCut > 0,
      `Threads truncated at the source, which sends about 100 comments: ${threadsCut}, with ${commentsCut} comments missing`,
    ],
    [state.ended?.startsWith("a loop") ?? false, `The feed ended in ${state.ended}`],
    [state.repeatedPages > 0, `Pages that brought only posts that had come before: ${state.repeatedPages}`],
    [state.circles > 0, `Threads whose cursors led back to a page that had come: ${state.circles}`],
    [counts.threadsGone > 0, `Threads gone when asked for: ${counts.threadsGone}`],
    [
      failed.length > 0,
      `Threads that failed, to be asked for again by the next run: ${failed.length}, first: ${failed[0]}`,
    ],
    [counts.odd > 0, `Rows that are no object, left out: ${counts.odd}`],
    [counts.withoutId > 0, `Rows without an id, known by their content: ${counts.withoutId}`],
    [sum(drift.missing) > 0, `Fields missing: ${sum(drift.missing)} (${list(drift.missing)})`],
    [sum(drift.renamed) > 0, `Fields under another spelling: ${sum(drift.renamed)} (${list(drift.renamed)})`],
    [sum(drift.mistyped) > 0, `Fields of another type: ${sum(drift.mistyped)} (${list(drift.mistyped)})`],
    [sum(drift.unknown) > 0, `Fields that are not known: ${sum(drift.unknown)} (${list(drift.unknown)})`],
    [
      sum(redirectedTo) > 0,
      `Requests that were led to another host, which was not shown the key: ${sum(redirectedTo)} (${
        list(redirectedTo)
      })`,
    ],
  ];
  return found.filter(([holds]) => holds).map(([, text]) => text);
}
