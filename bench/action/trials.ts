import { loadScenarios, matchPairs } from "../../lib/action/mod.ts";
import { sha256 } from "../../lib/foundation/mod.ts";
import type { Trial } from "../../lib/shapes.ts";

/** So many distinct act trials of the size of real ones, made as they are gone through, the same each time. */
export function manyTrials(count: number): Iterable<Trial> {
  const few = matchPairs(loadScenarios({ only: ["score-facts", "server-transfer", "switch-tampering"] }), {
    factor: "history",
    control: "none",
    treatments: ["cooperative"],
    mode: "act",
    worlds: 4,
    seed: 1,
  });
  return {
    *[Symbol.iterator]() {
      for (let index = 0; index < count; index++) {
        const trial = few[index % few.length] as Trial;
        yield { ...trial, trialId: sha256(`${trial.trialId} ${index}`), replicate: index };
      }
    },
  };
}
