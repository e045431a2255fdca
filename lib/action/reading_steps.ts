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
import { endsInWords, firstObject, parseAction } from "./protocol.ts";
import { applyCall, withWorkEnded } from "./world.ts";
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
  const results = new Set<number>();
  const steps: StepReading[] = [];
  let world = trial.world;
  transcript.forEach((message, index) => {
    if (results.has(index)) return;
    const { role, content, finishReason = null, isRefusal } = message;
    const step = { index, role, content, thought: null, calls: [], endedBy: finishReason };
    if (index < prompts) return void steps.push({ ...step, kind: "prompt" });
    if (role !== "assistant") return void steps.push({ ...step, kind: "told" });
    if (isRefusal) return void steps.push({ ...step, kind: "refusal", thought: thoughtOf(message, trial.mode) });
    const read = readCalls(record, index, world);
    world = isEnd(record, index) ? withWorkEnded(read.world) : read.world;
    for (const at of read.results) results.add(at);
    const kind = kindOf(read.calls, record, index);
    steps.push({ ...step, kind, calls: read.calls, thought: thoughtOf(message, trial.mode) });
  });
  const isReplayed = record.importedFrom === undefined && canonicalJson(world) === canonicalJson(finalWorld);
  return { steps, isReplayed };
}

/** The calls of an answer, the world after them, and where their results stand. */
function readCalls(
  record: TrialRecord,
  index: number,
  before: World,
): { calls: CallReading[]; world: World; results: number[] } {
  const { transcript, importedFrom } = record;
  const results: number[] = [];
  let [world, isOver] = [before, false];
  const calls = askedIn(record, index).map((call): CallReading => {
    const at = resultOf(call, { transcript, index });
    if (at !== null) results.push(at);
    const step = importedFrom !== undefined ? { world, status: UNKNOWN, isOver } : carriedOut(call, { world, isOver });
    const { status } = step;
    const changes = worldChanges(world, step.world);
    [world, isOver] = [step.world, step.isOver];
    const result = at === null ? null : (transcript[at] as Message).content;
    return { tool: call.name, arguments: call.written, result, status, changes };
  });
  return { calls, world, results };
}

const UNKNOWN = "unknown" as const;

/** Last words of an agent with native calls are a text; what it is told after words is that they were no call. */
function kindOf(calls: readonly CallReading[], record: TrialRecord, index: number): StepReading["kind"] {
  if (calls.some(({ status }) => status !== "invalid")) return "call";
  const isWords = calls.length === 0;
  if (record.importedFrom !== undefined || record.trial.mode === "choose") return isWords ? "text" : "invalid";
  return isWords && isLastOfNative(record, index) ? "text" : "invalid";
}

function isLastOfNative({ trial, transcript }: TrialRecord, index: number): boolean {
  return trial.settings?.protocol === "native" && index === transcript.length - 1;
}

/** Did the agent end its work by these words? */
function isEnd(record: TrialRecord, index: number): boolean {
  const { trial, transcript, importedFrom } = record;
  return importedFrom === undefined && trial.mode === "act" && isLastOfNative(record, index) &&
    endsInWords(transcript[index] as Message, trial.tools);
}

/** What came after the trial's own messages; all of it where a log does not begin with them. */
function afterPrompt({ trial, transcript }: TrialRecord): Transcript {
  const begins = trial.messages.every(({ role, content }, i) =>
    transcript[i]?.role === role && transcript[i]?.content === content
  );
  return begins ? transcript.slice(trial.messages.length) : transcript;
}

/** The calls of an answer: native ones, or the one JSON object of the text. With native calls a text calls nothing, whatever it says. */
function askedIn({ trial, transcript, importedFrom }: TrialRecord, index: number): Asked[] {
  const { content, toolCalls = [] } = transcript[index] as Message;
  if (toolCalls.length > 0) return toolCalls.map((call) => nativeCall(call, trial.tools ?? []));
  if (importedFrom !== undefined || trial.mode !== "act" || trial.settings?.protocol === "native") return [];
  const given = parseAction(content, trial.tools);
  return given === null ? [] : [{ name: given.tool, written: given.arguments, given, id: null }];
}

function nativeCall({ id, name, argumentsText }: ToolCall, tools: readonly Tool[]): Asked {
  const value = argumentsText.trim() === "" ? {} : firstObject(argumentsText);
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

/** Nothing is carried out once the work has ended. */
function carriedOut(
  { given }: Asked,
  { world, isOver }: { world: World; isOver: boolean },
): { world: World; status: CallReading["status"]; isOver: boolean } {
  if (given === null) return { world, status: "invalid", isOver };
  if (isOver) return { world, status: "failed", isOver };
  const step = applyCall(world, given);
  return { world: step.world, status: step.done ? "done" : "failed", isOver: step.finished };
}

function thoughtOf({ content, reasoning = "" }: Message, mode: "act" | "choose"): string | null {
  const said = content.slice(content.lastIndexOf("</think>") + 1);
  const written = mode === "act" ? firstObject(said)?.thought : undefined;
  const thought = [reasoning, typeof written === "string" ? written : ""].filter((text) => text !== "").join("\n");
  return thought === "" ? null : thought;
}
