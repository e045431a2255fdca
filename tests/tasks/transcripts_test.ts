import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lib/action/mod.ts";
import { dataPath, gzipBytes, readText } from "../../lib/foundation/mod.ts";
import { main } from "../../lib/tasks/transcripts/main.ts";
import { plantedModel, trialsOf } from "../action/stand_ins.ts";

type Run = (...args: string[]) => { code: number; said: string };

/** A folder with a compressed ledger of simulated agents in it. */
async function inFolder(look: (folder: string, run: Run, recorded: string) => void): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "twoplane-transcripts-" });
  try {
    const [ledgerPath, recorded] = [join(folder, "acts.jsonl"), join(folder, "acts.jsonl.gz")];
    const trials = trialsOf();
    await run(trials, plantedModel(trials, { none: 0.2, cooperative: 0.8 }), { ledgerPath });
    writeFileSync(recorded, gzipBytes(readFileSync(ledgerPath)));
    look(folder, (...args) => {
      const lines: string[] = [];
      const say = (text: string) => lines.push(text);
      return { code: main(args, { say, complain: say }), said: lines.join("\n") };
    }, recorded);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

Deno.test("deno task transcripts writes the page of a recorded ledger, compressed or not, half a last line left out", () =>
  inFolder((folder, run, recorded) => {
    const [page, plain, again] = ["a.html", "run.jsonl", "b.html"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const { code, said } = run(recorded, page, "--title", "Acts");
    assert.deepEqual([code, said.startsWith("36 trials, ")], [0, true], said);
    assert.match(readFileSync(page, "utf8"), /<h1>Acts<\/h1>[^]*Model simulated: planted effect \(simulated\)/);
    const text = readText(recorded);
    writeFileSync(plain, `${text.split("\n").slice(0, 4).join("\n")}\n{"trial": {"tri`);
    assert.match(run(plain, again).said, /^3 trials/);
    assert.match(readFileSync(again, "utf8"), /<h1>run<\/h1>/);
  }));

Deno.test("deno task transcripts says what is wrong with a file, and writes nothing then", () =>
  inFolder((folder, run, recorded) => {
    const page = join(folder, "a.html");
    const empty = join(folder, "empty.jsonl");
    writeFileSync(empty, `${readText(recorded).split("\n")[0]}\n`);
    const wrong: [string[], RegExp][] = [
      [
        [dataPath("societies/board-feed.jsonl.gz"), page],
        /record 1: need a trial with its transcript.*societies hold turns/,
      ],
      [[empty, page], /need at least 1 finished trial, got 0/],
      [[join(folder, "none.jsonl"), page], /there is no such file/],
      [[recorded, page, "third"], /^deno task transcripts LEDGER/],
      [[recorded, page, "--titel"], /--titel/],
      [[], /^deno task transcripts LEDGER/],
    ];
    for (const [args, message] of wrong) {
      const { code, said } = run(...args);
      assert.equal(code, 1);
      assert.match(said, message);
    }
    assert.ok(!existsSync(page));
    assert.equal(run("--help").code, 0);
  }));
