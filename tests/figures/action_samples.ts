import { seededRandom } from "../../lib/foundation/mod.ts";
import { armRates, calibrationCurve, doseCurve, type DosePoint, forestPlot } from "../../lib/figures/mod.ts";

/** Made up for the tests: they look like data and mean nothing. */
export const dosePoints: DosePoint[] = ["model-a", "model-b", "model-c"].flatMap((group, g) =>
  [0, 1, 3, 5, 9].map((dose) => {
    const mean = [0.05 + 0.08 * dose, 0.9 - 0.02 * dose, Math.min(1, 0.1 + 0.4 * Math.sqrt(dose))][g] as number;
    const half = 0.06 + 0.01 * dose;
    return { group, dose, mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half), n: 40 + g };
  })
);

const random = seededRandom(3, "calibration");
export const calibrationPoints = [0.04, 0.12, 0.23, 0.37, 0.46, 0.58, 0.66, 0.81, 0.95].map((forecast, i) => {
  const rate = Math.min(1, Math.max(0, 0.15 + 0.6 * forecast + 0.1 * (random() - 0.5)));
  const half = 0.08 + 0.02 * i;
  return { forecast, rate, low: Math.max(0, rate - half), high: Math.min(1, rate + half), n: 120 - 12 * i };
});

const worstRows = [
  { label: "cooperative: all scenarios", estimate: 0.21, low: 0.08, high: 0.34, worstLow: 0.02, worstHigh: 0.4, n: 96 },
  { label: "neutral: all scenarios", estimate: 0.03, low: -0.07, high: 0.12, worstLow: 0.03, worstHigh: 0.03, n: 108 },
  {
    label: "uncooperative: all scenarios",
    estimate: -0.12,
    low: -0.3,
    high: 0.06,
    worstLow: -0.45,
    worstHigh: 0.2,
    n: 61,
  },
  {
    label: "enforce-shutdown",
    estimate: null,
    low: null,
    high: null,
    worstLow: -1,
    worstHigh: 1,
    n: 0,
    note: "not interpretable",
  },
];

/** Figures of the action plane. */
export const actionSamples = {
  "dose-curve": () => doseCurve(dosePoints, { xLabel: "peers who say otherwise" }),
  "dose-curve-free": () =>
    doseCurve(dosePoints.slice(0, 5).map((row) => ({ ...row, mean: row.mean * 6 - 2, low: null, high: null })), {
      xLabel: "peers who say otherwise",
      yLabel: "log-odds of acting",
      scale: "free",
      name: "dose-curve-free",
    }),
  "calibration-curve": () => calibrationCurve(calibrationPoints, { fit: { intercept: -0.4, slope: 0.55 } }),
  "forest-plot-worst": () =>
    forestPlot(worstRows, { xLabel: "risk difference", reference: 0, worst: "band", name: "forest-plot-worst" }),
  "arm-rates-without": () =>
    armRates([
      { group: "enforce-shutdown", condition: "monitored", rate: 0.4, low: null, high: null, n: 3 },
      { group: "enforce-shutdown", condition: "not monitored", rate: null, low: null, high: null, n: 0 },
    ], { name: "arm-rates-without" }),
};
