/** Every row says what it speaks for. */
import assert from "node:assert/strict";
import {
  contrastRows,
  contrasts,
  type ContrastsOptions,
  doseResponse,
  interactions,
  moderatedContrasts,
} from "../../../lib/action/mod.ts";
import { describe } from "../../../lib/statistics/mod.ts";
import { madeArms, madeRecord, openGates } from "./made_records.ts";

const arms = { factor: "note", control: "plain", treatments: ["peer"], fold: "mean" as const, seed: 1 };
const made = (scenarios: number, wordings = 2) =>
  madeArms({ scenarios, wordings, worlds: 3 }, ({ condition, world }) => condition === "peer" && world > 0);
const of = (scenarios: number, options: Partial<ContrastsOptions> = {}, wordings = 2) =>
  contrasts(made(scenarios, wordings), { ...arms, gates: openGates(made(scenarios)), ...options });
const few = (n: number) => `speaks for wordings like these of these ${n} scenarios, not for other scenarios`;
const alone = "speaks for these 2 wordings of this one scenario, not for other wordings or scenarios";

Deno.test("contrasts() says what it speaks for wherever that is narrower than scenarios like these", () => {
  const [three, one] = of(3);
  assert.deepEqual([three!.warnings, one!.warnings], [[few(3)], [alone]]);
  assert.deepEqual(contrastRows([three!, one!]).map(({ warnings }) => warnings), [few(3), alone]);
  assert.deepEqual(three!.result!.warnings, [few(3)]);
  assert.deepEqual([of(6)[0]!.warnings, of(6, { clusters: "wording" })[0]!.warnings], [[], [few(6)]]);
  assert.match(of(1, {}, 7)[0]!.warnings.join(), /^speaks for wordings like these of this one scenario/);
  assert.match(of(3, {}, 1)[1]!.warnings.join(), /speaks for this one wording of this one scenario/);
  const many = of(3, { clusters: "scenario" })[0]!.warnings.join();
  assert.match(many, /^with 3 clusters no p-value can be below/);
});

Deno.test("describe() says it in its sentence", () => {
  assert.match(
    describe(of(3)[0]!.result!),
    /; speaks for wordings like these of these 3 scenarios, not for other scenarios\.$/,
  );
  assert.doesNotMatch(describe(of(6)[0]!.result!), /speaks/);
});

Deno.test("interactions(), moderatedContrasts() and doseResponse() say it too", () => {
  const crossed = ["absent", "present"].flatMap((level) =>
    [0, 1, 2].flatMap((scenario) =>
      [0, 1, 2].flatMap((wording) =>
        ["plain", "peer"].map((condition) =>
          madeRecord({ scenario, wording, condition, level, acted: condition === "peer" && wording === 0 })
        )
      )
    )
  );
  const by = { factor: "second", without: "absent", with: ["present"] };
  assert.deepEqual(interactions(crossed, { ...arms, by })[0]!.warnings, [few(3)]);
  const moderator = ({ trial }: typeof crossed[0]) => trial.wordingId === "w0" ? "first" : "other";
  const rows = moderatedContrasts(crossed, { ...arms, moderator });
  assert.ok(rows.length === 3 && rows.every(({ warnings }) => warnings.includes(few(3))));
  const levels = ["none", "one", "three"];
  const dosed = madeArms({ scenarios: 3, wordings: 3, conditions: levels }, ({ condition }) => condition === "three");
  const { slope } = doseResponse(dosed, {
    factor: "note",
    doses: { none: 0, one: 1, three: 3 },
    fold: "mean",
    seed: 1,
  });
  assert.deepEqual(slope!.warnings, [few(3)]);
});
