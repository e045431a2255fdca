import type { Message, Trial, TrialRecord } from "../shapes.ts";
import { menuMessages, presentations } from "./menu.ts";

/** What asking takes. */
export interface Cost {
  calls: number;
  promptTokens: number;
  completionTokens: number;
}

/** What a chat template puts around a message. */
const TOKENS_A_MESSAGE = 10;

/**
 * Tokens of messages, at 4 characters a token as in English, other languages take more, and what a chat template adds. The
 * recorded runs of Qwen models took up to a tenth less.
 */
export function estimatedTokens(messages: readonly Message[]): number {
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
  return Math.ceil(characters / 4) + TOKENS_A_MESSAGE * messages.length;
}

/**
 * The most that a trial may take, failed calls aside: an act trial all of its calls with answers as long as allowed, a
 * choice one call for each presentation of its menu.
 */
export function costAtMost(trial: Trial): Cost {
  if (trial.mode === "choose") {
    const menus = presentations(trial.options).map((shown) => estimatedTokens(menuMessages(trial, shown)));
    return { calls: menus.length, promptTokens: menus.reduce((sum, n) => sum + n, 0), completionTokens: 0 };
  }
  const { maxCalls, maxTokens } = trial.settings;
  if (maxCalls === null || maxTokens === null) {
    throw new TypeError(`Cannot plan trial ${trial.trialId}: need maxCalls and maxTokens, got an imported trial`);
  }
  const heard = maxTokens + 2 * TOKENS_A_MESSAGE; // an answer and a short reply of the world, read again by each later call
  const growth = heard * (maxCalls * (maxCalls - 1)) / 2;
  return {
    calls: maxCalls,
    promptTokens: maxCalls * (estimatedTokens(trial.messages) + toolTokens(trial)) + growth,
    completionTokens: maxCalls * maxTokens,
  };
}

/** Native tools are sent beside the messages; the JSON protocol describes them in the first. */
function toolTokens({ settings, tools }: Trial): number {
  return settings.protocol === "native" ? Math.ceil(JSON.stringify(tools).length / 4) : 0;
}

/**
 * What a finished trial took, as far as its record tells: tokens as the endpoint counted them, or estimated where it did
 * not; calls that were asked again count once.
 */
export function costOfRecord({ trial, transcript, menuScores, usage, error }: TrialRecord): Cost {
  const asked = promptsOf(trial, transcript, menuScores === null ? 0 : menuScores.length);
  const isTold = usage.promptTokens > 0 || error !== null;
  return {
    calls: Math.max(asked.length, error === null ? 0 : 1),
    promptTokens: isTold ? usage.promptTokens : asked.reduce((sum, messages) => sum + estimatedTokens(messages), 0),
    completionTokens: usage.completionTokens,
  };
}

function promptsOf(trial: Trial, transcript: TrialRecord["transcript"], menus: number): (readonly Message[])[] {
  if (menus > 0) return presentations(trial.options).slice(0, menus).map((shown) => menuMessages(trial, shown));
  return transcript.flatMap(({ role }, index) =>
    role === "assistant" && index >= trial.messages.length ? [transcript.slice(0, index)] : []
  );
}
