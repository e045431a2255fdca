import type { Figure, MeasureResult } from "../shapes.ts";
import { paddedDomain } from "./axis.ts";
import { checkRows } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { intervalText } from "./forest_plot.ts";
import { headingPanel, type KeyItem, keyPanel } from "./key.ts";
import { capital, formatNumber, shorten } from "./label.ts";
import { afterColon } from "./names.ts";
import { drawPage, type Panel } from "./page.ts";
import { checkNames, checkResults } from "./result_checks.ts";
import { digitsOf, pOf, pText, resultsWords, words } from "./result_words.ts";
import { labelMargin, rightMargin } from "./row_panel.ts";
import { shareBarPanel, type ShareBarRow } from "./share_bar_panel.ts";
import { ink, planeColour, textSize } from "./theme.ts";

export interface ShareBarsOptions extends FigureOptions {
  /** What the parts are shares or terms of, with its unit. Default: what the results' metrics have in common. */
  xLabel?: string;
  /** The part that is the sum of the others. Default "total", where there is one. */
  total?: string;
  /** Frame of each result, one a result: arms or societies. Default: one frame. */
  groups?: readonly string[];
  /** Parts without a number and why, such as "model: cannot tell: one model"; they keep a row in every frame. */
  cannotTell?: readonly string[];
}

/**
 * Which parts make up a whole? Signed bars that sum to the total, each with its interval and null.
 *
 * A part can be below 0: a term that works against the others, or a share corrected for chance. The grey bar behind it is the
 * central 95% of its null, where the part has one. The total, where it is given, stands below a line and is checked.
 *
 * @param results Parts in the order drawn, 1 to 60, such as those of `priceDecomposition()` or `variancePartition()`; the name of
 *   a part is what its metric says after ": ".
 * @param options Words; see `ShareBarsOptions`.
 * @returns A figure with a bar a part.
 * @throws {RangeError} If there are no parts, a number is not finite, or the parts do not sum to the total that is given.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shareBars } from "twoplane/figures";
 * const result = { variant: "centroid", interval: null, null: null, sensitivity: null, n: 8, settings: {}, warnings: [] };
 * const figure = shareBars([
 *   { ...result, metric: "convergence: within", estimate: 0.03 },
 *   { ...result, metric: "convergence: entry", estimate: -0.01 },
 *   { ...result, metric: "convergence: total", estimate: 0.02 },
 * ]);
 * assert.ok(figure.caption.includes("within + entry = total"));
 * ```
 */
export function shareBars(results: readonly MeasureResult[], options: ShareBarsOptions = {}): Figure {
  const caller = "shareBars";
  const width = widthOf(caller, options, ["xLabel", "total", "groups", "cannotTell"]);
  checkRows(caller, results, { max: 60 });
  checkResults(caller, results);
  checkNames(caller, "groups", options.groups, results.length);
  const names = afterColon(results.map(({ metric }) => metric));
  const total = options.total ?? "total";
  const parts = results.map((result, index): Part => {
    const name = names.own[index] as string;
    return { result, name, group: options.groups?.[index] ?? "", isTotal: name === total };
  });
  const groups = [...Map.groupBy(parts, ({ group }) => group)];
  for (const [group, members] of groups) checkSum(caller, group, members);
  const xLabel = options.xLabel ?? (names.shared || "value");
  const defaults = {
    name: "share-bars",
    title: `${capital(words(xLabel))}: its parts`,
    caption: captionOf(groups, options.cannotTell ?? []),
  };
  return toFigure(
    caller,
    options,
    defaults,
    (label) => drawPage(panels(groups, { ...options, xLabel, width }), { label }),
  );
}

interface Part {
  result: MeasureResult;
  name: string;
  group: string;
  isTotal: boolean;
}

function checkSum(caller: string, group: string, members: readonly Part[]): void {
  const total = members.find(({ isTotal }) => isTotal);
  if (total === undefined || members.length === 1) return;
  const parts = members.filter(({ isTotal }) => !isTotal).map(({ result }) => result.estimate);
  const sum = parts.reduce((all, value) => all + value, 0);
  const size = Math.max(Math.abs(total.result.estimate), ...parts.map(Math.abs), 1e-300);
  if (Math.abs(sum - total.result.estimate) <= 1e-6 * size) return;
  throw new RangeError(
    `Cannot draw ${caller}()${group === "" ? "" : ` in frame "${words(group)}"`}: parts need to sum to ` +
      `"${words(total.name)}", ${total.result.estimate}, got ${sum}`,
  );
}

function captionOf(groups: readonly [string, readonly Part[]][], cannotTell: readonly string[]): string {
  const [first] = groups;
  const names = (first?.[1] ?? []).filter(({ isTotal }) => !isTotal).map(({ name }) => words(name));
  const total = first?.[1].find(({ isTotal }) => isTotal);
  const parts = groups.flatMap(([, members]) => members);
  const labels = parts.map(({ name, group }) => group === "" ? name : `${group}, ${name}`);
  return [
    "Bar: a part of the whole, to the left of 0 where it works against it; line: its interval.",
    total === undefined || names.length === 0 ? "" : `${names.join(" + ")} = ${words(total.name)}.`,
    parts.some(({ result }) => result.null !== null) ? "Grey bar behind: central 95% of the null of that part." : "",
    cannotTell.length === 0 ? "" : `Not told: ${cannotTell.map(words).join("; ")}.`,
    resultsWords(parts.map(({ result }) => result), labels),
  ].filter((sentence) => sentence !== "").join(" ");
}

function panels(
  groups: readonly [string, readonly Part[]][],
  { xLabel, width, cannotTell = [] }: ShareBarsOptions & { xLabel: string; width: number },
): Panel[] {
  const digits = digitsOf(groups.flatMap(([, members]) => members.map(({ result }) => result)));
  const frames = groups.map(([group, members]) => ({ group, rows: rowsOf(members, cannotTell, digits) }));
  const all = frames.flatMap(({ rows }) => rows);
  const marginRight = rightMargin(all);
  const shared = {
    width,
    domain: paddedDomain([
      0,
      ...all.flatMap(({ estimate, interval, band }) => [
        ...(estimate === null ? [] : [estimate]),
        ...[interval, band].flatMap((ends) => ends === null ? [] : [ends.low, ends.high]),
      ]),
    ]),
    xLabel,
    marginLeft: labelMargin(all.map(({ label }) => label), width, marginRight),
    marginRight,
  };
  const hasBand = all.some(({ band }) => band !== null);
  return [
    ...(hasBand ? [keyPanel(keyItems, width)] : []),
    ...frames.flatMap(({ group, rows }, index) => [
      ...(group === "" ? [] : [headingPanel(shorten(group, textSize.label * 1.06, width - 8), width)]),
      shareBarPanel(rows, { ...shared, hasAxis: index === frames.length - 1 }),
    ]),
  ];
}

const keyItems: KeyItem[] = [
  { glyph: "square", colour: planeColour.content, text: "part" },
  { glyph: "line", colour: ink.text, text: "interval" },
  { glyph: "band", colour: ink.band, text: "95% of the null" },
];

function rowsOf(members: readonly Part[], cannotTell: readonly string[], digits: number): ShareBarRow[] {
  const told = members.map(({ result, name, isTotal }): ShareBarRow => {
    const { estimate, interval, null: band } = result;
    const p = pOf(result);
    return {
      label: name,
      estimate,
      interval,
      band,
      isTotal,
      message: "",
      right: [
        interval === null ? formatNumber(estimate, digits) : intervalText({ estimate, ...interval }, digits),
        ...(p === null ? [] : [pText(p)]),
      ],
    };
  });
  const untold = cannotTell.map((text): ShareBarRow => {
    const [label = "", ...message] = text.split(": ");
    const nothing = { estimate: null, interval: null, band: null, isTotal: false, right: [] };
    return { label, message: message.join(": ") || "not told", ...nothing };
  });
  const totals = told.filter(({ isTotal }) => isTotal);
  return [...told.filter(({ isTotal }) => !isTotal), ...untold, ...totals];
}
