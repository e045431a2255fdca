import { canonicalJson, seededRandom } from "../foundation/mod.ts";
import type { Scenario, Wording } from "../shapes.ts";
import { countWorlds, drawValues, type Values } from "./template.ts";

/** Draws this many different worlds of one scenario and wording, the same for the same seed. */
export function distinctWorlds(
  scenario: Scenario,
  wording: Wording,
  { worlds, seed }: { worlds: number; seed: number },
): Values[] {
  const possible = countWorlds(scenario.values);
  if (possible < 2 * worlds) {
    throw new RangeError(
      `Cannot draw ${worlds} worlds of scenario "${scenario.id}": its values need at least ${
        2 * worlds
      } combinations, got ${possible}`,
    );
  }
  const random = seededRandom(seed, `worlds ${scenario.id} ${wording.id}`);
  const drawn = new Map<string, Values>();
  while (drawn.size < worlds) {
    const values = drawValues(scenario.values, random);
    drawn.set(canonicalJson(values), values);
  }
  return [...drawn.values()];
}
