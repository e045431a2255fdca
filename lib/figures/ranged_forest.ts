import type { Figure } from "../shapes.ts";
import { checkNumber, checkOneOf, quote } from "../foundation/mod.ts";
import { type AxisPlan, paddedDomain, planAxis } from "./axis.ts";
import { checkRows } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { headingPanel, type KeyItem, keyPanel } from "./key.ts";
import { digitsFor, formatNumber, shorten } from "./label.ts";
import { drawPage, type Panel } from "./page.ts";
import { type RangedMark, rangedPanel } from "./ranged_panel.ts";
import { labelMargin, rightMargin } from "./row_panel.ts";
import { ink, planeColour, textSize } from "./theme.ts";

/** One estimate whose uncertainty is itself only known within bounds. */
export interface RangedForestRow {
  /** Heading that rows share, in the order they first appear. */
  group: string;
  label: string;
  /** `null` where only a range of estimates can be told, or nothing. */
  estimate: number | null;
  /** Where the estimate itself can lie, before any noise. */
  band?: { low: number; high: number };
  /** Narrowest and widest interval; `null` where none can be told. */
  narrow: { low: number; high: number } | null;
  wide: { low: number; high: number } | null;
  /** Shown below the numbers, or in place of them. */
  note?: string;
}

export interface RangedForestOptions extends FigureOptions {
  /** What is estimated, with its unit. */
  xLabel: string;
  /** Where no effect stands. */
  reference: number;
  /** What the two intervals are, for the key. */
  narrowLabel: string;
  wideLabel: string;
  /** "log": equal ratios are equally far apart, and all values are above 0. Default "linear". */
  scale?: "linear" | "log";
  /** Ends of the axis; what lies beyond is cut with an arrow. Default: room for all. */
  domain?: readonly [number, number];
  /** A stretch of the axis that was claimed, with its name for the key. */
  claim?: { low: number; high: number; label: string };
  /** What the band of a row is, for the key. Default "where the estimate can lie". */
  bandLabel?: string;
}

/**
 * How large is each effect, where even its uncertainty is known within bounds only?
 *
 * Each row has two intervals: the thick one if the most favourable count of independent trials is right, the thin one if
 * the least favourable is. The truth lies between, and a reader who looks at the thick one only believes too much.
 *
 * @param rows 1 to 40, grouped under headings.
 * @param options Words for the axis and the key are required.
 * @returns A figure with one line a row.
 * @throws {RangeError} If there are no rows, an interval is no interval, or a log axis meets a value that is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rangedForest } from "twoplane/figures";
 * const row = { group: "tampering", label: "a model", estimate: 0.4, narrow: { low: 0.3, high: 0.5 }, wide: { low: -0.1, high: 0.8 } };
 * const options = { xLabel: "difference of rates", reference: 0, narrowLabel: "rollouts", wideLabel: "configurations" };
 * assert.ok(rangedForest([row], options).svg.includes("0.40 [0.30, 0.50]"));
 * ```
 */
export function rangedForest(rows: readonly RangedForestRow[], options: RangedForestOptions): Figure {
  const caller = "rangedForest";
  const width = widthOf(caller, options, OWN_OPTIONS);
  checkNumber(caller, "reference", options.reference);
  checkOneOf(caller, "scale", options.scale ?? "linear", ["linear", "log"]);
  checkRows(caller, rows, { max: 40 });
  checkValues(rows, options);
  const defaults = {
    name: "ranged-forest",
    title: `Effects with the range of their uncertainty: ${options.xLabel}`,
    caption: captionOf(rows, options),
  };
  return toFigure(caller, options, defaults, (label) => drawPage(panels(rows, options, width), { label }));
}

const OWN_OPTIONS = [
  "xLabel",
  "reference",
  "narrowLabel",
  "wideLabel",
  "scale",
  "domain",
  "claim",
  "bandLabel",
];

function captionOf(rows: readonly RangedForestRow[], options: RangedForestOptions): string {
  const { narrowLabel, wideLabel, domain } = options;
  const isCut = domain !== undefined &&
    rows.some((row) => valuesOf(row).some((value) => value < domain[0] || value > domain[1]));
  return [
    ...(rows.some(({ estimate }) => estimate !== null) ? ["Tick: estimate."] : []),
    ...(rows.some(({ band }) => band) ? [`Grey bar: ${bandName(options)}.`] : []),
    `Thick line: ${narrowLabel}; thin line: ${wideLabel}; dashed line: no effect.`,
    ...(isCut ? ["An arrow: it goes on beyond the axis."] : []),
  ].join(" ");
}

function bandName({ bandLabel }: RangedForestOptions): string {
  return bandLabel ?? "where the estimate can lie";
}

function valuesOf({ estimate, band, narrow, wide }: RangedForestRow): number[] {
  return [
    ...(estimate === null ? [] : [estimate]),
    ...[band, narrow, wide].flatMap((ends) => ends ? [ends.low, ends.high] : []),
  ];
}

function checkValues(rows: readonly RangedForestRow[], { scale, reference, domain, claim }: RangedForestOptions): void {
  const refuse = (where: string, need: string, got: unknown) => {
    throw new RangeError(`Cannot draw rangedForest()${where}: need ${need}, got ${quote(got)}`);
  };
  const checkEnds = (ends: { low: number; high: number } | null | undefined, where: string) => {
    if (ends && !(ends.low <= ends.high)) refuse(where, "low ≤ high", ends);
  };
  rows.forEach((row, i) => {
    const where = ` at row ${i}`;
    for (const ends of [row.band, row.narrow, row.wide]) checkEnds(ends, where);
    const odd = valuesOf(row).find((value) => typeof value !== "number" || Number.isNaN(value));
    if (odd !== undefined) refuse(where, "numbers", odd);
    if (row.estimate !== null && !Number.isFinite(row.estimate)) refuse(where, "a finite estimate", row.estimate);
    if (scale === "log" && valuesOf(row).some((value) => value < 0)) {
      refuse(where, "values of at least 0", valuesOf(row));
    }
  });
  checkEnds(claim, " with this claim");
  const fixed = [reference, ...(domain ?? []), ...(claim ? [claim.low, claim.high] : [])];
  const odd = fixed.find((value) => !Number.isFinite(value) || (scale === "log" && value <= 0));
  if (odd !== undefined) refuse("", scale === "log" ? "finite values above 0 on a log axis" : "finite values", odd);
  if (domain && !(domain[0] < domain[1])) refuse("", "a domain whose first end is the lower", domain);
}

function panels(rows: readonly RangedForestRow[], options: RangedForestOptions, width: number): Panel[] {
  const { scale = "linear", claim } = options;
  const place = scale === "log"
    ? (value: number) => value <= 0 ? -Infinity : Math.log10(value)
    : (value: number) => value;
  const all = rows.flatMap(valuesOf).concat(options.reference, claim ? [claim.low, claim.high] : []);
  const inside = all.map(place).filter((value) => Number.isFinite(value));
  const domain = options.domain ? options.domain.map(place) as [number, number] : paddedDomain(inside, 0.02);
  const digits = digitsFor(rows.flatMap(({ estimate }) => estimate ?? []));
  const marks = rows.map((row) => ({ group: row.group, mark: toMark(row, { place, domain, digits, scale }) }));
  const marginRight = rightMargin(marks.map(({ mark }) => mark));
  const marginLeft = labelMargin(rows.map(({ label }) => label), width, marginRight);
  const inner = width - marginLeft - marginRight;
  const axis = scale === "log" ? logAxis(domain) : planAxis(domain, inner);
  const groups = [...Map.groupBy(marks, ({ group }) => group)];
  return [
    keyPanel(keyOf(rows, options), width),
    ...groups.flatMap(([group, members], index) => [
      ...(group === "" ? [] : [headingPanel(shorten(group, textSize.label * 1.06, width - 8), width)]),
      rangedPanel(members.map(({ mark }) => mark), {
        width,
        axis,
        xLabel: options.xLabel,
        reference: place(options.reference),
        claim: claim ? { low: place(claim.low), high: place(claim.high) } : null,
        marginLeft,
        marginRight,
        hasAxis: index === groups.length - 1,
      }),
    ]),
  ];
}

function keyOf(rows: readonly RangedForestRow[], options: RangedForestOptions): KeyItem[] {
  return [
    { glyph: "band", colour: planeColour.action, text: options.narrowLabel },
    { glyph: "line", colour: ink.muted, text: options.wideLabel },
    ...(rows.some(({ band }) => band) ? [{ glyph: "band" as const, colour: ink.band, text: bandName(options) }] : []),
    ...(options.claim ? [{ glyph: "outline" as const, colour: planeColour.content, text: options.claim.label }] : []),
  ];
}

function toMark(
  row: RangedForestRow,
  { place, domain: [least, most], digits, scale }: {
    place: (value: number) => number;
    domain: readonly [number, number];
    digits: number;
    scale: "linear" | "log";
  },
): RangedMark {
  const cut = (ends: { low: number; high: number } | null | undefined) => {
    if (!ends) return null;
    const [low, high] = [place(ends.low), place(ends.high)];
    return {
      low: Math.min(most, Math.max(least, low)),
      high: Math.max(least, Math.min(most, high)),
      leavesLow: low < least,
      leavesHigh: high > most,
    };
  };
  return {
    label: row.label,
    estimate: row.estimate === null ? null : place(row.estimate),
    band: cut(row.band),
    narrow: cut(row.narrow),
    wide: cut(row.wide),
    right: rightWords(row, scale === "log" ? null : digits),
  };
}

/** `digits` is `null` on a log axis, where each number shows two of its own. */
function rightWords({ estimate, band, narrow, wide, note }: RangedForestRow, digits: number | null): string[] {
  const number = (value: number) => digits === null ? twoDigits(value) : formatNumber(value, digits);
  const ends = ({ low, high }: { low: number; high: number }) => `[${number(low)}, ${number(high)}]`;
  const first = estimate !== null ? number(estimate) : band ? `${number(band.low)}–${number(band.high)}` : "";
  return [
    [first, narrow ? ends(narrow) : ""].filter((part) => part !== "").join(" "),
    wide ? ends(wide) : "",
    note ?? "",
  ].filter((line) => line !== "");
}

function twoDigits(value: number): string {
  if (value === Infinity) return "∞";
  if (value >= 1e6) return value.toExponential(0).replace("e+", "e");
  return String(Number(value.toPrecision(2)));
}

/** Powers of ten, as many as have room. */
function logAxis([low, high]: readonly [number, number]): AxisPlan {
  const domain = [Math.floor(low + 1e-9), Math.ceil(high - 1e-9)] as const;
  const step = Math.max(1, Math.ceil((domain[1] - domain[0]) / 6));
  const ticks = Array.from({ length: Math.floor((domain[1] - domain[0]) / step) + 1 }, (_, i) => domain[0] + i * step);
  return {
    domain,
    ticks,
    format: (power) => power >= 4 || power <= -4 ? `1e${power}` : String(Number((10 ** power).toPrecision(1))),
  };
}
