import * as Plot from "@observablehq/plot";
import type { Figure, Pair } from "../shapes.ts";
import { paddedDomain, planAxis } from "./axis.ts";
import { checkFinite, checkRows } from "./check.ts";
import { haloText } from "./halo.ts";
import { capital, count, digitsFor, formatNumber, shorten } from "./label.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { keyPanel } from "./key.ts";
import { drawPage, type Panel } from "./page.ts";
import { armColour, ink, textSize } from "./theme.ts";

export interface PairedSlopesOptions extends FigureOptions {
  /** What both arms measure, such as "share of trials that acted". */
  y: string;
  /** Name of the control arm. Default "control". */
  control?: string;
  /** Name of the treatment arm. Default "treatment". */
  treatment?: string;
}

/** Pairs with the same two values, drawn as one line. */
interface Slope {
  control: number;
  treatment: number;
  pairs: number;
}

/**
 * Which way does each matched pair go from control to treatment?
 *
 * Pairs with equal values lie on one line, whose width grows with the square root of their
 * count; the mean of all pairs is drawn in bold. The pair is the unit, not the trial.
 *
 * @param pairs Complete matched pairs, 1 to 2000, replicates folded.
 * @param options `y` is required.
 * @returns A figure with one line a distinct pair of values, and the mean.
 * @throws {RangeError} If there are no pairs, too many, or a value is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairedSlopes } from "twoplane/figures";
 * const pair = { pairId: "p", scenarioId: "s", wordingId: "w", n: { control: 5, treatment: 5 } };
 * const figure = pairedSlopes([{ ...pair, control: 0.2, treatment: 0.8 }], { y: "share that acted" });
 * assert.ok(figure.svg.includes("share that acted"));
 * ```
 */
export function pairedSlopes(pairs: readonly Pair[], options: PairedSlopesOptions): Figure {
  const width = widthOf("pairedSlopes", options, ["y", "control", "treatment"]);
  checkRows("pairedSlopes", pairs, { max: 2000 });
  checkFinite("pairedSlopes", pairs, ["control", "treatment"]);
  const slopes = foldEqual(pairs);
  const defaults = {
    name: "paired-slopes",
    title: `${capital(options.y)}, pair by pair`,
    caption:
      `${count(pairs.length, "matched pair")} on ${count(slopes.length, "distinct line")}; a line is wider the more ` +
      `pairs share its values (widest: ${Math.max(...slopes.map((slope) => slope.pairs))}). Black: mean of all pairs.`,
  };
  return toFigure("pairedSlopes", options, defaults, (label) => drawPage(panels(slopes, options, width), { label }));
}

function foldEqual(pairs: readonly Pair[]): Slope[] {
  const groups = Map.groupBy(pairs, ({ control, treatment }) => `${control} ${treatment}`);
  return [...groups.values()]
    .map(([first, ...rest]) => ({ control: first!.control, treatment: first!.treatment, pairs: rest.length + 1 }))
    .sort((a, b) => b.pairs - a.pairs || a.control - b.control || a.treatment - b.treatment);
}

function meanSlope(slopes: readonly Slope[]): Slope {
  const pairs = slopes.reduce((sum, slope) => sum + slope.pairs, 0);
  const mean = (arm: "control" | "treatment") =>
    slopes.reduce((sum, slope) => sum + slope[arm] * slope.pairs, 0) / pairs;
  return { control: mean("control"), treatment: mean("treatment"), pairs };
}

function slopeColour({ control, treatment }: Slope): string {
  if (treatment > control) return armColour.treatment;
  return treatment < control ? armColour.control : ink.faint;
}

function panels(slopes: readonly Slope[], options: PairedSlopesOptions, width: number): Panel[] {
  const n = (keep: (slope: Slope) => boolean) => slopes.filter(keep).reduce((sum, slope) => sum + slope.pairs, 0);
  return [
    keyPanel([
      { glyph: "line", colour: armColour.treatment, text: `up: ${n((d) => d.treatment > d.control)}` },
      { glyph: "line", colour: armColour.control, text: `down: ${n((d) => d.treatment < d.control)}` },
      { glyph: "line", colour: ink.faint, text: `same: ${n((d) => d.treatment === d.control)}` },
      { glyph: "line", colour: "#000000", text: "mean" },
    ], width),
    slopePanel(slopes, options, width),
  ];
}

function slopePanel(slopes: readonly Slope[], options: PairedSlopesOptions, width: number): Panel {
  const mean = meanSlope(slopes);
  const values = slopes.flatMap(({ control, treatment }) => [control, treatment]);
  const axis = planAxis(paddedDomain(values, 0.03), 332);
  const armRoom = 2 * (18 + (width - 92) * 0.1875) - 8; // the arms stand at 3/16 of the frame from its sides
  const ends = { x1: 0, x2: 1, y1: "control", y2: "treatment" } as const;
  return {
    options: {
      width,
      height: 380,
      marginTop: 14,
      marginBottom: 34,
      marginLeft: 74,
      marginRight: 18,
      x: { type: "linear", domain: [-0.3, 1.3] },
      y: { type: "linear", domain: axis.domain },
      marks: [
        Plot.gridY([...axis.ticks], { stroke: ink.grid, strokeOpacity: 1 }),
        Plot.axisY([...axis.ticks], { tickFormat: axis.format, label: null, fontSize: textSize.small, tickSize: 4 }),
        yTitle(options.y),
        Plot.ruleX([0, 1], { stroke: ink.muted, strokeWidth: 1 }),
        Plot.link(slopes, {
          ...ends,
          stroke: slopeColour,
          strokeWidth: (d: Slope) => 0.5 + Math.sqrt(d.pairs),
          strokeOpacity: 0.75,
          strokeLinecap: "round",
        }),
        Plot.link([mean], { ...ends, stroke: "black", strokeWidth: 3.5 }),
        Plot.dot([0, 1], { x: (d) => d, y: (d) => (d === 0 ? mean.control : mean.treatment), r: 5.5, fill: "black" }),
        ...meanLabels(mean, digitsFor(values)),
        Plot.text([0, 1], {
          x: (d) => d,
          text: (d) =>
            shorten(
              d === 0 ? options.control ?? "control" : options.treatment ?? "treatment",
              textSize.label,
              armRoom,
            ),
          frameAnchor: "bottom",
          dy: 22,
          fontSize: textSize.label,
          fontWeight: 600,
        }),
      ],
    },
  };
}

function yTitle(text: string): Plot.Markish {
  return Plot.text([shorten(text, textSize.small, 320)], {
    frameAnchor: "left",
    textAnchor: "middle",
    rotate: -90,
    dx: -58,
    fontSize: textSize.small,
  });
}

function meanLabels(mean: Slope, digits: number): Plot.Markish[] {
  const common = { fontSize: textSize.label, fontWeight: 600 } as const;
  return [
    ...haloText([mean], {
      ...common,
      x: 0,
      y: "control",
      text: (d: Slope) => formatNumber(d.control, digits),
      textAnchor: "end",
      dx: -12,
    }),
    ...haloText([mean], {
      ...common,
      x: 1,
      y: "treatment",
      text: (d: Slope) => formatNumber(d.treatment, digits),
      textAnchor: "start",
      dx: 12,
    }),
  ];
}
