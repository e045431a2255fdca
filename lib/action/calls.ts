/** What an agent itself said and called in a trial, whichever protocol it spoke. @module */
import type { ExampleCall, Message, Tool, TrialRecord, TrialSettings } from "../shapes.ts";
import { endsInWords, parseAction, readCall } from "./protocol.ts";

/** The agent's own messages: those of the prompt, such as a past exchange, are not its own. */
export function agentMessages({ trial, transcript }: TrialRecord): Message[] {
  const prompt = trial.messages;
  const startsWithPrompt = transcript.length >= prompt.length &&
    prompt.every(({ role, content }, i) => transcript[i]?.role === role && transcript[i]?.content === content);
  return transcript.slice(startsWithPrompt ? prompt.length : 0).filter(({ role }) => role === "assistant");
}

/** The valid calls of a message: its native ones, or the JSON object it holds where the agent acts by those. */
export function callsOf(
  { content, toolCalls = [] }: Message,
  tools: readonly Tool[],
  protocol: TrialSettings["protocol"] = "json",
): ExampleCall[] {
  if (toolCalls.length === 0 && protocol === "native") return [];
  if (toolCalls.length === 0) return [parseAction(content, tools) ?? []].flat();
  return toolCalls.flatMap((call) => {
    const read = readCall(call, tools);
    return "call" in read ? [read.call] : [];
  });
}

/** Whether the agent ended its work: by the tool for it, by the last round of its game or, with native calls, in words. */
export function isFinished(record: TrialRecord): boolean {
  const { trial, finalWorld, transcript } = record;
  const { finished, game } = finalWorld;
  if (finished === true || (game !== undefined && game.played.length >= game.rounds)) return true;
  const messages = agentMessages(record);
  if (
    messages.some((message) =>
      callsOf(message, trial.tools, trial.settings?.protocol).some(({ tool }) => tool === "finish")
    )
  ) return true;
  const last = messages.at(-1);
  const isLast = last !== undefined && last === transcript.at(-1); // an answer that was no call is told so
  return trial.settings?.protocol === "native" && isLast && endsInWords(last, trial.tools);
}

/** Files that stood open to the agent: read by its own calls, or by calls that the prompt tells of. */
export function filesRead({ trial, transcript }: TrialRecord): Set<string> {
  const paths = transcript.filter(({ role }) => role === "assistant").flatMap((message) =>
    callsOf(message, trial.tools, trial.settings?.protocol).flatMap(({ tool, arguments: given }) =>
      tool === "read_file" ? [String(given.path)] : []
    )
  );
  return new Set(paths.filter((path) => Object.hasOwn(trial.world.files, path)));
}
