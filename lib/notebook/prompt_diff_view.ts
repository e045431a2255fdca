import type { PromptDifference } from "../shapes.ts";
import { checkInteger, checkOptions, escapeMarkup, printable } from "../foundation/mod.ts";
import { type Display, emit, toDisplay } from "./display.ts";

export interface PromptDiffViewOptions {
  /** Name of the control condition. Default "control". */
  control?: string;
  /** Name of the treatment condition. Default "treatment". */
  treatment?: string;
  /** Characters of equal text shown on each side, from 0. Default 300. */
  contextCharacters?: number;
}

/** Backgrounds of the treated span: grey for control, light purple for treatment. */
const spanColour = { control: "#dfe2e6", treatment: "#ecd3e8" } as const;

/**
 * Shows two prompts with the words that differ coloured.
 *
 * @param differences What `promptDiff` returned; empty says that the prompts are equal.
 * @param options Names of the conditions, and how much equal text to show.
 * @returns `undefined` in a notebook; elsewhere the display.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { promptDiffView } from "twoplane/notebook";
 * const display = await promptDiffView([
 *   { path: "messages[1].content", before: "You work ", after: ".", control: "alone", treatment: "with Bo" },
 * ]);
 * assert.ok(display?.data["text/plain"]?.includes("You work [with Bo]."));
 * ```
 */
export function promptDiffView(
  differences: readonly PromptDifference[],
  options: PromptDiffViewOptions = {},
): Promise<Display | undefined> {
  checkOptions("promptDiffView", options, ["control", "treatment", "contextCharacters"]);
  const context = checkInteger("promptDiffView", "contextCharacters", options.contextCharacters ?? 300, { min: 0 });
  const names = { control: options.control ?? "control", treatment: options.treatment ?? "treatment" };
  const parts = differences.map((difference) => arms(difference, names, context));
  const summary = differences.length === 0
    ? "The two prompts are equal"
    : `The two prompts differ in ${differences.length} place${differences.length === 1 ? "" : "s"}`;
  return emit(toDisplay({
    "text/html": `<p>${summary}</p>${parts.flat().map(armHtml).join("")}`,
    "text/plain": [summary, ...parts.flat().map(armPlain)].join("\n"),
  }));
}

interface ArmText {
  heading: string;
  before: string;
  span: string;
  after: string;
  colour: string;
}

function arms(
  difference: PromptDifference,
  names: Record<"control" | "treatment", string>,
  context: number,
): ArmText[] {
  const before = lastCharacters(printable(difference.before), context);
  const after = firstCharacters(printable(difference.after), context);
  return (["control", "treatment"] as const).map((arm) => ({
    heading: printable(`${names[arm]} (${difference.path})`),
    before,
    span: printable(difference[arm]) || "(nothing)",
    after,
    colour: spanColour[arm],
  }));
}

function lastCharacters(text: string, count: number): string {
  const characters = [...text];
  return characters.length <= count ? text : `…${characters.slice(characters.length - count).join("")}`;
}

function firstCharacters(text: string, count: number): string {
  const characters = [...text];
  return characters.length <= count ? text : `${characters.slice(0, count).join("")}…`;
}

function armHtml({ heading, before, span, after, colour }: ArmText): string {
  return `<pre style="white-space:pre-wrap;color:#5f6368"><b>${escapeMarkup(heading)}</b>\n${escapeMarkup(before)}` +
    `<b style="background-color:${colour};color:#1a1a1a">${escapeMarkup(span)}</b>${escapeMarkup(after)}\n </pre>`;
}

function armPlain({ heading, before, span, after }: ArmText): string {
  return `\n${heading}:\n${before}[${span}]${after}`;
}
