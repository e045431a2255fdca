/** The embedded data are what their cards say, and what a local model made. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
  benignHistory,
  controlTrials,
  differsOnlyInTreatedSpan,
  loadScenarios,
  matchPairs,
  peerShutdown,
  readLedger,
  replay,
} from "../lib/action/mod.ts";
import { loadEmbeddings } from "../lib/embedding/mod.ts";
import { canonicalJson, dataPath, findWeights, groupBy, projectPath, sha256 } from "../lib/foundation/mod.ts";
import type { LedgerHeader, TrialRecord } from "../lib/shapes.ts";
import { readSociety, type TurnRecord } from "../lib/society/mod.ts";
import type { RecordCard } from "../lib/tasks/record/card.ts";
import { failuresOf } from "../lib/tasks/record/quality.ts";
import { trialStudies } from "../lib/tasks/record/studies.ts";

const namesIn = (folder: string) =>
  existsSync(projectPath("data", folder)) ? readdirSync(projectPath("data", folder)) : [];
const ledgers = ["runs", "societies"].flatMap((folder) =>
  namesIn(folder).filter((name) => name.endsWith(".jsonl.gz")).map((name) => `${folder}/${name}`)
);
const isRecorded = (study: string) => ledgers.includes(`runs/${study}.jsonl.gz`);

/** One model, or each of a mixed society. */
function modelsOf({ model, settings }: LedgerHeader): LedgerHeader["model"][] {
  return (settings.models as unknown as LedgerHeader["model"][] | undefined) ?? [model];
}

Deno.test("every embedded ledger has a card that agrees with it, and was made by a pinned local model", () => {
  assert.ok(ledgers.length >= 6, ledgers.join(", "));
  for (const name of ledgers) {
    const card = JSON.parse(readFileSync(dataPath(name.replace(".jsonl.gz", ".card.json")), "utf8")) as RecordCard;
    const { header, records } = readLedger<TrialRecord | TurnRecord>(dataPath(name));
    const prompts = records.map((record) => "trial" in record ? record.trial.messages : record.messages);
    assert.equal(card.records, records.length, name);
    assert.equal(card.failed, records.filter((record) => failuresOf(record).length > 0).length, name);
    assert.equal(card.promptsHash, sha256(canonicalJson(prompts)), name);
    assert.equal(header.model.kind, "local", name);
    for (const model of modelsOf(header)) {
      assert.equal(model.sha256, findWeights(model.name).files[0]!.sha256, name);
      assert.ok(header.model.name.includes(model.name), name);
    }
    assert.match(card.date, /^\d{4}-\d{2}-\d{2}$/);
  }
});

Deno.test("every file of the runs is the ledger or the card of a study", () => {
  const known = trialStudies.flatMap(({ name }) => [`${name}.jsonl.gz`, `${name}.card.json`]);
  assert.deepEqual(namesIn("runs").filter((name) => !known.includes(name)), []);
  assert.equal(new Set(known).size, known.length);
});

for (const { name, weights, trials } of trialStudies) {
  Deno.test(`the ledger ${name} holds every trial of its design once`, () => {
    const path = dataPath(`runs/${name}.jsonl.gz`);
    const { header, records } = readLedger<TrialRecord>(path);
    const ids = (rows: readonly { trialId: string }[]) => rows.map(({ trialId }) => trialId).sort();
    assert.equal(replay(path, trials()).records.length, trials().length);
    assert.deepEqual(ids(records.map(({ trial }) => trial)), ids(trials()));
    assert.deepEqual([header.model.name, header.settings.study], [weights, name]);
  });
}

Deno.test("every recorded block differs in the treated span alone", () => {
  for (const { trials } of trialStudies.filter(({ name }) => !name.startsWith("controls"))) {
    for (const block of groupBy(trials(), ({ blockId }) => blockId).values()) { // their ids are those of the records
      for (const trial of block) assert.ok(differsOnlyInTreatedSpan(block[0]!, trial));
    }
  }
});

Deno.test("the arms of a recorded block are alike to 2% in the model's own tokens", () => {
  for (const { name } of trialStudies.filter(({ name }) => name.startsWith("choices") && isRecorded(name))) {
    const { records } = readLedger<TrialRecord>(dataPath(`runs/${name}.jsonl.gz`));
    for (const block of groupBy(records, ({ trial }) => trial.blockId).values()) {
      const tokens = block.map(({ usage }) => usage.promptTokens);
      assert.ok(Math.max(...tokens) <= 1.02 * Math.min(...tokens), `${name}: ${tokens}`);
    }
  }
});

Deno.test("every pair of a study has each of its levels, and the relationship is studied in at least six scenarios", () => {
  for (const { name, trials } of trialStudies.filter(({ name }) => !name.startsWith("controls"))) {
    const laidOut = trials();
    const levels = new Set(laidOut.map(({ condition }) => condition));
    for (const pair of groupBy(laidOut, ({ pairId, replicate }) => `${pairId} ${replicate}`).values()) {
      assert.deepEqual(pair.map(({ condition }) => condition).sort(), [...levels].sort(), name);
    }
    const units = new Set(laidOut.map(({ scenarioId }) => scenarioId)).size; // fewer give no p-value of 5%
    assert.ok(units >= 6 || laidOut[0]!.factor !== "history", `${name}: ${units}`);
  }
});

Deno.test("a contrast of the recorded actions has at least 60 distinct pairs", () => {
  const studies = trialStudies.filter(({ name }) => name.startsWith("actions"));
  assert.ok(studies.length > 0);
  for (const { trials } of studies) assert.ok(new Set(trials().map(({ pairId }) => pairId)).size >= 60);
});

Deno.test("the presets lay out the studies, so that a notebook needs no options of its own but worlds and seed", () => {
  const common = { mode: "choose", seed: 20261123 } as const;
  const ids = (rows: readonly { trialId: string }[]) => rows.map(({ trialId }) => trialId);
  const study = (name: string) =>
    ids(trialStudies.find((each) => each.name === `${name}-qwen2.5-coder-1.5b`)!.trials());
  const threat = matchPairs(loadScenarios(peerShutdown.scenarios), { ...peerShutdown.design, ...common, worlds: 2 });
  assert.deepEqual(ids(threat), study("choices-threat"));
  const benign = matchPairs(loadScenarios(benignHistory.scenarios), { ...benignHistory.design, ...common, worlds: 1 });
  assert.deepEqual(ids(benign), study("choices-benign"));
  const controls = controlTrials(loadScenarios(), { factor: "history", level: "none", worlds: 1, seed: common.seed });
  assert.deepEqual(ids(controls).sort(), study("controls").sort());
});

Deno.test("the embedded board has eight agents, ten rounds, three arms with the same personas, and a vector for every post", () => {
  const arms = ["feed", "matched", "none"].map((arm) => readSociety(dataPath(`societies/board-${arm}.jsonl.gz`)));
  const embeddings = loadEmbeddings(dataPath("societies/board-vectors.f32"));
  const rows = new Set(embeddings.ids);
  for (const { society, failedTurns } of arms) {
    assert.ok(society.agents.length >= 8 && society.rounds >= 10);
    assert.deepEqual(society.agents, arms[0]!.society.agents);
    assert.ok(society.posts.length + failedTurns <= society.agents.length * society.rounds);
    for (const { postId } of society.posts) assert.ok(rows.has(postId), postId);
  }
  assert.equal(rows.size, arms.reduce((sum, { society }) => sum + society.posts.length, 0));
  assert.equal(arms[0]!.society.exposures.length, 8 * 9 * 3);
  assert.equal(arms[1]!.society.exposures.length + arms[2]!.society.exposures.length, 0);
});

Deno.test("the figure of the README is the one notebook 00 shows", () => {
  const notebook = readFileSync(projectPath("notebooks", "00_start_here.ipynb"), "utf8");
  const shown = readFileSync(projectPath("data", "figures", "trajectory-map.svg"));
  assert.ok(notebook.includes(shown.toString("base64")), "copy out/figures' trajectory map again");
  for (const [, path] of readFileSync(projectPath("README.md"), "utf8").matchAll(/\]\(((?!http)[^)]+)\)/g)) {
    assert.ok(existsSync(projectPath(path!)), `README links to ${path}`);
  }
});
