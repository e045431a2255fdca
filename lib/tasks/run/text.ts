import { type Plan, planRows, type RunSummary } from "../../action/mod.ts";

export const USAGE = `deno task run DESIGN.json [--dry-run] [--yes] [--again-failed]

Runs the trials of a design into its ledger; started again, it goes on and repeats no finished trial.
--dry-run       shows what the run will take and asks no model
--yes           consents to more trials than the design allows (mostTrials), and to an endpoint that may cost
                money without a ceiling
--again-failed  asks trials again whose record is an error
Ctrl-C finishes the trials in flight; a second one drops them.
Exit code: 0 all trials are finished, 3 a ceiling stopped it, 130 Ctrl-C, 1 anything else.
data/designs/ holds examples.`;

/** The plan as lines, columns aligned. */
export function planText(title: string, plan: Plan): string {
  const rows = planRows(plan).map(({ what, value, expected, note }) => [what, value, expected, note]);
  const all = [["", "", "expected", ""], ...rows];
  const widths = [0, 1, 2].map((at) => Math.max(...all.map((row) => row[at]!.length)));
  const lines = all.map(([what, value, expected, note]) =>
    `${what!.padEnd(widths[0]!)}  ${value!.padStart(widths[1]!)}  ${expected!.padStart(widths[2]!)}  ${note}`.trimEnd()
  );
  return [title, ...lines].join("\n");
}

/** How the run went, and how to go on. */
export function summaryText(summary: RunSummary, ledgerPath: string): string {
  const { trials, finished, failed, left, asked, retries, seconds, spent, stopped } = summary;
  const money = spent.money === null
    ? "at a price that is not known"
    : `${spent.money.amount.toFixed(4)} ${spent.money.currency}`;
  const speed = seconds === null || seconds === 0 ? "" : ` in ${seconds.toFixed(1)} s`;
  return [
    `${finished} of ${trials} trials finished, ${asked} now${speed}; ${failed} with an error; ${retries} calls asked again`,
    `${spent.calls} calls, ${spent.promptTokens} + ${spent.completionTokens} tokens, ${money}, in all: ${ledgerPath}`,
    ...(stopped === null ? [] : [
      `Stopped: ${stopped.message}. ${left} trials are left: ` +
      (stopped.by === "ceiling" ? "raise the ceiling and run again" : "run the same command to go on"),
    ]),
    ...(failed > 0 ? ["Ask failed trials again with --again-failed"] : []),
  ].join("\n");
}
