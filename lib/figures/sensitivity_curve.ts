import * as Plot from "@observablehq/plot";
import type { Figure, Sensitivity } from "../shapes.ts";
import { quote } from "../foundation/mod.ts";
import { type AxisPlan, planAxis } from "./axis.ts";
import { checkFinite, checkRows } from "./check.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { haloText } from "./halo.ts";
import { headingPanel, type KeyItem, keyPanel } from "./key.ts";
import { capital, formatNumber, shorten } from "./label.ts";
import { shortNames } from "./names.ts";
import { drawPage, type Panel } from "./page.ts";
import { checkNames } from "./result_checks.ts";
import { sensitivityWords, shareWords, strengthText, words } from "./result_words.ts";
import { shareInterval } from "./share_interval.ts";
import { rightMargin } from "./row_panel.ts";
import { ink, planeColour, textSize } from "./theme.ts";
import { tickMargin, xyPanel } from "./xy_panel.ts";

export interface SensitivityCurveOptions extends FigureOptions {
  /** Name of each curve, one a sensitivity. Default: what was planted, and in which share of the agents. */
  labels?: readonly string[];
}

/** A point of a curve with its interval. */
interface CurvePoint {
  strength: number;
  detected: number;
  low: number;
  high: number;
}

const inner = 170;

/**
 * Which influence could a measure have seen? Share of resamples in which a planted effect was found, by its strength.
 *
 * The curve begins at strength 0, where what is found are false alarms: it should lie near the level. The dashed line above is
 * the power asked for; the vertical line marks the least strength from which on every strength tried reached it. Where there
 * is none the measure is blind on this corpus, and its null result says nothing.
 *
 * @param sensitivities 1 to 8, in one unit of strength.
 * @param options Words; see `SensitivityCurveOptions`.
 * @returns A figure of one frame a sensitivity, on a common axis.
 * @throws {RangeError} If there are none, too many, of several units, or a share lies outside [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sensitivityCurve } from "twoplane/figures";
 * const curve = [0, 0.2, 0.4].map((strength) => ({ strength, detected: 0.05 + 2 * strength, resamples: 40 }));
 * const found = {
 *   plant: "convergence to the centre", share: 1, unit: "share of the way", level: 0.05, power: 0.8, smallest: 0.4, curve, seed: 1,
 * };
 * assert.ok(sensitivityCurve([found]).caption.includes("strength 0.4"));
 * ```
 */
export function sensitivityCurve(
  sensitivities: readonly Sensitivity[],
  options: SensitivityCurveOptions = {},
): Figure {
  const caller = "sensitivityCurve";
  const width = widthOf(caller, options, ["labels"]);
  checkRows(caller, sensitivities, { max: 8 });
  checkNames(caller, "labels", options.labels, sensitivities.length);
  checkCurves(caller, sensitivities);
  const labels = options.labels ?? labelsOf(sensitivities);
  const named = sensitivities.length > 1 ? labels.map((label) => `${capital(words(label))}: `) : [""];
  const defaults = {
    name: "sensitivity-curve",
    title: "What the measure could have seen",
    caption:
      "Dot and line: share of resamples in which the planted effect was found, with its 95% interval (Wilson); " +
      `strength 0 gives false alarms. ${
        sensitivities.map((own, index) => `${named[index]}${sensitivityWords(own)}`).join(" ")
      }`,
  };
  return toFigure(caller, options, defaults, (label) => drawPage(panels(sensitivities, labels, width), { label }));
}

function labelsOf(sensitivities: readonly Sensitivity[]): string[] {
  return shortNames(sensitivities.map(({ plant, share }) => `${plant}, ${shareWords(share)}`));
}

function checkCurves(caller: string, sensitivities: readonly Sensitivity[]): void {
  for (const { curve, level, power, share, smallest } of sensitivities) {
    checkRows(caller, curve, { max: 200 });
    checkFinite(caller, curve, ["strength", "detected", "resamples"]);
    checkFinite(caller, [{ level, power, share, smallest: smallest ?? 0 }], ["level", "power", "share", "smallest"]);
    const bad = curve.find(({ detected, resamples }) => detected < 0 || detected > 1 || resamples < 1);
    if (bad === undefined) continue;
    throw new RangeError(
      `Cannot draw ${caller}() at strength ${bad.strength}: need a share in [0, 1] of at least 1 resample, got ` +
        `${bad.detected} of ${bad.resamples}`,
    );
  }
  const units = [...new Set(sensitivities.map(({ unit }) => unit))];
  if (units.length === 1) return;
  throw new RangeError(`Cannot draw ${caller}(): need strengths of one unit, got ${units.map(quote).join(" and ")}`);
}

function panels(sensitivities: readonly Sensitivity[], labels: readonly string[], width: number): Panel[] {
  const strongest = Math.max(...sensitivities.flatMap(({ curve }) => curve.map(({ strength }) => strength)));
  const y: AxisPlan = { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], format: (value) => formatNumber(value, 2) };
  const marginLeft = tickMargin(y);
  const marginRight = rightMargin(sensitivities.map((own) => ({ right: linesOf(own).map(({ text }) => text) })));
  const x = planAxis([-0.03 * (strongest || 1), 1.03 * (strongest || 1)], width - marginLeft - marginRight);
  const last = sensitivities.length - 1;
  return [
    keyPanel(keyOf(sensitivities), width),
    ...sensitivities.flatMap((own, index) => [
      ...(last === 0
        ? []
        : [headingPanel(shorten(capital(labels[index] ?? ""), textSize.label * 1.06, width - 8), width)]),
      xyPanel({
        width,
        inner: last === 0 ? inner + 50 : inner,
        x: { ...x, ticks: x.ticks.filter((tick) => tick >= 0) },
        y,
        xLabel: index === last ? `strength (${own.unit})` : null,
        yLabel: "share of resamples found",
        marginLeft,
        marginRight,
        marks: curveMarks(own, x),
      }),
    ]),
  ];
}

function keyOf(sensitivities: readonly Sensitivity[]): KeyItem[] {
  return [
    { glyph: "dot", colour: planeColour.content, text: "found" },
    { glyph: "open", colour: planeColour.content, text: "false alarms" },
    ...(sensitivities.some(({ smallest }) => smallest !== null)
      ? [{ glyph: "tick" as const, colour: ink.text, text: "least strength found with the power asked for" }]
      : []),
  ];
}

function linesOf({ level, power }: Sensitivity) {
  return [{ at: power, text: `power ${power}` }, { at: level, text: `level ${level}` }];
}

function curveMarks(own: Sensitivity, x: AxisPlan): Plot.Markish[] {
  const { curve, smallest } = own;
  const colour = planeColour.content;
  const points = curve.map(({ strength, detected, resamples }): CurvePoint => ({
    strength,
    detected,
    ...shareInterval(detected, resamples),
  }));
  const lines = linesOf(own);
  return [
    Plot.ruleY(lines, { y: "at", stroke: ink.muted, strokeDasharray: "4,3" }),
    ...(smallest === null ? [] : [
      Plot.link([0], { x1: smallest, x2: smallest, y1: 0, y2: 1, stroke: ink.text, strokeWidth: 2 }),
    ]),
    Plot.line(points, { x: "strength", y: "detected", stroke: colour, strokeWidth: 2 }),
    Plot.link(points, { x1: "strength", x2: "strength", y1: "low", y2: "high", stroke: colour, strokeWidth: 2 }),
    Plot.dot(points, {
      x: "strength",
      y: "detected",
      r: 4.5,
      fill: (point: CurvePoint) => point.strength === 0 ? "white" : colour,
      stroke: colour,
      strokeWidth: 2,
    }),
    Plot.text(lines, {
      y: "at",
      text: "text",
      frameAnchor: "right",
      textAnchor: "start",
      dx: 10,
      fontSize: textSize.small,
      fill: ink.muted,
    }),
    ...(smallest === null ? [] : smallestMarks(smallest, x)),
  ];
}

/** The number beside its line, on the side with more room. */
function smallestMarks(smallest: number, { domain }: AxisPlan): Plot.Markish[] {
  const isLeft = smallest > (domain[0] + domain[1]) / 2;
  return haloText([smallest], {
    x: smallest,
    y: 0.5,
    text: () => strengthText(smallest),
    textAnchor: isLeft ? "end" : "start",
    dx: isLeft ? -8 : 8,
    fontSize: textSize.label,
    fontWeight: 600,
    fill: ink.text,
  });
}
