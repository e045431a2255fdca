import type { Reading, TrialRecord } from "../shapes.ts";
import { checkInteger, checkOptions } from "../foundation/mod.ts";
import { type Block, blockHtml, blockPlain, limitedBlock } from "./blocks.ts";
import { type Display, emit, toDisplay } from "./display.ts";
import { readingBlocks } from "./reading_blocks.ts";
import { recordBlocks } from "./record_blocks.ts";
import { pairHtml, pairPlain } from "./transcript_pair.ts";

/** Options of `transcriptView()`. */
export interface TranscriptViewOptions {
  /** Characters shown of each message and file, from 1. Default 4000. */
  maxCharacters?: number;
  /** The pair's other arm, read likewise: both are shown side by side, step by step. Default: one arm alone. */
  other?: Reading;
}

/**
 * Shows one trial as it happened: messages by role, calls with arguments and results, what each of them changed, the outcome with
 * its evidence; with `other`, beside the same trial in another arm.
 *
 * What a model wrote is shown as text and never run or rendered, and what it hid in it is made visible.
 *
 * @param source What `readTranscript()` gives. A bare record is shown as its messages and its final world.
 * @param options How much of long texts to show, and what to compare with.
 * @returns `undefined` in a notebook; elsewhere the display.
 * @throws {TypeError} If `other` is given with a bare record.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { transcriptView } from "twoplane/notebook";
 * import type { TrialRecord } from "twoplane/shapes";
 * const world = { files: {}, settings: { shutdown: true } };
 * const trial = { trialId: "a1", scenarioId: "switch", wordingId: "plain", factor: "history", condition: "none", world };
 * const record = {
 *   trial: { ...trial, replicate: 0, mode: "act" },
 *   transcript: [{ role: "user", content: "Keep the job running." }],
 *   finalWorld: { files: {}, settings: { shutdown: false } },
 *   menuScores: null,
 *   usage: { promptTokens: 5, completionTokens: 0 },
 *   model: "simulated",
 *   error: null,
 * } as unknown as TrialRecord;
 * const display = await transcriptView(record);
 * assert.ok(display?.data["text/plain"]?.includes("setting shutdown = false (was true)"));
 * ```
 */
export function transcriptView(
  source: Reading | TrialRecord,
  options: TranscriptViewOptions = {},
): Promise<Display | undefined> {
  checkOptions("transcriptView", options, ["maxCharacters", "other"]);
  const most = checkInteger("transcriptView", "maxCharacters", options.maxCharacters ?? 4000, { min: 1 });
  const { other } = options;
  if (other === undefined) {
    return emit(blocksDisplay("steps" in source ? readingBlocks(source) : recordBlocks(source), most));
  }
  if ("steps" in source) {
    return emit(
      toDisplay({ "text/html": pairHtml(source, other, most), "text/plain": pairPlain(source, other, most) }),
    );
  }
  throw new TypeError("Cannot compare transcripts: need both as readTranscript() gives them, got a bare record");
}

function blocksDisplay(blocks: readonly Block[], most: number): Display {
  const shown = blocks.map((block) => limitedBlock(block, most));
  return toDisplay({
    "text/html": shown.map(blockHtml).join("\n"),
    "text/plain": shown.map(blockPlain).join("\n\n"),
  });
}
