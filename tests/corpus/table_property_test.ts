import assert from "node:assert/strict";
import fc from "fast-check";
import { gzipBytes, stringifyCsv, toJsonl } from "twoplane/foundation";
import { agreeOn } from "./table_support.ts";

const columns = ["id", "author", "kind", "content", "title", "created_at", "score", "thread_id", "test"];
const units = fc.constantFrom(
  "a",
  "é",
  "🐘",
  '"',
  ",",
  "\n",
  "\r\n",
  "\r",
  "'",
  "=",
  " ",
  "\t",
  "1",
  "\u001f",
  "\u001e",
);
const word = fc.string({ unit: units, maxLength: 12 });
const wallTimes = fc.constantFrom(
  ...[
    "2026-03-29 02:30:00",
    "2026-10-25T02:30:00",
    "2026-02-03",
    "2026-02-03T10:00:00Z",
    "2026-02-03T10:00:00.1239+05:30",
  ],
  ...["1770124302", "1770124302603", "1770124302.5", "2026-02-30T10:00:00Z", "soon", "", "  "],
);

/** Rows as a platform may export them, many of them bad. */
const anyRow = fc.record({
  id: fc.oneof(fc.nat(12).map(String), fc.constantFrom("1234567890123456789", "", " ", null)),
  author: fc.oneof(word, fc.constantFrom("None", "null", "", null, "Ada")),
  kind: fc.constantFrom("post", "comment", "reply", "Reply ", "link", ""),
  content: fc.oneof(word, fc.constantFrom("", null, "same", "same")),
  title: fc.option(word),
  created_at: fc.oneof(wallTimes, fc.constant("2026-02-03T10:00:00Z")),
  score: fc.oneof(fc.integer().map(String), fc.constantFrom("1.5", "", "much", "1e3", null)),
  thread_id: fc.constantFrom("t", "None", "", null),
  test: fc.boolean(),
});

const options = fc.record({
  maxBadRows: fc.constantFrom(0, 1000, 1000, 1000),
  timeZone: fc.constantFrom("Europe/Berlin", "Asia/Tokyo", "+09:00", "UTC"),
  missingText: fc.constantFrom("drop" as const, "title" as const),
  drop: fc.constantFrom({}, { test: true }),
  keep: fc.constantFrom({}, { author: ["Ada", null] }),
});

/** The file with one stretch of it cut out or replaced. */
const damage = fc.option(
  fc.tuple(fc.nat(), fc.nat(6), fc.constantFrom("", '"', "\n", ",", "{", "}", "\ufeff", "5\n", "[]\n")),
);

function damaged(text: string, change: [number, number, string] | null): string {
  if (change === null) return text;
  const at = change[0] % (text.length + 1);
  return text.slice(0, at) + change[2] + text.slice(at + change[1]);
}

Deno.test("loadCorpus() agrees with loadPosts() on any file, sound or damaged", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(anyRow, { minLength: 1, maxLength: 40 }),
      fc.constantFrom("p.csv", "p.tsv", "p.jsonl", "p.jsonl", "p.csv.gz"),
      options,
      damage,
      async (rows, name, settings, change) => {
        const separator = name.includes("tsv") ? "\t" : ",";
        const text = name.includes("jsonl")
          ? toJsonl(rows)
          : await stringifyCsv(rows, { columns, formulas: "kept", separator });
        const content = damaged(text, change);
        await agreeOnOneFault(name, name.endsWith("gz") ? gzipBytes(content) : content, settings);
      },
    ),
    { numRuns: 80, seed: 1 },
  ));

/** Of several faults that stop a load, each way may name another one; whether one stops it must agree. */
async function agreeOnOneFault(...[name, content, settings]: Parameters<typeof agreeOn>): Promise<void> {
  try {
    await agreeOn(name, content, settings);
  } catch (difference) {
    const { actual, expected } = difference as { actual?: { error: unknown }; expected?: { error: unknown } };
    assert.ok(typeof actual?.error === "string" && typeof expected?.error === "string", String(difference));
  }
}
