/** The published design laid out again: its counts come out of enumerated factors and equal the published ones. */
import assert from "node:assert/strict";
import { loadPublished, publishedCellSizes, publishedCounts, publishedDesign } from "twoplane/action";

Deno.test("publishedDesign() has 271 configurations a standard model, 289 with identities, 1,955 in all", async () => {
  const { models, rolloutsEachConfiguration } = await loadPublished();
  const { standard, identity, harness, runs, rolloutsEach, configurations, rollouts } = publishedDesign();
  assert.equal(standard.length, 271);
  assert.equal(standard.length + identity.length, 289);
  assert.deepEqual(runs.map((run) => run.models), [
    models.standard,
    models.withIdentityExtension,
    models.inProductionHarnesses,
  ]);
  assert.equal(harness.length, models.configurationsInAHarness);
  assert.equal(rolloutsEach, rolloutsEachConfiguration);
  assert.equal(configurations, models.configurationsInAll);
  assert.equal(rollouts, models.rolloutsInAll);
});

Deno.test("publishedDesign() has the published count in every family, in memory and otherwise", async () => {
  const { counts } = await loadPublished();
  const { standard, identity } = publishedDesign();
  const sorted = (rows: readonly { family: string; memory: boolean; configurations: number }[]) =>
    rows.map(({ family, memory, configurations }) => `${family}, ${memory}, ${configurations}`).sort();
  assert.deepEqual(sorted(publishedCounts([...standard, ...identity])), sorted(counts));
});

Deno.test("publishedCellSizes() gives the published trials behind a cell", async () => {
  const { cells } = await loadPublished();
  const sorted = (rows: readonly { behaviour: string; subject: string; trials: number }[]) =>
    rows.map(({ behaviour, subject, trials }) => `${behaviour}, ${subject}, ${trials}`).sort();
  assert.deepEqual(sorted(publishedCellSizes(publishedDesign())), sorted(cells));
});

Deno.test("publishedDesign() has no configuration twice, and every level belongs to a factor", () => {
  const { standard, identity } = publishedDesign();
  const all = [...standard, ...identity];
  const known = ["subject", "relationship", "instantiation", "threat", "monitored", "identity"];
  assert.equal(new Set(all.map((each) => JSON.stringify(each))).size, all.length);
  assert.ok(all.every(({ levels }) => Object.keys(levels).every((name) => known.includes(name))));
  assert.ok(all.filter(({ part }) => part === "baseline").every(({ levels }) => levels.relationship === "none"));
  assert.ok(
    all.filter(({ family }) => family === "enforcement").every(({ levels }) => levels.subject === "peer"),
    "an agent is not asked to shut itself down",
  );
});

Deno.test("publishedCellSizes() refuses cells of different size", () => {
  const design = publishedDesign();
  const lacking = { ...design, standard: design.standard.slice(1) };
  assert.throws(() => publishedCellSizes(lacking), /^RangeError: Cannot size the cells of misreporting: need one size/);
});
