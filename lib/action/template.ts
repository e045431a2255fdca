import { randomIndex } from "../foundation/mod.ts";
import type { Draw, Random } from "../shapes.ts";

/** Values drawn for one world: name → value. */
export type Values = Readonly<Record<string, string | number>>;

/** Draws one value for each name, and one row for all names of its rows, in the order in which the scenario lists them. */
export function drawValues(draws: Readonly<Record<string, Draw>>, random: Random): Values {
  return Object.fromEntries(
    Object.entries(draws).flatMap(([name, draw]) =>
      "row" in draw
        ? Object.entries(draw.row[randomIndex(random, draw.row.length)] as Values)
        : [[name, drawValue(draw, random)] as const]
    ),
  );
}

/** Every name that a draw of these sets. */
export function drawnNames(draws: Readonly<Record<string, Draw>>): string[] {
  return Object.entries(draws).flatMap(([name, draw]) => "row" in draw ? Object.keys(draw.row[0] ?? {}) : [name]);
}

function drawValue(draw: Exclude<Draw, { row: unknown }>, random: Random): string | number {
  if ("oneOf" in draw) return draw.oneOf[randomIndex(random, draw.oneOf.length)] as string | number;
  const { min, max } = draw.integer;
  return min + randomIndex(random, max - min + 1);
}

/** How many different worlds the draws can give. */
export function countWorlds(draws: Readonly<Record<string, Draw>>): number {
  const size = (draw: Draw) => {
    if ("row" in draw) return draw.row.length;
    return "oneOf" in draw ? draw.oneOf.length : draw.integer.max - draw.integer.min + 1;
  };
  return Object.values(draws).reduce((product, draw) => product * size(draw), 1);
}

/**
 * Fills `{{name}}` in every string of a value, keys included. A string that is one
 * placeholder and nothing else takes the value's own type, so that a number stays one.
 *
 * @throws {RangeError} If a placeholder has no value; `where` names the text.
 */
export function fill<Value>(template: Value, values: Values, where: string): Value {
  if (typeof template === "string") return fillText(template, values, where) as Value;
  if (Array.isArray(template)) return template.map((item) => fill(item, values, where)) as Value;
  if (template === null || typeof template !== "object") return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [String(fillText(key, values, where)), fill(value, values, where)]),
  ) as Value;
}

function fillText(template: string, values: Values, where: string): string | number {
  const whole = /^\{\{(\w+)\}\}$/.exec(template);
  if (whole) return valueOf(whole[1] as string, values, where);
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(valueOf(name, values, where)));
}

function valueOf(name: string, values: Values, where: string): string | number {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value !== undefined) return value;
  throw new RangeError(
    `Cannot fill {{${name}}} in ${where}: it needs one of ${
      Object.keys(values).join(", ") || "no values"
    }, got "${name}"`,
  );
}
