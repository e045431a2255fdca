import { cut, quote } from "../foundation/mod.ts";
import type { Scenario, Trial } from "../shapes.ts";

/** Situations to lay out: at least one, none twice. */
export function checkScenarios(caller: string, scenarios: readonly Scenario[]): void {
  if (!Array.isArray(scenarios)) {
    throw new TypeError(`Cannot run ${caller}(): scenarios need an array, got ${quote(scenarios)}`);
  }
  if (scenarios.length === 0) throw new RangeError(`Cannot run ${caller}(): needs at least one scenario, got none`);
  const ids = scenarios.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice === undefined) return;
  throw new RangeError(`Cannot run ${caller}(): scenarios need distinct ids, got ${quote(twice)} twice`);
}

/**
 * Arms that come out the same can show nothing, such as other words of voices that nobody hears. Across blocks the same words may
 * come again, where the ids of the trials tell their crossed levels.
 *
 * @throws {RangeError} If two trials are the same.
 */
export function checkDistinctTrials(blocks: readonly (readonly Trial[])[]): void {
  const seen = new Map<string, Trial>();
  for (const trial of blocks.flat()) {
    const same = seen.get(trial.trialId);
    if (same !== undefined) throw same.blockId === trial.blockId ? sameArms(same, trial) : sameTrials(same, trial);
    seen.set(trial.trialId, trial);
  }
}

function sameArms(one: Trial, other: Trial): RangeError {
  const { factor, mode, scenarioId, wordingId, levels = {} } = other;
  const others = Object.entries(levels).filter(([id]) => id !== factor).map(([id, level]) => `${id}=${level}`);
  const isWarm = other.treated?.some(({ path }) => path === "settings.temperature");
  const step = mode === "choose" && isWarm
    ? "A choice samples nothing: vary the temperature of act trials"
    : `Leave one of them out, or cross levels of other factors where they do differ; here ${
      cut(others.join(", "), 240)
    }`;
  return new RangeError(
    `Cannot run matchPairs(): levels of factor "${factor}" need to reach the model, got the same trial for ` +
      `${quote(one.condition)} and ${
        quote(other.condition)
      } in scenario "${scenarioId}", wording "${wordingId}". ${step}`,
  );
}

function sameTrials(one: Trial, other: Trial): RangeError {
  const place = ({ scenarioId, wordingId, condition }: Trial) =>
    `scenario "${scenarioId}", wording "${wordingId}", level "${condition}"`;
  return new RangeError(
    `Cannot run matchPairs(): wordings and worlds need to reach the model, got the same trial twice: ${place(one)}; ` +
      place(other),
  );
}
