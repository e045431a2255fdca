/**
 * `deno task run design.json [--dry-run] [--yes]`: runs the trials of a design file into its ledger, outside of a notebook.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  openRateLimit,
  plan,
  type PlanOptions,
  type PriceTable,
  priceTable,
  ratesOf,
  readLedger,
  type RunOptions,
  type RunSummary,
  runToLedger,
  shippedPrices,
} from "../../action/mod.ts";
import { messageOf, parseJson, projectRoot, readText } from "../../foundation/mod.ts";
import type { Json, Trial, TrialRecord } from "../../shapes.ts";
import { progressLine } from "../progress.ts";
import { readDesign, type RunDesign, trialsOf } from "./design.ts";
import { descriptionOf, isHere, openModel, pricesWith } from "./model.ts";
import { planText, summaryText, USAGE } from "./text.ts";

/** Where the task writes: results, progress, and what went wrong. */
export interface RunOutput {
  say: (text: string) => void;
  step: (text: string) => void;
  complain: (text: string) => void;
}

const now = (): number => performance.now();
const flag = { type: "boolean", default: false } as const;
const FLAGS = { "dry-run": flag, yes: flag, "again-failed": flag, help: flag };

/** Some packages (signal-exit below node-llama-cpp) raise a signal again when they have seen it, which nobody's second Ctrl-C is fast enough for. */
const SAME_SIGNAL_MS = 200;

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Plans and runs one design; the exit code says how it ended. */
export async function main(args: readonly string[], output: RunOutput = standardOutput()): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
    const [path, ...rest] = positionals;
    if (values.help || path === undefined || rest.length > 0) {
      output.say(USAGE);
      return values.help ? 0 : 1;
    }
    const design = readDesign(path);
    const trials = trialsOf(design, { isConsented: values.yes });
    const prices = pricesOf(design);
    output.say(planText(design.title, plan(trials, planOptions(design, prices))));
    const ledgerPath = resolve(projectRoot(), design.run.ledgerPath);
    if (values["dry-run"]) {
      output.say(
        `Dry run: no model was asked; ${
          existsSync(ledgerPath) ? "the ledger is there, a run goes on with it" : "the ledger is not there yet"
        }: ${ledgerPath}`,
      );
      return 0;
    }
    checkConsent(design, values.yes);
    const failed = values["again-failed"] ? "ask" : "keep";
    const summary = await runDesign(trials, { design, prices, ledgerPath, failed, output });
    output.say(summaryText(summary, ledgerPath));
    return exitCode(summary);
  } catch (error) {
    output.complain(messageOf(error));
    return 1;
  }
}

function pricesOf(design: RunDesign): PriceTable {
  const path = design.plan?.prices;
  const table = path === undefined
    ? shippedPrices
    : priceTable(parseJson(readText(fromRoot(path)), { source: path }), { where: path });
  return pricesWith(table, design.model);
}

function planOptions({ model, run, plan }: RunDesign, prices: PriceTable): PlanOptions {
  const { concurrency, requestsPerMinute, tokensPerMinute } = run;
  const { rates, smallestEffect } = plan ?? {};
  return {
    model: descriptionOf(model),
    prices,
    ...(concurrency !== undefined && { concurrency }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute }),
    ...(smallestEffect !== undefined && { smallestEffect }),
    ...(rates !== undefined && { rates: ratesOf(readLedger<TrialRecord>(fromRoot(rates))) }),
  };
}

/** A forgotten bound costs money at an endpoint that bills. */
function checkConsent({ model, run }: RunDesign, isConsented: boolean): void {
  if (isConsented || isHere(model) || Object.keys(run.ceiling ?? {}).length > 0) return;
  throw new RangeError(
    "Cannot run against an endpoint that may cost money: need a ceiling on calls, tokens or money (run.ceiling), " +
      "got none. Set one, or consent with --yes",
  );
}

interface RunDesignOptions {
  design: RunDesign;
  prices: PriceTable;
  ledgerPath: string;
  failed: "keep" | "ask";
  output: RunOutput;
}

/** Ctrl-C once finishes what is in flight, twice drops it. */
async function runDesign(trials: readonly Trial[], options: RunDesignOptions): Promise<RunSummary> {
  const { design, prices, ledgerPath, failed, output } = options;
  const [drain, stop] = [new AbortController(), new AbortController()];
  let heard = -Infinity;
  const interrupt = () => {
    if (now() - heard < SAME_SIGNAL_MS) return;
    heard = now();
    const next = drain.signal.aborted ? stop : drain;
    next.abort(new Error("Ctrl-C"));
    if (next === drain) output.complain("Finishing the trials in flight; Ctrl-C again drops them");
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, interrupt);
  try {
    const model = await openModel(design.model, trials, { report: output.say, signal: drain.signal });
    try {
      const { requestsPerMinute, tokensPerMinute, ledgerPath: _, ...run } = design.run;
      const allowance = {
        ...(requestsPerMinute !== undefined && { requestsPerMinute }),
        ...(tokensPerMinute !== undefined && { tokensPerMinute }),
      };
      return await runToLedger(trials, model, {
        ...(run as unknown as Partial<RunOptions>), // read from JSON, which holds no undefined
        ledgerPath,
        now,
        prices,
        failed,
        settings: settingsOf(design),
        drain: drain.signal,
        signal: stop.signal,
        onProgress: progressOf(design, output),
        ...(Object.keys(allowance).length > 0 && { rate: openRateLimit({ ...allowance, now }) }),
      });
    } finally {
      await model.close();
    }
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(signal, interrupt);
  }
}

/** What a reader of the ledger needs to know; where an endpoint stands is nobody else's business. */
function settingsOf({ title, preset, scenarios, design, controls, run }: RunDesign): Record<string, Json> {
  const told = { title, preset, scenarios, design, controls, concurrency: run.concurrency ?? 1 };
  return JSON.parse(JSON.stringify(told)) as Record<string, Json>;
}

function progressOf({ title }: RunDesign, { step }: RunOutput): (done: number, total: number) => void {
  let last = -Infinity;
  return (done, total) => {
    if (done < total && now() - last < 1_000) return;
    last = now();
    step(`${title}: ${done} of ${total}`);
  };
}

function exitCode({ stopped, left }: RunSummary): number {
  if (stopped === null) return left === 0 ? 0 : 1;
  return stopped.by === "ceiling" ? 3 : stopped.by === "cancelled" ? 130 : 1;
}

function fromRoot(path: string): string {
  return resolve(projectRoot(), path);
}

function standardOutput(): RunOutput {
  const line = progressLine();
  return { say: (text) => console.log(text), step: line.step, complain: line.say };
}
