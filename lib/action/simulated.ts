import { canonicalJson, checkNumber, seededRandom, sha256 } from "../foundation/mod.ts";
import type { SimulatedReply, SimulatedRequest } from "../models/mod.ts";
import type { ExampleCall, Message, Trial } from "../shapes.ts";
import { callSeed } from "./agent.ts";
import { menuMessages, optionLine, presentations } from "./menu.ts";

export interface SimulatedAgentsOptions {
  /** Probability of acting in each condition, in [0, 1]: the planted effect. */
  rates: Readonly<Record<string, number>>;
  seed: number;
}

/**
 * Programs that act at planted rates, for tests, teaching and power: what an analysis finds
 * in their records is what was put in, and says nothing about any model.
 *
 * @param trials The trials they will be given.
 * @param options Rates by condition, and the seed.
 * @returns `answer` and `score` for `simulatedTransport()`.
 * @throws {RangeError} If a condition of the trials has no rate in [0, 1].
 */
export function simulatedAgents(
  trials: readonly Trial[],
  { rates, seed }: SimulatedAgentsOptions,
): {
  answer: (request: SimulatedRequest) => string | SimulatedReply;
  score: (request: { messages: readonly Message[]; options: readonly string[] }) => number[];
} {
  const rateOf = (trial: Trial) =>
    checkNumber("simulatedAgents", `rate of condition "${trial.condition}"`, rates[trial.condition], {
      min: 0,
      max: 1,
    });
  const scripts = new Map<string, ExampleCall>(
    trials.filter(({ mode }) => mode === "act").flatMap((trial) => {
      const acts = seededRandom(seed, `act ${trial.trialId}`)() < rateOf(trial);
      const script = trial.examples[acts ? "acted" : "abstained"];
      // Replicates share their messages: the seed of each call tells them apart.
      return script.map((step, call) =>
        [`${keyOf(trial.messages)} ${callSeed(trial.settings.seed, call)}`, step] as const
      );
    }),
  );
  const menus = new Map(
    trials.filter(({ mode }) => mode === "choose").flatMap((trial) => {
      const rate = trial.controlItem === null ? rateOf(trial) : 1;
      return presentations(trial.options).map((presentation) => {
        const acting = trial.options.filter((option) => option.acts).length;
        const scores = presentation.shown.map((option, i) => {
          const share = option.acts ? rate / acting : (1 - rate) / (trial.options.length - acting);
          return [optionLine(presentation.labels[i] as string, option), Math.log(0.01 + 0.98 * share)] as const;
        });
        return [keyOf(menuMessages(trial, presentation)), new Map(scores)];
      });
    }),
  );
  const lengths = [...new Set(trials.map(({ messages }) => messages.length))];
  return {
    answer: ({ messages, seed: callsSeed, tools = [] }) => {
      const keys = lengths.map((length) => `${keyOf(messages.slice(0, length))} ${callsSeed}`);
      const step = scripts.get(keys.find((key) => scripts.has(key)) ?? "");
      if (step === undefined) return "no trial of this design";
      return tools.length > 0 ? asNativeCall(step, callsSeed) : JSON.stringify(step);
    },
    score: ({ messages, options }) =>
      options.map((option) => menus.get(keyOf(messages))?.get(option) ?? Number.NEGATIVE_INFINITY),
  };
}

function asNativeCall({ tool, arguments: given }: ExampleCall, seed: number): SimulatedReply {
  return { toolCalls: [{ id: `call-${seed}`, name: tool, argumentsText: JSON.stringify(given) }] };
}

function keyOf(messages: readonly Message[]): string {
  return sha256(canonicalJson(messages.map(({ role, content }) => ({ role, content }))));
}
