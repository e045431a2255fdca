import assert from "node:assert/strict";
import {
  anchorCounts,
  armRates,
  bothPlanes,
  calibrationCurve,
  centroidHeatmap,
  corpusOverview,
  densityChange,
  dispositionStrip,
  doseCurve,
  driftAgainstNull,
  eventAgainstPlacebos,
  flowField,
  forestPlot,
  measureOverTime,
  measuresForest,
  pairedSlopes,
  rangedForest,
  sensitivityCurve,
  shareBars,
  toPng,
  trajectoryMap,
  trajectorySmallMultiples,
  unitsAgainstNull,
} from "../../lib/figures/mod.ts";
import type { Figure } from "../../lib/shapes.ts";
import { corpusProfile } from "./corpus_sample.ts";
import { anchors, band, result, sensitivityOf } from "./measure_samples.ts";
import { samples, trajectories } from "./samples.ts";
import { islandChange, islandFlow } from "./map_samples.ts";
import { hostile, read } from "./svg.ts";

const pair = { pairId: "p", scenarioId: "s", wordingId: "w", n: { control: 1, treatment: 1 } };
const walk = { ...trajectories[0]!, agentId: hostile };

const attackedResult = result({
  metric: hostile,
  variant: hostile,
  interval: { low: 0, high: 1, confidence: 0.95, method: hostile },
  null: band({ kind: hostile }),
  sensitivity: sensitivityOf({ plant: hostile, unit: hostile }),
  warnings: [hostile],
});
const day = { metric: hostile, variant: hostile, unitId: "2026-01-26", window: hostile, value: 1, n: 3 };

/** Each function with hostile text wherever it takes text, and one row only. */
const attacked: Record<string, () => Figure> = {
  trajectoryMap: () => trajectoryMap([walk], { title: hostile }),
  trajectorySmallMultiples: () => trajectorySmallMultiples([walk], { title: hostile }),
  "trajectoryMap by time": () =>
    trajectoryMap([{ ...walk, positions: [[0, 0]], times: ["2026-01-01T00:00:00.000Z"] }], {
      colour: "time",
      arrows: "steps",
    }),
  "trajectorySmallMultiples by time": () => trajectorySmallMultiples([walk], { colour: "time" }),
  flowField: () =>
    flowField({ ...islandFlow, cells: islandFlow.cells.slice(0, 1), kind: hostile, warnings: [hostile] }, {
      title: hostile,
    }),
  densityChange: () =>
    densityChange({ ...islandChange, kind: hostile, split: hostile, warnings: [hostile] }, {
      periods: [hostile, hostile],
    }),
  centroidHeatmap: () =>
    centroidHeatmap([{ metric: "m", variant: "v", unitId: "u", n: 1, value: 0.5, window: `${hostile}|<b>` }], {
      valueLabel: hostile,
    }),
  driftAgainstNull: () =>
    driftAgainstNull([{ unitId: hostile, estimate: 1, low: 0, high: 2, mean: 1, n: 3 }], {
      xLabel: hostile,
      nullLabel: hostile,
    }),
  armRates: () =>
    armRates([{ group: hostile, condition: hostile, rate: 1, low: 0.5, high: 1, n: 3 }], { xLabel: hostile }),
  forestPlot: () =>
    forestPlot([{ label: hostile, estimate: null, low: null, high: null, n: 3, note: hostile }], {
      xLabel: hostile,
      reference: 0,
    }),
  rangedForest: () =>
    rangedForest(
      [{
        group: hostile,
        label: hostile,
        estimate: 1,
        band: { low: 0, high: 2 },
        narrow: null,
        wide: { low: 0, high: 2 },
        note: hostile,
      }],
      {
        xLabel: hostile,
        reference: 0,
        narrowLabel: hostile,
        wideLabel: hostile,
        claim: { low: 0, high: 1, label: hostile },
        bandLabel: hostile,
      },
    ),
  pairedSlopes: () =>
    pairedSlopes([{ ...pair, control: 0, treatment: 1 }], { y: hostile, control: hostile, treatment: hostile }),
  bothPlanes: () =>
    bothPlanes([
      { plane: "content", label: hostile, estimate: 0, low: 0, high: 0, unit: hostile, smallestEffect: 1 },
      { plane: "action", label: "b", estimate: 5, low: 4, high: 6, unit: "u", smallestEffect: 1 },
    ]),
  corpusOverview: () => {
    const languages = [{ language: hostile, name: hostile.repeat(500), posts: 1, share: 1 }];
    return corpusOverview({ ...corpusProfile(1), languages }, { title: hostile });
  },
  measureOverTime: () => measureOverTime([day], { results: [attackedResult], yLabel: hostile }),
  "measureOverTime with lines": () =>
    measureOverTime([day, { ...day, variant: "b", value: 2 }], { results: [attackedResult, attackedResult] }),
  unitsAgainstNull: () =>
    unitsAgainstNull([{ unitId: hostile, estimate: 1, low: 0, high: 2, mean: 1, n: 3 }], {
      xLabel: hostile,
      unit: hostile,
      result: attackedResult,
    }),
  measuresForest: () =>
    measuresForest([attackedResult, { metric: hostile, variant: hostile, cannotTell: hostile }], {
      units: { [hostile]: hostile },
    }),
  "measuresForest with labels": () => measuresForest([attackedResult], { labels: [hostile] }),
  sensitivityCurve: () =>
    sensitivityCurve([sensitivityOf({ plant: hostile, unit: hostile }), sensitivityOf({ unit: hostile })], {
      labels: [hostile, hostile],
    }),
  shareBars: () =>
    shareBars([attackedResult, result({ metric: hostile, variant: hostile })], {
      groups: [hostile, `${hostile} 2`],
      cannotTell: [hostile, `${hostile}: ${hostile}`],
      xLabel: hostile,
    }),
  eventAgainstPlacebos: () =>
    eventAgainstPlacebos(
      [{ ...day, window: "event" }, { ...day, unitId: "2026-03-01", window: "placebo" }],
      { ...attackedResult, settings: { avoid: [hostile], windowDays: hostile } },
      { eventLabel: hostile, yLabel: hostile },
    ),
  anchorCounts: () =>
    anchorCounts({
      ...anchors,
      result: attackedResult,
      rows: [{ ...day, metric: "anchor share", unitId: hostile }],
    }),
  doseCurve: () =>
    doseCurve([{ group: hostile, dose: 1, mean: 0.5, low: 0.2, high: 0.8, n: 3 }], {
      xLabel: hostile,
      yLabel: hostile,
    }),
  calibrationCurve: () =>
    calibrationCurve([{ forecast: 0.5, rate: 1, low: 0.5, high: 1, n: 3 }], { xLabel: hostile, yLabel: hostile }),
  "armRates without a rate": () =>
    armRates([{ group: hostile, condition: hostile, rate: null, low: null, high: null, n: 0 }], { xLabel: hostile }),
  "forestPlot with the worst case": () =>
    forestPlot([{ label: hostile, estimate: 0, low: -1, high: 1, worstLow: -2, worstHigh: 2, n: 3, note: hostile }], {
      xLabel: hostile,
      reference: 0,
      worst: "band",
    }),
  dispositionStrip: () =>
    dispositionStrip([{ condition: hostile, logOdds: 0, bound: "both", scenario: hostile }], { xLabel: hostile }),
};

const allowedTags = ["circle", "g", "line", "path", "rect", "svg", "text", "tspan"];

for (const [name, make] of Object.entries({ ...samples, ...attacked })) {
  Deno.test(`${name} gives a complete SVG that refers to nothing outside and escapes all text`, async () => {
    const figure = make();
    const { root, tags } = read(figure);
    assert.equal(root.getAttribute("xmlns"), "http://www.w3.org/2000/svg");
    assert.equal(root.getAttribute("viewBox"), `0 0 ${root.getAttribute("width")} ${root.getAttribute("height")}`);
    assert.equal(root.getAttribute("color"), "black");
    assert.match(root.getAttribute("font-family") ?? "", /^Inter\b/);
    assert.equal(root.firstElementChild?.outerHTML.includes('fill="white"'), true);
    assert.deepEqual([...tags].filter((tag) => !allowedTags.includes(tag)), []);
    assert.doesNotMatch(figure.svg, /\b(id|class|style|href|on\w+)="|url\(|var\(|NaN|undefined|⚠/);
    const shown = figure.svg + figure.title + figure.caption;
    assert.ok(![...shown].some(acts), "no control or direction mark is left");
    assert.ok(shown.isWellFormed());
    const png = await toPng(figure, { scale: 0.5 }); // the drawing engine reads strict XML
    assert.deepEqual([...png.slice(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  });

  Deno.test(`${name} keeps its text inside the frame`, () => {
    const { root } = read(make());
    const width = Number(root.getAttribute("width"));
    for (const text of textsWithPlace(root)) {
      assert.ok(
        text.left >= -1 && text.right <= width + 1,
        `"${text.text}" from ${text.left} to ${text.right} of ${width}`,
      );
    }
  });
}

for (const [name, make] of Object.entries(attacked)) {
  Deno.test(`${name} shows hostile text as text`, () => {
    const figure = make();
    assert.ok(figure.svg.includes("&lt;"), "the markup is there, escaped");
    assert.ok(!figure.svg.includes("<script"));
  });
}

function acts(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code < 32 && character !== "\n") || (code >= 127 && code < 160) || (code >= 0x202a && code <= 0x202e);
}

/** Where each line of text begins and ends, at 0.62 of its size a character. */
function textsWithPlace(root: Element): { text: string; left: number; right: number }[] {
  return [...root.querySelectorAll("text")].flatMap((element) => {
    const x = inherited(element, "transform").reduce((sum, value) => sum + shiftOf(value), 0);
    if (inherited(element, "transform").some((value) => value.includes("rotate"))) return [];
    const anchor = inherited(element, "text-anchor")[0];
    const size = Number(inherited(element, "font-size")[0]);
    const lines = [...element.querySelectorAll("tspan")].map((line) => line.textContent ?? "");
    return (lines.length > 0 ? lines : [element.textContent ?? ""]).map((text) => {
      const long = [...text].reduce(
        (sum, character) => sum + (/[ilj.,:;'|!()[\] ftr]/.test(character) ? 0.3 : 0.55),
        0,
      );
      const left = x - long * size * (anchor === "end" ? 1 : anchor === "start" ? 0 : 0.5);
      return { text, left, right: left + long * size };
    });
  });
}

function inherited(element: Element, name: string): string[] {
  const values: string[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const value = at.getAttribute(name);
    if (value !== null) values.push(value);
  }
  return values;
}

function shiftOf(transform: string): number {
  return Number(/translate\((-?[\d.]+)/.exec(transform)?.[1] ?? 0);
}
