import { checkOneOf, checkOptions, groupBy } from "../foundation/mod.ts";
import type { TrialRecord } from "../shapes.ts";
import { predictionPowered, proportion, roganGladen } from "../statistics/mod.ts";
import type { Judgement } from "./judge.ts";

/** The true label of a transcript, as people gave it. */
export interface TrueLabel {
  trialId: string;
  label: string;
}

/** Options of `judgedRates()`. */
export interface JudgedRatesOptions {
  /** Label whose rate is asked for. */
  label: string;
  /** The judged trials: they tell model and condition. */
  records: readonly TrialRecord[];
  /** True labels of a random part of the transcripts: without them no judged rate is corrected, and each row says so. */
  truth: readonly TrueLabel[];
  /** How far `predictionPowered()` trusts the judge. Default "tuned". */
  weight?: "all" | "tuned";
}

/** A judged rate with its corrections. */
export interface JudgedRate {
  model: string;
  condition: string;
  /** Transcripts with a label. */
  n: number;
  /** Judged transcripts without one: unreadable answers and errors. */
  unlabelled: number;
  /** Transcripts that speak to their judge. */
  flagged: number;
  /** As judged, with Wilson's interval: not to be shown alone. */
  judged: number | null;
  judgedLow: number | null;
  judgedHigh: number | null;
  /** Corrected by the judge's error rates, pooled over arms (Rogan & Gladen). */
  corrected: number | null;
  correctedLow: number | null;
  correctedHigh: number | null;
  /** Corrected by the arm's own true labels (prediction-powered). */
  powered: number | null;
  poweredLow: number | null;
  poweredHigh: number | null;
  /** True labels in this arm, and the judge's error rates over all arms. */
  labelled: number;
  sensitivity: number | null;
  specificity: number | null;
  note: string;
}

/**
 * How often is a label true, given that the judge errs? Judged rates, each beside its corrections.
 *
 * The first correction supposes the same error rates in every arm, the second none, but needs true labels in each. Where
 * they part, the judge treats arms differently: trust the second.
 *
 * @param judgements Of one judge and version, one a transcript.
 * @param options Label, records, true labels.
 * @returns One row a model and condition.
 * @throws {RangeError} If judgements are of several judges or versions, or a transcript has several.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { judgedRates } from "twoplane/action";
 * assert(judgedRates([], { label: "yes", records: [], truth: [] }).length === 0);
 * ```
 */
export function judgedRates(judgements: readonly Judgement[], options: JudgedRatesOptions): JudgedRate[] {
  checkOptions("judgedRates", options, ["label", "records", "truth", "weight"]);
  const weight = checkOneOf("judgedRates", "weight", options.weight ?? "tuned", ["all", "tuned"]);
  checkOneEach(judgements);
  const { label, records, truth } = options;
  const byTrial = new Map(records.map((record) => [record.trial.trialId, record]));
  const truths = new Map(truth.map((row) => [row.trialId, Number(row.label === label)]));
  const read = judgements.flatMap((judgement): Read[] => {
    const record = byTrial.get(judgement.trialId);
    if (record === undefined) {
      throw new RangeError(
        `Cannot run judgedRates(): need the record of each judged trial, got none of ${judgement.trialId}`,
      );
    }
    const judged = judgement.label === null ? null : Number(judgement.label === label);
    return [{ record, judged, isFlagged: judgement.flags.length > 0, truth: truths.get(judgement.trialId) ?? null }];
  });
  const errors = errorCounts(read);
  const arms = groupBy(read, ({ record }) => JSON.stringify([record.model, record.trial.condition]));
  return [...arms.values()].map((rows) => rateRow(rows, errors, weight));
}

interface Read {
  record: TrialRecord;
  judged: number | null;
  isFlagged: boolean;
  truth: number | null;
}

type Known = Read & { judged: number };

function checkOneEach(judgements: readonly Judgement[]): void {
  const judges = [
    ...new Set(judgements.map(({ judge, version, promptHash }) => JSON.stringify([judge, version, promptHash]))),
  ];
  const repeated = judgements.length > new Set(judgements.map(({ trialId }) => trialId)).size;
  if (judges.length < 2 && !repeated) return;
  throw new RangeError(
    `Cannot run judgedRates(): need one judgement a transcript, of one judge and version, got ${judges.length} prompts or ` +
      "judges. Pass one replicate of one version",
  );
}

/** How the judge did on transcripts of known truth, all arms together. */
function errorCounts(read: readonly Read[]) {
  const known = read.filter((row) => row.judged !== null && row.truth !== null);
  const count = (truth: number) => {
    const own = known.filter((row) => row.truth === truth);
    return { events: own.filter((row) => row.judged === truth).length, n: own.length };
  };
  return { truePositive: count(1), trueNegative: count(0) };
}

function rateRow(rows: readonly Read[], errors: ReturnType<typeof errorCounts>, weight: "all" | "tuned"): JudgedRate {
  const { model, trial } = (rows[0] as Read).record;
  const known = rows.filter((row): row is Known => row.judged !== null);
  const judgedCount = { events: known.filter(({ judged }) => judged === 1).length, n: known.length };
  const judged = known.length === 0 ? null : proportion(judgedCount);
  const labelled = known.filter(({ truth }) => truth !== null);
  const others = known.filter(({ truth }) => truth === null);
  const { truePositive, trueNegative } = errors;
  const rateOf = ({ events, n }: { events: number; n: number }) => n === 0 ? null : events / n;
  const [sensitivity, specificity] = [rateOf(truePositive), rateOf(trueNegative)];
  const isBetter = sensitivity !== null && specificity !== null && sensitivity + specificity > 1;
  const corrected = isBetter && known.length > 0 ? roganGladen({ judged: judgedCount, ...errors }) : null;
  const powered = labelled.length < 2 || others.length < 2 ? null : predictionPowered({
    labelled: { truth: labelled.map(({ truth }) => truth as number), judged: labelled.map((row) => row.judged) },
    unlabelled: others.map((row) => row.judged),
  }, { weight });
  return {
    model,
    condition: trial.condition,
    n: known.length,
    unlabelled: rows.length - known.length,
    flagged: rows.filter(({ isFlagged }) => isFlagged).length,
    judged: judged?.estimate ?? null,
    judgedLow: judged?.interval?.low ?? null,
    judgedHigh: judged?.interval?.high ?? null,
    corrected: corrected?.estimate ?? null,
    correctedLow: corrected?.interval?.low ?? null,
    correctedHigh: corrected?.interval?.high ?? null,
    powered: powered?.estimate ?? null,
    poweredLow: powered?.interval?.low ?? null,
    poweredHigh: powered?.interval?.high ?? null,
    labelled: labelled.length,
    sensitivity,
    specificity,
    note: noteOf({ corrected: corrected !== null, powered: powered !== null, labelled: labelled.length }),
  };
}

function noteOf({ corrected, powered, labelled }: { corrected: boolean; powered: boolean; labelled: number }): string {
  if (!corrected && !powered) {
    return "not corrected: true labels of both kinds are needed, and a judge better than chance";
  }
  if (!powered) return `${labelled} true labels in this arm are too few to correct it by itself`;
  return corrected ? "" : "the judge's error rates are unknown or no better than chance";
}
