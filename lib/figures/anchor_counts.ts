import type { Figure, MeasureResult, MetricRow } from "../shapes.ts";
import { checkInteger, quote } from "../foundation/mod.ts";
import { barPanel, type BarRow } from "./bar_panel.ts";
import { checkFinite } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { headingPanel, keyPanel } from "./key.ts";
import { count, shorten } from "./label.ts";
import { drawPage, type Panel } from "./page.ts";
import { checkResults } from "./result_checks.ts";
import { resultKey, resultRow } from "./result_row.ts";
import { digitsOf, resultsWords } from "./result_words.ts";
import { labelMargin, rightMargin, rowPanel } from "./row_panel.ts";
import { ink, planeColour, textSize } from "./theme.ts";

/** What became of probes and replies; the counts of `cognitiveAnchoring()` fit. */
export interface AnchorReplyCounts {
  probes: number;
  answered: number;
  valid: number;
  replies: number;
  validReplies: number;
  ownName: number;
  ordinaryWord: number;
  unknownAccount: number;
  empty: number;
}

/** Whom replies to probes name; what `cognitiveAnchoring()` gave fits. */
export interface AnchorsFound {
  result: MeasureResult;
  anchor: MeasureResult | null;
  concentration: MeasureResult | null;
  counts: AnchorReplyCounts;
  /** Of metric "anchor share": `unitId` is the account, n the replies that name it. Other rows are left out. */
  rows: readonly MetricRow[];
}

export interface AnchorCountsOptions extends FigureOptions {
  /** Accounts that have a bar of their own, from 1 to 60; the rest are counted. Default 15. */
  most?: number;
}

/**
 * Whom do the replies to probes name, and do they name the same?
 *
 * Above, what became of the replies: a society with common anchors names accounts that exist. In the middle, how many
 * replies name each account. Below, the share of replies that do, the largest share of one account and the
 * concentration of all, each against its null: the active are named more often by chance.
 *
 * @param found What `cognitiveAnchoring()` gave.
 * @param options Words; see `AnchorCountsOptions`.
 * @returns A figure of two panels, or three where an account was named.
 * @throws {RangeError} If a number is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cognitiveAnchoring } from "twoplane/content";
 * import { anchorCounts } from "twoplane/figures";
 * const reply = { postId: "1", authorId: "bob", parentId: "whom?", createdAt: "2026-02-01T00:00:00.000Z", text: "I read @ada." };
 * const found = cognitiveAnchoring([reply], {
 *   probes: [{ postId: "whom?", authorId: "visitor" }],
 *   accounts: [{ agentId: "ada", activity: 3 }, { agentId: "bob", activity: 1 }, { agentId: "cyn", activity: 2 }],
 *   null: { kind: "names drawn by activity", draws: 19, seed: 1 },
 * });
 * assert.ok(anchorCounts(found).caption.includes("1 probe, 1 answered"));
 * ```
 */
export function anchorCounts(found: AnchorsFound, options: AnchorCountsOptions = {}): Figure {
  const caller = "anchorCounts";
  const width = widthOf(caller, options, ["most"]);
  const most = checkInteger(caller, "most", options.most ?? 15, { min: 1, max: 60 });
  if (typeof found !== "object" || found === null || !("counts" in found)) {
    throw new TypeError(`Cannot draw ${caller}(): need what cognitiveAnchoring() gave, got ${quote(found)}`);
  }
  const accounts = found.rows.filter(({ metric }) => metric === "anchor share");
  const results = namedResults(found);
  checkFinite(caller, [found.counts], ["probes", "answered", "valid", "replies", "validReplies", "ownName"]);
  checkFinite(caller, [found.counts], ["ordinaryWord", "unknownAccount", "empty"]);
  checkFinite(caller, accounts, ["n"]);
  checkResults(caller, results.map(({ result }) => result));
  const defaults = {
    name: "anchor-counts",
    title: "Accounts that replies to probes name",
    caption: captionOf(found.counts, accounts.length, results),
  };
  return toFigure(
    caller,
    options,
    defaults,
    (label) => drawPage(panels(found.counts, { accounts, results, most, width }), { label }),
  );
}

interface NamedResult {
  label: string;
  result: MeasureResult;
}

function namedResults({ result, anchor, concentration }: AnchorsFound): NamedResult[] {
  return [
    { label: "replies that name an account", result },
    ...(anchor === null ? [] : [{ label: "largest share of one account", result: anchor }]),
    ...(concentration === null ? [] : [{ label: "sum of squared shares", result: concentration }]),
  ];
}

function captionOf(counts: AnchorReplyCounts, accounts: number, results: readonly NamedResult[]): string {
  const { probes, answered, valid, replies, unknownAccount } = counts;
  return [
    `${
      count(probes, "probe")
    }, ${answered} answered, ${valid} with an account that exists; ${replies} replies with text name ` +
    `${count(accounts, "account")}.`,
    unknownAccount === 0
      ? ""
      : `${unknownAccount} mark with @ what is no account, some of them beside one that exists.`,
    "Bars: replies; dot and line below: a share with its interval; grey bar: central 95% of its null.",
    resultsWords(results.map(({ result }) => result), results.map(({ label }) => label)),
  ].filter((sentence) => sentence !== "").join(" ");
}

function panels(
  counts: AnchorReplyCounts,
  { accounts, results, most, width }: {
    accounts: readonly MetricRow[];
    results: readonly NamedResult[];
    most: number;
    width: number;
  },
): Panel[] {
  return [
    headingPanel("What became of the replies", width),
    barPanel(fateRows(counts), width),
    ...(accounts.length === 0 ? [] : accountPanels(accounts, { most, width })),
    ...againstNull(results, width),
  ];
}

function fateRows({ replies, validReplies, ownName, ordinaryWord, empty }: AnchorReplyCounts): BarRow[] {
  const bar = (label: string, value: number, colour: string): BarRow => ({ label, value, text: String(value), colour });
  return [
    bar("name an account", validReplies, planeColour.content),
    bar("only author or asker", ownName, ink.faint),
    bar("only an ordinary word", ordinaryWord, ink.faint),
    bar("name nobody", Math.max(0, replies - validReplies - ownName - ordinaryWord), ink.faint),
    bar("without text", empty, ink.faint),
  ];
}

function accountPanels(
  accounts: readonly MetricRow[],
  { most, width }: { most: number; width: number },
): Panel[] {
  const sorted = accounts.toSorted((a, b) => b.n - a.n || (a.unitId < b.unitId ? -1 : Number(a.unitId > b.unitId)));
  const rest = sorted.slice(most);
  const bars = sorted.slice(0, most).map(({ unitId, n }): BarRow => ({
    label: shorten(unitId, textSize.small, width * 0.4),
    value: n,
    text: String(n),
    colour: planeColour.content,
  }));
  const more = `${count(rest.length, "more account")}, each in at most ${rest[0]?.n ?? 0}`;
  return [
    headingPanel("Replies that name each account", width),
    barPanel(bars, width),
    ...(rest.length === 0 ? [] : [keyPanel([{ glyph: "none", colour: ink.muted, text: more }], width)]),
  ];
}

function againstNull(results: readonly NamedResult[], width: number): Panel[] {
  const digits = digitsOf(results.map(({ result }) => result));
  const rows = results.map(({ label, result }) => resultRow(result, { label, digits }));
  const marginRight = rightMargin(rows);
  return [
    headingPanel("Against the null", width),
    keyPanel(resultKey(rows), width),
    rowPanel(rows, {
      width,
      domain: [0, 1],
      xLabel: "share",
      reference: null,
      marginLeft: labelMargin(rows.map(({ label }) => label), width, marginRight),
      marginRight,
    }),
  ];
}
