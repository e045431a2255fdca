import assert from "node:assert/strict";
import { matchedContrast, type MatchedSets } from "../../lib/content/matched_contrast.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import { close } from "../vectors/made.ts";
import { golden } from "./adaptation_golden.ts";
import { isNominal, shareOf } from "./rates.ts";

const made = golden.matched;
const sets: MatchedSets = {
  starts: Int32Array.from([0, ...made.sizes.map((_, i) => made.sizes.slice(0, i + 1).reduce((a, b) => a + b, 0))]),
  agents: Int32Array.from(made.agents),
  outcome: Float64Array.from(made.outcome),
  covariates: made.covariates.map((values) => Float64Array.from(values)),
};

Deno.test("matchedContrast() is weighted least squares with a dummy a set, as numpy solves it", () => {
  close(matchedContrast(sets).estimate ?? NaN, made.estimate, 1e-9);
  close(matchedContrast({ ...sets, covariates: [] }).estimate ?? NaN, made.withoutCovariates, 1e-9);
});

Deno.test("matchedContrast() is the ratio of the agents' parts, and drops covariates that repeat another", () => {
  const { estimate, numerators, denominators, agents, sets: counts } = matchedContrast(sets);
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  close(estimate ?? NaN, sum(numerators) / sum(denominators), 1e-12);
  assert.deepEqual([[...agents], [...counts]], [[0, 1, 2, 3], [3, 2, 1, 1]]);
  const twice = [...sets.covariates, (sets.covariates[0] as Float64Array).map((value) => 2 * value + 1)];
  close(matchedContrast({ ...sets, covariates: twice }).estimate ?? NaN, made.estimate, 1e-9);
});

Deno.test("matchedContrast() does not move with a level or a covariate that the outcome rests on", () => {
  const moved = sets.outcome.map((value, i) => value + 3 + 5 * (sets.covariates[1]?.[i] as number));
  close(matchedContrast({ ...sets, outcome: moved }).estimate ?? NaN, made.estimate, 1e-9);
});

Deno.test("matchedContrast() has nothing to say of a single set of two", () => {
  const two: MatchedSets = {
    starts: Int32Array.of(0, 2),
    agents: Int32Array.of(0),
    outcome: Float64Array.of(1, 0),
    covariates: [Float64Array.of(0.3, 0.1)],
  };
  assert.equal(matchedContrast(two).estimate, null);
});

Deno.test("matchedContrast() keeps 5% under draws of its residuals, sets unequal and treated not like their controls", async () => {
  const runs = 300;
  const share = await shareOf(runs, (seed) => {
    const random = seededRandom(seed, "matched");
    const normal = normalFrom(random);
    const near = Float64Array.from(sets.outcome, (_, i) => normal() + (sets.starts.includes(i) ? 1 : 0));
    const outcome = near.map((value) => 0.7 * value + normal());
    const { estimate, numerators, denominators, draw } = matchedContrast({ ...sets, outcome, covariates: [near] });
    const below = denominators.reduce((a, b) => a + b, 0);
    const drawn = new Float64Array(numerators.length);
    let asFar = 0;
    for (let i = 0; i < 59; i++) {
      draw(random, drawn);
      if (Math.abs(drawn.reduce((a, b) => a + b, 0) / below) >= Math.abs(estimate ?? NaN)) asFar++;
    }
    return Promise.resolve((1 + asFar) / 60 <= 0.05);
  });
  assert.ok(isNominal(share, runs), `rejected ${share}`);
});
