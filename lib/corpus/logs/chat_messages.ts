import { quote } from "../../foundation/mod.ts";
import type { Json, Message, Tool, ToolCall } from "../../shapes.ts";
import { at, type Fields, fieldsAt, isFields, listAt, textAt } from "./content.ts";

/** Names that endpoints have used for the four roles. */
const ROLES: Readonly<Record<string, Message["role"]>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
  tool: "tool",
  function: "tool",
};

/** A message in the wire format of chat completions, in our shape; a reason where it is none. */
export function chatMessage(value: unknown, notes: string[]): Message | string {
  const role = Object.hasOwn(ROLES, String(at(value, "role"))) ? ROLES[String(at(value, "role"))] : undefined;
  if (!isFields(value) || role === undefined) {
    return `need messages with a role of ${Object.keys(ROLES).join(", ")}, got ${quote(at(value, "role") ?? value)}`;
  }
  const refusal = textAt(value, "refusal");
  const calls = [...listAt(value, "tool_calls"), ...legacyCall(value)].map(toolCall);
  const callId = textAt(value, "tool_call_id");
  return {
    role,
    content: refusal ?? contentOf(value, notes),
    ...(calls.length > 0 && { toolCalls: calls }),
    ...(callId !== null && { toolCallId: callId }),
    ...(refusal !== null && { isRefusal: true as const }),
  };
}

function contentOf(value: Fields, notes: string[]): string {
  if (typeof value.content === "string") return value.content;
  return listAt(value, "content").flatMap((part) => {
    const text = textAt(part, "text");
    if (text === null) {
      notes.push(`Parts of messages that are no text (${textAt(part, "type") ?? "unknown"}), left out`);
    }
    return text ?? [];
  }).join("\n");
}

function legacyCall(value: Fields): unknown[] {
  return isFields(value.function_call) ? [{ id: "", function: value.function_call }] : [];
}

/** Arguments stay as the model wrote them; a log that holds them parsed gets them back as text. */
function toolCall(call: unknown): ToolCall {
  const named = isFields(at(call, "function")) ? fieldsAt(call, "function") : call;
  const given = at(named, "arguments") ?? {};
  return {
    id: textAt(call, "id") ?? "",
    name: textAt(named, "name") ?? "",
    argumentsText: typeof given === "string" ? given : JSON.stringify(given),
  };
}

/** Tools in the wire format, with or without their `function` wrapping. */
export function chatTools(tools: readonly unknown[]): Tool[] {
  return tools.map((tool) => isFields(at(tool, "function")) ? at(tool, "function") : tool).filter(isFields)
    .map((tool) => ({
      name: textAt(tool, "name") ?? "",
      description: textAt(tool, "description") ?? "",
      parameters: fieldsAt(tool, "parameters") as Record<string, Json>,
    }));
}
