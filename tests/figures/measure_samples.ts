import type { MeasureResult, MetricRow, NullBand, Sensitivity } from "../../lib/shapes.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import {
  anchorCounts,
  type AnchorsFound,
  eventAgainstPlacebos,
  measureOverTime,
  measuresForest,
  type MomentBand,
  sensitivityCurve,
  shareBars,
  type UnitRow,
  unitsAgainstNull,
} from "../../lib/figures/mod.ts";

/** Made up for the tests: they look like results and mean nothing. */
export function band(own: Partial<NullBand> = {}): NullBand {
  return { kind: "temporal structure", draws: 999, mean: 0, low: -0.02, high: 0.02, pValue: 0.2, ...own };
}

export function result(own: Partial<MeasureResult> = {}): MeasureResult {
  return {
    metric: "pull to centre",
    variant: "all other posts",
    estimate: 0.01,
    interval: { low: -0.01, high: 0.03, confidence: 0.95, method: "agent bootstrap, BCa" },
    null: band(),
    sensitivity: null,
    n: 24,
    settings: {},
    warnings: ["illustrative: 24 agents"],
    ...own,
  };
}

export function sensitivityOf(own: Partial<Sensitivity> = {}): Sensitivity {
  const detected = [0.05, 0.15, 0.4, 0.85, 1];
  return {
    plant: "convergence to the centre",
    share: 1,
    unit: "share of the way to the target",
    level: 0.05,
    power: 0.8,
    smallest: 0.2,
    curve: [0, 0.05, 0.1, 0.2, 0.4].map((strength, i) => ({ strength, detected: detected[i] ?? 0, resamples: 40 })),
    seed: 1,
    ...own,
  };
}

export const blind = sensitivityOf({
  share: 0.3,
  smallest: null,
  curve: [0, 0.2, 0.4].map((strength) => ({ strength, detected: 0.05 + strength / 2, resamples: 40 })),
});

export const dayName = (day: number) => new Date(Date.UTC(2026, 0, 26 + day)).toISOString().slice(0, 10);

/** Days 0 to 13 without 6 and 7, and with day 9 between two others that are missing. */
const keptDays = [0, 1, 2, 3, 4, 5, 9, 11, 12, 13];

export const turnoverRows: MetricRow[] = ["births", "deaths"].flatMap((rate, place) => {
  const normal = normalFrom(seededRandom(place, "turnover"));
  return keptDays.map((day) => ({
    metric: "lexical turnover",
    variant: `${rate}, n = 1, ever seen`,
    unitId: dayName(day),
    window: dayName(day),
    value: 0.5 - 0.02 * day + 0.2 * place + 0.03 * normal(),
    n: 40 + day,
  }));
});

export const turnoverBands: MomentBand[] = turnoverRows.map(({ unitId, variant, value, n }, index) => {
  const mean = value + 0.04 * Math.sin(index);
  return {
    unitId,
    window: variant.slice(0, variant.lastIndexOf(",")),
    estimate: value,
    mean,
    low: mean - 0.03,
    high: mean + 0.03,
    n,
  };
});

export function units(count: number): UnitRow[] {
  const normal = normalFrom(seededRandom(count, "units"));
  return Array.from({ length: count }, (_, index) => {
    const [mean, width] = [0.01 * normal(), 0.03 + 0.02 * Math.abs(normal())];
    const estimate = mean + width * 0.6 * normal() + (index % 5 === 0 ? 0.08 : 0);
    return { unitId: `agent ${index}`, mean, low: mean - width, high: mean + width, estimate, n: 8 + index % 9 };
  });
}

const event = { metric: "event study", variant: "squared distance" };

export const eventRows: MetricRow[] = [
  { ...event, unitId: dayName(120), window: "event", value: 0.09, n: 40 },
  ...Array.from({ length: 100 }, (_, day) => {
    const value = 0.01 + 0.01 * Math.sin(day * day);
    return { ...event, unitId: dayName(day < 50 ? day : day + 10), window: "placebo", value, n: 40 };
  }),
];

export const eventResult = result({
  ...event,
  estimate: 0.09,
  interval: null,
  null: band({ kind: "placebo dates", draws: 100, mean: 0.01, low: 0, high: 0.02, pValue: 1 / 101 }),
  settings: { windowDays: 5, gapDays: 2, separatePlacebos: 9, avoid: [dayName(55), dayName(2000)] },
  warnings: ["case study: one event, one agent"],
});

const term = (name: string, estimate: number, more: Partial<MeasureResult> = {}) =>
  result({
    metric: `community convergence: ${name}`,
    variant: "centroid",
    estimate,
    interval: { low: estimate - 0.01, high: estimate + 0.012, confidence: 0.95, method: "agent bootstrap, percentile" },
    null: null,
    warnings: [],
    ...more,
  });

export const priceTerms: MeasureResult[] = [
  term("within", 0.012, { null: band() }),
  term("reweighting", -0.004),
  term("entry", 0.031),
  term("exit", -0.009),
  term("total", 0.03),
];

const naming = { metric: "anchor share", variant: "all names", window: null };

export const anchors: AnchorsFound = {
  result: result({ metric: "cognitive anchoring", estimate: 0.4, interval: null, null: null }),
  anchor: result({ metric: "anchor share", estimate: 0.3, interval: null, null: band({ low: 0.1, high: 0.4 }) }),
  concentration: result({ metric: "anchor concentration", estimate: 0.2, interval: null, null: null }),
  counts: {
    ...{ probes: 45, answered: 15, valid: 8, replies: 60, validReplies: 24 },
    ...{ ownName: 6, ordinaryWord: 4, unknownAccount: 3, empty: 2 },
  },
  rows: [
    ...Array.from({ length: 18 }, (_, index) => ({
      ...naming,
      unitId: index === 3 ? "an_agent_with_a_very_long_name_of_46_characters" : `agent ${index}`,
      value: 0.3 / (index + 1),
      n: Math.max(1, 9 - index),
    })),
    { ...naming, metric: "cognitive anchoring", unitId: "probe 1", value: 0.5, n: 4 },
  ],
};

const drifts = ["feed", "matched", "none"].map((_, index) =>
  result({
    metric: "drift",
    variant: "unbiased",
    estimate: 0.09 - 0.04 * index,
    interval: { low: 0.02 - 0.04 * index, high: 0.2 - 0.05 * index, confidence: 0.95, method: "agent bootstrap, BCa" },
    null: band({ low: -0.05, high: 0.07, pValue: [0.01, 0.2, 0.8][index] ?? 1 }),
    sensitivity: index === 2 ? blind : sensitivityOf(),
  })
);

export const measureSamples = {
  "measure-over-time": () =>
    measureOverTime(turnoverRows, {
      bands: turnoverBands,
      results: [result({ metric: "lexical turnover", variant: "births", sensitivity: sensitivityOf() })],
    }),
  "measure-over-time-lines": () => measureOverTime(turnoverRows, { name: "measure-over-time-lines", reference: 0.5 }),
  "units-against-null": () =>
    unitsAgainstNull(units(12), {
      xLabel: "pull to the centre (cosine)",
      result: result({ sensitivity: blind }),
      reference: 0,
    }),
  "units-against-null-strip": () =>
    unitsAgainstNull(units(400), {
      name: "units-against-null-strip",
      xLabel: "pull to the centre (cosine)",
      result: result(),
    }),
  "measures-forest": () =>
    measuresForest([
      ...drifts,
      result(),
      result({ metric: "template share", null: null, interval: null }),
      { metric: "share of variance: model", variant: "sequential ω²", cannotTell: "cannot tell: one model" },
    ], {
      labels: ["feed", "matched", "none", "feed", "feed", "feed"],
      units: { drift: "squared distance of the means of early and late posts" },
    }),
  "sensitivity-curve": () => sensitivityCurve([sensitivityOf(), blind]),
  "share-bars": () =>
    shareBars(priceTerms, { xLabel: "change of the cosine with the first centre", cannotTell: ["model: one model"] }),
  "event-against-placebos": () => eventAgainstPlacebos(eventRows, eventResult, { eventLabel: "model swap" }),
  "anchor-counts": () => anchorCounts(anchors),
};
