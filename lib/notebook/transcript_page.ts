import type { Reading } from "../shapes.ts";
import { checkInteger, checkOptions, sealedPage, visible } from "../foundation/mod.ts";
import { packReadings } from "./transcript_page_data.ts";
import { pageBody, pageScript, pageStyle } from "./transcript_page_parts.ts";

/** Trials of one page; more make it slow to open. */
const MOST_READINGS = 50_000;

/** Options of `transcriptPage()`. */
export interface TranscriptPageOptions {
  /** One line above the trials. */
  title: string;
  /** Sentences below it: which run this is, and what it cannot show. Default: none. */
  caption?: string;
  /** Characters of each text that the page carries, 100 to 1,000,000. Default 20,000. */
  maxCharacters?: number;
}

/**
 * Trials to read: which did what, in which arm, after which words?
 *
 * One HTML file that works from a disk or a mail: it loads nothing, and a content security policy forbids its script to. Filters
 * with counts, full-text search, order, and one trial at a time with its calls, results and state changes, alone or beside
 * another arm of its pair; `#<trialId>` opens one. Made for 5,000 trials and more. Texts travel as compressed bytes and are shown
 * as text only, with everything hidden in them made visible. Same input, same bytes.
 *
 * @param readings 1 to 50,000 records, each as `readTranscript()` gives it.
 * @param options See `TranscriptPageOptions`.
 * @returns A complete HTML document.
 * @throws {RangeError} If there is no reading, or there are too many.
 * @throws {TypeError} If a row is a bare record.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readLedger, readTranscript } from "twoplane/action";
 * import { dataPath } from "twoplane/foundation";
 * import { transcriptPage } from "twoplane/notebook";
 * import type { TrialRecord } from "twoplane/shapes";
 * const { records } = readLedger<TrialRecord>(dataPath("runs/actions-qwen2.5-coder-1.5b.jsonl.gz"));
 * const page = transcriptPage(records.map((record) => readTranscript(record)), { title: "Acts of the 1.5B" });
 * assert.ok(page.startsWith("<!doctype html>"));
 * ```
 */
export function transcriptPage(readings: readonly Reading[], options: TranscriptPageOptions): string {
  checkOptions("transcriptPage", options, ["title", "caption", "maxCharacters"]);
  const most = checkInteger("transcriptPage", "maxCharacters", options.maxCharacters ?? 20_000, {
    min: 100,
    max: 1_000_000,
  });
  if (readings.length < 1 || readings.length > MOST_READINGS) {
    throw new RangeError(`Cannot write transcriptPage(): needs 1 to ${MOST_READINGS} readings, got ${readings.length}`);
  }
  const bare = readings.findIndex((reading) => !Array.isArray(reading?.steps));
  if (bare >= 0) {
    throw new TypeError(
      `Cannot write transcriptPage() at row ${bare}: needs what readTranscript() gives, got something without steps`,
    );
  }
  const [title, caption] = [visible(options.title), visible(options.caption ?? "")];
  return sealedPage({
    title,
    style: pageStyle,
    body: pageBody({ title, caption, records: readings.length.toLocaleString("en") }),
    data: { data: packReadings(readings, most) },
    script: pageScript,
  });
}
