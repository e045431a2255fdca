import type { Money } from "./plan_prices.ts";
import type { Plan } from "./plan.ts";

/** A line of a plan, for a table or a terminal. */
export interface PlanRow {
  what: string;
  value: string;
  /** As an earlier run went. */
  expected: string;
  note: string;
}

/**
 * A plan as rows of a table.
 *
 * @param plan What `plan()` gives.
 * @returns One row for each number a reader decides by; what is not known is said so, and is never 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plan, planRows } from "twoplane/action";
 * const money = planRows(plan([])).find(({ what }) => what === "money at most");
 * assert.equal(money?.value, "not known");
 * ```
 */
export function planRows(plan: Plan): PlanRow[] {
  const { expected, power } = plan;
  const conditions = Object.entries(plan.conditions).map(([id, n]) => `${id} ${n}`).join(", ");
  const row = (what: string, value: string, told: string | null = null, note = ""): PlanRow => ({
    what,
    value,
    expected: told ?? "",
    note,
  });
  return [
    row("trials", count(plan.trials), null, conditions),
    row("pairs", count(plan.pairs), null, `in ${plan.scenarios} scenarios`),
    row("model calls at most", count(plan.callsAtMost), expected && count(expected.calls), "failed calls come on top"),
    row(
      "prompt tokens",
      count(plan.promptTokens),
      expected && count(expected.promptTokens),
      "estimated, prompts sent in full each time",
    ),
    row("completion tokens at most", count(plan.completionTokensAtMost), expected && count(expected.completionTokens)),
    row(
      "time at most",
      duration(plan.secondsAtMost),
      expected && duration(expected.seconds),
      allowanceNote(plan.secondsAtLeast),
    ),
    row("money at most", money(plan.moneyAtMost), expected && money(expected.money), plan.priceNote),
    ...(power === null ? [] : [
      row("power, pairs independent", share(power.independentPairs), null, `${count(power.pairs)} pairs`),
      row(
        "power, scenarios as units",
        power.byScenario === null ? "not known" : share(power.byScenario),
        null,
        `${power.scenarios} scenarios. ${power.note}`,
      ),
    ]),
  ];
}

function allowanceNote(seconds: number | null): string {
  return seconds === null ? "" : `at least ${duration(seconds)} by the provider's allowance`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function share(value: number): string {
  return value.toFixed(2);
}

function money(value: Money | null): string {
  return value === null ? "not known" : `${value.amount.toFixed(2)} ${value.currency}`;
}

function duration(seconds: number | null): string {
  if (seconds === null) return "not known";
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 7200) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
