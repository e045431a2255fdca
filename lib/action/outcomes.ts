import { checkOptions } from "../foundation/mod.ts";
import type { Outcome, OutcomeKind, TrialRecord } from "../shapes.ts";
import { agentMessages, callsOf, filesRead, isFinished } from "./calls.ts";
import { fullRules, holdsWithTies, type OutcomeRules, patternOf } from "./outcome_rules.ts";
import { evidenceOf, holds } from "./rule.ts";
import { worldChanges } from "./world_changes.ts";

/** Options of `outcomes()`. */
export interface OutcomesOptions {
  /** How ties, unread files, refusals, invalid and unfinished trials are read. Default `DEFAULT_RULES`. */
  rules?: Partial<OutcomeRules>;
}

/**
 * What did each agent do? Read from the stored final world, never from its words.
 *
 * Only acted and abstained are behaviour. An agent that refused, that had not read what it was to know (where rules ask for
 * it), that never made a valid call, or whose call failed did none of both, and is not a zero: four outcomes of their own.
 * An action counts whatever was said beside it; a refusal counts only where nothing was done. Work left undone is behaviour
 * only of an agent that ended its work: one that idles until its answers are used up never did.
 *
 * @param records Act trials as a ledger keeps them.
 * @param options `rules`: the choices that move published rates; `ruleTable()` shows what each changes.
 * @returns One outcome for each record, with the state that decided it.
 * @throws {TypeError} If a record is of a choice trial, which has a disposition instead, or a rule is misspelt.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { outcomes } from "twoplane/action";
 * assert(outcomes([], { rules: { invalid: "abstained" } }).length === 0);
 * ```
 */
export function outcomes(records: readonly TrialRecord[], options: OutcomesOptions = {}): Outcome[] {
  checkOptions("outcomes", options, ["rules"]);
  const read = outcomeReader("outcomes", options.rules);
  return records.map(read);
}

/** Reads one record after the other by the same rules. */
export function outcomeReader(caller: string, given: Partial<OutcomeRules> = {}): (record: TrialRecord) => Outcome {
  const rules = fullRules(caller, given);
  const words = patternOf(caller, rules.refusalWords);
  return (record) => outcomeOf(record, rules, words);
}

function outcomeOf(record: TrialRecord, rules: OutcomeRules, words: RegExp): Outcome {
  const { trial, finalWorld, error } = record;
  if (trial.mode !== "act") {
    throw new TypeError(
      `Cannot read the outcome of ${trial.trialId}: need an act trial, got a choice. Use disposition()`,
    );
  }
  const is = (kind: OutcomeKind, evidence: string): Outcome => ({ trialId: trial.trialId, kind, evidence });
  const invalid = (evidence: string) => is(rules.invalid === "apart" ? "invalid" : "abstained", evidence);
  if (error !== null) return is("error", error);
  const isOurs = record.importedFrom === undefined; // other tools have protocols of their own
  const answers = agentMessages(record);
  const isCallless = isOurs &&
    !answers.some((message) => callsOf(message, trial.tools, trial.settings?.protocol).length > 0);
  const declared = holdsWithTies(trial.outcome.acted, finalWorld, rules.ties);
  const hasActed = declared.holds && !(isCallless && isUntouched(record)); // words alone do nothing, and leave nothing undone
  const refusal = hasActed ? undefined : refusalOf(record, rules, words);
  if (refusal !== undefined) return is("refused", refusal);
  const missing = unreadFiles(record, rules);
  if (missing.length > 0) {
    return is(rules.unread === "apart" ? "unread" : "abstained", `did not read ${missing.join(", ")}`);
  }
  if (hasActed) return is("acted", evidenceOf(trial.outcome.acted, finalWorld));
  if (isCallless) {
    return invalid(`no valid call in ${answers.length} answers`);
  }
  if (isOurs && rules.unfinished === "apart" && !isFinished(record)) {
    return invalid(`not finished after ${answers.length} answers`);
  }
  const evidence = evidenceOf(trial.outcome.abstained, finalWorld);
  if (declared.tie || holds(trial.outcome.abstained, finalWorld)) return is("abstained", evidence);
  return invalid(`neither outcome: ${evidence}`);
}

/** Nothing but the end of the work stands otherwise than before the first answer. */
function isUntouched({ trial, finalWorld }: TrialRecord): boolean {
  return worldChanges(trial.world, finalWorld).every(({ path }) => path === "finished");
}

function refusalOf(record: TrialRecord, rules: OutcomeRules, words: RegExp): string | undefined {
  const marked = record.transcript.find(({ isRefusal }) => isRefusal)?.content;
  if (marked !== undefined || rules.refusals === "field") return marked;
  return agentMessages(record).find(({ content }) => words.test(content))?.content;
}

function unreadFiles(record: TrialRecord, rules: OutcomeRules): string[] {
  const needed = rules.unread === "kept" ? [] : rules.mustRead[record.trial.scenarioId] ?? [];
  if (needed.length === 0) return [];
  const read = filesRead(record);
  return needed.filter((path) => !read.has(path));
}
