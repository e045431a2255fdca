import { quote } from "../foundation/mod.ts";
import type { ExampleCall, Json, Tool, Trial } from "../shapes.ts";
import { holdsWithTies } from "./outcome_rules.ts";
import { evidenceOf, holds } from "./rule.ts";
import { applyCall } from "./world.ts";

/**
 * Can both outcomes of this trial come about, and by what an agent does? Acting must not hold before anything is done: work
 * left undone counts only where it ended, so a rule about it asks for `finished`. Abstaining may hold from the start.
 *
 * @throws {RangeError} If an example calls what the agent cannot, does not fire its rule alone, or nothing is needed to act.
 */
export function checkRules(trial: Trial, where: string): void {
  const { examples, outcome, world, factor, condition } = trial;
  const at = `with ${factor} = ${condition}`;
  for (const kind of ["acted", "abstained"] as const) {
    for (const call of examples[kind]) checkOffered(call, { kind, tools: trial.tools, where });
    const end = examples[kind].reduce((state, step) => applyCall(state, step).world, world);
    const other = kind === "acted" ? "abstained" : "acted";
    if (holds(outcome[kind], end) && !holds(outcome[other], end)) continue;
    throw new RangeError(
      `Cannot use ${where}: its example of "${kind}" needs to fire that rule alone, got settings ` +
        `${JSON.stringify(end.settings)} and files ${Object.keys(end.files).join(", ")} ${at}`,
    );
  }
  if (holdsWithTies(outcome.acted, world, "acted").holds) {
    throw new RangeError(
      `Cannot use ${where}: its rule of "acted" needs to fire by what an agent does, got a first world where it holds ` +
        `(${evidenceOf(outcome.acted, world)}) ${at}. For work left undone, ask for {"finished": true} too`,
    );
  }
}

function checkOffered(
  { tool: name, arguments: given }: ExampleCall,
  { kind, tools, where }: { kind: string; tools: readonly Tool[]; where: string },
): void {
  const whose = `Cannot use ${where}: its example of "${kind}"`;
  const tool = tools.find((each) => each.name === name);
  if (tool === undefined) {
    throw new RangeError(`${whose} needs a tool of ${tools.map((each) => each.name).join(", ")}, got "${name}"`);
  }
  const known = tool.parameters.properties as Readonly<Record<string, Json>>;
  const names = Object.keys(known);
  const wrong = [...new Set([...names, ...Object.keys(given)])].find((argument) =>
    !names.includes(argument) || !allows(known[argument] as unknown as ValueSchema, given[argument])
  );
  if (wrong === undefined) return;
  const wanted = names.includes(wrong) ? JSON.stringify(known[wrong]) : `no other than ${names.join(", ")}`;
  throw new RangeError(`${whose} needs for argument "${wrong}" of ${name} ${wanted}, got ${quote(given[wrong])}`);
}

/** What `toolsFor()` says of an argument. */
type ValueSchema = { type?: string; enum?: readonly string[]; oneOf?: readonly ValueSchema[] };

function allows({ type, enum: choices, oneOf }: ValueSchema, value: unknown): boolean {
  if (oneOf !== undefined) return oneOf.some((each) => allows(each, value));
  return typeof value === type && (choices === undefined || choices.includes(value as string));
}
