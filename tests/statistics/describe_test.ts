import assert from "node:assert/strict";
import {
  describe,
  equivalencePaired,
  foldReplicates,
  formatP,
  mcnemarExact,
  pairedRiskDifference,
  signFlip,
} from "twoplane/statistics";
import { counted, different } from "./support.ts";

Deno.test("describe() gives one sentence with test, n, estimate, interval, p, folding and what was dropped", () => {
  const result = pairedRiskDifference(counted({ gained: 10, lost: 2, both: 3, neither: 30 }));
  const dropped = [
    { pairId: "a", reason: "no treatment" },
    { pairId: "b", reason: "no treatment" },
    { pairId: "c", reason: "refused" },
  ];
  assert.equal(
    describe(result, { fold: "majority", dropped }),
    "Paired risk difference, Tango score, n = 45 pairs: risk difference 0.18 (95% interval 0.03 to 0.33); p = 0.021; " +
      "replicates folded by majority; 3 pairs dropped (2 no treatment, 1 refused).",
  );
});

Deno.test("describe() names clusters, verdicts and one pair, and leaves out what is missing", () => {
  const flipped = signFlip(different([1, 2, 1, 3, 2, 1.5]), { unit: (pair) => pair.scenarioId, seed: 1 });
  assert.match(
    describe(flipped),
    /^Sign-flip permutation over clusters, exact, n = 6 pairs in 6 clusters: mean difference 1\.75/,
  );
  assert.match(
    describe(equivalencePaired(different([0.1, -0.1, 0.05]), { smallestEffect: 5 })),
    /; equivalent within ±5\.$/,
  );
  assert.equal(
    describe(mcnemarExact(counted({ lost: 1 }))),
    "McNemar exact, n = 1 pair: risk difference −1.00; p = 1.000.",
  );
});

Deno.test("describe() groups thousands, shows small numbers and refuses unknown options", () => {
  const large = mcnemarExact(counted({ gained: 30, lost: 5, neither: 9_965 }));
  assert.match(describe(large), /n = 10,000 pairs: risk difference 0\.0025; p < 0\.0001\.$/);
  assert.throws(() => describe(large, { folded: "mean" } as never), /option "folded"/);
});

Deno.test("formatP() never says 0", () => {
  assert.equal(formatP(0), "p < 0.0001");
  assert.equal(formatP(0.00049), "p = 0.0005");
  assert.equal(formatP(0.0421), "p = 0.042");
});

Deno.test("foldReplicates() folds by each rule and refuses what is no replicate", () => {
  assert.equal(foldReplicates([1, 0, 0], { rule: "any" }), 1);
  assert.equal(foldReplicates([0, 0], { rule: "any" }), 0);
  assert.equal(foldReplicates([1, 1, 0], { rule: "majority" }), 1);
  assert.equal(foldReplicates([1, 0], { rule: "majority" }), 0);
  assert.equal(foldReplicates([0.25, 0.75, -0.5], { rule: "mean" }), 0.5 / 3);
  assert.equal(foldReplicates([0.25, 0.75], { rule: "first" }), 0.25);
  assert.throws(() => foldReplicates([], { rule: "mean" }), /values needs at least 1 number, got 0/);
  assert.throws(() => foldReplicates([0.5], { rule: "any" }), /by any: each value needs to be 0 or 1, got 0\.5/);
  assert.throws(() => foldReplicates([1, NaN], { rule: "mean" }), /values\[1\] needs a finite number, got NaN/);
  assert.throws(() => foldReplicates([1], { rule: "last" as never }), /one of any, majority, mean, first, got "last"/);
});
