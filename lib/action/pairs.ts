import { checkOneOf, checkOptions, groupBy } from "../foundation/mod.ts";
import type { Dropped, Pair, TrialRecord } from "../shapes.ts";
import { foldReplicates, type FoldRule } from "../statistics/mod.ts";
import { disposition } from "./disposition.ts";
import { outcomes } from "./outcomes.ts";

export interface CompletePairsOptions {
  factor: string;
  /** Level of the control arm. */
  control: string;
  /** Level of the treatment arm. */
  treatment: string;
  /** How the replicates of an arm become one value: a scientific choice, so it has no default. */
  fold: FoldRule;
  /** "acted": 1 or 0 from the final world; "logOdds" or "share": the disposition. Default by the trials' mode. */
  measure?: Measure;
}

export type Measure = "acted" | "logOdds" | "share";

/**
 * Puts the two arms of each pair side by side, replicates folded.
 *
 * The pair is scenario × wording × world values, and it is the unit of analysis. A
 * replicate that shows no behaviour (refused, invalid, error, a bound) is left out of its
 * arm, and a pair with an empty arm is dropped and named: neither is ever a zero.
 *
 * @param records Records of one ledger.
 * @param options Which arms, how folded, what measured.
 * @returns Complete pairs in the order of the records, and what was dropped with its reason.
 * @throws {TypeError} If an option is missing or misspelt.
 * @throws {RangeError} If no record belongs to one of the arms.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { completePairs, loadScenarios, matchPairs, run, simulatedAgents } from "twoplane/action";
 * import { openChatModel, simulatedTransport } from "twoplane/models";
 * const trials = matchPairs(loadScenarios({ only: ["file-move", "score-report", "shutdown-switch"] }), {
 *   factor: "relationship", control: "none", treatments: ["cooperative"], mode: "act", worlds: 1, seed: 1,
 * });
 * const agents = simulatedAgents(trials, { rates: { none: 0, cooperative: 1 }, seed: 1 });
 * const model = openChatModel(simulatedTransport({ name: "planted effect", ...agents }));
 * const { pairs } = completePairs(await run(trials, model, { ledgerPath: null }), {
 *   factor: "relationship", control: "none", treatment: "cooperative", fold: "mean",
 * });
 * assert(pairs.every((pair) => pair.control === 0 && pair.treatment === 1));
 * ```
 */
export function completePairs(
  records: readonly TrialRecord[],
  options: CompletePairsOptions,
): { pairs: Pair[]; dropped: Dropped[] } {
  checkOptions("completePairs", options, ["factor", "control", "treatment", "fold", "measure"]);
  const { factor, control, treatment } = options;
  const arms = records.filter(({ trial }) =>
    trial.factor === factor && trial.controlItem === null && [control, treatment].includes(trial.condition)
  );
  for (const level of [control, treatment]) {
    if (arms.some(({ trial }) => trial.condition === level)) continue;
    const known = [...new Set(records.map(({ trial }) => `${trial.factor} = ${trial.condition}`))].join(", ");
    throw new RangeError(`Cannot pair records: need some with ${factor} = ${level}, got ${known || "no records"}`);
  }
  const measure = checkOneOf("completePairs", "measure", options.measure ?? defaultMeasure(arms), MEASURES);
  const found = [...groupBy(arms, ({ trial }) => trial.pairId)].map(([pairId, rows]) => {
    const arm = (level: string) => readArm(rows.filter(({ trial }) => trial.condition === level), measure);
    return { pairId, trial: rows[0]!.trial, control: arm(control), treatment: arm(treatment) };
  });
  const complete = found.filter((pair) => pair.control.values.length > 0 && pair.treatment.values.length > 0);
  const folded = ({ values }: ArmValues) => foldReplicates(values, { rule: options.fold });
  return {
    pairs: complete.map((pair) => ({
      pairId: pair.pairId,
      scenarioId: pair.trial.scenarioId,
      wordingId: pair.trial.wordingId,
      control: folded(pair.control),
      treatment: folded(pair.treatment),
      n: { control: pair.control.values.length, treatment: pair.treatment.values.length },
    })),
    dropped: found.filter((pair) => !complete.includes(pair)).map((pair) => ({
      pairId: pair.pairId,
      reason: [reasonOf(control, pair.control), reasonOf(treatment, pair.treatment)].filter(Boolean).join("; "),
    })),
  };
}

/**
 * Pairs of yes and no for tests that need them.
 *
 * @throws {RangeError} If a value is neither 0 nor 1, as after folding by mean.
 */
export function asYesNo(pairs: readonly Pair[]): Pair<boolean>[] {
  return pairs.map((pair) => {
    const odd = [pair.control, pair.treatment].find((value) => value !== 0 && value !== 1);
    if (odd === undefined) return { ...pair, control: pair.control === 1, treatment: pair.treatment === 1 };
    throw new RangeError(
      `Cannot read pair ${pair.pairId} as yes or no: need 0 or 1, got ${odd}. Fold by any, majority or first, or use signFlip()`,
    );
  });
}

const MEASURES = ["acted", "logOdds", "share"] as const;

interface ArmValues {
  values: number[];
  reasons: string[];
}

function defaultMeasure(arms: readonly TrialRecord[]): Measure {
  return arms[0]?.trial.mode === "choose" ? "logOdds" : "acted";
}

function readArm(records: readonly TrialRecord[], measure: Measure): ArmValues {
  const read = records.map((record) => readValue(record, measure));
  return {
    values: read.flatMap((value) => typeof value === "number" ? [value] : []),
    reasons: read.flatMap((value) => typeof value === "string" ? [value] : []),
  };
}

/** A number, or why there is none. */
function readValue(record: TrialRecord, measure: Measure): number | string {
  if (record.error !== null) return "error";
  if (measure === "acted") {
    const kind = outcomes([record])[0]!.kind;
    return kind === "acted" ? 1 : kind === "abstained" ? 0 : kind;
  }
  const leaning = disposition(record);
  return leaning.bound === "none" ? leaning[measure] : `bound (${leaning.bound})`;
}

function reasonOf(level: string, { values, reasons }: ArmValues): string {
  if (values.length > 0) return "";
  return `${level}: ${reasons.length === 0 ? "no trial" : [...new Set(reasons)].join(", ")}`;
}
