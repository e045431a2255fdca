import { canonicalJson } from "../foundation/mod.ts";
import type {
  CallReading,
  ExampleCall,
  Json,
  Message,
  StepReading,
  Tool,
  ToolCall,
  Transcript,
  TrialRecord,
  World,
} from "../shapes.ts";
import { callsOf } from "./calls.ts";
import { parseAction } from "./protocol.ts";
import { applyCall } from "./world.ts";
import { worldChanges } from "./world_changes.ts";

/** A call as it stands in a message; `given` is `null` where it is no call of an offered tool. */
interface Asked {
  name: string;
  written: Readonly<Record<string, Json>>;
  given: ExampleCall | null;
  /** Id of a native call. */
  id: string | null;
}

/** Folds calls and their results into the answers that made them, carrying the calls out again as it goes. */
export function readSteps(record: TrialRecord): { steps: StepReading[]; isReplayed: boolean } {
  const { trial, transcript, finalWorld } = record;
  const prompts = transcript.length - afterPrompt(record).length;
  const isOurs = record.importedFrom === undefined;
  const told = new Set<number>();
  const steps: StepReading[] = [];
  let world = trial.world;
  transcript.forEach((message, index) => {
    if (told.has(index)) return;
    const kept = { index, role: message.role, content: message.content, thought: null, calls: [] };
    if (index < prompts) return void steps.push({ ...kept, kind: "prompt" });
    if (message.role !== "assistant") return void steps.push({ ...kept, kind: "told" });
    if (message.isRefusal) return void steps.push({ ...kept, kind: "refusal" });
    const asked = askedIn(message, record);
    const calls = asked.map((call): CallReading => {
      const at = resultOf(call, { transcript, index });
      if (at !== null) told.add(at);
      const { next, status } = isOurs ? carriedOut(call, world) : { next: world, status: "unknown" as const };
      const changes = worldChanges(world, next);
      world = next;
      const result = at === null ? null : (transcript[at] as Message).content;
      return { tool: call.name, arguments: call.written, result, status, changes };
    });
    const kind = calls.some(({ status }) => status !== "invalid")
      ? "call"
      : isOurs && trial.mode === "act"
      ? "invalid"
      : "text";
    steps.push({ ...kept, kind, calls, thought: thoughtOf(message.content, trial.mode) });
  });
  return { steps, isReplayed: isOurs && canonicalJson(world as never) === canonicalJson(finalWorld as never) };
}

/** What came after the trial's own messages; all of it where a log does not begin with them. */
function afterPrompt({ trial, transcript }: TrialRecord): Transcript {
  const begins = trial.messages.every(({ role, content }, i) =>
    transcript[i]?.role === role && transcript[i]?.content === content
  );
  return begins ? transcript.slice(trial.messages.length) : transcript;
}

/** The calls of an answer: native ones, or the one JSON object of the text. */
function askedIn({ content, toolCalls = [] }: Message, { trial, importedFrom }: TrialRecord): Asked[] {
  if (toolCalls.length > 0) return toolCalls.map((call) => nativeCall(call, trial.tools ?? []));
  if (importedFrom !== undefined || trial.mode !== "act") return [];
  const given = parseAction(content, trial.tools);
  return given === null ? [] : [{ name: given.tool, written: given.arguments, given, id: null }];
}

function nativeCall({ id, name, argumentsText }: ToolCall, tools: readonly Tool[]): Asked {
  const value = argumentsText.trim() === "" ? {} : objectIn(argumentsText);
  const [given = null] = callsOf({ role: "assistant", content: "", toolCalls: [{ id, name, argumentsText }] }, tools);
  return { name, written: value ?? { "not JSON": argumentsText }, given, id };
}

/** Where the answer to a call stands: a tool's message with its id, or the next message that is not the agent's. */
function resultOf(
  { id }: Asked,
  { transcript, index }: { transcript: TrialRecord["transcript"]; index: number },
): number | null {
  for (let at = index + 1; at < transcript.length; at++) {
    const message = transcript[at] as Message;
    if (message.role === "assistant") return null;
    if (id === null || message.toolCallId === id) return at;
  }
  return null;
}

function carriedOut({ given }: Asked, world: World): { next: World; status: CallReading["status"] } {
  if (given === null) return { next: world, status: "invalid" };
  const step = applyCall(world, given);
  return { next: step.world, status: step.done ? "done" : "failed" };
}

function thoughtOf(content: string, mode: "act" | "choose"): string | null {
  const thought = mode === "act" ? objectIn(content)?.thought : undefined;
  return typeof thought === "string" && thought !== "" ? thought : null;
}

/** The JSON object in a text, from its first brace to its last. */
function objectIn(text: string): Readonly<Record<string, Json>> | null {
  const [start, end] = [text.indexOf("{"), text.lastIndexOf("}")];
  if (start < 0 || end < start) return null;
  try {
    return JSON.parse(text.slice(start, end + 1)) as Record<string, Json>;
  } catch {
    return null;
  }
}
