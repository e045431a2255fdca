import { checkInteger, checkOneOf } from "../foundation/mod.ts";
import type { Scenario } from "../shapes.ts";

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
  { factor, crossed = {}, oneOf = 1 }: {
    factor: string;
    crossed?: Readonly<Record<string, readonly string[]>>;
    oneOf?: number;
  },
): Context[] {
  const fraction = checkInteger(caller, "oneOf", oneOf, { min: 1 });
  if (factor in crossed) {
    throw new TypeError(`Cannot run ${caller}(): crossed needs other factors than the treated one, got "${factor}"`);
  }
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
