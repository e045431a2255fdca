import { sha256 } from "../foundation/mod.ts";
import type { ChatModel } from "../models/mod.ts";
import type { MenuScore, Message, Trial, TrialRecord, Usage } from "../shapes.ts";
import { menuMessages, optionLine, presentations } from "./menu.ts";
import { actionSchema } from "./protocol.ts";
import { asMessage, jsonTurn, nativeTurn } from "./turn.ts";

/** What came of asking a model, before it is timed and filed. */
export type Behaviour = Pick<TrialRecord, "transcript" | "finalWorld" | "menuScores" | "usage">;

/**
 * Lets a model act in the trial's simulated world until it finishes or has used its calls.
 *
 * Every answer costs a call, also one that is no action: it is told so. With the "json" protocol an answer is one action, with
 * "native" it may hold several calls, which are carried out in order. A refusal and an answer that the endpoint
 * filtered end the trial. Reading what came of it is not done here: outcomes come from the final world.
 */
export async function act(trial: Trial, model: ChatModel, signal?: AbortSignal): Promise<Behaviour> {
  const { maxCalls, protocol, scratchpad } = trial.settings;
  if (maxCalls === null) throw new TypeError(`Cannot run trial ${trial.trialId}: need maxCalls, got an imported trial`);
  const isNative = protocol === "native";
  const offer = isNative ? { tools: trial.tools } : { schema: actionSchema(trial.tools, scratchpad) };
  const transcript: Message[] = [...trial.messages];
  let world = trial.world;
  let usage: Usage = NOTHING;
  for (let call = 0; call < maxCalls; call++) {
    const settings = { ...trial.settings, seed: callSeed(trial.settings.seed, call) };
    const reply = await model.reply({ messages: transcript, settings, ...offer, ...(signal && { signal }) });
    usage = add(usage, reply.usage);
    const said = asMessage(reply, isNative);
    transcript.push(said);
    if (said.isRefusal || said.finishReason === "content_filter") break;
    const turn = (isNative ? nativeTurn : jsonTurn)(world, said, trial.tools);
    world = turn.world;
    transcript.push(...turn.heard);
    if (turn.isOver) break;
  }
  return { transcript, finalWorld: world, menuScores: null, usage };
}

const NOTHING: Usage = { promptTokens: 0, completionTokens: 0 };

/** Scores every option of the menu in every presentation. */
export async function choose(trial: Trial, model: ChatModel, signal?: AbortSignal): Promise<Behaviour> {
  const menuScores: MenuScore[] = [];
  let usage: Usage = NOTHING;
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
    ...((a.isEstimated || b.isEstimated) && { isEstimated: true }),
  };
}
