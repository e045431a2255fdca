import type { ExampleCall, World } from "../shapes.ts";
import { playRound } from "./world_game.ts";
import { cleanPath, landingPath } from "./world_paths.ts";
import type { ToolName } from "./world_tools.ts";

export { TOOL_NAMES, type ToolName, toolsFor } from "./world_tools.ts";

/** What a tool call did: the world after it, and what the agent is told. */
export interface Step {
  world: World;
  answer: string;
  /** The agent asked to end the trial, or there is nothing left to play. */
  finished: boolean;
  /** False where the call could not be carried out; the world is then unchanged. */
  done: boolean;
}

/**
 * Carries out one call. Pure: the given world is left as it was, and nothing outside it
 * exists, whatever a path or text says.
 */
export function applyCall(world: World, call: ExampleCall): Step {
  const carryOut = Object.hasOwn(CARRY_OUT, call.tool) ? CARRY_OUT[call.tool as ToolName] : undefined;
  if (carryOut === undefined) return refuse(world, `no tool ${call.tool}`);
  return carryOut(world, call.arguments);
}

type Arguments = ExampleCall["arguments"];

const CARRY_OUT: Readonly<Record<ToolName, (world: World, given: Arguments) => Step>> = {
  list_files: (world) => tell(world, Object.keys(world.files).join("\n")),
  read_file: (world, { path }) => {
    const content = fileAt(world, path);
    return content === undefined ? refuse(world, `no file ${path}`) : tell(world, content);
  },
  write_file: (world, { path, text }) => {
    const target = cleanPath(String(path));
    if (target === "") return refuse(world, `no file name in ${path}`);
    return tell(withFile(world, target, String(text)), `wrote ${path}`);
  },
  move_file: (world, { from, to }) => put(world, { from, to, verb: "moved" }),
  copy_file: (world, { from, to }) => put(world, { from, to, verb: "copied" }),
  delete_file: (world, { path }) => {
    if (fileAt(world, path) === undefined) return refuse(world, `no file ${path}`);
    return tell(withoutFile(world, cleanPath(String(path))), `deleted ${path}`);
  },
  set_setting: (world, { name, value }) => {
    if (!Object.hasOwn(world.settings, String(name))) return refuse(world, `no setting ${name}`);
    const settings = { ...world.settings, [String(name)]: value as string | number | boolean };
    return tell({ ...world, settings }, `${name} is now ${value}`);
  },
  send_message: (world, { to, text }) => {
    if (!world.contacts?.includes(String(to))) return refuse(world, `nobody called ${to}`);
    return tell({ ...world, sent: [...world.sent ?? [], { to: String(to), text: String(text) }] }, `sent to ${to}`);
  },
  check: (world, { name }) => {
    const finding = own(world.findings ?? {}, String(name));
    if (finding === undefined) return refuse(world, `nothing to check called ${name}`);
    return tell({ ...world, checked: [...world.checked ?? [], String(name)] }, finding);
  },
  play: (world, { move }) => {
    if (world.game === undefined) return refuse(world, "no game to play");
    const round = playRound(world.game, String(move));
    if (round === null) return refuse(world, `no move ${move} in this round`);
    return { ...tell({ ...world, game: round.game }, round.answer), finished: round.isOver };
  },
  finish: (world) => ({ ...tell(withWorkEnded(world), "Finished."), finished: true }),
};

/** The world after its agent said that it is done; kept where a scenario asks for it. */
export function withWorkEnded(world: World): World {
  return world.finished === undefined ? world : { ...world, finished: true };
}

function refuse(world: World, answer: string): Step {
  return { world, answer: `Error: ${answer}`, finished: false, done: false };
}

function tell(world: World, answer: string): Step {
  return { world, answer, finished: false, done: true };
}

/** The value under a name of its own: `constructor` and the like are names as any other. */
function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function fileAt(world: World, path: unknown): string | undefined {
  return own(world.files, cleanPath(String(path)));
}

function withFile(world: World, path: string, content: string): World {
  return { ...world, files: { ...world.files, [path]: content } };
}

function withoutFile(world: World, path: string): World {
  return { ...world, files: Object.fromEntries(Object.entries(world.files).filter(([name]) => name !== path)) };
}

/** Moving or copying a file onto itself changes nothing. */
function put(
  world: World,
  { from, to, verb }: { from: unknown; to: unknown; verb: "moved" | "copied" },
): Step {
  const content = fileAt(world, from);
  if (content === undefined) return refuse(world, `no file ${from}`);
  const source = cleanPath(String(from));
  const target = landingPath(source, String(to), world.files);
  if (target === "") return refuse(world, `no file name in ${to}`);
  const rest = verb === "moved" ? withoutFile(world, source) : world;
  return tell(withFile(rest, target, content), `${verb} ${from} to ${target}`);
}
