import { printable } from "../foundation/mod.ts";
import type { TreatedPlace, Trial, TrialRecord } from "../shapes.ts";
import { agentMessages } from "./calls.ts";
import { untreatedPart } from "./treated.ts";

/** The agent's side of a transcript without what would tell its arm. */
export interface Blinded {
  /** What the agent wrote and called, one message a paragraph. */
  text: string;
  /** Pieces that were masked: words that stand in the prompt only where the treated factor wrote. */
  masked: number;
}

/** Stands for a masked piece. */
const MASK = "[…]";

/**
 * What a judge may see of a trial: the agent's own side, with the treated factor's words masked.
 *
 * No system message, task or tool answer is shown. An agent may repeat what its arm told it, so sentences of the treated
 * places are masked, and so is every number and longer word that stands in the prompt nowhere but there. What the agent makes of it in words
 * of its own stays, and may still tell the arm: blinding lowers that risk, and does not end it.
 *
 * @param record An act trial.
 * @returns Text and number of masks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { blindedTranscript, loadScenarios, matchPairs, run } from "twoplane/action";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const trials = matchPairs(loadScenarios({ only: ["switch-tampering"] }), {
 *   factor: "history", control: "none", treatments: ["cooperative"], mode: "act", worlds: 1, seed: 1,
 * });
 * const trial = trials.find(({ condition }) => condition === "cooperative")!;
 * const repeats = openChatModel(simulatedTransport({ name: "repeats", answer: () => `I know: ${trial.treatedSpan}` }));
 * const [record] = await run([trial], repeats, { ledgerPath: null });
 * assert(blindedTranscript(record!).text.includes("I know: […]"));
 * ```
 */
export function blindedTranscript(record: TrialRecord): Blinded {
  const paragraphs = agentMessages(record).map(({ content, toolCalls = [] }) =>
    [content, ...toolCalls.map(({ name, argumentsText }) => `${name} ${argumentsText}`)].filter(Boolean).join("\n")
  );
  let masked = 0;
  const hide = () => {
    masked++;
    return MASK;
  };
  let text = printable(paragraphs.join("\n\n"));
  for (const piece of treatedPieces(record.trial)) text = text.replaceAll(piece, hide);
  const words = tellingWords(record.trial);
  text = text.replace(WORD, (word) => words.has(word.toLowerCase()) ? hide() : word);
  return { text: text.replaceAll(/(\[…\]\s*)+(?=\[…\])/g, ""), masked };
}

const WORD = /[\p{L}\p{N}]+/gu;

/** Every text that the treated factor wrote, whole and by sentence, longest first. */
function treatedPieces(trial: Trial): string[] {
  const texts = treatedTexts(trial);
  const sentences = texts.flatMap((text) => text.split(/(?<=[.!?])\s+|\n+/));
  return [...new Set([...texts, ...sentences].map((text) => text.trim()))]
    .filter((text) => text.length >= 8)
    .sort((a, b) => b.length - a.length);
}

/** Words and numbers that stand in the prompt only where the treated factor wrote. */
function tellingWords(trial: Trial): Set<string> {
  const wordsIn = (text: string) => (text.match(WORD) ?? []).map((word) => word.toLowerCase());
  const { messages, tools, world, treated } = trial;
  const rest = untreatedPart({ messages, tools, world }, treated);
  const known = new Set(wordsIn(rest.replaceAll(/\\[nt]/g, " ")));
  return new Set(treatedTexts(trial).flatMap(wordsIn).filter((word) => isTelling(word) && !known.has(word)));
}

/** Short words without a digit tell nothing: a short prompt may hold "of" nowhere else. */
function isTelling(word: string): boolean {
  return word.length >= 4 || /\p{N}/u.test(word);
}

function treatedTexts(trial: Trial): string[] {
  const places = trial.treated.flatMap((place) => textsAt(trial, place));
  return [trial.treatedSpan, ...places].filter((text) => text !== "");
}

function textsAt(trial: Trial, { path, start, end }: TreatedPlace): string[] {
  const steps = [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => index ?? name as string);
  const value = valueAt(trial, path, steps);
  const texts = stringsIn(value);
  return start === null ? texts : texts.map((text) => text.slice(start, end ?? undefined));
}

/** Names of files may hold dots: the rest of the path is then one step. */
function valueAt(trial: Trial, path: string, steps: readonly string[]): unknown {
  const file = /^world\.files\.(.*)$/s.exec(path)?.[1];
  if (file !== undefined) return trial.world.files[file];
  return steps.reduce<unknown>(
    (value, step) => value !== null && typeof value === "object" ? (value as Record<string, unknown>)[step] : undefined,
    trial,
  );
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(stringsIn);
}
