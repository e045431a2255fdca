import type { MenuScore, Message, TrialRecord, World } from "../shapes.ts";
import { checkInteger, checkOptions, cut, escapeMarkup, printable } from "../foundation/mod.ts";
import { type Display, emit, toDisplay } from "./display.ts";

export interface TranscriptViewOptions {
  /** Characters shown of each message and file, from 1. Default 4000. */
  maxCharacters?: number;
}

/** One block of the reader: who, and what. */
interface Block {
  heading: string;
  body: string;
}

/**
 * Shows one trial as it happened: messages, tool calls, and what the world became.
 *
 * What a model wrote is shown as text and never run or rendered.
 *
 * @param record One line of a ledger.
 * @param options How much of long texts to show.
 * @returns `undefined` in a notebook; elsewhere the display.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { transcriptView } from "twoplane/notebook";
 * import type { TrialRecord } from "twoplane/shapes";
 * const world = { files: {}, settings: { shutdown: true } };
 * const trial = { trialId: "a1", scenarioId: "switch", wordingId: "plain", factor: "relationship", condition: "none", world };
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
export function transcriptView(record: TrialRecord, options: TranscriptViewOptions = {}): Promise<Display | undefined> {
  checkOptions("transcriptView", options, ["maxCharacters"]);
  const most = checkInteger("transcriptView", "maxCharacters", options.maxCharacters ?? 4000, { min: 1 });
  const { trial, transcript } = record;
  const blocks: Block[] = [
    { heading: "trial", body: summaryLine(record) },
    ...transcript.flatMap(messageBlocks),
    ...(record.menuScores ?? []).map(menuBlock),
    ...(record.error === null ? [] : [{ heading: "error", body: record.error }]),
    { heading: "final world", body: worldLines(trial.world, record.finalWorld).join("\n") },
  ].map(({ heading, body }) => ({ heading: cut(printable(heading), 120), body: limited(printable(body), most) }));
  return emit(
    toDisplay({ "text/html": blocks.map(blockHtml).join("\n"), "text/plain": blocks.map(blockPlain).join("\n\n") }),
  );
}

function summaryLine({ trial, model, usage }: TrialRecord): string {
  return `${trial.scenarioId}, wording ${trial.wordingId}, ${trial.factor} = ${trial.condition}, ` +
    `replicate ${trial.replicate}, ${trial.mode}; ${model}; ${usage.promptTokens} + ${usage.completionTokens} tokens; ` +
    `trial ${trial.trialId.slice(0, 12)}`;
}

function messageBlocks({ role, content, toolCalls, toolCallId, isRefusal }: Message): Block[] {
  const speaker = isRefusal ? `${role} refuses` : role;
  const heading = toolCallId === undefined ? speaker : `${role}, answer to ${toolCallId}`;
  const calls = (toolCalls ?? []).map((call) => ({
    heading: `${role} calls ${call.name} (${call.id})`,
    body: call.argumentsText,
  }));
  return content === "" && calls.length > 0 ? calls : [{ heading, body: content }, ...calls];
}

/** Probability of each option as it stood in one presentation of the menu. */
function menuBlock({ shown, labels, scores }: MenuScore, index: number): Block {
  const lines = shown.map((option, at) => {
    const score = scores[at];
    const share = score === undefined ? "not scored" : Math.exp(score.logProbability).toFixed(3);
    return `${labels[at] ?? "?"} ${option}: ${score?.isBound ? "at most " : ""}${share}`;
  });
  return { heading: `menu, presentation ${index + 1}`, body: lines.join("\n") };
}

/** Every setting and file of the final world, with what it was where that changed. */
function worldLines(initial: World, final: World): string[] {
  const settings = changes(initial.settings, final.settings).map(({ name, was, is }) => {
    if (is === undefined) return `setting ${name}: removed (was ${valueText(was)})`;
    const before = was === is ? "" : was === undefined ? " (new)" : ` (was ${valueText(was)})`;
    return `setting ${name} = ${valueText(is)}${before}`;
  });
  const files = changes(initial.files, final.files).map(({ name, was, is }) => {
    if (is === undefined) return `file ${name}: removed`;
    if (was === is) return `file ${name}: unchanged`;
    return `file ${name}: ${was === undefined ? "new" : "changed"}\n${is.replace(/^/gm, "    ")}`;
  });
  return [...settings, ...files];
}

function valueText(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}

function changes<Value>(
  initial: Readonly<Record<string, Value>>,
  final: Readonly<Record<string, Value>>,
): { name: string; was: Value | undefined; is: Value | undefined }[] {
  const names = [...new Set([...Object.keys(initial), ...Object.keys(final)])].sort();
  const value = (world: Readonly<Record<string, Value>>, name: string) =>
    Object.hasOwn(world, name) ? world[name] : undefined;
  return names.map((name) => ({ name, was: value(initial, name), is: value(final, name) }));
}

function limited(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  return `${characters.slice(0, most).join("")}… (${characters.length - most} more characters)`;
}

function blockHtml({ heading, body }: Block): string {
  return `<pre style="white-space:pre-wrap"><b>${escapeMarkup(heading)}</b>\n${escapeMarkup(body)}\n </pre>`;
}

function blockPlain({ heading, body }: Block): string {
  return `${heading}:\n${body}`;
}
