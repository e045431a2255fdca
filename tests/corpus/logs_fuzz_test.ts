/** Damaged logs of every tool: a load ends in a report that adds up, or in the documented error. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { messageOf } from "twoplane/foundation";
import { addsUp, loadLogPosts, loadLogRecords, logPath, makeZip, ruled } from "./logs_support.ts";

const BINARY = [
  "inspect/deflate.eval",
  "inspect/unfinished.eval",
  "inspect/chunked.eval",
  "oasis/reddit.db",
  "oasis/twitter.db",
];
const TEXTS = [
  "concordia/structured.json",
  "concordia/structured.html",
  "concordia/raw.html",
  "sotopia/episodes.jsonl",
  "sotopia/episode.json",
  "agentverse/results.jsonl",
  "agentverse/activity.log",
  "llm-cooperation/principal-agent.csv",
  "chat/conversations.jsonl",
  "generic/log.jsonl",
];
const bytesOf = new Map([...BINARY, ...TEXTS].map((name) => [name, new Uint8Array(readFileSync(logPath(name)))]));
const posts = { timeZone: "UTC", startAt: "2026-01-01T00:00:00Z", epochUnit: "s", maxBadRows: 3 } as const;
/** A setting that the whole log of each tool has, so that records are made as long as it is sound. */
const SETTINGS: readonly [RegExp, string][] = [
  [/eval$/, "retries"],
  [/db$/, "user.num_followers"],
  [/^agentverse/, "accepted"],
  [/^llm-cooperation/, "choice"],
  [/^chat/, "id"],
  [/^generic/, "moved"],
  [/^(concordia|sotopia)/, "actions"],
];

/** Loads a damaged log both ways, and tells how many of the two it came through. */
async function ends(folder: string, name: string, bytes: Uint8Array): Promise<number> {
  const path = join(folder, basename(name));
  const setting = SETTINGS.find(([names]) => names.test(name))![1];
  const records = { condition: { value: "a" }, outcome: ruled(setting), maxBadRows: 3 };
  let loaded = 0;
  await Deno.writeFile(path, bytes);
  for (const load of [() => loadLogPosts(path, posts), () => loadLogRecords(path, records)]) {
    try {
      const { report } = await load();
      assert.ok(addsUp(report), JSON.stringify(report));
      loaded++;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      assert.match(messageOf(error), /^Cannot /, String((error as Error).stack));
      assert.ok(["RangeError", "TypeError", "SyntaxError", "Error"].includes((error as Error).name));
    }
  }
  return loaded;
}

/** Runs a property in a folder of its own; logs of which none loads would prove nothing about those that do. */
async function check<Values>(
  numRuns: number,
  arbitrary: fc.Arbitrary<Values>,
  damage: (values: Values) => [string, Uint8Array],
): Promise<void> {
  const folder = await Deno.makeTempDir();
  let loaded = 0;
  try {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (values) => {
        loaded += await ends(folder, ...damage(values));
      }),
      { numRuns, seed: 20260203 },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  assert.ok(loaded > numRuns / 10 && loaded < 2 * numRuns, `${loaded} of ${2 * numRuns} loads came through`);
}

const edits = fc.array(
  fc.record({
    kind: fc.constantFrom("set", "cut", "copy", "drop"),
    from: fc.nat(),
    length: fc.nat(300),
    byte: fc.nat(255),
  }),
  { minLength: 1, maxLength: 6 },
);

type Edit = { kind: string; from: number; length: number; byte: number };

function damaged(bytes: Uint8Array, changes: readonly Edit[]): Uint8Array {
  return changes.reduce((now, { kind, from, length, byte }) => {
    const at = now.length === 0 ? 0 : from % now.length;
    if (kind === "set") return now.with(Math.max(0, Math.min(at, now.length - 1)), byte);
    if (kind === "cut") return now.slice(0, Math.max(1, at));
    const part = kind === "copy" ? now.slice(at, at + length) : new Uint8Array();
    const rest = now.slice(kind === "copy" ? at : Math.min(now.length, at + length));
    return new Uint8Array([...now.slice(0, Math.max(1, at)), ...part, ...rest]);
  }, bytes);
}

Deno.test("a log with damaged bytes ends in a report that adds up or in the documented error", async () => {
  const input = fc.record({ name: fc.constantFrom(...bytesOf.keys()), changes: edits });
  await check(260, input, ({ name, changes }) => [name, damaged(bytesOf.get(name)!, changes)]);
});

const json = fc.jsonValue({ maxDepth: 2 });

/** Puts another value at some place of a JSON document. */
function altered(value: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const key = keys[step % keys.length]!;
  const own = altered((value as Record<string, unknown>)[key], rest, by);
  return Array.isArray(value) ? value.with(Number(key), own) : { ...value, [key]: own };
}

const INSPECT = JSON.parse(readFileSync(logPath("inspect/plain.json"), "utf8").replaceAll("NaN", "null")) as {
  samples: object[];
};

/** An Inspect archive whose members are JSON that means something else. */
function alteredEval(path: readonly number[], by: unknown): Uint8Array {
  const { samples, ...header } = (altered(INSPECT, path, by) ?? {}) as { samples?: unknown };
  const members = (Array.isArray(samples) ? samples : []).map((sample: unknown, index) => ({
    name: `samples/${index}_epoch_1.json`,
    content: JSON.stringify(sample) ?? "null",
  }));
  return makeZip([...members, { name: "header.json", content: JSON.stringify(header) }]);
}

function alteredText(name: string, path: readonly number[], by: unknown): Uint8Array {
  const text = new TextDecoder().decode(bytesOf.get(name)!);
  const lines = name.endsWith(".jsonl") ? text.trim().split("\n") : [text];
  const rows = altered(lines.map((line) => JSON.parse(line) as unknown), path, by);
  const again = (Array.isArray(rows) ? rows : [rows]).map((row) => JSON.stringify(row)).join("\n");
  return new TextEncoder().encode(again);
}

Deno.test("a log whose JSON means something else ends in a report that adds up or in the documented error", async () => {
  const names = ["eval", ...TEXTS.filter((name) => name.endsWith(".json") || name.endsWith(".jsonl"))];
  const input = fc.record({
    name: fc.constantFrom(...names),
    path: fc.array(fc.nat(30), { maxLength: 7 }),
    by: fc.oneof(json, fc.constantFrom<unknown>(null, -1, 1e308, "", "attachment://x", [[]], { "__proto__": 1 })),
  });
  await check(
    400,
    input,
    ({ name, path, by }) => name === "eval" ? ["x.eval", alteredEval(path, by)] : [name, alteredText(name, path, by)],
  );
});

Deno.test("bytes of no log at all end in the documented error, whatever tool they are said to be of", async () => {
  const tools = ["inspect", "oasis", "concordia", "agentverse", "sotopia", "chat", "generic"] as const;
  const folder = await Deno.makeTempDir();
  const input = fc.tuple(fc.constantFrom(...tools), fc.uint8Array({ maxLength: 400 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(input, async ([tool, bytes, isZip]) => {
      const path = join(folder, "x");
      await Deno.writeFile(path, isZip ? new Uint8Array([0x50, 0x4b, 3, 4, ...bytes]) : bytes);
      await loadLogPosts(path, { ...posts, tool }).then(
        ({ report }) => assert.ok(addsUp(report)),
        (error) => assert.match(messageOf(error), /^Cannot /),
      );
    }),
    { numRuns: 150, seed: 1 },
  );
  await Deno.remove(folder, { recursive: true });
});
