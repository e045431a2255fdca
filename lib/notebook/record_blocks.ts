import type { MenuScore, Message, TrialRecord, World } from "../shapes.ts";
import type { Block } from "./blocks.ts";

/** A record as it stands: its messages, native calls apart, and what the world became. */
export function recordBlocks(record: TrialRecord): Block[] {
  const { trial, transcript } = record;
  return [
    { heading: "trial", body: summaryLine(record) },
    ...transcript.flatMap(messageBlocks),
    ...(record.menuScores ?? []).map(menuBlock),
    ...(record.error === null ? [] : [{ heading: "error", body: record.error }]),
    { heading: "final world", body: worldLines(trial.world, record.finalWorld).join("\n") },
  ];
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
export function menuBlock({ shown, labels, scores }: MenuScore, index: number): Block {
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
  const { files: _files, settings: _settings, ...others } = final;
  const rest = Object.entries(others).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return [...settings, ...rest, ...files];
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
