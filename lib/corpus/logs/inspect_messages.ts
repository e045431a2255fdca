import type { Message, Role, Tool, ToolCall } from "../../shapes.ts";
import type { Json } from "../../shapes.ts";
import { at, type Fields, fieldsAt, isFields, listAt, textAt } from "./content.ts";

const ROLES: readonly Role[] = ["system", "user", "assistant", "tool"];
const ATTACHED = /^attachment:\/\/(.+)$/s;

/** Long texts stand once in the attachments of a sample, and where they belong only their address. */
export function attached(value: unknown, attachments: Fields): unknown {
  if (typeof value === "string") {
    const key = ATTACHED.exec(value)?.[1];
    return key === undefined ? value : at(attachments, key) ?? value;
  }
  if (Array.isArray(value)) return value.map((part) => attached(part, attachments));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, attached(part, attachments)]));
}

/**
 * A message as the log has it, in our shape.
 *
 * Text parts are joined by line breaks as Inspect itself does; reasoning, images and other parts are left out and noted.
 */
export function inspectMessage(value: Fields, notes: string[]): Message {
  const role = ROLES.find((known) => known === value.role) ?? "user";
  const parts = typeof value.content === "string" ? [] : listAt(value, "content");
  for (const part of parts) {
    const type = textAt(part, "type") ?? "unknown";
    if (type !== "text") notes.push(`Parts of messages that are no text (${type}), left out`);
  }
  const calls = listAt(value, "tool_calls").filter(isFields).map(toolCall);
  const callId = role === "tool" ? textAt(value, "tool_call_id") : null;
  return {
    role,
    content: textOfMessage(value),
    ...(calls.length > 0 && { toolCalls: calls }),
    ...(callId !== null && { toolCallId: callId }),
    ...(parts.some((part) => at(part, "refusal") === true) && { isRefusal: true as const }),
  };
}

function textOfMessage(value: Fields): string {
  const text = typeof value.content === "string"
    ? value.content
    : listAt(value, "content").filter((part) => at(part, "type") === "text").map((part) => textAt(part, "text") ?? "")
      .join("\n");
  const error = textAt(value.error, "message");
  return text === "" && error !== null ? `Error: ${error}` : text;
}

function toolCall(call: Fields): ToolCall {
  return {
    id: textAt(call, "id") ?? "",
    name: textAt(call, "function") ?? "",
    argumentsText: JSON.stringify(call.arguments ?? {}),
  };
}

/** The tools that the model was offered, from what the log keeps of its calls. */
export function inspectTools(modelEvent: Fields | undefined): Tool[] {
  return listAt(modelEvent, "tools").filter(isFields).map((tool) => ({
    name: textAt(tool, "name") ?? "",
    description: textAt(tool, "description") ?? "",
    parameters: fieldsAt(tool, "parameters") as Record<string, Json>,
  }));
}
