import { checkOptions, groupBy, quote } from "../foundation/mod.ts";
import type { Dropped, Pair, TestResult, TrialRecord } from "../shapes.ts";
import { clusterRobust, differencesByCluster, foldReplicates, type FoldRule, signFlip } from "../statistics/mod.ts";

/** Options of `settingContrasts()`. */
export interface SettingContrastsOptions {
  factor: string;
  /** Level of the control arm. */
  control: string;
  /** Levels compared with it, one contrast each. */
  treatments: readonly string[];
  /** Name of a setting of the final world, a number or true and false (1 and 0). */
  setting: string;
  /** How the replicates of an arm become one value: a scientific choice, so it has no default. */
  fold: FoldRule;
  /** Names what a pair hangs together with, such as its persona's group: pairs of one cluster are no news of each other. */
  cluster: (record: TrialRecord) => string;
  /** Draws the flips where there are too many to enumerate. */
  seed: number;
}

/** One level against the control, in the unit of the setting. */
export interface SettingContrast {
  treatment: string;
  control: string;
  /** Means over complete pairs. */
  controlMean: number;
  treatmentMean: number;
  clusters: number;
  pairs: readonly Pair[];
  dropped: readonly Dropped[];
  /** Whole clusters flipped; `null` with fewer than two. */
  signFlip: TestResult | null;
  /** CR2 with Satterthwaite's degrees of freedom; `null` with fewer than two clusters. */
  clustered: TestResult | null;
}

/**
 * By how much does each level move a number that the trials end with, such as a share of rounds or a score?
 *
 * A pair is the same item under both levels, replicates folded. A record that ended in an error, or without the number, is
 * left out of its arm, and a pair with an empty arm is dropped and named: neither is ever a zero. Records of other models
 * are other experiments: pass one model's.
 *
 * @param records Act trials of one model, our own or imported.
 * @param options Arms, the number, what hangs together.
 * @returns One contrast a treatment, in the order given.
 * @throws {TypeError} If the setting holds text, or records are of several models.
 * @throws {RangeError} If no record belongs to an arm, or no pair is complete.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { settingContrasts } from "twoplane/action";
 * import { loadLogRecords } from "twoplane/corpus";
 * import { dataPath } from "twoplane/foundation";
 * const moved = "score.behaviour.moved";
 * const { records } = await loadLogRecords(dataPath("fixtures/inspect"), {
 *   condition: { field: "task_args.peer" },
 *   outcome: { acted: { setting: moved, equals: 1 }, abstained: { setting: moved, equals: 0 } },
 * });
 * const [contrast] = settingContrasts(records, {
 *   factor: "peer", control: "none", treatments: ["cooperative"], setting: moved, fold: "mean", seed: 1,
 *   cluster: ({ trial }) => trial.wordingId,
 * });
 * assert.ok(contrast!.pairs.length > 0);
 * ```
 */
export function settingContrasts(
  records: readonly TrialRecord[],
  options: SettingContrastsOptions,
): SettingContrast[] {
  checkOptions("settingContrasts", options, OPTION_NAMES);
  const models = [...new Set(records.map(({ model }) => model))];
  if (models.length > 1) {
    throw new TypeError(
      `Cannot run settingContrasts(): need records of one model, got ${models.join(", ")}. Call it once for each`,
    );
  }
  return options.treatments.map((treatment) => contrastOf(records, treatment, options));
}

const OPTION_NAMES = ["factor", "control", "treatments", "setting", "fold", "cluster", "seed"];

function contrastOf(
  records: readonly TrialRecord[],
  treatment: string,
  { factor, control, setting, fold, cluster, seed }: SettingContrastsOptions,
): SettingContrast {
  const arms = [control, treatment].map((level) => armRecords(records, factor, level)) as [
    TrialRecord[],
    TrialRecord[],
  ];
  const found = [...groupBy(arms.flat(), ({ trial }) => trial.pairId)].map(([pairId, rows]) => {
    const values = [control, treatment].map((level) =>
      rows.filter(({ trial }) => trial.condition === level).flatMap((record) => valueOf(record, setting) ?? [])
    ) as [number[], number[]];
    return { pairId, first: rows[0] as TrialRecord, values };
  });
  const complete = found.filter(({ values }) => values.every(({ length }) => length > 0));
  if (complete.length === 0) {
    throw new RangeError(
      `Cannot run settingContrasts(): need pairs with ${
        quote(setting)
      } under ${control} and ${treatment}, got none of ` +
        `${found.length}`,
    );
  }
  const clusterOf = new Map(complete.map(({ pairId, first }) => [pairId, cluster(first)]));
  const pairs = complete.map(({ pairId, first: { trial }, values: [before, after] }): Pair => ({
    pairId,
    scenarioId: trial.scenarioId,
    wordingId: trial.wordingId,
    control: foldReplicates(before, { rule: fold }),
    treatment: foldReplicates(after, { rule: fold }),
    n: { control: before.length, treatment: after.length },
  }));
  const unit = ({ pairId }: Pair) => clusterOf.get(pairId) as string;
  const clusters = new Set(pairs.map(unit)).size;
  return {
    treatment,
    control,
    controlMean: mean(pairs.map((pair) => pair.control)),
    treatmentMean: mean(pairs.map((pair) => pair.treatment)),
    clusters,
    pairs,
    dropped: found.filter((pair) => !complete.includes(pair)).map(({ pairId, values: [before] }) => ({
      pairId,
      reason: `no ${setting} under ${before.length === 0 ? control : treatment}`,
    })),
    signFlip: clusters < 2 ? null : signFlip(pairs, { unit, seed }),
    clustered: clusters < 2
      ? null
      : clusterRobust(differencesByCluster(pairs, { unit }), { coefficient: "(intercept)" }),
  };
}

function armRecords(records: readonly TrialRecord[], factor: string, level: string): TrialRecord[] {
  const own = records.filter(({ trial }) => trial.factor === factor && trial.condition === level);
  if (own.length > 0) return own;
  const known = [...new Set(records.map(({ trial }) => `${trial.factor} = ${trial.condition}`))].join(", ");
  throw new RangeError(
    `Cannot run settingContrasts(): need some with ${factor} = ${level}, got ${known || "no records"}`,
  );
}

/** The number a trial ended with; `null` where it has none. */
function valueOf({ finalWorld, error }: TrialRecord, setting: string): number | null {
  const value = finalWorld.settings[setting];
  if (error !== null || value === undefined) return null;
  if (typeof value !== "string") return Number(value);
  throw new TypeError(
    `Cannot run settingContrasts(): ${quote(setting)} needs numbers or true and false, got ${quote(value)}. ` +
      "Use completePairs() with rules on it",
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
