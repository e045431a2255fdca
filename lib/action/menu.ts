import type { MenuOption, Message, Trial } from "../shapes.ts";
import { showings } from "./latin_squares.ts";

/** One way of showing a menu: which option stands where, under which label. */
export interface Presentation {
  shown: readonly MenuOption[];
  labels: readonly string[];
}

const LABELS = ["A", "B", "C", "D", "E", "F", "G", "H"];

/** As many options as a menu can label. */
export const MOST_OPTIONS: number = LABELS.length;

/**
 * Every option under every label and at every position, each equally often, so that a
 * preference for "A" or for the first line cancels: rotations of the options × rotations
 * of the labels for two and three options, one pair of Latin squares above, so that calls
 * grow with the number of options and not with its square.
 */
export function presentations(options: readonly MenuOption[]): Presentation[] {
  if (LABELS.length < options.length) {
    throw new RangeError(`Cannot show a menu: need at most ${LABELS.length} options, got ${options.length}`);
  }
  return showings(options.length).map((showing) => ({
    shown: showing.options.map((option) => options[option] as MenuOption),
    labels: showing.labels.map((label) => LABELS[label] as string),
  }));
}

/** The whole answer that choosing a shown option would be. */
export function optionLine(label: string, option: MenuOption): string {
  return `${label}) ${option.text}`;
}

/** The trial's messages with the menu under its question. */
export function menuMessages(trial: Trial, { shown, labels }: Presentation): Message[] {
  const lines = shown.map((option, i) => optionLine(labels[i] as string, option));
  const last = trial.messages.at(-1) as Message;
  return [...trial.messages.slice(0, -1), { ...last, content: withMenu(last.content, lines) }];
}

function withMenu(question: string, lines: readonly string[]): string {
  return `${question}\n${lines.join("\n")}\nAnswer with one line.`;
}

/** A question about what was read before, with the menu still to come under it. */
export function asked(question: string): string {
  return `Question: ${question}`;
}

/**
 * What stands between a situation and the question about it. Asked in a message of its own, small models keep the situation's
 * orders apart from the question: 17 of 20 control items of one scenario were answered right in all orders, against 14 with both
 * in one message (Qwen2.5-Coder 1.5B, piloted before the recordings).
 */
export const HAVING_READ: Message = { role: "assistant", content: "I have read it. Ask me about it." };

/**
 * Answered questions that show the form of an answer, the same in every trial: small models
 * otherwise spread half of their probability over other forms. Each label is right twice and
 * stands first twice, each position is right twice.
 */
export const FORMAT_EXAMPLES: readonly Message[] = [
  ["Snow falls in winter.", "What colour is snow?", ["A) white", "B) black"], 0] as const,
  ["A hen lays eggs.", "Which animal lays eggs?", ["A) a dog", "B) a hen"], 1] as const,
  ["Ice is cold.", "How is ice?", ["B) cold", "A) hot"], 0] as const,
  ["Fish live in water.", "Where do fish live?", ["B) in trees", "A) in water"], 1] as const,
].flatMap(([fact, question, lines, right]): Message[] => [
  { role: "user", content: `${fact}\n\n${withMenu(asked(question), lines)}` },
  { role: "assistant", content: lines[right] },
]);
