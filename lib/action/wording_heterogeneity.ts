import { checkOneOf, checkOptions, groupBy } from "../foundation/mod.ts";
import type { Pair } from "../shapes.ts";
import { heterogeneity } from "../statistics/mod.ts";
import type { Contrast } from "./contrasts.ts";

/** How far an effect hangs on the wording, or on the scenario. */
export interface HeterogeneityRow {
  model: string;
  treatment: string;
  /** "all scenarios", or one. */
  scenario: string;
  /** What is compared: wordings within their scenario, or scenarios. */
  between: "wordings" | "scenarios";
  groups: number;
  /** Share of the variance of the groups' mean effects that is not chance (I²), in [0, 1]. */
  share: number | null;
  low: number | null;
  high: number | null;
  /** Standard deviation of the effect between groups, on its own scale. */
  spread: number | null;
  pValue: number | null;
  /** Smallest and largest mean effect of a group. */
  smallest: number | null;
  largest: number | null;
  note: string;
}

/**
 * Does an effect hang on how things are worded? Heterogeneity of each contrast between wordings, or between scenarios.
 *
 * Wordings are compared within their scenario, so that differences between scenarios do not count as theirs. Pairs of one
 * case in several contexts are folded into one. Few pairs a wording see large differences only: read the interval, not the
 * absence of a p-value.
 *
 * @param found What `contrasts()` gives.
 * @param options `between`: "wordings" (default) or "scenarios".
 * @returns A row for each contrast with a result; "scenarios" has rows for all together only.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { wordingHeterogeneity } from "twoplane/action";
 * assert(wordingHeterogeneity([]).length === 0);
 * ```
 */
export function wordingHeterogeneity(
  found: readonly Contrast[],
  options: { between?: HeterogeneityRow["between"] } = {},
): HeterogeneityRow[] {
  checkOptions("wordingHeterogeneity", options, ["between"]);
  const between = checkOneOf("wordingHeterogeneity", "between", options.between ?? "wordings", [
    "wordings",
    "scenarios",
  ]);
  return found
    .filter(({ result, scenarioId }) => result !== null && (between === "wordings" || scenarioId === null))
    .map((contrast): HeterogeneityRow => ({
      model: contrast.model,
      treatment: contrast.treatment,
      scenario: contrast.scenarioId ?? "all scenarios",
      between,
      ...rowOf(cases(contrast.pairs), between),
    }));
}

interface Case {
  scenarioId: string;
  wordingId: string;
  effect: number;
}

/** One effect a case. */
function cases(pairs: readonly Pair[]): Case[] {
  return [...groupBy(pairs, ({ caseId, pairId }) => caseId ?? pairId).values()].map((members) => ({
    ...members[0] as Pair,
    effect: members.reduce((sum, { control, treatment }) => sum + treatment - control, 0) / members.length,
  }));
}

function rowOf(rows: readonly Case[], between: HeterogeneityRow["between"]) {
  const unit = (row: Case) => between === "wordings" ? `${row.scenarioId} ${row.wordingId}` : row.scenarioId;
  const means = [...groupBy(rows, unit).values()].map((own) =>
    own.reduce((sum, { effect }) => sum + effect, 0) / own.length
  );
  const range = { groups: means.length, smallest: Math.min(...means), largest: Math.max(...means) };
  const none = { share: null, low: null, high: null, spread: null, pValue: null };
  try {
    const result = heterogeneity(rows, {
      value: ({ effect }) => effect,
      unit,
      ...(between === "wordings" && { within: ({ scenarioId }: Case) => scenarioId }),
    });
    const { interval, warnings = [] } = result;
    if (interval === null) return { ...range, ...none, note: warnings.join("; ") };
    return {
      ...range,
      share: result.estimate,
      low: interval.low,
      high: interval.high,
      spread: Math.sqrt(Number(result.details?.variance)),
      pValue: result.pValue,
      note: "",
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...range, ...none, note: `too few pairs to tell ${between} apart` };
  }
}
