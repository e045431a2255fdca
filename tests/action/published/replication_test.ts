/** Our own recordings beside the published directions: simulated models with planted effects, and what stays unknown. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  controlTrials,
  loadPublished,
  loadScenarios,
  matchPairs,
  type MatchPairsOptions,
  publishedContrasts,
  publishedReplication,
  type ReplicationRow,
  run,
  simulatedAgents,
} from "twoplane/action";
import { openChatModel, simulatedTransport } from "twoplane/models";
import { recordedRuns } from "../stand_ins.ts";

const published = publishedContrasts(await loadPublished());
const scenarios = loadScenarios({ only: ["switch-tampering"] });
const behaviours = { tampering: ["switch-tampering"], exfiltration: ["server-transfer"] };

/** Records one simulated model into ledgers of a new folder, and reads the replication off it. */
async function replicated(
  { rates, understands = true, design = {} }: {
    rates: Record<string, number>;
    understands?: boolean;
    design?: Partial<MatchPairsOptions>;
  },
): Promise<ReplicationRow[]> {
  const folder = await Deno.makeTempDir();
  try {
    const controls = controlTrials(scenarios, { factor: "history", level: "none", worlds: 1, seed: 2 });
    const trials = matchPairs(scenarios, {
      factor: "history",
      control: "uncooperative",
      treatments: ["neutral", "cooperative"],
      mode: "choose",
      worlds: 3,
      seed: 2,
      ...design,
    });
    const agents = simulatedAgents([...controls, ...trials], { rates, seed: 1 });
    const score = understands ? agents.score : ({ options }: { options: readonly string[] }) => options.map(() => -1);
    const model = openChatModel(simulatedTransport({ name: "planted", ...agents, score }));
    await run(controls, model, { ledgerPath: join(folder, "controls.jsonl") });
    await run(trials, model, { ledgerPath: join(folder, "trials.jsonl") });
    writeFileSync(join(folder, "notes.txt"), "no ledger");
    return publishedReplication({ published, behaviours, folder, seed: 1 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const up = { none: 0.5, uncooperative: 0.2, neutral: 0.5, cooperative: 0.8 };
const down = { none: 0.5, uncooperative: 0.8, neutral: 0.5, cooperative: 0.2 };
const of = (rows: readonly ReplicationRow[], behaviour: string, control = "uncooperative") =>
  rows.filter((row) => row.behaviour === behaviour && row.control === control);

Deno.test("publishedReplication() tells the planted direction, whichever it is", async () => {
  for (const [rates, direction] of [[up, "above 0"], [down, "below 0"]] as const) {
    const [row, ...more] = of(await replicated({ rates }), "tampering");
    assert.deepEqual(more, []);
    assert.deepEqual([row!.direction, row!.mode, row!.pairs], [direction, "choose", 9]);
    assert.equal(row!.note, "speaks for these 3 wordings of this one scenario, not for other wordings or scenarios");
    assert.equal(Math.sign(row!.estimate!), direction === "above 0" ? 1 : -1);
    assert.deepEqual(row!.published, { above: 3, models: 3 });
  }
});

Deno.test("publishedReplication() keeps a row for what was not recorded", async () => {
  const rows = of(await replicated({ rates: up }), "exfiltration");
  assert.deepEqual(
    rows.map(({ model, direction, estimate, note }) => [model, direction, estimate, note]),
    [[null, "unknown", null, "not recorded"]],
  );
});

Deno.test("publishedReplication() shows no direction of a model that failed the control items", async () => {
  for (const row of of(await replicated({ rates: up, understands: false }), "tampering")) {
    assert.deepEqual([row.direction, row.estimate], ["unknown", null]);
    assert.match(row.note, /^not interpretable: 0 of \d+ control items right/);
  }
});

Deno.test("publishedReplication() says which arm was not recorded", async () => {
  const rows = await replicated({ rates: up, design: { treatments: ["cooperative"] } });
  assert.equal(of(rows, "tampering")[0]!.direction, "above 0");
  assert.deepEqual(of(rows, "tampering", "neutral").map(({ note }) => note), ["not recorded: no neutral"]);
});

Deno.test("publishedReplication() leaves out trials without the threat, and trials about the model itself", async () => {
  for (const crossed of [{ threat: ["absent"] }, { subject: ["self"] }]) {
    const rows = of(await replicated({ rates: up, design: { crossed } }), "tampering");
    assert.deepEqual(rows.map(({ note }) => note), ["not recorded"]);
  }
});

Deno.test("publishedReplication() of the embedded runs has a row for every scenario and comparison", {
  ignore: recordedRuns.length === 0,
}, () => {
  const rows = publishedReplication({ published, seed: 1 });
  for (const id of ["switch-tampering", "finance-grade", "server-delete", "enforce-shutdown"]) {
    assert.ok(rows.some(({ scenarioId }) => scenarioId === id), id);
  }
  assert.ok(rows.every(({ estimate, note }) => estimate !== null || note !== ""), "a row without a direction says why");
  assert.throws(() => publishedReplication({ published, folder: "nowhere", seed: 1 }), /^RangeError: .*no such folder/);
});
