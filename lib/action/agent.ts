import { sha256 } from "../foundation/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { MenuScore, Message, Trial, TrialRecord, Usage } from "../shapes.ts";
import { menuMessages, optionLine, presentations } from "./menu.ts";
import { actionSchema, parseAction } from "./protocol.ts";
import { applyCall } from "./world.ts";

/** What came of asking a model, before it is timed and filed. */
export type Behaviour = Pick<TrialRecord, "transcript" | "finalWorld" | "menuScores" | "usage">;

/**
 * Lets a model act in the trial's simulated world until it finishes or has used its calls.
 *
 * Every answer is one action. An answer that is none is told so and costs a call. Reading
 * what came of it is not done here: outcomes come from the final world.
 */
export async function act(trial: Trial, model: ChatModel, signal?: AbortSignal): Promise<Behaviour> {
  const schema = actionSchema(trial.tools, trial.settings.scratchpad);
  const transcript: Message[] = [...trial.messages];
  let world = trial.world;
  let usage: Usage = { promptTokens: 0, completionTokens: 0 };
  const { maxCalls } = trial.settings;
  if (maxCalls === null) throw new TypeError(`Cannot run trial ${trial.trialId}: need maxCalls, got an imported trial`);
  for (let call = 0; call < maxCalls; call++) {
    const settings = { ...trial.settings, seed: callSeed(trial.settings.seed, call) };
    const reply = await model.reply({ messages: transcript, settings, schema, ...(signal && { signal }) });
    usage = add(usage, reply.usage);
    if (reply.refusal !== null) {
      transcript.push({ role: "assistant", content: reply.refusal, isRefusal: true });
      break;
    }
    transcript.push({ role: "assistant", content: reply.content });
    const action = parseAction(reply.content, trial.tools);
    if (action === null) {
      transcript.push({ role: "user", content: "Error: need one JSON object that names a tool and its arguments" });
      continue;
    }
    const step = applyCall(world, action);
    world = step.world;
    if (step.finished) break;
    transcript.push({ role: "user", content: step.answer });
  }
  return { transcript, finalWorld: world, menuScores: null, usage };
}

/** Scores every option of the menu in every presentation. */
export async function choose(trial: Trial, model: ChatModel, signal?: AbortSignal): Promise<Behaviour> {
  const menuScores: MenuScore[] = [];
  let usage: Usage = { promptTokens: 0, completionTokens: 0 };
  for (const presentation of presentations(trial.options)) {
    const { scores, usage: spent } = await model.scoreOptions({
      messages: menuMessages(trial, presentation),
      options: presentation.shown.map((option, i) => optionLine(presentation.labels[i] as string, option)),
      labels: presentation.labels,
      ...(signal && { signal }),
    });
    menuScores.push({ shown: presentation.shown.map(({ id }) => id), labels: presentation.labels, scores });
    usage = add(usage, spent);
  }
  return { transcript: trial.messages, finalWorld: trial.world, menuScores, usage };
}

/** A new seed for each answer: with one for all, a model may repeat itself word for word. */
export function callSeed(seed: number | null, call: number): number | null {
  return seed === null ? null : parseInt(sha256(`${seed} ${call}`).slice(0, 7), 16);
}

function add(a: Usage, b: Usage): Usage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
  };
}
