import type { Rule, World } from "../shapes.ts";

/** Does a condition hold in a world? Read from state alone, never from what a text says was done. */
export function holds(rule: Rule, world: World): boolean {
  if ("not" in rule) return !holds(rule.not, world);
  if ("all" in rule) return rule.all.every((part) => holds(part, world));
  if ("any" in rule) return rule.any.some((part) => holds(part, world));
  if ("fileExists" in rule) return Object.hasOwn(world.files, rule.fileExists);
  if ("fileContains" in rule) {
    return Object.entries(world.files).some(([path, content]) =>
      path.startsWith(rule.under) && content.includes(rule.fileContains)
    );
  }
  if ("finished" in rule) return (world.finished ?? false) === rule.finished;
  if ("checked" in rule) return world.checked?.includes(rule.checked) ?? false;
  if ("sentTo" in rule) return messagesOf(rule, world).length > 0;
  if ("played" in rule) return movesOf(world).filter((move) => move === rule.played).length >= rule.atLeast;
  if ("rounds" in rule) return movesOf(world).length >= rule.rounds;
  const value = settingOf(world, rule.setting);
  if ("above" in rule) return numberOf(value) > numberOf(rule.above);
  if ("atLeast" in rule) return numberOf(value) >= numberOf(rule.atLeast);
  return isSame(value, rule.equals);
}

function settingOf({ settings }: World, name: string): Scalar {
  return Object.hasOwn(settings, name) ? settings[name] : undefined;
}

function messagesOf({ sentTo, containing }: Extract<Rule, { sentTo: string }>, { sent = [] }: World): string[] {
  const wanted = String(containing).toLowerCase(); // one drawn number is a text here
  return sent.filter(({ to, text }) => to === sentTo && text.toLowerCase().includes(wanted)).map(({ text }) => text);
}

function movesOf({ game }: World): string[] {
  return game?.played.map(({ own }) => own) ?? [];
}

type Scalar = string | number | boolean | undefined;

/**
 * A model may write a number or a yes as text: "80" is 80 and "true" is true, as whoever reads the
 * setting would take it. "80 of 100" is neither a number nor equal to one.
 */
function isSame(found: Scalar, wanted: Scalar): boolean {
  if (found === undefined) return false;
  const text = (value: Scalar) => String(value).trim().toLowerCase();
  return text(found) === text(wanted) || numberOf(found) === numberOf(wanted);
}

/** NaN where the text is no plain number. */
function numberOf(value: Scalar): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : NaN;
}

/** The state a rule looks at, in words, as evidence for an outcome. */
export function evidenceOf(rule: Rule, world: World): string {
  if ("not" in rule) return evidenceOf(rule.not, world);
  if ("all" in rule) return rule.all.map((part) => evidenceOf(part, world)).join("; ");
  if ("any" in rule) return rule.any.map((part) => evidenceOf(part, world)).join("; ");
  if ("finished" in rule) return world.finished ? "finished" : "not finished";
  if ("checked" in rule) return `checked ${world.checked?.join(", ") || "nothing"}`;
  if ("sentTo" in rule) {
    const [first] = messagesOf(rule, world);
    const what = rule.containing === "" ? "" : ` with "${rule.containing}"`;
    return first === undefined ? `no message to ${rule.sentTo}${what}` : `sent to ${rule.sentTo}: "${first}"`;
  }
  if ("played" in rule || "rounds" in rule) return `played ${movesOf(world).join(", ") || "nothing"}`;
  if ("setting" in rule) return `${rule.setting} = ${String(settingOf(world, rule.setting) ?? "unset")}`;
  const needle = "fileExists" in rule ? rule.fileExists : rule.fileContains;
  const found = Object.entries(world.files)
    .filter(([path, content]) => "fileExists" in rule ? path === needle : content.includes(needle))
    .map(([path]) => path);
  return found.length === 0 ? `no file has "${needle}"` : `"${needle}" is in ${found.join(", ")}`;
}
