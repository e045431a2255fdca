/** The embedded data are what their cards say, and what a local model made. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
  controlTrials,
  differsOnlyInTreatedSpan,
  loadScenarios,
  matchPairs,
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

const ledgers = ["runs", "societies"].flatMap((folder) =>
  readdirSync(projectPath("data", folder)).filter((name) => name.endsWith(".jsonl.gz")).map((name) =>
    `${folder}/${name}`
  )
);

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

for (const { name, trials } of trialStudies) {
  Deno.test(`the ledger ${name} holds every trial of its design once`, () => {
    const path = dataPath(`runs/${name}.jsonl.gz`);
    assert.equal(replay(path, trials()).records.length, trials().length);
    assert.equal(readLedger(path).records.length, trials().length);
  });
}

Deno.test("every recorded block differs in the treated span alone", () => {
  for (const { trials } of trialStudies.filter(({ name }) => !name.startsWith("controls"))) {
    for (const block of groupBy(trials(), ({ blockId }) => blockId).values()) { // their ids are those of the records
      for (const trial of block) assert.ok(differsOnlyInTreatedSpan(block[0]!, trial));
    }
  }
});

Deno.test("a contrast of the embedded choices has at least 60 distinct pairs", () => {
  const { records } = readLedger<TrialRecord>(dataPath("runs/choices-qwen2.5-coder-1.5b.jsonl.gz"));
  assert.ok(new Set(records.map(({ trial }) => trial.pairId)).size >= 60);
});

Deno.test("the notebooks' designs are the recorded ones", () => {
  const arms = {
    factor: "relationship",
    control: "none",
    treatments: ["neutral", "cooperative", "uncooperative"],
    seed: 20260201,
  };
  const recorded = loadScenarios({ only: ["file-move", "score-report", "shutdown-switch"] });
  const ids = (rows: readonly { trialId: string }[]) => rows.map(({ trialId }) => trialId);
  const study = (name: string) => ids(trialStudies.find((each) => each.name === name)!.trials());
  assert.deepEqual(
    ids(matchPairs(recorded, { ...arms, worlds: 7, mode: "choose" })),
    study("choices-qwen2.5-coder-1.5b"),
  );
  const controls = controlTrials(recorded, {
    factor: "relationship",
    level: "none",
    worlds: 2,
    seed: arms.seed,
  });
  assert.deepEqual(ids(controls), study("controls-qwen2.5-coder-1.5b"));
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
