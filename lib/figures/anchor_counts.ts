import type { Figure, MeasureResult } from "../shapes.ts";
import { checkInteger } from "../foundation/mod.ts";
import { barPanel, type BarRow } from "./bar_panel.ts";
import { checkFinite, checkRows } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { type KeyItem, keyPanel } from "./key.ts";
import { count, shorten } from "./label.ts";
import { drawPage, type Panel } from "./page.ts";
import { checkResults } from "./result_checks.ts";
import { resultsWords } from "./result_words.ts";
import { ink, planeColour, textSize } from "./theme.ts";

/** How many replies to probes name one account. */
export interface AnchorRow {
  name: string;
  /** Replies that name it, ≥ 0. */
  replies: number;
  /** Whether the corpus has an account of that name. */
  exists: boolean;
}

export interface AnchorCountsOptions extends FigureOptions {
  /** The measure over the replies, told in the caption. */
  results?: readonly MeasureResult[];
  /** Names that have a bar of their own. Default 20, from 1 to 60; the rest are counted. */
  most?: number;
}

/**
 * Whom do the replies to probes name, and do those accounts exist?
 *
 * A society with common anchors names few accounts often, and they exist. Many names once each, or names of nobody,
 * are what models write without one.
 *
 * @param rows One a name, drawn by falling count.
 * @param options Words; see `AnchorCountsOptions`.
 * @returns A figure with a bar a name.
 * @throws {RangeError} If there are no names, or a count is below 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { anchorCounts } from "twoplane/figures";
 * const figure = anchorCounts([{ name: "ada", replies: 3, exists: true }, { name: "Elvis", replies: 1, exists: false }]);
 * assert.ok(figure.svg.includes("1, no such account"));
 * ```
 */
export function anchorCounts(rows: readonly AnchorRow[], options: AnchorCountsOptions = {}): Figure {
  const caller = "anchorCounts";
  const width = widthOf(caller, options, ["results", "most"]);
  const most = checkInteger(caller, "most", options.most ?? 20, { min: 1, max: 60 });
  checkRows(caller, rows, { max: 100_000 });
  checkFinite(caller, rows, ["replies"]);
  checkResults(caller, options.results ?? []);
  const negative = rows.findIndex(({ replies }) => replies < 0);
  if (negative !== -1) {
    throw new RangeError(
      `Cannot draw ${caller}() at row ${negative}: replies need a count of at least 0, got ${rows[negative]?.replies}`,
    );
  }
  const existing = rows.filter(({ exists }) => exists).length;
  const defaults = {
    name: "anchor-counts",
    title: "Accounts that replies to probes name",
    caption: `Bar: replies that name an account, most first. ${count(rows.length, "name")}, ${existing} of accounts ` +
      `that exist. ${resultsWords(options.results ?? [])}`.trim(),
  };
  return toFigure(caller, options, defaults, (label) => drawPage(panels(rows, most, width), { label }));
}

function panels(rows: readonly AnchorRow[], most: number, width: number): Panel[] {
  const sorted = rows.toSorted((a, b) =>
    b.replies - a.replies || Number(b.exists) - Number(a.exists) || (a.name < b.name ? -1 : Number(a.name > b.name))
  );
  const rest = sorted.slice(most);
  const bars = sorted.slice(0, most).map(({ name, replies, exists }): BarRow => ({
    label: shorten(name, textSize.small, width * 0.4),
    value: replies,
    text: exists ? String(replies) : `${replies}, no such account`,
    colour: exists ? planeColour.content : ink.faint,
  }));
  const key: KeyItem[] = [
    { glyph: "square", colour: planeColour.content, text: "account exists" },
    { glyph: "square", colour: ink.faint, text: "no such account" },
  ];
  const restReplies = rest.reduce((sum, { replies }) => sum + replies, 0);
  return [
    keyPanel(key, width),
    barPanel(bars, width),
    ...(rest.length === 0 ? [] : [
      keyPanel([{
        glyph: "none",
        colour: ink.muted,
        text: `${count(rest.length, "more name")} in ${restReplies} mentions`,
      }], width),
    ]),
  ];
}
