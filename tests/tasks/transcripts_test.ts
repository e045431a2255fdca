import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataPath, readText } from "../../lib/foundation/mod.ts";
import { main } from "../../lib/tasks/transcripts/main.ts";

function inFolder(look: (folder: string, run: (...args: string[]) => { code: number; said: string }) => void): void {
  const folder = Deno.makeTempDirSync({ prefix: "twoplane-transcripts-" });
  try {
    look(folder, (...args) => {
      const lines: string[] = [];
      const say = (text: string) => lines.push(text);
      return { code: main(args, { say, complain: say }), said: lines.join("\n") };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const recorded = dataPath("runs/actions-qwen2.5-coder-1.5b.jsonl.gz");

Deno.test("deno task transcripts writes the page of a recorded ledger, compressed or not, half a last line left out", () => {
  inFolder((folder, run) => {
    const [page, plain, again] = ["a.html", "run.jsonl", "b.html"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const { code, said } = run(recorded, page, "--title", "Acts");
    assert.deepEqual([code, said.startsWith("126 trials, ")], [0, true], said);
    assert.match(readFileSync(page, "utf8"), /<h1>Acts<\/h1>[^]*Model qwen2\.5-coder-1\.5b \(local\)/);
    const text = readText(recorded);
    writeFileSync(plain, `${text.split("\n").slice(0, 4).join("\n")}\n{"trial": {"tri`);
    assert.match(run(plain, again).said, /^3 trials/);
    assert.match(readFileSync(again, "utf8"), /<h1>run<\/h1>/);
  });
});

Deno.test("deno task transcripts says what is wrong with a file, and writes nothing then", () => {
  inFolder((folder, run) => {
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
  });
});
