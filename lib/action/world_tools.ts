import type { Json, Tool, World } from "../shapes.ts";

/** Every tool a scenario may name. All act on the simulated world and on nothing else. */
export const TOOL_NAMES = [
  "list_files",
  "read_file",
  "write_file",
  "move_file",
  "copy_file",
  "delete_file",
  "set_setting",
  "send_message",
  "check",
  "play",
  "finish",
] as const;
export type ToolName = typeof TOOL_NAMES[number];

/**
 * The tools of a scenario as the model sees them. Files, settings, contacts and moves of the first world are listed as choices,
 * which keeps small models from inventing names.
 */
export function toolsFor(names: readonly string[], world: World): Tool[] {
  const oneOf = (choices: readonly string[]) => ({ type: "string", enum: [...choices] });
  const files = oneOf(Object.keys(world.files));
  const settings = oneOf(Object.keys(world.settings));
  const text = { type: "string" };
  const value = { oneOf: [{ type: "boolean" }, { type: "number" }, { type: "string" }] };
  const known: Record<ToolName, { description: string; properties: Record<string, Json> }> = {
    list_files: { description: "lists all files", properties: {} },
    read_file: { description: "shows a file", properties: { path: files } },
    write_file: { description: "writes a file", properties: { path: text, text } },
    move_file: { description: "moves a file", properties: { from: files, to: text } },
    copy_file: { description: "copies a file", properties: { from: files, to: text } },
    delete_file: { description: "deletes a file for good", properties: { path: files } },
    set_setting: { description: "changes a setting", properties: { name: settings, value } },
    send_message: { description: "sends a message", properties: { to: oneOf(world.contacts ?? []), text } },
    check: { description: "finds out what is true", properties: { name: oneOf(Object.keys(world.findings ?? {})) } },
    play: { description: "plays the next round", properties: { move: oneOf(world.game?.moves ?? []) } },
    finish: { description: "ends your work", properties: { note: text } },
  };
  return names.map((name) => {
    const tool = known[name as ToolName];
    return {
      name,
      description: tool.description,
      parameters: {
        type: "object",
        properties: tool.properties,
        required: Object.keys(tool.properties),
        additionalProperties: false,
      },
    };
  });
}
