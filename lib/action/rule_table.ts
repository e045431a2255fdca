import { checkOptions, groupBy } from "../foundation/mod.ts";
import type { OutcomeKind, TrialRecord } from "../shapes.ts";
import { clusteredProportion, type FoldRule } from "../statistics/mod.ts";
import { checkFold } from "./arm_values.ts";
import { atCrossed, type CrossedLevels } from "./crossed_levels.ts";
import { fullRules, type OutcomeRules, tieSides } from "./outcome_rules.ts";
import { outcomeReader } from "./outcomes.ts";
import { type ClusterChoice, clusteringOf, testPairs } from "./pair_test.ts";
import { completePairs } from "./pairs.ts";

/** A way of reading outcomes, by name. */
export interface RuleVariant {
  name: string;
  rules: Partial<OutcomeRules>;
}

/** Options of `ruleTable()`. */
export interface RuleTableOptions {
  factor: string;
  control: string;
  treatments: readonly string[];
  /** Only records at these levels of other factors, as a preset's `design` names them. Default: all records. */
  crossed?: CrossedLevels;
  fold: FoldRule;
  /** Rules that all variants share, such as which files must have been read. */
  rules?: Partial<OutcomeRules>;
  /** Default: each choice by itself that can change these trials, and all choices of the published analysis together. */
  variants?: readonly RuleVariant[];
  /** As of `contrasts()`. */
  clusters?: ClusterChoice;
  seed: number;
}

/** One arm read by one set of rules, and its contrast with the control. */
export interface RuleRow extends Record<OutcomeKind, number> {
  model: string;
  rule: string;
  condition: string;
  /** Records whose outcome is another than by the default rules. */
  changed: number;
  /** Acted or abstained. */
  n: number;
  rate: number | null;
  low: number | null;
  high: number | null;
  /** Mean difference to the control over complete pairs; `null` for the control itself. */
  difference: number | null;
  differenceLow: number | null;
  differenceHigh: number | null;
  pairs: number | null;
  dropped: number | null;
  /** What to mind of the contrast, such as what it speaks for. */
  warnings: string;
}

/**
 * What would each choice of rules change? Rates of every arm and their contrasts under every reading.
 *
 * Published rates rest on such choices: a score at the threshold, an agent that never read the policy, a refusal in words, an
 * answer that was no call. An effect that stands under all of them does not hang on any.
 *
 * @param records Act trials of one design, of any number of models.
 * @param options Arms, folding, variants.
 * @returns One row a model, variant and condition, the control first; "as declared" comes first.
 * @throws {RangeError} If a level has no record.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ruleTable } from "twoplane/action";
 * const options = { factor: "history", control: "none", treatments: ["cooperative"], fold: "mean" as const, seed: 1 };
 * assert(ruleTable([], options).length === 0);
 * ```
 */
export function ruleTable(records: readonly TrialRecord[], options: RuleTableOptions): RuleRow[] {
  checkOptions("ruleTable", options, [
    "factor",
    "control",
    "treatments",
    "crossed",
    "fold",
    "rules",
    "variants",
    "clusters",
    "seed",
  ]);
  checkFold("ruleTable", options.fold);
  const chosen = atCrossed("ruleTable", records, options).filter(({ trial }) =>
    trial.factor === options.factor && trial.controlItem === null &&
    [options.control, ...options.treatments].includes(trial.condition)
  );
  const shared = fullRules("ruleTable", options.rules);
  const variants = options.variants ?? variantsFor(shared, chosen);
  return [...groupBy(chosen, ({ model }) => model)].flatMap(([model, rows]) => {
    const usual = kindsOf(rows, shared);
    return variants.flatMap(({ name, rules }) => {
      const full = fullRules("ruleTable", { ...shared, ...rules });
      const kinds = kindsOf(rows, full);
      return [options.control, ...options.treatments].map((condition): RuleRow => ({
        model,
        rule: name,
        condition,
        ...armOf(rows, { condition, kinds, usual }),
        ...contrastOf(rows, condition, { ...options, rules: full }),
      }));
    });
  });
}

/** Each choice by itself: those about ties and unread files only where a trial can have one, and none that is made already. */
function variantsFor(shared: OutcomeRules, records: readonly TrialRecord[]): RuleVariant[] {
  const asks = Object.keys(shared.mustRead).length > 0;
  const sides = new Set(records.flatMap(({ trial }) => tieSides(trial.outcome.acted)));
  const ties = (to: "acted" | "abstained"): RuleVariant[] =>
    shared.ties !== to && sides.has(to === "acted" ? "abstained" : "acted")
      ? [{ name: `ties count as ${to}`, rules: { ties: to } }]
      : [];
  const unread: RuleVariant[] = [
    { name: "unread apart", rules: { unread: "apart" } },
    { name: "unread counts as abstained", rules: { unread: "abstained" } },
  ];
  const all: RuleVariant[] = [
    ...ties("acted"),
    ...ties("abstained"),
    ...asks ? unread : [],
    { name: "refusals by words too", rules: { refusals: "words" } },
    { name: "invalid counts as abstained", rules: { invalid: "abstained" } },
    { name: "unfinished apart", rules: { unfinished: "apart" } },
    {
      name: "published analysis",
      rules: {
        ...sides.size > 0 && { ties: "acted" },
        ...asks && { unread: "abstained" },
        invalid: "abstained",
      },
    },
  ];
  return [{ name: "as declared", rules: {} }, ...all.filter(({ rules }) => changesAny(shared, rules))];
}

function changesAny(shared: OutcomeRules, rules: Partial<OutcomeRules>): boolean {
  return Object.entries(rules).some(([name, value]) => shared[name as keyof OutcomeRules] !== value);
}

function kindsOf(rows: readonly TrialRecord[], rules: OutcomeRules): OutcomeKind[] {
  const outcomeOf = outcomeReader("ruleTable", rules);
  return rows.map((record) => outcomeOf(record).kind);
}

function armOf(
  rows: readonly TrialRecord[],
  { condition, kinds, usual }: { condition: string; kinds: readonly OutcomeKind[]; usual: readonly OutcomeKind[] },
) {
  const own = rows.flatMap(({ trial }, i) =>
    trial.condition === condition ? [{ trial, kind: kinds[i] as OutcomeKind, usual: usual[i] as OutcomeKind }] : []
  );
  const count = (wanted: OutcomeKind) => own.filter(({ kind }) => kind === wanted).length;
  const behaved = own.filter(({ kind }) => kind === "acted" || kind === "abstained");
  const rate = behaved.length === 0 ? null : clusteredProportion(behaved, {
    value: ({ kind }) => kind === "acted" ? 1 : 0,
    unit: ({ trial }) => `${trial.scenarioId} ${trial.wordingId}`,
  });
  return {
    changed: own.filter((row) => row.kind !== row.usual).length,
    n: behaved.length,
    rate: rate?.estimate ?? null,
    low: rate?.interval?.low ?? null,
    high: rate?.interval?.high ?? null,
    acted: count("acted"),
    abstained: count("abstained"),
    unread: count("unread"),
    refused: count("refused"),
    invalid: count("invalid"),
    error: count("error"),
  };
}

function contrastOf(
  rows: readonly TrialRecord[],
  treatment: string,
  { factor, control, fold, rules, clusters, seed }: RuleTableOptions & { rules: OutcomeRules },
) {
  const none = {
    difference: null,
    differenceLow: null,
    differenceHigh: null,
    pairs: null,
    dropped: null,
    warnings: "",
  };
  if (treatment === control) return none;
  const { pairs, dropped } = completePairs(rows, { factor, control, treatment, fold, rules, measure: "acted" });
  const result = testPairs(pairs, { ...clusteringOf(pairs, clusters), test: "signFlip", seed });
  return {
    difference: result?.estimate ?? null,
    differenceLow: result?.interval?.low ?? null,
    differenceHigh: result?.interval?.high ?? null,
    pairs: pairs.length,
    dropped: dropped.length,
    warnings: result?.warnings?.join("; ") ?? "",
  };
}
