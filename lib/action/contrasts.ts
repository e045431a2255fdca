import { groupBy } from "../foundation/mod.ts";
import type { Dropped, Pair, TestResult, TrialRecord, ValueRange } from "../shapes.ts";
import { adjusted, type Adjustment } from "./adjusted.ts";
import { type AnalysisOptions, checkAnalysis } from "./analysis_options.ts";
import { defaultMeasure, type Measure } from "./arm_values.ts";
import { pairsOf } from "./block_pairs.ts";
import { readBlocks } from "./blocks.ts";
import { atCrossed } from "./crossed_levels.ts";
import { caseClustering, clusteringOf, testPairs } from "./pair_test.ts";
import { pairWarnings } from "./pair_warnings.ts";
import { type GateVerdict, notInterpretable, understood } from "./understood.ts";

/** Options of `contrasts()`. */
export interface ContrastsOptions extends AnalysisOptions {
  control: string;
  /** Levels compared with the control, one contrast each. */
  treatments: readonly string[];
  /** Which scenarios each model understood; a scenario that is not listed counts as not understood. */
  gates: readonly GateVerdict[];
  /** Correction for the number of tests, over all scenarios and within them apart. Default "holm". */
  adjust?: Adjustment;
}

/** One contrast: all scenarios together, or one. */
export interface Contrast {
  model: string;
  treatment: string;
  /** `null` for all interpretable scenarios together. */
  scenarioId: string | null;
  pairs: readonly Pair[];
  dropped: readonly Dropped[];
  /** Where the mean difference lies, whatever the dropped and bounded values were. */
  worst: ValueRange;
  /** What was flipped or clustered. */
  cluster: string;
  /** `null` where the control items failed: there is then no contrast to show. */
  result: TestResult | null;
  /** Corrected for the number of tests of the family. */
  pAdjusted: number | null;
  note: string;
  warnings: readonly string[];
}

/**
 * Does each treatment move the model away from the control, over all scenarios and in each?
 *
 * Over all scenarios, pairs of one cluster are flipped together, since they share whatever that cluster does: with six or
 * more scenarios the scenario, and the result speaks for scenarios like these; with fewer the wording of a scenario, and it
 * speaks for wordings like these in these very scenarios. Within one scenario its few wordings are too few for that; there
 * each case is flipped by itself, and the result speaks for these very wordings. Whatever is narrower than scenarios like these
 * has a warning that says so: where effects vary beyond it, such a result finds too much. Scenarios whose control items failed
 * are left out of the first and shown without a result in the second. Models are never pooled.
 *
 * @param records Records of one design, of any number of models.
 * @param options Arms, folding, gates, clusters.
 * @returns For each model and treatment one contrast over all scenarios, then one for each scenario.
 * @throws {TypeError} If an option is missing or misspelt, or `crossed` meets records that do not tell their levels.
 * @throws {RangeError} If a level has no record.
 */
export function contrasts(records: readonly TrialRecord[], options: ContrastsOptions): Contrast[] {
  const checked = checkAnalysis("contrasts", options, ["control", "treatments", "adjust"]);
  const chosen = atCrossed("contrasts", records, options);
  const found = [...groupBy(chosen, ({ model }) => model)].flatMap(([model, rows]) =>
    options.treatments.flatMap((treatment) =>
      ofTreatment(rows, { ...options, ...checked, measure: options.measure ?? defaultMeasure(rows), model, treatment })
    )
  );
  const families = ({ scenarioId }: Omit<Contrast, "pAdjusted">) => scenarioId === null ? "together" : "each";
  return adjusted(found, {
    method: options.adjust ?? "holm",
    family: families,
    pOf: ({ result }) => result?.pValue ?? null,
  });
}

type OneTreatment = ContrastsOptions & ReturnType<typeof checkAnalysis> & {
  measure: Measure;
  model: string;
  treatment: string;
};

function ofTreatment(records: readonly TrialRecord[], options: OneTreatment): Omit<Contrast, "pAdjusted">[] {
  const { gates, model, treatment, clusters, test, seed } = options;
  const scenarios = understood(records, undefined, model);
  const passing = understood(records, gates, model);
  const { factor, control, fold, measure, rules, bounds } = options;
  const levels = [control, treatment];
  const { blocks } = readBlocks("contrasts", records, { factor, levels, fold, measure, rules, bounds });
  const of = (wanted: readonly string[]) =>
    pairsOf(blocks.filter(({ trial }) => wanted.includes(trial.scenarioId)), { factor, control, treatment });
  const none = { pairs: [], dropped: [], worst: { low: null, high: null } };
  const all = passing.length === 0 ? none : of(passing);
  const clustering = clusteringOf(all.pairs, clusters);
  const result = testPairs(all.pairs, { ...clustering, test, seed });
  const together = {
    model,
    treatment,
    scenarioId: null,
    ...all,
    cluster: clustering.name,
    result,
    note: passing.length === scenarios.length ? "" : `${passing.length} of ${scenarios.length} scenarios`,
    warnings: pairWarnings(all, result, options),
  };
  const each = scenarios.map((scenarioId) => {
    const own = of([scenarioId]);
    const unit = caseClustering(own.pairs);
    const passes = passing.includes(scenarioId);
    const found = passes ? testPairs(own.pairs, { ...unit, test, seed }) : null;
    return {
      model,
      treatment,
      scenarioId,
      ...own,
      cluster: unit.name,
      result: found,
      note: passes ? "" : notInterpretable(scenarioId, gates, model),
      warnings: passes ? pairWarnings(own, found, options) : [],
    };
  });
  return [together, ...each];
}
