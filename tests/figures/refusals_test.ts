import assert from "node:assert/strict";
import {
  armRates,
  bothPlanes,
  calibrationCurve,
  centroidHeatmap,
  dispositionStrip,
  doseCurve,
  driftAgainstNull,
  forestPlot,
  pairedSlopes,
  toPng,
  trajectoryMap,
  trajectorySmallMultiples,
} from "../../lib/figures/mod.ts";
import { calibrationPoints, dosePoints } from "./action_samples.ts";
import { dayPairs, driftRows, forestRows, pairs, planeRows, rateRows, trajectories } from "./samples.ts";

const forest = { xLabel: "risk difference", reference: 0 };

Deno.test("every figure refuses no rows with a clear error", () => {
  const empty: [string, () => unknown][] = [
    ["trajectoryMap", () => trajectoryMap([])],
    ["trajectorySmallMultiples", () => trajectorySmallMultiples([])],
    ["centroidHeatmap", () => centroidHeatmap([])],
    ["driftAgainstNull", () => driftAgainstNull([])],
    ["armRates", () => armRates([])],
    ["forestPlot", () => forestPlot([], forest)],
    ["pairedSlopes", () => pairedSlopes([], { y: "acted" })],
    ["bothPlanes", () => bothPlanes([])],
    ["dispositionStrip", () => dispositionStrip([])],
    ["doseCurve", () => doseCurve([], { xLabel: "peers" })],
    ["calibrationCurve", () => calibrationCurve([])],
  ];
  for (const [name, draw] of empty) {
    assert.throws(draw, { name: "RangeError", message: `Cannot draw ${name}(): need at least 1 row, got 0` });
  }
});

Deno.test("every figure refuses NaN and names the row", () => {
  const bad = Number.NaN;
  const broken: (() => unknown)[] = [
    () => trajectoryMap([{ ...trajectories[0]!, positions: [[0, 0], [bad, 1]] }]),
    () => trajectorySmallMultiples([{ ...trajectories[0]!, positions: [[0, bad]] }]),
    () => centroidHeatmap([{ ...dayPairs(2)[0]!, value: bad }]),
    () => driftAgainstNull([{ ...driftRows[0]!, low: bad }]),
    () => armRates([{ ...rateRows[0]!, rate: bad }]),
    () => forestPlot([{ ...forestRows[0]!, estimate: bad }], forest),
    () => pairedSlopes([{ ...pairs[0]!, control: bad }], { y: "acted" }),
    () => bothPlanes([{ ...planeRows[0], high: bad }, planeRows[2]]),
    () => dispositionStrip([{ condition: "a", scenario: "b", bound: "none", logOdds: bad }]),
    () => doseCurve([{ ...dosePoints[0]!, mean: bad }], { xLabel: "peers" }),
    () => calibrationCurve([{ ...calibrationPoints[0]!, rate: bad }]),
  ];
  for (const draw of broken) assert.throws(draw, { name: "RangeError", message: /NaN/ });
  assert.throws(broken[3]!, { message: "Cannot draw driftAgainstNull() at row 0: low needs a finite number, got NaN" });
});

Deno.test("every figure refuses an option it does not know", () => {
  const misspelt = { titel: "x" } as object;
  assert.throws(() => trajectoryMap(trajectories, misspelt), {
    name: "TypeError",
    message: /option "titel".*highlight/,
  });
  assert.throws(() => armRates(rateRows, misspelt), { message: /option "titel".*control/ });
  assert.throws(() => toPng(armRates(rateRows), misspelt), { message: /option "titel": it takes scale/ });
});

Deno.test("figures refuse names that are no file names, and widths no one can read", () => {
  for (const name of ["../x", "A b", "", "x.svg"]) {
    assert.throws(() => armRates(rateRows, { name }), { name: "TypeError", message: /lower-case letters/ });
  }
  assert.throws(() => armRates(rateRows, { width: 100 }), { name: "RangeError", message: /width needs.*480/ });
});

Deno.test("trajectoryMap() refuses unknown, repeated and too many agents", () => {
  assert.throws(() => trajectoryMap(trajectories, { highlight: ["nobody"] }), {
    message: /such as "ada".*got "nobody"/,
  });
  assert.throws(() => trajectoryMap(trajectories, { highlight: ["ada", "ada"] }), {
    message: /1 to 6 different agents/,
  });
  assert.throws(() => trajectoryMap(trajectories, { highlight: [] }), { message: /got 0/ });
  assert.throws(() => trajectoryMap([trajectories[0]!, trajectories[0]!]), { message: /got two of "ada"/ });
  assert.throws(() => trajectoryMap([{ ...trajectories[0]!, positions: [] }]), { message: /at least 1 post, got 0/ });
});

Deno.test("trajectorySmallMultiples() refuses columns that leave no room", () => {
  assert.throws(() => trajectorySmallMultiples(trajectories, { columns: 9 }), { message: /from 1 to 6, got 9/ });
});

Deno.test("centroidHeatmap() refuses a window that is not two days, two values for a pair, and mixed series", () => {
  const row = dayPairs(2)[1]!;
  const odd = { ...row, window: "2026-01-26" as `${string}|${string}` };
  assert.throws(() => centroidHeatmap([odd]), { message: /row 0: window needs two days as "a\|b", got "2026-01-26"/ });
  const mirrored = { ...row, window: "2026-01-27|2026-01-26" as const, value: 0.1 };
  assert.throws(() => centroidHeatmap([row, mirrored]), { message: /row 1: need one value/ });
  assert.throws(() => centroidHeatmap([row, { ...row, unitId: "b" }]), { message: /one metric, variant and unit/ });
});

Deno.test("figures refuse intervals whose ends are swapped", () => {
  assert.throws(() => driftAgainstNull([{ ...driftRows[0]!, low: 2, high: 1 }]), {
    message: /low ≤ high, got 2 and 1/,
  });
  assert.throws(() => armRates([{ ...rateRows[0]!, low: 0.9, high: 0.1 }]), { message: /low ≤ high/ });
});

Deno.test("armRates() refuses percentages", () => {
  assert.throws(() => armRates([{ ...rateRows[0]!, rate: 40, low: 30, high: 50 }]), {
    message: /shares in \[0, 1\], got 40/,
  });
});

Deno.test("bothPlanes() refuses a missing plane, mixed units and a smallest effect of 0", () => {
  assert.throws(() => bothPlanes([planeRows[0]]), { message: /the action plane needs rows of one unit, got no row/ });
  assert.throws(() => bothPlanes([...planeRows, { ...planeRows[2], unit: "odds" }]), {
    message: /action plane needs rows of one unit, got "risk difference" and "odds"/,
  });
  assert.throws(() => bothPlanes([planeRows[0], { ...planeRows[2], smallestEffect: 0 }]), {
    message: /above 0, got 0/,
  });
});

Deno.test("figures refuse more rows than can be read", () => {
  const many = Array.from({ length: 41 }, () => forestRows[0]!);
  assert.throws(() => forestPlot(many, forest), { message: /at most 40 rows stay legible in one figure, got 41/ });
});

Deno.test("doseCurve() and calibrationCurve() refuse shares outside [0, 1], and too many groups", () => {
  assert.throws(
    () => doseCurve([{ ...dosePoints[0]!, high: 1.2 }], { xLabel: "peers" }),
    /RangeError|shares in \[0, 1\].*scale "free"/,
  );
  assert.throws(
    () => calibrationCurve([{ ...calibrationPoints[0]!, forecast: -0.1 }]),
    /at row 0: need shares in \[0, 1\], got -0.1/,
  );
  const groups = Array.from({ length: 9 }, (_, g) => ({ ...dosePoints[0]!, group: `g${g}` }));
  assert.throws(() => doseCurve(groups, { xLabel: "peers" }), /at most 8 groups stay legible, got 9/);
});
