import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import fc from "fast-check";
import { ledgerHeader, openLedger, readLedger, run, runUntil } from "../../../lib/action/mod.ts";
import { resumeLedger } from "../../../lib/action/ledger.ts";
import { type OpenDisk, openDisk } from "../../../lib/action/ledger_file.ts";
import { runSession } from "../../../lib/action/run_session.ts";
import { gzipBytes } from "../../../lib/foundation/mod.ts";
import type { TrialRecord } from "../../../lib/shapes.ts";
import { trialsOf } from "../stand_ins.ts";
import { FINISH, inFolder, modelOf } from "./stand_ins.ts";

interface Unit {
  turnId: string;
  text: string;
}
const units = Array.from({ length: 40 }, (_, i): Unit => ({ turnId: `u${i}`, text: "å€😀x".repeat(i) }));
const model = { name: "m", kind: "simulated", sha256: null } as const;
const header = ledgerHeader(units.map(({ turnId }) => turnId), { model, settings: {} });
const open = (path: string) => openLedger<Unit>(path, header, ({ turnId }) => turnId);

/** A disk with room for so many bytes; it takes part of a line before it says that it is full. */
function fullAfter(room: number): OpenDisk {
  return (path) => {
    const disk = openDisk(path);
    let used = 0;
    return {
      ...disk,
      write: (bytes) => {
        if (used >= room) throw Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
        const taken = disk.write(bytes.subarray(0, room - used));
        used += taken;
        return taken;
      },
      truncate: (size) => {
        disk.truncate(size);
        used = size;
      },
    };
  };
}

Deno.test("a run on a full disk keeps whole records alone, says so, and goes on when there is room", async () => {
  const trials = trialsOf({ worlds: 1 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: 1, max: 6 }),
      (room, concurrency) =>
        inFolder(async (ledgerPath) => {
          const answering = modelOf(() => FINISH);
          const options = { ledgerPath, concurrency };
          const attempt = runSession(trials, answering, {
            caller: "run",
            options,
            onRecord: () => {},
            openDisk: fullAfter(room),
          });
          const ended = await attempt.then(({ summary }) => summary.stopped, (error: Error) => error);
          assert.match(ended?.message ?? "", /need space and a sound disk, got "No space left/);
          const text = readFileSync(ledgerPath, "utf8");
          assert.ok(text === "" || text.endsWith("\n"), "no half line is left");
          const kept = text === "" ? 0 : readLedger(ledgerPath).records.length;
          const before = answering.asked();
          const whole = await run(trials, answering, options);
          assert.equal(answering.asked() - before, trials.length - kept);
          assert.deepEqual(whole, await run(trials, modelOf(() => FINISH), { ledgerPath: null }));
        }),
    ),
    { numRuns: 8, examples: [[0, 1], [60, 2], [40_000, 6]] },
  );
});

Deno.test("a run on a full disk asks nothing, since it could not keep the answers", () =>
  inFolder(async (ledgerPath) => {
    const trials = trialsOf({ worlds: 1 });
    const answering = modelOf(() => FINISH);
    await runUntil(trials, answering, { ledgerPath, ceiling: { calls: 6 } });
    const [before, text] = [answering.asked(), readFileSync(ledgerPath, "utf8")];
    const openFull = fullAfter(text.length + 100);
    await assert.rejects(
      runSession(trials, answering, { caller: "run", options: { ledgerPath }, onRecord: () => {}, openDisk: openFull }),
      /need space and a sound disk/,
    );
    assert.deepEqual([answering.asked(), readFileSync(ledgerPath, "utf8")], [before, text]);
  }));

Deno.test("a run stops when the disk fails to sync, and counts nothing that may be lost as finished", () =>
  inFolder(async (ledgerPath) => {
    let syncs = 0;
    const failing: OpenDisk = (path) => ({
      ...openDisk(path),
      sync: () => ++syncs > 2 ? Promise.reject(new Error("input/output error")) : Promise.resolve(),
    });
    let done = 0;
    const { summary } = await runSession(trialsOf({ worlds: 1 }), modelOf(() => FINISH), {
      caller: "run",
      options: { ledgerPath, onProgress: (count) => done = count },
      onRecord: () => {},
      openDisk: failing,
    });
    assert.equal(summary.stopped?.by, "ledger");
    assert.match(summary.stopped!.message, /input\/output error/);
    assert.deepEqual([summary.finished, done], [2, 2]);
  }));

Deno.test("commit() syncs many lines together, and resolves none before it is synced", () =>
  inFolder(async (path) => {
    let [syncs, written, synced] = [0, 0, 0];
    const counting: OpenDisk = (file) => {
      const disk = openDisk(file);
      return {
        ...disk,
        write: (bytes) => (written++, disk.write(bytes)),
        sync: async () => {
          const covered = written;
          await disk.sync();
          [syncs, synced] = [syncs + 1, covered];
        },
      };
    };
    const ledger = resumeLedger<Unit>(path, header, { onRow: () => {}, open: counting });
    await Promise.all(units.map((unit, index) =>
      ledger.commit(unit).then(() => assert.ok(synced >= index + 2, "the header and all before it"))
    ));
    ledger.close();
    assert.ok(syncs < units.length / 4, `${syncs} syncs`);
    assert.deepEqual(readLedger<Unit>(path).records, units);
  }));

Deno.test("openLedger() cuts off half a line wherever a crash cut it, and keeps all before", async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true }), (share) =>
      inFolder((path) => {
        const first = open(path);
        for (const unit of units.slice(0, 8)) first.append(unit);
        first.close();
        const whole = readFileSync(path);
        const cut = whole.subarray(0, Math.floor(share * whole.length));
        writeFileSync(path, cut);
        const lines = cut.toString("latin1").split("\n").length - 1;
        const again = open(path);
        assert.deepEqual([...again.finished.values()], units.slice(0, Math.max(0, lines - 1)));
        for (const unit of units.slice(again.finished.size, 8)) again.append(unit);
        again.close();
        assert.deepEqual(readFileSync(path), whole);
      })),
    { numRuns: 25 },
  );
});

Deno.test(
  "openLedger() lets one run at a time write a ledger",
  { ignore: Deno.build.os === "windows" },
  () =>
    inFolder((path) => {
      const first = open(path);
      assert.throws(() => open(path), /Error: Cannot open ledger .*another run is writing to/);
      first.append(units[0]!);
      first.close();
      const second = open(path);
      assert.equal(second.finished.size, 1);
      second.close();
    }),
);

Deno.test("openLedger() leaves files that are no ledgers as they are", async () => {
  const cases: [content: string | Uint8Array, pattern: RegExp][] = [
    ["a line of somebody's", /SyntaxError: .*schemaVersion 1, got undefined.*no ledger; nothing was changed/],
    ["a line\nand another\n", /SyntaxError: .*schemaVersion 1, got undefined/],
    ['{"postId":"1"}\n', /SyntaxError: .*schemaVersion 1, got undefined/],
    ["[1]\n", /SyntaxError: .*schemaVersion 1, got undefined/],
    ["\n", /SyntaxError: .*schemaVersion 1, got undefined/],
    [gzipBytes(`${JSON.stringify(header)}\n`), /SyntaxError: .*not compressed, got gzip.*replay\(\)/],
    [
      `${JSON.stringify({ ...header, schemaVersion: 2, codeVersion: "9.1.0" })}\n{"x":1}\n`,
      /SyntaxError: .*schemaVersion 1, got 2\. It was written by version "9\.1\.0"/,
    ],
    [`${JSON.stringify({ ...header, designHash: "0" })}\n`, /Error: .*needs designHash .*another run/],
    [`${JSON.stringify({ ...header, model: { ...model, name: "other" } })}\n`, /Error: .*needs model .*another run/],
    [`${JSON.stringify(header)}\n{"turnId":"u0"}\n{"turnId":\n`, /SyntaxError: .*line 3: .*nothing was changed/],
    [`${JSON.stringify(header)}\nnull\n`, /SyntaxError: .*line 2: need a record with the id of its unit, got null/],
    [`${JSON.stringify(header)}\n{"text":"u0"}\n`, /SyntaxError: .*line 2: .* got an object with text/],
  ];
  for (const [content, pattern] of cases) {
    await inFolder((path) => {
      writeFileSync(path, content);
      assert.throws(() => open(path), pattern);
      assert.deepEqual(readFileSync(path), Buffer.from(content as string), `${pattern}`);
    });
  }
});

Deno.test("openLedger() begins anew where a crash left no more than half a header", async () => {
  for (const length of [0, 1, 17, 40]) {
    await inFolder((path) => {
      writeFileSync(path, JSON.stringify(header).slice(0, length));
      open(path).close();
      assert.equal(readFileSync(path, "utf8"), `${JSON.stringify(header)}\n`);
    });
  }
});

Deno.test("openLedger() says what is wrong with a place it cannot write to", () =>
  inFolder((path, folder) => {
    mkdirSync(path);
    assert.throws(() => open(path), /Error: Cannot open ledger .*need a file that can be written/);
    writeFileSync(join(folder, "file"), "x");
    assert.throws(() => open(join(folder, "file", "run.jsonl")), /Cannot open ledger/);
    assert.ok(!existsSync(join(folder, "file", "run.jsonl")));
  }));

Deno.test("openLedger() reads lines longer than what it reads at once", () =>
  inFolder((path) => {
    const long = { turnId: "u0", text: "é".repeat(3_000_000) };
    const first = open(path);
    first.append(long);
    first.append(units[5]!);
    first.close();
    const again = open(path);
    assert.deepEqual([...again.finished.values()], [long, units[5]]);
    again.close();
  }));

Deno.test("readLedger() takes the last record of a trial that was asked again", () =>
  inFolder(async (ledgerPath) => {
    const trials = trialsOf({ worlds: 1 }).slice(0, 12);
    const flaky = modelOf((_, call) => call === 2 ? Promise.reject(new Error("lost")) : FINISH);
    await run(trials, flaky, { ledgerPath });
    assert.equal(readLedger<TrialRecord>(ledgerPath).records.filter(({ error }) => error !== null).length, 1);
    const kept = await run(trials, flaky, { ledgerPath });
    assert.equal(kept[1]!.error, "lost", "a failed trial is finished unless it is asked again");
    const before = flaky.asked();
    const mended = await run(trials, flaky, { ledgerPath, failed: "ask" });
    assert.equal(flaky.asked() - before, 1);
    assert.ok(mended.every(({ error }) => error === null));
    const { records } = readLedger<TrialRecord>(ledgerPath);
    assert.equal(records.length, trials.length);
    assert.ok(records.every(({ error }) => error === null));
    assert.equal(
      readFileSync(ledgerPath, "utf8").trimEnd().split("\n").length,
      1 + trials.length + 1,
      "nothing is rewritten",
    );
  }));
