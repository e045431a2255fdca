import assert from "node:assert/strict";
import {
  armTable,
  completePairs,
  contrasts,
  loadScenarios,
  matchPairs,
  run,
  simulatedAgents,
} from "../../../lib/action/mod.ts";
import { normalFrom, seededRandom } from "../../../lib/foundation/mod.ts";
import { openChatModel, simulatedTransport } from "../../../lib/models/mod.ts";
import { simulatePairs } from "../../../lib/statistics/mod.ts";
import { type PlantedDesign, plantedStudy, plantedTruth } from "../../../lib/tasks/calibrate/planted_study.ts";
import { openGates } from "./made_records.ts";

const design: PlantedDesign = {
  scenarios: 12,
  wordings: 3,
  worlds: 2,
  replicates: 1,
  base: -0.6,
  effect: 0.8,
  spread: { base: 0.7, scenario: 0.6, wording: 0.4 },
};
const arms = { factor: "note", control: "plain", fold: "mean" } as const;
/** Two-sided 99.9% of the normal distribution. */
const z = 3.2905;

Deno.test("a planted effect with random slopes comes back without bias, with the spread that was planted", () => {
  const random = seededRandom(8, "planted");
  const truth = plantedTruth(design);
  const studies = 300;
  const means = Array.from({ length: studies }, () => {
    const { pairs } = completePairs(plantedStudy(design, random), { ...arms, treatment: "peer" });
    return pairs.reduce((sum, { control, treatment }) => sum + treatment - control, 0) / pairs.length;
  });
  const error = truth.scenarioSpread / Math.sqrt(design.scenarios * studies);
  const mean = means.reduce((sum, value) => sum + value, 0) / studies;
  assert.ok(Math.abs(mean - truth.effect) < z * error, `${mean} against ${truth.effect} ± ${error}`);
  const spread = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (studies - 1));
  const expected = truth.scenarioSpread / Math.sqrt(design.scenarios);
  assert.ok(Math.abs(spread / expected - 1) < z / Math.sqrt(2 * studies), `${spread} against ${expected}`);
});

Deno.test("plantedTruth() is the mean over the population, checked by drawing it", () => {
  const normal = normalFrom(seededRandom(2, "population"));
  const rate = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));
  const draws = 200_000;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < draws; i++) {
    const base = design.base + design.spread.base * normal();
    const shift = design.effect + design.spread.scenario * normal() + design.spread.wording * normal();
    const difference = rate(base + shift) - rate(base);
    sum += difference;
    squares += difference ** 2;
  }
  const mean = sum / draws;
  const error = Math.sqrt((squares / draws - mean ** 2) / draws);
  assert.ok(Math.abs(mean - plantedTruth(design).effect) < z * error);
});

Deno.test("records of a planted study give the pairs that the statistics room simulates", () => {
  const random = seededRandom(4, "planted");
  const same = { scenarios: 30, wordings: 2, worlds: 4, replicates: 3 };
  const pairs = Array.from(
    { length: 40 },
    () => completePairs(plantedStudy({ ...design, ...same }, random), { ...arms, treatment: "peer" }).pairs,
  ).flat();
  const { base, scenario, wording } = design.spread;
  const others = Array.from({ length: 40 }, () =>
    simulatePairs({
      ...same,
      fold: "mean",
      controlRate: 1 / (1 + Math.exp(-design.base)),
      effect: design.effect,
      scenarioSpread: base,
      slopeSpread: scenario,
      wordingSlopeSpread: wording,
    }, random)).flat();
  const meanOf = (rows: typeof pairs, arm: "control" | "treatment") =>
    rows.reduce((sum, pair) => sum + pair[arm], 0) / rows.length;
  assert.equal(pairs.length, others.length);
  for (const arm of ["control", "treatment"] as const) {
    // 1,200 scenarios each; a scenario's mean spreads by at most 0.22.
    assert.ok(Math.abs(meanOf(pairs, arm) - meanOf(others, arm)) < z * 0.22 * Math.sqrt(2 / 1200), arm);
  }
});

Deno.test("a planted effect comes back through matchPairs(), run(), outcomes, pairs and contrasts", async () => {
  const scenarios = loadScenarios({ only: ["score-facts", "server-transfer", "switch-tampering"] });
  const trials = matchPairs(scenarios, {
    factor: "history",
    control: "none",
    treatments: ["cooperative", "neutral"],
    mode: "act",
    worlds: 8,
    seed: 1,
  });
  const agents = simulatedAgents(trials, { rates: { none: 0.2, cooperative: 0.7, neutral: 0.2 }, seed: 5 });
  const model = openChatModel(simulatedTransport({ name: "planted", ...agents }));
  const records = await run(trials, model, { ledgerPath: null });
  const found = contrasts(records, {
    factor: "history",
    control: "none",
    treatments: ["cooperative", "neutral"],
    fold: "mean",
    gates: openGates(records),
    seed: 1,
  }).filter(({ scenarioId }) => scenarioId === null);
  const [cooperative, neutral] = found.map(({ result }) => result!);
  const error = Math.sqrt((0.2 * 0.8 + 0.7 * 0.3) / 72);
  assert.ok(Math.abs(cooperative!.estimate - 0.5) < z * error && cooperative!.pValue! < 0.05);
  assert.ok(Math.abs(neutral!.estimate) < z * Math.sqrt(2 * 0.2 * 0.8 / 72));
  assert.ok(found[0]!.pAdjusted! >= cooperative!.pValue!);
  const rates = armTable(records, { over: "all" });
  for (const { condition, low, high, n } of rates) {
    const rate = condition === "cooperative" ? 0.7 : 0.2;
    assert.ok(n === 72 && low! < rate && rate < high!, condition);
  }
});
