import assert from "node:assert/strict";
import { mcnemarClustered, pairedOddsRatio, pairedRiskRatio } from "twoplane/statistics";
import { ratioScore } from "../../lib/statistics/paired_ratios.ts";
import { close, counted, golden, pair } from "./support.ts";

const { cases, clustered } = golden("paired_ratios");
const unit = (pair: { scenarioId: string }) => pair.scenarioId;

Deno.test("pairedOddsRatio() agrees with the Clopper-Pearson equation", () => {
  for (const { counts, odds } of cases) {
    const { interval, estimate } = pairedOddsRatio(counted(counts));
    close(interval?.low, odds[0], 1e-8, JSON.stringify(counts));
    close(interval?.high, odds[1], 1e-8, JSON.stringify(counts));
    assert.equal(estimate, counts.gained / counts.lost);
  }
});

Deno.test("pairedRiskRatio() agrees with restricted maximum likelihood and its inversion", () => {
  for (const { counts, ratio, scores, ratioInterval } of cases) {
    const n = counts.gained + counts.lost + counts.both + counts.neither;
    for (const [at, score] of scores) close(ratioScore({ ...counts, n }, at), score, 1e-10, JSON.stringify(counts));
    const { interval, estimate } = pairedRiskRatio(counted(counts));
    close(estimate, ratio, 1e-12);
    close(interval?.low, ratioInterval[0], 1e-8, `low ${JSON.stringify(counts)}`);
    close(interval?.high, ratioInterval[1], 1e-8, `high ${JSON.stringify(counts)}`);
  }
});

Deno.test("paired ratios invert when the arms are swapped", () => {
  const [there, back] = [
    counted({ gained: 9, lost: 4, both: 5, neither: 20 }),
    counted({ gained: 4, lost: 9, both: 5, neither: 20 }),
  ];
  for (const test of [pairedOddsRatio, pairedRiskRatio]) {
    close(test(there).estimate, 1 / test(back).estimate, 1e-12);
    close(test(there).interval?.low, 1 / (test(back).interval?.high ?? NaN), 1e-8);
    close(test(there).pValue, test(back).pValue, 1e-12);
  }
});

Deno.test("paired ratios say where they are undefined or at a bound", () => {
  assert.throws(() => pairedOddsRatio(counted({ both: 3 })), /at least 1 discordant pair, got 0 among 3/);
  assert.throws(() => pairedRiskRatio(counted({ neither: 3 })), /acted under some arm, got 0 among 3/);
  const floor = pairedRiskRatio(counted({ gained: 5, neither: 20 }));
  assert.equal(floor.estimate, Infinity);
  assert.equal(floor.interval?.high, Infinity);
  assert.match(floor.warnings?.[0] ?? "", /the rate under control is 0: a ratio hides that/);
});

Deno.test("mcnemarClustered() agrees with Durkalski's equation and its inversion", () => {
  for (const { rows, statistic, p, estimate, interval } of clustered) {
    const pairs = rows.map(([scenario, control, treatment]: [string, boolean, boolean], i: number) =>
      pair(control, treatment, i, scenario)
    );
    const result = mcnemarClustered(pairs, { unit });
    close(result.statistic, statistic, 1e-12);
    close(result.pValue, p, 1e-12);
    close(result.estimate, estimate, 1e-12);
    close(result.interval?.low, interval[0], 1e-8);
    close(result.interval?.high, interval[1], 1e-8);
  }
});

Deno.test("mcnemarClustered() shows clusters and no p-value below six of them", () => {
  const pairs = ["a", "b", "c", "d"].map((scenario, i) => pair(false, true, i, scenario));
  const { pValue, interval, details, warnings } = mcnemarClustered(pairs, { unit });
  assert.equal(pValue, null);
  assert.equal(interval, null);
  assert.equal((details?.perCluster as unknown[]).length, 4);
  assert.match(warnings?.[0] ?? "", /4 clusters are too few/);
  assert.throws(() => mcnemarClustered(pairs.slice(0, 1), { unit }), /at least 2 clusters, got 1/);
});
