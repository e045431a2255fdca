import { checkOptions, cut, escapeMarkup, printable } from "../foundation/mod.ts";
import type { LedgerProgress, ProgressCounts } from "../shapes.ts";
import { type Display, type Kernel, runningKernel, send, toDisplay } from "./display.ts";

/** Options of `ledgerView()`. */
export interface LedgerViewOptions {
  /** One line above the numbers. */
  title: string;
}

/** Shows a state in place of the one before; outside a notebook it gives the display and shows nothing. */
export type LedgerView = (progress: LedgerProgress) => Promise<Display | undefined>;

/**
 * One display that follows a running ledger, redrawn in place.
 *
 * Give it to `followLedger()` as `onChange`. Arms are shown only where the watcher asked for them there.
 *
 * @param options A title.
 * @returns A callback for `followLedger()`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ledgerView } from "twoplane/notebook";
 * const counts = { acted: 3, abstained: 1, unread: 0, refused: 0, invalid: 0, error: 0, scored: 0, rate: 0.75 };
 * const tokens = { promptTokens: 900, completionTokens: 40 };
 * const times = { perMinute: 12, secondsLeft: 30 };
 * const progress = { model: "m", done: 4, total: 10, tokens, counts, arms: null, ...times, finished: false };
 * const display = await ledgerView({ title: "A run" })(progress);
 * assert.ok(display?.data["text/plain"]?.includes("4 of 10 trials"));
 * ```
 */
export function ledgerView(options: LedgerViewOptions): LedgerView {
  return ledgerViewOn(runningKernel(), options);
}

/** The same on a given kernel. */
export function ledgerViewOn(kernel: Kernel | null, options: LedgerViewOptions): LedgerView {
  checkOptions("ledgerView", options, ["title"]);
  const title = cut(printable(options.title), 120);
  const transient = { display_id: crypto.randomUUID() };
  let isDrawn = false;
  return async (progress) => {
    const display = progressDisplay(title, progress);
    if (kernel === null) return display;
    const type = isDrawn ? "update_display_data" : "display_data";
    isDrawn = true;
    const content = { data: display.data, metadata: display.metadata, transient };
    await send(kernel, type, content).catch(() => {}); // a lost redraw must not end the watching
    return undefined;
  };
}

function progressDisplay(title: string, progress: LedgerProgress): Display {
  const { done, total, counts, arms } = progress;
  const lines = [statusLine(progress), speedLine(progress)].filter((line) => line !== "");
  const rows = [{ condition: "all arms", ...counts }, ...(arms ?? [])];
  const bar = total === null || total === 0
    ? ""
    : `<progress value="${Math.min(done, total)}" max="${total}" style="width:20em"></progress>`;
  const cells = (row: ProgressCounts & { condition: string }) =>
    [row.condition, ...COLUMNS.map((name) => String(row[name])), row.rate === null ? "–" : row.rate.toFixed(3)]
      .map((text) => cut(printable(text), 60));
  const head = ["", ...COLUMNS, "rate"];
  const body = rows.map(cells);
  const htmlRow = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeMarkup(text)}</${tag}>`).join("")}</tr>`;
  return toDisplay({
    "text/html": `<p><b>${escapeMarkup(title)}</b></p>${bar}<p>${lines.map(escapeMarkup).join("<br>")}</p>` +
      `<table>\n<thead>${htmlRow("th", head)}</thead>\n<tbody>\n${
        body.map((texts) => htmlRow("td", texts)).join("\n")
      }\n</tbody>\n</table>`,
    "text/plain": [title, ...lines, plainTable([head, ...body])].join("\n"),
  });
}

const COLUMNS = ["acted", "abstained", "unread", "refused", "invalid", "error", "scored"] as const;

function statusLine({ model, done, total, tokens, finished }: LedgerProgress): string {
  if (model === null) return finished ? "There is no ledger yet" : "Waiting for the ledger";
  const state = total !== null && done >= total ? "finished" : finished ? "no longer watched" : "running";
  return `${printable(model)}: ${done} of ${total ?? "?"} trials, ${state}; ` +
    `${tokens.promptTokens} + ${tokens.completionTokens} tokens`;
}

function speedLine({ perMinute, secondsLeft, finished }: LedgerProgress): string {
  if (perMinute === null || finished) return "";
  const left = secondsLeft === null ? "" : `, about ${durationText(secondsLeft)} left`;
  return `${perMinute.toFixed(1)} trials a minute${left}`;
}

function durationText(seconds: number): string {
  return seconds < 120
    ? `${seconds} s`
    : seconds < 7200
    ? `${Math.ceil(seconds / 60)} min`
    : `${(seconds / 3600).toFixed(1)} h`;
}

function plainTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => [...(row[at] ?? "")].length)));
  return rows.map((row) =>
    row.map((text, at) => {
      const gap = " ".repeat((widths[at] ?? 0) - [...text].length);
      return at === 0 ? text + gap : gap + text;
    }).join("  ").trimEnd()
  ).join("\n");
}
