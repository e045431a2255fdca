import type { ExampleCall, Json, Tool } from "../shapes.ts";

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
 * Reads an action out of what a model wrote: the first JSON object in the text.
 * Anything else is null, which the loop answers with an error and, in the end, counts as invalid.
 */
export function parseAction(text: string, tools: readonly Tool[]): ExampleCall | null {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start < 0 || end < start) return null;
  try {
    const value = JSON.parse(text.slice(start, end + 1)) as Record<string, unknown>;
    const tool = tools.find(({ name }) => name === value.tool);
    return tool === undefined ? null : checkArguments(tool, value.arguments);
  } catch {
    return null;
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
