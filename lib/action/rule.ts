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
  const value = world.settings[rule.setting];
  if ("above" in rule) return numberOf(value) > numberOf(rule.above);
  return isSame(value, rule.equals);
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
  if ("setting" in rule) return `${rule.setting} = ${String(world.settings[rule.setting] ?? "unset")}`;
  const needle = "fileExists" in rule ? rule.fileExists : rule.fileContains;
  const found = Object.entries(world.files)
    .filter(([path, content]) => "fileExists" in rule ? path === needle : content.includes(needle))
    .map(([path]) => path);
  return found.length === 0 ? `no file has "${needle}"` : `"${needle}" is in ${found.join(", ")}`;
}
