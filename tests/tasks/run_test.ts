import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLedger } from "../../lib/action/mod.ts";
import { dataPath, projectPath } from "../../lib/foundation/mod.ts";
import type { TrialRecord } from "../../lib/shapes.ts";
import { readDesign, trialsOf } from "../../lib/tasks/run/design.ts";
import { main } from "../../lib/tasks/run/main.ts";
import { openEndpoint } from "../action/run/endpoint.ts";
import { inFolder } from "../action/run/stand_ins.ts";

/** What a command says, what it complains of, and its exit code. */
async function task(...args: string[]): Promise<{ code: number; said: string; complaints: string }> {
  const [said, complaints]: string[][] = [[], []];
  const code = await main(args, {
    say: (text) => said!.push(text),
    step: () => {},
    complain: (text) => complaints!.push(text),
  });
  return { code, said: said!.join("\n"), complaints: complaints!.join("\n") };
}

const design = {
  title: "A test",
  scenarios: { only: ["switch-tampering"] },
  design: { factor: "history", control: "none", treatments: ["cooperative"], mode: "act", worlds: 2, seed: 1 },
  model: { kind: "simulated", rates: { none: 0.2, cooperative: 0.8 }, seed: 1 },
};

/** Writes a design whose ledger stands beside it. */
function written(folder: string, changes: object = {}, run: object = {}): { path: string; ledgerPath: string } {
  const [path, ledgerPath] = [join(folder, "design.json"), join(folder, "ledger.jsonl")];
  writeFileSync(path, JSON.stringify({ ...design, run: { ledgerPath, ...run }, ...changes }));
  return { path, ledgerPath };
}

Deno.test("deno task run shows the plan and asks nothing when it is dry, then runs, then goes on", () =>
  inFolder(async (_, folder) => {
    const { path, ledgerPath } = written(folder, {}, { ceiling: { calls: 12 } });
    const dry = await task(path, "--dry-run");
    assert.deepEqual([dry.code, existsSync(ledgerPath)], [0, false]);
    assert.match(dry.said, /^A test\n/);
    assert.match(dry.said, /\ntrials +12 .*cooperative 6/);
    assert.match(dry.said, /\nmoney at most +0\.00 USD .*no charge/);
    assert.match(dry.said, /Dry run: no model was asked; the ledger is not there yet/);
    const short = await task(path);
    assert.equal(short.code, 3);
    assert.match(short.said, /Stopped: The ceiling on calls .*raise the ceiling and run again/);
    const begun = readLedger<TrialRecord>(ledgerPath).records.length;
    assert.ok(begun > 0 && begun < 12);
    written(folder);
    const rest = await task(path);
    assert.equal(rest.code, 0);
    assert.match(rest.said, new RegExp(`\\n12 of 12 trials finished, ${12 - begun} now`));
    assert.match((await task(path)).said, /\n12 of 12 trials finished, 0 now/);
    const { header, records } = readLedger<TrialRecord>(ledgerPath);
    assert.equal(records.length, 12);
    assert.equal(header.settings.title, "A test");
    assert.ok(records.every(({ timing }) => timing.durationMs !== null));
  }));

Deno.test("deno task run interrupted by Ctrl-C keeps what was in flight and goes on later", {
  ignore: Deno.build.os === "windows",
}, () =>
  inFolder(async (_, folder) => {
    const changes = { scenarios: { only: ["score-facts", "server-transfer", "switch-tampering"] } };
    const { path, ledgerPath } = written(folder, changes);
    const trials = trialsOf(readDesign(path), { isConsented: false });
    const enough = Promise.withResolvers<void>();
    const endpoint = openEndpoint(trials, {
      waitMs: () => 20,
      onFirstCall: () => endpoint.firstCalls.length >= 9 && enough.resolve(),
    });
    const model = { kind: "endpoint", baseURL: endpoint.baseURL, model: "fake" };
    written(folder, { ...changes, model }, { concurrency: 3 });
    try {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", projectPath("lib/tasks/run/main.ts"), path],
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      await enough.promise;
      child.kill("SIGINT");
      const { code, stdout, stderr } = await child.output();
      assert.equal(code, 130, new TextDecoder().decode(stderr));
      assert.match(
        new TextDecoder().decode(stdout),
        /Stopped: Ctrl-C\. \d+ trials are left: run the same command to go on/,
      );
      const kept = readLedger<TrialRecord>(ledgerPath).records.length;
      assert.equal(kept, endpoint.firstCalls.length, "every trial that began has its record");
      assert.ok(kept >= 9 && kept < trials.length);
      const { code: again } = await task(path);
      assert.deepEqual([again, endpoint.firstCalls.length], [0, trials.length]);
      assert.doesNotMatch(readFileSync(ledgerPath, "utf8").split("\n")[0]!, /127\.0\.0\.1/);
    } finally {
      await endpoint.close();
    }
  }));

Deno.test("deno task run asks failed trials again when it is told to", () =>
  inFolder(async (_, folder) => {
    const { path, ledgerPath } = written(folder, { model: { ...design.model, rates: { none: 0, cooperative: 1 } } });
    await task(path);
    const lines = readFileSync(ledgerPath, "utf8").split("\n");
    lines[3] = lines[3]!.replace('"error":null', '"error":"lost"');
    writeFileSync(ledgerPath, lines.join("\n"));
    assert.match(
      (await task(path)).said,
      /12 of 12 .* 1 with an error; .*\n.*\nAsk failed trials again with --again-failed/,
    );
    assert.match((await task(path, "--again-failed")).said, /12 of 12 trials finished, 1 now.* 0 with an error/);
  }));

Deno.test("deno task run keeps what a preset crosses when the file crosses more, and lets the file have its own levels", () =>
  inFolder((_, folder) => {
    const levelsWith = (crossed?: object) => {
      const { path } = written(folder, {
        preset: "selfPreservation",
        design: { mode: "choose", worlds: 1, seed: 1, ...(crossed && { crossed }) },
      });
      const trials = trialsOf(readDesign(path), { isConsented: false });
      const of = (factor: string) => [...new Set(trials.map(({ levels }) => levels[factor]))].sort();
      return { subject: of("subject"), threat: of("threat"), monitored: of("monitored") };
    };
    const preset = { subject: ["self"], threat: ["present"], monitored: ["untold"] };
    assert.deepEqual(levelsWith(), preset);
    assert.deepEqual(levelsWith({ monitored: ["yes", "no"] }), { ...preset, monitored: ["no", "yes"] });
    assert.deepEqual(levelsWith({ subject: ["peer", "self"] }), { ...preset, subject: ["peer", "self"] });
    assert.throws(() => levelsWith(["self"]), /TypeError: .*crossed needs an object of factors, got an array of 1/);
  }));

Deno.test("deno task run needs consent for more trials than the design allows", () =>
  inFolder(async (_, folder) => {
    const { path } = written(folder, { design: { ...design.design, mostTrials: 8 } });
    const refused = await task(path, "--dry-run");
    assert.equal(refused.code, 1);
    assert.match(refused.complaints, /needs a design of at most 8 trials, got 12/);
    assert.equal((await task(path, "--dry-run", "--yes")).code, 0);
  }));

Deno.test("deno task run begins nothing that may cost money without a ceiling or consent", () =>
  inFolder(async (_, folder) => {
    const model = { kind: "endpoint", baseURL: "https://models.invalid/v1", model: "dear" };
    const { path, ledgerPath } = written(folder, { model });
    const { code, said, complaints } = await task(path);
    assert.equal(code, 1);
    assert.match(said, /money at most +not known .*No price of "dear" is known/);
    assert.match(complaints, /need a ceiling on calls, tokens or money \(run\.ceiling\), got none/);
    assert.ok(!existsSync(ledgerPath));
    const { path: priced } = written(folder, { model, plan: { prices: join(folder, "prices.json") } });
    const row = { model: "dear", promptPerMillion: 100, completionPerMillion: 100, source: "x", checked: "2026-01-31" };
    writeFileSync(join(folder, "prices.json"), JSON.stringify({ asOf: "2026-01-31", currency: "USD", models: [row] }));
    assert.match((await task(priced, "--dry-run")).said, /money at most +\d+\.\d\d USD .*100 and 100 USD a million/);
  }));

Deno.test("deno task run says what is wrong with a design, where, and without quoting it", () =>
  inFolder(async (_, folder) => {
    const refuses = async (changes: object, pattern: RegExp, run = {}) => {
      const { path, ledgerPath } = written(folder, changes, run);
      const { code, complaints } = await task(path);
      assert.equal(code, 1);
      assert.match(complaints, pattern);
      assert.ok(!existsSync(ledgerPath));
    };
    await refuses({ title: undefined }, /Cannot read design .*at title: /);
    await refuses({ design: undefined }, /at its top: need one of design .* and controls/);
    await refuses({ controls: {} }, /need one of design .* and controls/);
    await refuses({ model: { kind: "cloud" } }, /at model\.kind: /);
    await refuses({ model: { ...design.model, rates: { none: 2 } } }, /at model\.rates\.none: /);
    await refuses(
      { model: { kind: "local", weights: "big" } },
      /model\.weights is one of .*qwen2\.5-coder-1\.5b, got "big"/,
    );
    await refuses({ design: { ...design.design, factor: "charm" } }, /factor of scenario .* is one of .*got "charm"/);
    await refuses({ design: { ...design.design, world: 2 } }, /matchPairs\(\) with option "world"/);
    await refuses({ preset: "peace" }, /preset is one of .*peerShutdown, .*got "peace"/);
    await refuses({}, /at run: .*"speed"/, { speed: 3 });
    await refuses({}, /at run\.ceiling\.money: /, { ceiling: { money: -1 } });
    await refuses(
      { model: { kind: "endpoint", baseURL: "x", model: "m", apiKey: "sk-secret" } },
      /at model: .*"apiKey"/,
    );
    const { path } = written(folder, {
      model: { kind: "endpoint", baseURL: "sk-secret", model: "m", apiKey: "sk-secret" },
    });
    assert.doesNotMatch((await task(path)).complaints, /secret/);
    writeFileSync(path, "{");
    assert.match((await task(path)).complaints, /Cannot .*design\.json/);
    assert.match((await task(join(folder, "none.json"))).complaints, /there is no such file/);
    assert.match((await task()).said, /^deno task run DESIGN\.json/);
    assert.deepEqual([(await task("--help")).code, (await task("--wet", path)).code], [0, 1]);
  }));

Deno.test("control items and presets run by design files too", () =>
  inFolder(async (_, folder) => {
    const controls = { factor: "history", level: "none", worlds: 1, seed: 1 };
    const { path } = written(folder, { design: undefined, controls });
    assert.match((await task(path)).said, /20 of 20 trials finished/);
    const preset = written(folder, {
      preset: "peerShutdown",
      scenarios: { only: ["switch-tampering"] },
      design: { mode: "choose", worlds: 1, seed: 1 },
    });
    const trials = trialsOf(readDesign(preset.path), { isConsented: false });
    assert.equal(new Set(trials.map(({ condition }) => condition)).size, 6);
    const sampled = written(folder, { design: { ...design.design, topP: 1 } });
    const acts = trialsOf(readDesign(sampled.path), { isConsented: false });
    assert.ok(acts.length > 0 && acts.every(({ settings }) => settings.topP === 1));
    const none = written(folder, { design: { ...design.design, topP: 0 } });
    assert.match((await task(none.path)).complaints, /topP needs a finite number in \(0, 1\], got 0/);
  }));

for (const name of readdirSync(dataPath("designs"))) {
  Deno.test(`data/designs/${name} is a design that can be planned`, async () => {
    const { code, complaints } = await task(dataPath(`designs/${name}`), "--dry-run");
    assert.equal(code, 0, complaints);
  });
}
