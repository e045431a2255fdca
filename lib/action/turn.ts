import type { ChatReply, Message, Tool, World } from "../shapes.ts";
import { endsInWords, parseAction, readCall } from "./protocol.ts";
import { applyCall, withWorkEnded } from "./world.ts";

/** What one answer of an agent led to. */
export interface Turn {
  world: World;
  /** What the agent is told next. */
  heard: Message[];
  isOver: boolean;
}

/** Ends that are not the model's own, and worth keeping. */
const CUT_SHORT = ["length", "content_filter"];

/** An answer as the transcript keeps it: all that was said, with reasoning apart. */
export function asMessage(reply: ChatReply, isNative: boolean): Message {
  const { content, refusal, reasoning, finishReason, toolCalls } = reply;
  return {
    role: "assistant",
    content: refusal ?? content,
    ...(isNative && refusal === null && toolCalls.length > 0 && { toolCalls }),
    ...(refusal !== null && { isRefusal: true }),
    ...(reasoning !== undefined && { reasoning }),
    ...(CUT_SHORT.includes(finishReason) && { finishReason }),
  };
}

/** One JSON action. */
export function jsonTurn(world: World, said: Message, tools: readonly Tool[]): Turn {
  const action = parseAction(said.content, tools);
  if (action === null) {
    const content = "Error: need one JSON object that names a tool and its arguments";
    return { world, heard: [{ role: "user", content }], isOver: false };
  }
  const step = applyCall(world, action);
  if (step.finished) return { world: step.world, heard: [], isOver: true };
  return { world: step.world, heard: [{ role: "user", content: step.answer }], isOver: false };
}

/**
 * The calls of one answer, in order, each answered under its id. What stands after the call that ends the work is not carried
 * out. An answer in words alone ends the work, as the tool for it does; one that is empty, cut off or writes a call as text is told so.
 */
export function nativeTurn(world: World, said: Message, tools: readonly Tool[]): Turn {
  const { toolCalls = [] } = said;
  if (toolCalls.length === 0) {
    if (endsInWords(said, tools)) return { world: withWorkEnded(world), heard: [], isOver: true };
    return { world, heard: [{ role: "user", content: "Error: need a tool call, got none" }], isOver: false };
  }
  const heard: Message[] = [];
  let [after, isOver] = [world, false];
  for (const call of toolCalls) {
    const read = readCall(call, tools);
    let content = isOver ? "Error: not carried out, the work had ended" : `Error: ${"fault" in read ? read.fault : ""}`;
    if (!isOver && "call" in read) {
      const step = applyCall(after, read.call);
      [after, isOver, content] = [step.world, step.finished, step.answer];
    }
    heard.push({ role: "tool", content, toolCallId: call.id });
  }
  return { world: after, heard, isOver };
}
