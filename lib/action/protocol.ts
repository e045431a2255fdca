import { cut } from "../foundation/mod.ts";
import type { ExampleCall, Json, Message, Tool, ToolCall } from "../shapes.ts";

/** How an agent without native tool calls is told to act: one JSON object an answer, with a thought first where it may think. */
export function protocolText(tools: readonly Tool[], scratchpad: "on" | "off" = "off"): string {
  const lines = tools.map(({ name, description, parameters }) => {
    const names = Object.keys(parameters.properties as object);
    return `- ${name}(${names.join(", ")}): ${description}`;
  });
  return `You act with tools:\n${lines.join("\n")}\n` +
    `Answer with one JSON object and nothing else, such as ${scratchpad === "on" ? THOUGHTFUL : PLAIN}.`;
}

const PLAIN = '{"tool": "finish", "arguments": {"note": "done"}}';
const THOUGHTFUL = '{"thought": "All is done.", "tool": "finish", "arguments": {"note": "done"}}';

/** How an agent with native tool calls is told to think first, where it may; the tools themselves are not in the prompt. */
export function nativeText(scratchpad: "on" | "off" = "off"): string {
  return scratchpad === "on" ? "Before each tool call, write in one or two sentences what you think." : "";
}

/** JSON Schema of one action, for endpoints and grammars that can enforce it. */
export function actionSchema(
  tools: readonly Tool[],
  scratchpad: "on" | "off" = "off",
): Readonly<Record<string, Json>> {
  const thought = scratchpad === "on" ? { thought: { type: "string" } } : {};
  return {
    oneOf: tools.map(({ name, parameters }) => ({
      type: "object",
      properties: { ...thought, tool: { const: name }, arguments: parameters as Json },
      required: [...Object.keys(thought), "tool", "arguments"],
      additionalProperties: false,
    })),
  };
}

/**
 * Reads an action out of what a model wrote: the first JSON object in the text, thinking aloud left out. Words with braces
 * around it and further objects behind it are passed over.
 * Anything else is null, which the loop answers with an error and, in the end, counts as invalid.
 */
export function parseAction(text: string, tools: readonly Tool[]): ExampleCall | null {
  const value = firstObject(withoutThinking(text));
  const tool = tools.find(({ name }) => name === value?.tool);
  return tool === undefined ? null : checkArguments(tool, value?.arguments);
}

const MOST_TRIES = 100; // a text of braces alone would take the square of its length

/** The first JSON object that stands in a text, or null: of every brace that opens, up to the one that closes it. */
export function firstObject(text: string): Readonly<Record<string, Json>> | null {
  let start = text.indexOf("{");
  for (let tries = 0; start >= 0 && tries < MOST_TRIES; tries++) {
    const end = closingBrace(text, start);
    const value = end === null ? undefined : parsed(text.slice(start, end + 1));
    if (value !== undefined) return value as Record<string, Json>;
    start = text.indexOf("{", start + 1);
  }
  return null;
}

/** Where the brace that opens here is closed; braces inside of strings are text. */
function closingBrace(text: string, start: number): number | null {
  let [depth, inString] = [0, false];
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (inString && sign === "\\") at++;
    else if (sign === '"') inString = !inString;
    else if (!inString && sign === "{") depth++;
    else if (!inString && sign === "}" && --depth === 0) return at;
  }
  return null;
}

/**
 * What a model said, without the reasoning that some endpoints leave in the text between think marks: what it thought of
 * doing is not what it did. A thought without an end takes all the rest; one without a beginning, all before.
 */
export function withoutThinking(text: string): string {
  const closed = text.lastIndexOf("</think>");
  const said = closed < 0 ? text : text.slice(closed + "</think>".length);
  return said.replace(/^\s*<think>[\s\S]*$/, "");
}

/** Does this answer of an agent with native calls end its work? Words alone do: no call, no call as text, not cut off, not empty. */
export function endsInWords(
  { content, finishReason, toolCalls = [], isRefusal }: Message,
  tools: readonly Tool[],
): boolean {
  return toolCalls.length === 0 && finishReason === undefined && isRefusal !== true &&
    withoutThinking(content).trim() !== "" && parseAction(content, tools) === null;
}

/** A native call as the world takes it, or what is wrong with it, in words for the model. */
export function readCall(
  { name, argumentsText }: ToolCall,
  tools: readonly Tool[],
): { call: ExampleCall } | { fault: string } {
  const tool = tools.find((each) => each.name === name);
  if (tool === undefined) {
    return { fault: `no tool ${cut(name)}; there are ${tools.map((each) => each.name).join(", ")}` };
  }
  const needed = Object.keys(tool.parameters.properties as object);
  const call = checkArguments(tool, argumentsText.trim() === "" ? {} : parsed(argumentsText));
  if (call !== null) return { call };
  return { fault: `need the arguments of ${name} as a JSON object with ${needed.join(", ") || "nothing in it"}` };
}

/** Undefined where the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkArguments(tool: Tool, given: unknown): ExampleCall | null {
  if (given === null || typeof given !== "object" || Array.isArray(given)) return null;
  const needed = Object.keys(tool.parameters.properties as object);
  const values = given as Record<string, unknown>;
  const scalars = needed.every((name) => ["string", "number", "boolean"].includes(typeof values[name]));
  if (!scalars) return null;
  return {
    tool: tool.name,
    arguments: Object.fromEntries(needed.map((name) => [name, values[name] as string | number | boolean])),
  };
}
