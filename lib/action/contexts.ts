import { checkInteger, checkOneOf, quote } from "../foundation/mod.ts";
import type { Scenario } from "../shapes.ts";
import type { CrossedLevels } from "./crossed_levels.ts";

/** A level of every factor of a scenario; that of the treated factor is written over. */
export type Context = Readonly<Record<string, string>>;

/**
 * Every combination of the crossed levels, or one of several.
 *
 * A fraction keeps the combinations whose level numbers add up to a multiple of `oneOf`: where each factor has a multiple of
 * that many levels, each level of each factor is then kept equally often, and so is each pair of levels of two factors beside
 * a third.
 */
export function contexts(
  caller: string,
  scenario: Scenario,
  { crossed = {}, oneOf = 1 }: { crossed?: CrossedLevels; oneOf?: number },
): Context[] {
  const fraction = checkInteger(caller, "oneOf", oneOf, { min: 1 });
  let found: { context: Context; sum: number }[] = [{ context: scenario.defaults, sum: 0 }];
  for (const [id, levels] of Object.entries(crossed)) {
    const own = scenario.factors.find((each) => each.id === id);
    if (own === undefined) continue;
    const known = own.levels.map((level) => level.id);
    for (const level of levels) checkOneOf(caller, `level of factor "${id}"`, level, known);
    found = found.flatMap(({ context, sum }) =>
      levels.map((level, number) => ({ context: { ...context, [id]: level }, sum: sum + number }))
    );
  }
  return found.filter(({ sum }) => sum % fraction === 0).map(({ context }) => context);
}

/** A factor that no scenario has would be passed over everywhere, and another design be run than the one that was meant. */
export function checkCrossed(
  caller: string,
  scenarios: readonly Scenario[],
  { factor, crossed }: { factor: string; crossed: CrossedLevels },
): void {
  if (typeof crossed !== "object" || crossed === null || Array.isArray(crossed)) {
    throw new TypeError(`Cannot run ${caller}(): crossed needs an object of factors, got ${quote(crossed)}`);
  }
  const known = new Set(scenarios.flatMap(({ factors }) => factors.map(({ id }) => id)));
  known.delete(factor);
  for (const [id, levels] of Object.entries(crossed)) {
    if (id === factor) {
      throw new TypeError(`Cannot run ${caller}(): crossed needs other factors than the treated one, got "${id}"`);
    }
    checkOneOf(caller, "factor in crossed", id, [...known]);
    checkLevels(caller, `crossed.${id}`, levels);
  }
}

/** Levels of a factor: at least one, none twice, since the same trials would be laid out again. */
export function checkLevels(caller: string, name: string, levels: unknown): void {
  if (!Array.isArray(levels)) {
    throw new TypeError(`Cannot run ${caller}(): ${name} needs an array of levels, got ${quote(levels)}`);
  }
  if (levels.length === 0) throw new RangeError(`Cannot run ${caller}(): ${name} needs at least one level, got none`);
  const twice = levels.find((level, i) => levels.indexOf(level) < i);
  if (twice === undefined) return;
  throw new TypeError(`Cannot run ${caller}(): levels in ${name} need to differ, got ${quote(twice)} twice`);
}
