import { checkOneOf, checkOptions, groupBy, quote } from "../foundation/mod.ts";
import type { OutcomeKind, Trial, TrialRecord } from "../shapes.ts";
import { clusteredProportion } from "../statistics/mod.ts";
import type { OutcomeRules } from "./outcome_rules.ts";
import { outcomeReader } from "./outcomes.ts";

/** How often one level of the treated factor acted, in one scenario or in all, and what else came of its trials. */
export interface ArmRow extends Record<OutcomeKind, number> {
  model: string;
  /** "all" where scenarios are taken together. */
  scenarioId: string;
  /** The treated factor. */
  factor: string;
  /** Its level. */
  condition: string;
  /** Levels of the factors `by`, such as "threat present, subject peer"; "all" where nothing splits the row. */
  context: string;
  /** Trials with behaviour: acted or abstained. */
  n: number;
  /** acted / n, in [0, 1]; `null` where no trial shows behaviour. */
  rate: number | null;
  /** 95% interval: Wilson's, on what the trials are worth where they repeat a case or share a scenario. */
  low: number | null;
  high: number | null;
}

/** Options of `armTable()`. */
export interface ArmTableOptions {
  /** How outcomes are read. Default `DEFAULT_RULES`. */
  rules?: Partial<OutcomeRules>;
  /** One row a scenario (default), or all scenarios together, with intervals over scenarios. */
  over?: "scenario" | "all";
  /** Further factors whose levels have rows of their own, such as `["threat"]` for all four arms of a 2×2. Default: none. */
  by?: readonly string[];
}

/** Scenarios from which on intervals of all together rest on them; below, on their wordings. */
const ENOUGH_SCENARIOS = 6;

/**
 * What came of the trials of each arm? Unread, refused, invalid and error are counted, and are no zeros.
 *
 * Rows never mix treated factors: the same condition of two factors has a row each. Repeats of a case are not independent, nor
 * are trials of a scenario where all are taken together: the intervals count them for what they are worth.
 *
 * @param records Act trials.
 * @param options Rules, and what stands in a row.
 * @returns One row a model, scenario, factor, condition and context, in alphabetical order. For `armRates()` name the group and
 *   the arm: `rows.map((row) => ({ ...row, group: row.scenarioId, condition: `${row.condition}, ${row.context}` }))`.
 * @throws {TypeError} If `by` meets a record that does not tell its levels.
 * @throws {RangeError} If no record has a factor of `by`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { armTable } from "twoplane/action";
 * assert(armTable([], { over: "all" }).length === 0);
 * ```
 */
export function armTable(records: readonly TrialRecord[], options: ArmTableOptions = {}): ArmRow[] {
  checkOptions("armTable", options, ["rules", "over", "by"]);
  const over = checkOneOf("armTable", "over", options.over ?? "scenario", ["scenario", "all"]);
  const outcomeOf = outcomeReader("armTable", options.rules);
  const scenarioOf = ({ trial }: TrialRecord) => over === "all" ? "all" : trial.scenarioId;
  const by = checkFactors(records, options.by ?? []);
  const groups = groupBy(
    records,
    (record) =>
      [record.model, scenarioOf(record), record.trial.factor, record.trial.condition, contextIn(record.trial, by)]
        .join("\n"),
  );
  return [...groups.keys()].sort().map((key): ArmRow => {
    const rows = groups.get(key) as TrialRecord[];
    const read = rows.map((record) => ({ record, kind: outcomeOf(record).kind }));
    const count = (wanted: OutcomeKind) => read.filter(({ kind }) => kind === wanted).length;
    const behaved = read.filter(({ kind }) => kind === "acted" || kind === "abstained");
    const first = rows[0] as TrialRecord;
    return {
      model: first.model,
      scenarioId: scenarioOf(first),
      factor: first.trial.factor,
      condition: first.trial.condition,
      context: contextIn(first.trial, by),
      n: behaved.length,
      ...rateOf(behaved, over === "all" ? scenarioUnit(rows) : ({ trial }) => trial.pairId),
      acted: count("acted"),
      abstained: count("abstained"),
      unread: count("unread"),
      refused: count("refused"),
      invalid: count("invalid"),
      error: count("error"),
    };
  });
}

function rateOf(behaved: readonly { record: TrialRecord; kind: OutcomeKind }[], unit: (record: TrialRecord) => string) {
  if (behaved.length === 0) return { rate: null, low: null, high: null };
  const { estimate, interval } = clusteredProportion(behaved, {
    value: ({ kind }) => kind === "acted" ? 1 : 0,
    unit: ({ record }) => unit(record),
  });
  return { rate: estimate, low: interval?.low ?? null, high: interval?.high ?? null };
}

function scenarioUnit(rows: readonly TrialRecord[]): (record: TrialRecord) => string {
  const scenarios = new Set(rows.map(({ trial }) => trial.scenarioId)).size;
  if (scenarios >= ENOUGH_SCENARIOS) return ({ trial }) => trial.scenarioId;
  return ({ trial }) => `${trial.scenarioId} ${trial.wordingId}`;
}

function checkFactors(records: readonly TrialRecord[], by: readonly string[]): readonly string[] {
  if (records.length === 0) return by;
  const known = new Set(records.flatMap(({ trial }) => Object.keys(levelsOf(trial, by))));
  const unknown = by.find((factor) => !known.has(factor));
  if (unknown === undefined) return by;
  throw new RangeError(
    `Cannot run armTable() by ${quote(unknown)}: need records with that factor, got ${[...known].join(", ")}`,
  );
}

function levelsOf({ levels, trialId }: Trial, by: readonly string[]): Readonly<Record<string, string>> {
  if (levels !== undefined || by.length === 0) return levels ?? {};
  throw new TypeError(
    `Cannot run armTable() by ${
      by.join(", ")
    }: trial ${trialId} needs the levels of its factors, got a record without them`,
  );
}

/** A scenario without such a factor is not split by it. */
function contextIn(trial: Trial, by: readonly string[]): string {
  const levels = levelsOf(trial, by);
  return by.flatMap((factor) => levels[factor] === undefined ? [] : [`${factor} ${levels[factor]}`]).join(", ") ||
    "all";
}
