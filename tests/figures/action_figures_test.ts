import assert from "node:assert/strict";
import { armRates, calibrationCurve, doseCurve, forestPlot } from "../../lib/figures/mod.ts";
import { calibrationPoints, dosePoints } from "./action_samples.ts";
import { read } from "./svg.ts";

Deno.test("doseCurve() draws a dot and a whisker a dose, a frame a group, and names the doses themselves", () => {
  const { marks, texts } = read(doseCurve(dosePoints, { xLabel: "peers" }));
  assert.equal(marks("dot", "circle"), 15);
  assert.equal(marks("link", "path"), 15);
  for (const tick of ["0", "1", "3", "5", "9"]) assert.equal(texts.filter((text) => text === tick).length, 3, tick);
  for (const group of ["model-a", "model-b", "model-c"]) assert.ok(texts.includes(group));
  const bare = read(doseCurve(dosePoints.slice(0, 5).map((row) => ({ ...row, low: null })), { xLabel: "peers" }));
  assert.deepEqual([bare.marks("dot", "circle"), bare.marks("link", "path")], [5, 0]);
});

Deno.test("doseCurve() draws the same whatever the order of the rows of a group", () => {
  const one = dosePoints.slice(0, 5);
  assert.equal(doseCurve(one.toReversed(), { xLabel: "x" }).svg, doseCurve(one, { xLabel: "x" }).svg);
});

Deno.test("calibrationCurve() draws a dot a bin, larger the more actions it holds, and the fit where there is one", () => {
  const figure = calibrationCurve(calibrationPoints, { fit: { intercept: 0, slope: 1 } });
  const radii = [...figure.svg.matchAll(/<circle [^>]*r="([\d.]+)"/g)].map((match) => Number(match[1])).slice(-9);
  assert.equal(radii.length, 9);
  assert.deepEqual(radii, radii.toSorted((a, b) => b - a));
  assert.ok(figure.caption.includes("648 actions in 9 bins") && figure.caption.includes("slope 1.00"));
  const { texts } = read(calibrationCurve(calibrationPoints));
  assert.ok(!texts.includes("logistic fit") && texts.includes("share that acted"));
});

Deno.test("a logistic fit of slope 1 without intercept lies on the line of equal leaning and rate", () => {
  const { svg } = calibrationCurve(calibrationPoints.slice(0, 1), { fit: { intercept: 0, slope: 1 } });
  const path = /aria-label="line"[^>]*><path d="M([^"]*)"/.exec(svg)?.[1] ?? "";
  const points = path.split(/[A-Z]/).map((pair) => pair.split(",").map(Number) as [number, number]);
  assert.equal(points.length, 51);
  const [first, last] = [points[0]!, points.at(-1)!];
  const slope = (last[1] - first[1]) / (last[0] - first[0]);
  for (const [x, y] of points) {
    assert.ok(Math.abs(y - first[1] - slope * (x - first[0])) < 0.6, `${x}, ${y}`);
  }
});

Deno.test("forestPlot() draws the worst case where it is asked for and known, and never where nothing can be interpreted", () => {
  const row = { label: "a", estimate: 0.1, low: 0, high: 0.2, worstLow: -0.5, worstHigh: 0.9, n: 3 };
  const rows = [row, { ...row, worstLow: null }, { ...row, estimate: null, low: null, high: null }];
  const bars = (worst: "none" | "band") =>
    read(forestPlot(rows, { xLabel: "x", reference: 0, worst })).marks("rect", "rect");
  assert.deepEqual([bars("none"), bars("band")], [0, 1]);
  assert.throws(
    () => forestPlot(rows, { xLabel: "x", reference: 0, worst: "bar" as never }),
    /worst is one of none, band/,
  );
});

Deno.test("armRates() keeps a row without behaviour, and says so in place of a rate", () => {
  const row = { group: "g", condition: "a", rate: 0, low: 0, high: 0.3, n: 9 };
  const { marks, texts } = read(armRates([row, { ...row, condition: "b", rate: null, low: null, high: null, n: 0 }]));
  assert.equal(marks("dot", "circle"), 1);
  assert.ok(texts.includes("no trial shows behaviour"));
});
