import { type AxisPlan, planAxis } from "./axis.ts";
import { dayName } from "./days.ts";
import { textWidth } from "./label.ts";
import { textSize } from "./theme.ts";

const DAY_MS = 86_400_000;

/** Days since 1970 of a UTC day or time such as `2026-02-03` or `2026-02-03T13:00:00.000Z`; `null` for other text. */
export function dayOf(text: string): number | null {
  const match = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?$/.exec(text);
  if (match === null) return null;
  const time = Date.parse(match[1] === undefined || text.endsWith("Z") ? text : `${text}Z`);
  return Number.isFinite(time) ? time / DAY_MS : null;
}

/** The number of a window such as "3"; `null` for other text. */
export function windowNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Steps between named moments, in days: hours, days, weeks, quarters, years of 364 days. */
const STEPS = [1 / 24, 3 / 24, 6 / 24, 12 / 24, 1, 2, 7, 14, 28, 91, 182, 364];

/**
 * As many moments as have room for their names, at most nine, spaced evenly.
 *
 * @param length Px along the axis.
 * @param least Days between two values: names do not stand closer than these or, where they are more, days.
 */
export function planDays(domain: readonly [number, number], length: number, least: number): AxisPlan {
  const [low, high] = domain;
  const hours = STEPS.filter((step) => step >= Math.min(1, least) - 1e-9);
  const steps = [...hours, ...Array.from({ length: 14 }, (_, i) => 728 * 2 ** i)];
  const plans = steps.map((step): AxisPlan => {
    const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
    const many = last - first > 8;
    const ticks = many ? [] : Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
    return { domain, ticks, format: (day) => momentName(day, { step, span: high - low }) };
  });
  const fits = ({ ticks, format }: AxisPlan, i: number) => {
    const widest = Math.max(...ticks.map((tick) => textWidth(format(tick), textSize.small)));
    return ticks.length > 0 && (steps[i] as number) / (high - low) * length > widest + 14;
  };
  return plans.find(fits) ?? plans.findLast(({ ticks }) => ticks.length > 0) ?? planAxis(domain, length);
}

function momentName(day: number, { step, span }: { step: number; span: number }): string {
  const text = new Date(Math.round(day * DAY_MS)).toISOString();
  if (span > 330) return text.slice(0, text.indexOf("T")).slice(0, -3);
  const date = dayName(text.slice(0, 10));
  if (step >= 1) return date;
  return text.slice(11, 16) === "00:00" ? date : text.slice(11, 16);
}
