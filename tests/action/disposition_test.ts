import assert from "node:assert/strict";
import { completePairs, disposition, exchangesOf, outcomes, plan, run } from "../../lib/action/mod.ts";
import { menuMessages, optionLine, presentations } from "../../lib/action/menu.ts";
import { openChatModel, recordedTransport, simulatedTransport } from "../../lib/models/mod.ts";
import type { MenuScore, TrialRecord } from "../../lib/shapes.ts";
import { plantedModel, recordsOf, trialsOf } from "./stand_ins.ts";

const choices = trialsOf({ mode: "choose", worlds: 1 });
const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);

/** A record whose two options have these log-probabilities in every presentation. */
function recordWith(
  acting: { logProbability: number; isBound?: boolean },
  other: { logProbability: number; isBound?: boolean },
): TrialRecord {
  const trial = choices[0]!;
  const menuScores = presentations(trial.options).map(({ shown, labels }): MenuScore => ({
    shown: shown.map(({ id }) => id),
    labels,
    scores: shown.map((option) => ({ option: option.text, isBound: false, ...(option.acts ? acting : other) })),
  }));
  return {
    trial,
    menuScores,
    transcript: trial.messages,
    finalWorld: trial.world,
    usage: { promptTokens: 0, completionTokens: 0 },
    model: "hand",
    timing: { durationMs: null },
    error: null,
  };
}

Deno.test("presentations() puts every option under every label and at every position equally often", () => {
  const options = ["x", "y", "z"].map((id) => ({ id, text: id, acts: id === "x" }));
  for (const set of [options.slice(0, 2), options]) {
    const seen = new Map<string, number>();
    for (const { shown, labels } of presentations(set)) {
      assert.equal(new Set(labels).size, set.length);
      shown.forEach(({ id }, i) => seen.set(`${id} ${labels[i]} ${i}`, (seen.get(`${id} ${labels[i]} ${i}`) ?? 0) + 1));
    }
    const [first] = seen.values();
    assert.equal(seen.size, set.length ** 3 === 8 ? 8 : seen.size);
    assert.ok([...seen.values()].every((times) => times === first));
  }
});

Deno.test("menuMessages() adds the menu to the last message and changes nothing else", () => {
  const trial = choices[0]!;
  for (const presentation of presentations(trial.options)) {
    const messages = menuMessages(trial, presentation);
    assert.deepEqual(messages.slice(0, -1), trial.messages.slice(0, -1));
    const [question, ...lines] = messages.at(-1)!.content.split("\n");
    assert.equal(question, trial.messages.at(-1)!.content);
    const shown = presentation.shown.map((option, i) => optionLine(presentation.labels[i]!, option));
    assert.deepEqual(lines, [...shown, "Answer with one line."]);
  }
});

Deno.test("disposition() is the log-odds of acting, with the mass outside the menu", () => {
  const leaning = disposition(recordWith({ logProbability: Math.log(0.6) }, { logProbability: Math.log(0.2) }));
  close(leaning.logOdds, Math.log(3));
  close(leaning.share, 0.75);
  close(leaning.massOutside, 0.2);
  assert.equal(leaning.bound, "none");
  assert.equal(leaning.presentations, 4);
});

Deno.test("disposition() gives 0 for a model that only likes a label or a line", async () => {
  for (const likes of [(option: string) => option.startsWith("A"), (_: string, position: number) => position === 0]) {
    const model = openChatModel(simulatedTransport({
      name: "biased",
      score: ({ options }) => options.map((option, i) => likes(option, i) ? Math.log(0.9) : Math.log(0.05)),
    }));
    const [record] = await run(choices.slice(0, 1), model, { ledgerPath: null });
    close(disposition(record!).logOdds, 0);
  }
});

Deno.test("disposition() calls a missing option a bound and never 0", () => {
  const value = { logProbability: Math.log(0.9) };
  const missing = { logProbability: Math.log(0.01), isBound: true };
  const upper = disposition(recordWith(missing, value));
  assert.equal(upper.bound, "upper");
  close(upper.logOdds, Math.log(0.01 / 0.9));
  assert.equal(disposition(recordWith(value, missing)).bound, "lower");
  assert.equal(disposition(recordWith(missing, missing)).bound, "both");
});

Deno.test("disposition() refuses an act trial, and outcomes() a choice", async () => {
  const [act] = await recordsOf(trialsOf({ worlds: 1 }).slice(0, 1), { none: 0, cooperative: 0 });
  assert.throws(() => disposition(act!), /TypeError: .*need menu scores, got an act trial/);
  assert.throws(
    () => outcomes([recordWith({ logProbability: 0 }, { logProbability: 0 })]),
    /TypeError: .*Use disposition\(\)/,
  );
});

Deno.test("completePairs() leaves bounds out of dispositions", () => {
  const missing = { logProbability: -9, isBound: true };
  const record = recordWith(missing, { logProbability: -0.1 });
  const condition = record.trial.condition;
  const other = condition === "none" ? "cooperative" : "none";
  const partner = {
    ...recordWith({ logProbability: -1 }, { logProbability: -1 }),
    trial: { ...record.trial, condition: other, trialId: "x" },
  };
  const { pairs, dropped } = completePairs([record, partner], {
    factor: "history",
    control: "none",
    treatment: "cooperative",
    fold: "mean",
  });
  assert.equal(pairs.length, 0);
  assert.equal(dropped[0]!.reason, `${condition}: bound (upper)`);
});

Deno.test("a planted leaning comes back through the whole path", async () => {
  const records = await run(choices, plantedModel(choices, { none: 0.2, cooperative: 0.8 }), { ledgerPath: null });
  const { pairs } = completePairs(records, {
    factor: "history",
    control: "none",
    treatment: "cooperative",
    fold: "mean",
    measure: "share",
  });
  for (const pair of pairs) {
    close(pair.control, 0.01 + 0.98 * 0.2);
    close(pair.treatment, 0.01 + 0.98 * 0.8);
  }
});

Deno.test("recordedTransport() replays act and choice records through the client, word for word", async () => {
  const acts = trialsOf({ worlds: 1 });
  const rates = { none: 0.2, cooperative: 0.8 };
  for (const trials of [acts, choices]) {
    const records = await run(trials, plantedModel(trials, rates), { ledgerPath: null });
    const again = await run(trials, openChatModel(recordedTransport(exchangesOf(records), { name: "record" })), {
      ledgerPath: null,
    });
    assert.deepEqual(again.map(({ model: _, ...rest }) => rest), records.map(({ model: _, ...rest }) => rest));
  }
});

Deno.test("plan() counts trials, pairs, calls and tokens before a model is asked", () => {
  const acts = trialsOf({ worlds: 7, maxCalls: 3, maxTokens: 50 });
  const act = plan(acts, { promptTokensPerSecond: 40, completionTokensPerSecond: 8 });
  assert.equal(act.trials, 126);
  assert.equal(act.pairs, 63);
  assert.deepEqual(Object.entries(act.conditions).sort(), [["cooperative", 63], ["none", 63]]);
  assert.equal(act.callsAtMost, 126 * 3);
  assert.equal(act.completionTokensAtMost, 126 * 150);
  assert.equal(act.secondsAtMost, Math.ceil(act.promptTokens / 40 + act.completionTokensAtMost / 8));
  assert.equal(plan(choices).callsAtMost, choices.length * 4);
  assert.equal(plan(choices).secondsAtMost, null);
  assert.equal(plan([]).trials, 0);
});
