import * as Plot from "@observablehq/plot";
import type { CorpusProfile, DayCount } from "../shapes.ts";
import { planAxis } from "./axis.ts";
import { dayName } from "./days.ts";
import { headingPanel, type KeyItem, keyPanel } from "./key.ts";
import { count, textWidth } from "./label.ts";
import type { Panel } from "./page.ts";
import { ink, stepColours, textSize } from "./theme.ts";

const DAY_MS = 86_400_000;
const mostBins = 90;
const height = 210;
const margins = { marginTop: 12, marginBottom: 30, marginLeft: 60, marginRight: 26 };

const kinds = [
  { name: "posts", colour: stepColours[5] },
  { name: "comments", colour: stepColours[3] },
  { name: "replies", colour: stepColours[1] },
] as const;

/** Texts of consecutive days; days are counted from 1970. */
interface Bin {
  from: number;
  to: number;
  posts: number;
  comments: number;
  replies: number;
}

interface Bar {
  from: number;
  to: number;
  low: number;
  high: number;
  colour: string;
}

/** Heading, key and bars of texts over time, with outages. */
export function activityPanels(profile: CorpusProfile, width: number): Panel[] {
  const { bins, days } = binsOf(profile.time.daily);
  const present = kinds.filter(({ name }) => bins.some((bin) => bin[name] > 0));
  const key: KeyItem[] = [
    ...(present.length === 1 ? [] : present).map(({ name, colour }) => ({
      glyph: "square" as const,
      colour,
      text: name,
    })),
    ...(profile.time.outages.length === 0
      ? []
      : [{ glyph: "band" as const, colour: ink.text, text: count(profile.time.outages.length, "outage") }]),
  ];
  const noun = present.length === 1 ? present[0]?.name ?? "texts" : "texts";
  const heading = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${days === 1 ? "a day" : `in ${days} days`}`;
  return [
    headingPanel(heading, width),
    ...(key.length === 0 ? [] : [keyPanel(key, width)]),
    barsPanel(bins, profile.time.outages, { width, days }),
  ];
}

/** Bins of as few days as make at most 90 of them, days without posts included. */
function binsOf(daily: readonly DayCount[]): { bins: Bin[]; days: number } {
  const numbered = daily.map((day) => ({ ...day, number: Math.round(Date.parse(day.day) / DAY_MS) }));
  const [first, last] = [numbered[0]?.number ?? 0, numbered.at(-1)?.number ?? 0];
  const span = last - first + 1;
  const fewest = Math.ceil(span / mostBins);
  const days = [1, 2, 7, 14, 28, 91, 182, 364].find((size) => size >= fewest) ?? 364 * Math.ceil(fewest / 364);
  const bins = Array.from({ length: Math.ceil(span / days) }, (_, index): Bin => {
    const from = first + index * days;
    return { from, to: from + days, posts: 0, comments: 0, replies: 0 };
  });
  for (const day of numbered) {
    const bin = bins[Math.floor((day.number - first) / days)] as Bin;
    for (const { name } of kinds) bin[name] += day[name];
  }
  return { bins, days };
}

function barsPanel(
  bins: readonly Bin[],
  outages: CorpusProfile["time"]["outages"],
  { width, days }: { width: number; days: number },
): Panel {
  const [first, last] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const most = Math.max(...bins.map((bin) => bin.posts + bin.comments + bin.replies));
  const axis = planAxis([0, most * 1.06], height - margins.marginTop - margins.marginBottom);
  const pixel = (last - first) / (width - margins.marginLeft - margins.marginRight);
  const shaded = outages.map(({ start, end }) => {
    const [from, to] = [start, end].map((time) => Date.parse(time) / DAY_MS) as [number, number];
    const widen = Math.max(0, 2 * pixel - (to - from)) / 2; // at least 2 px
    return { from: from - widen, to: to + widen };
  });
  const ticks = axis.ticks.filter((tick) => Number.isInteger(tick));
  return {
    options: {
      width,
      height,
      ...margins,
      x: { type: "linear", domain: [first, last] },
      y: { type: "linear", domain: axis.domain },
      marks: [
        Plot.gridY(ticks, { stroke: ink.grid, strokeOpacity: 1 }),
        Plot.rect(shaded, { x1: "from", x2: "to", y1: axis.domain[0], y2: axis.domain[1], fill: ink.band }),
        Plot.rect(barsOf(bins, pixel), { x1: "from", x2: "to", y1: "low", y2: "high", fill: "colour" }),
        Plot.rect(shaded, {
          x1: "from",
          x2: "to",
          y1: axis.domain[1],
          y2: axis.domain[1],
          insetTop: -8,
          insetBottom: 2,
          fill: ink.text,
        }),
        Plot.axisY(ticks, { tickFormat: axis.format, label: null, fontSize: textSize.small, tickSize: 4 }),
        Plot.ruleY([0], { stroke: ink.muted }),
        ...dateMarks(bins, { days, pixel }),
      ],
    },
  };
}

/** Kinds on top of each other, with 1 px between bins where there is room. */
function barsOf(bins: readonly Bin[], pixel: number): Bar[] {
  return bins.flatMap((bin) => {
    const room = bin.to - bin.from > 4 * pixel ? pixel / 2 : 0;
    let low = 0;
    return kinds.flatMap(({ name, colour }) => {
      const bar = { from: bin.from + room, to: bin.to - room, low, high: low + bin[name], colour };
      low = bar.high;
      return bar.high > bar.low ? [bar] : [];
    });
  });
}

/** Names of as many bins as have room, evenly spaced; with the year where the corpus is long. */
function dateMarks(bins: readonly Bin[], { days, pixel }: { days: number; pixel: number }): Plot.Markish[] {
  const span = bins.length * days;
  const named = bins.map(({ from }) => {
    const day = new Date(from * DAY_MS).toISOString().slice(0, 10);
    return { at: days === 1 ? from + 0.5 : from, name: span > 330 ? day.slice(0, 7) : dayName(day) };
  });
  const widest = Math.max(...named.map(({ name }) => textWidth(name, textSize.small)));
  const every = Math.max(1, Math.ceil(((widest + 14) * pixel) / days));
  const shown = named.filter((_, index) => index % every === 0);
  return [
    Plot.tickX(shown, {
      x: "at",
      stroke: ink.muted,
      insetTop: height - margins.marginTop - margins.marginBottom,
      insetBottom: -4,
    }),
    Plot.text(shown, {
      x: "at",
      text: "name",
      frameAnchor: "bottom",
      dy: 20,
      fontSize: textSize.small,
      fill: ink.text,
    }),
  ];
}
