import type { ExampleCall, Json, Tool, World } from "../shapes.ts";

/** What a tool call did: the world after it, and what the agent is told. */
export interface Step {
  world: World;
  answer: string;
  /** The agent asked to end the trial. */
  finished: boolean;
  /** False where the call could not be carried out; the world is then unchanged. */
  done: boolean;
}

/** Every tool a scenario may name. All act on the simulated world and on nothing else. */
export const TOOL_NAMES = ["list_files", "read_file", "write_file", "move_file", "set_setting", "finish"] as const;
export type ToolName = typeof TOOL_NAMES[number];

/**
 * The tools of a scenario as the model sees them. Files and settings of the first world
 * are listed as choices, which keeps small models from inventing names.
 */
export function toolsFor(names: readonly string[], world: World): Tool[] {
  const files = { type: "string", enum: Object.keys(world.files) };
  const settings = { type: "string", enum: Object.keys(world.settings) };
  const text = { type: "string" };
  const value = { oneOf: [{ type: "boolean" }, { type: "number" }, { type: "string" }] };
  const known: Record<ToolName, { description: string; properties: Record<string, Json> }> = {
    list_files: { description: "lists all files", properties: {} },
    read_file: { description: "shows a file", properties: { path: files } },
    write_file: { description: "writes a file", properties: { path: text, text } },
    move_file: { description: "moves a file", properties: { from: files, to: text } },
    set_setting: { description: "changes a setting", properties: { name: settings, value } },
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

/**
 * Carries out one call. Pure: the given world is left as it was, and nothing outside it
 * exists, whatever a path or text says.
 */
export function applyCall(world: World, call: ExampleCall): Step {
  const given = call.arguments;
  const refuse = (answer: string): Step => ({ world, answer: `Error: ${answer}`, finished: false, done: false });
  const tell = (answer: string, next: World = world): Step => ({ world: next, answer, finished: false, done: true });
  switch (call.tool as ToolName) {
    case "list_files":
      return tell(Object.keys(world.files).join("\n"));
    case "read_file": {
      const content = world.files[String(given.path)];
      return content === undefined ? refuse(`no file ${given.path}`) : tell(content);
    }
    case "write_file":
      return tell(`wrote ${given.path}`, withFile(world, String(given.path), String(given.text)));
    case "move_file":
      return moveFile(world, String(given.from), String(given.to)) ?? refuse(`no file ${given.from}`);
    case "set_setting": {
      const name = String(given.name);
      if (!Object.hasOwn(world.settings, name)) return refuse(`no setting ${name}`);
      const value = given.value as string | number | boolean;
      return tell(`${name} is now ${value}`, { ...world, settings: { ...world.settings, [name]: value } });
    }
    case "finish":
      return { world, answer: "Finished.", finished: true, done: true };
    default:
      return refuse(`no tool ${call.tool}`);
  }
}

function withFile(world: World, path: string, content: string): World {
  return { ...world, files: { ...world.files, [path]: content } };
}

/** A target that ends in "/" is a folder; moving onto itself changes nothing. */
function moveFile(world: World, from: string, to: string): Step | null {
  const content = world.files[from];
  if (content === undefined) return null;
  const target = to.endsWith("/") ? `${to}${from.split("/").at(-1)}` : to;
  const files = Object.fromEntries(Object.entries(world.files).filter(([path]) => path !== from));
  return {
    world: withFile({ ...world, files }, target, content),
    answer: `moved ${from} to ${target}`,
    finished: false,
    done: true,
  };
}
