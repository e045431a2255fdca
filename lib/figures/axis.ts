import * as Plot from "@observablehq/plot";
import { formatNumber, shorten, textWidth } from "./label.ts";
import { stepsOver } from "./steps.ts";
import { ink, textSize } from "./theme.ts";

/** A domain with the round values to name on it. */
export interface AxisPlan {
  domain: readonly [number, number];
  ticks: readonly number[];
  format: (value: number) => string;
}

/** All the values with room at both ends; never empty. */
export function paddedDomain(values: readonly number[], share = 0.05): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const size = Math.max(Math.abs(low), Math.abs(high));
  const isSpread = high - low > size * 1e-9; // less is rounding, not difference
  const room = isSpread ? (high - low) * share : size * 0.2 || 1;
  return [low - room, high + room];
}

/**
 * As many round ticks as have room for their labels, at most nine and at least two: where the
 * domain holds too few round values, it is widened to the round values around it.
 *
 * @param length Px along the axis.
 */
export function planAxis(domain: readonly [number, number], length: number): AxisPlan {
  const steps = [8, 7, 6, 5, 4, 3, 2].map((most) => stepsOver(domain, most));
  const format = (digits: number) => (value: number) => formatNumber(value, digits);
  const within = steps.map(({ bounds, digits }): AxisPlan => ({
    domain,
    ticks: bounds.filter((bound) => bound >= domain[0] && bound <= domain[1]),
    format: format(digits),
  }));
  const widened = steps.map(({ bounds, digits }): AxisPlan => ({
    domain: [Math.min(domain[0], ...bounds), Math.max(domain[1], ...bounds)],
    ticks: bounds,
    format: format(digits),
  }));
  const fits = (plan: AxisPlan) => plan.ticks.length > 1 && hasRoom(plan, length);
  return within.find(fits) ?? widened.find(fits) ?? (within.at(-1) as AxisPlan);
}

function hasRoom({ domain, ticks, format }: AxisPlan, length: number): boolean {
  const widest = Math.max(...ticks.map((tick) => textWidth(format(tick), textSize.small)));
  const [first = 0, second = first] = ticks;
  return ((second - first) / (domain[1] - domain[0])) * length > widest + 12;
}

/** Grid lines at the ticks of a horizontal axis. */
export function gridMark({ ticks }: AxisPlan): Plot.Markish {
  return Plot.gridX([...ticks], { stroke: ink.grid, strokeOpacity: 1 });
}

/** Ticks, their labels and the axis title, cut where it would leave the page. */
export function axisMark(
  plan: AxisPlan,
  label: string,
  { width, marginLeft, marginRight }: { width: number; marginLeft: number; marginRight: number },
): Plot.Markish {
  const middle = (marginLeft + width - marginRight) / 2;
  return Plot.axisX([...plan.ticks], {
    tickFormat: plan.format,
    label: shorten(label, textSize.small, 2 * Math.min(middle, width - middle) - 8),
    labelAnchor: "center",
    labelArrow: "none",
    labelOffset: 46,
    fontSize: textSize.small,
    tickSize: 4,
  });
}
