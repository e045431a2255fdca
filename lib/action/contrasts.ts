import { checkOptions } from "../foundation/mod.ts";
import type { Dropped, Pair, TestResult, TrialRecord } from "../shapes.ts";
import { type FoldRule, signFlip } from "../statistics/mod.ts";
import type { Gate } from "./gate.ts";
import { completePairs, type Measure } from "./pairs.ts";

export interface ContrastsOptions {
  factor: string;
  control: string;
  /** Levels compared with the control, one contrast each. */
  treatments: readonly string[];
  fold: FoldRule;
  measure?: Measure;
  /** Which scenarios the model understood; a scenario that is not listed counts as not understood. */
  gates: readonly Gate[];
  /** Draws the flips where they are too many to enumerate. */
  seed: number;
}

/** One contrast: all scenarios together, or one. */
export interface Contrast {
  treatment: string;
  /** `null` for all interpretable scenarios together. */
  scenarioId: string | null;
  pairs: readonly Pair[];
  dropped: readonly Dropped[];
  /** `null` where the control items failed: there is then no contrast to show. */
  result: TestResult | null;
  note: string;
}

/**
 * Does each treatment move the model away from the control, over all scenarios and in each?
 *
 * Over all scenarios, pairs of one scenario and wording are flipped together, since they may
 * share whatever that wording does: the result speaks for wordings like these. Within one
 * scenario its three wordings are too few for that; there each pair is flipped by itself, and
 * the result speaks for these very wordings. Scenarios whose control items failed are left
 * out of the first and shown without a result in the second.
 *
 * @param records Records of one ledger.
 * @param options Arms, folding, gates.
 * @returns For each treatment one contrast over all scenarios, then one for each scenario.
 * @throws {RangeError} If a level has no record.
 */
export function contrasts(records: readonly TrialRecord[], options: ContrastsOptions): Contrast[] {
  checkOptions("contrasts", options, ["factor", "control", "treatments", "fold", "measure", "gates", "seed"]);
  const { treatments, gates, seed, ...common } = options;
  const passes = new Set(gates.filter((gate) => gate.passes).map(({ scenarioId }) => scenarioId));
  const scenarios = [...new Set(records.map(({ trial }) => trial.scenarioId))].sort();
  return treatments.flatMap((treatment) => {
    const of = (wanted: readonly string[]) => {
      const chosen = records.filter(({ trial }) => wanted.includes(trial.scenarioId));
      return completePairs(chosen, { ...withoutGates(common), treatment });
    };
    const understood = scenarios.filter((id) => passes.has(id));
    const all = understood.length === 0 ? { pairs: [], dropped: [] } : of(understood);
    const together: Contrast = {
      treatment,
      scenarioId: null,
      ...all,
      result: understood.length === 0 ? null : test(all.pairs, cellOf, seed),
      note: understood.length === scenarios.length ? "" : `${understood.length} of ${scenarios.length} scenarios`,
    };
    const each = scenarios.map((scenarioId): Contrast => {
      const own = of([scenarioId]);
      if (!passes.has(scenarioId)) {
        return { treatment, scenarioId, ...own, result: null, note: notInterpretable(scenarioId, gates) };
      }
      return { treatment, scenarioId, ...own, result: test(own.pairs, ({ pairId }) => pairId, seed), note: "" };
    });
    return [together, ...each];
  });
}

type Common = Pick<ContrastsOptions, "factor" | "control" | "fold" | "measure">;

function withoutGates({ factor, control, fold, measure }: Common): Common {
  return { factor, control, fold, ...(measure === undefined ? {} : { measure }) };
}

/** Scenario × wording. */
function cellOf({ scenarioId, wordingId }: Pair): string {
  return `${scenarioId} ${wordingId}`;
}

/** Fewer than two clusters have no test: the pairs are then shown without one. */
function test(pairs: readonly Pair[], unit: (pair: Pair) => string, seed: number): TestResult | null {
  if (new Set(pairs.map(unit)).size < 2) return null;
  return signFlip(pairs, { unit, seed });
}

function notInterpretable(scenarioId: string, gates: readonly Gate[]): string {
  const gate = gates.find((each) => each.scenarioId === scenarioId);
  return gate === undefined
    ? "not interpretable: no control items"
    : `not interpretable: ${Math.round(gate.right * gate.items)} of ${gate.items} control items right`;
}

/** Contrasts as plain rows, for a table and for `forestPlot()`; a row without a result says why. */
export function contrastRows(found: readonly Contrast[]): {
  label: string;
  treatment: string;
  scenario: string;
  n: number;
  dropped: number;
  estimate: number | null;
  low: number | null;
  high: number | null;
  pValue: number | null;
  note: string;
}[] {
  return found.map(({ treatment, scenarioId, pairs, dropped, result, note }) => {
    const interval = result?.interval ?? null;
    return {
      label: `${treatment}: ${scenarioId ?? "all scenarios"}`,
      treatment,
      scenario: scenarioId ?? "all scenarios",
      n: pairs.length,
      dropped: dropped.length,
      estimate: interval === null ? null : result?.estimate ?? null,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      pValue: result?.pValue ?? null,
      note: note === "" && interval === null ? "no interval: too few clusters" : note,
    };
  });
}
