import assert from "node:assert/strict";
import fc from "fast-check";
import { type DuckDb, openDuckDb, wordIds, words, wordsSql } from "twoplane/foundation";

/** What the dictionary numbered, back as words: each number stands for the word that had it first. */
function byIds(texts: readonly string[]): string[][] {
  const ids = wordIds();
  const names: string[] = [];
  return texts.map((text) => {
    const into = new Int32Array(text.length + 1);
    const end = ids.read(text, into, 0);
    const own = words(text);
    assert.equal(end, own.length, JSON.stringify(text));
    return own.map((word, index) => names[into[index] as number] ??= word);
  });
}

async function inSql(database: DuckDb, texts: readonly string[]): Promise<string[][]> {
  const rows = await database.query<{ words: string[] }>(
    `SELECT ${wordsSql("j.value ->> 'text'")} AS words FROM json_each($texts) AS j`,
    { texts: JSON.stringify(texts.map((text) => ({ text }))) },
  );
  return rows.map((row) => row.words);
}

const cases: [string, string[]][] = [
  ["", []],
  ["  \n\t", []],
  ["Don't PANIC, 42 times!", ["don", "t", "panic", "42", "times"]],
  ["Straße CAFÉ naïve", ["straße", "café", "naïve"]],
  ["cafe\u0301", ["cafe\u0301"]],
  ["\u0301e", ["e"]],
  ["ΟΔΟΣ İstanbul", ["οδοσ", "istanbul"]],
  ["हिन्दी में", ["हिन्दी", "में"]],
  ["今日は、良い天気。", ["今日は", "良い天気"]],
  ["สวัสดี ครับ", ["สวัสดี", "ครับ"]],
  ["🐘 a🐘b ❤️ 👩‍🚀", ["a", "b"]],
  ["1️⃣ x²", ["1\ufe0f\u20e3", "x²"]],
  ["𐐀𐐁 𝟙𝟚", ["𐐨𐐩", "𝟙𝟚"]],
  ["snake_case kebab-case a.b", ["snake", "case", "kebab", "case", "a", "b"]],
  ["\u{20000}\u{20001} x", ["\u{20000}\u{20001}", "x"]],
];

Deno.test("words() splits letters and digits of every script from the rest, in lower case", () => {
  for (const [text, expected] of cases) assert.deepEqual(words(text), expected, text);
});

Deno.test("wordIds() gives two words one number only if they are the same", () => {
  assert.deepEqual(byIds(cases.map(([text]) => text)), cases.map(([, expected]) => expected));
});

Deno.test("wordIds() keeps its numbers apart beyond every table it begins with", () => {
  const ids = wordIds();
  const count = 200_000;
  const into = new Int32Array(count);
  for (let index = 0; index < count; index++) assert.equal(ids.read(`word${index}`, into, index), index + 1);
  assert.equal(ids.size, count);
  assert.ok(into.every((id, index) => id === index));
  for (const index of [0, 1, 65_535, 65_536, 131_071, count - 1]) {
    ids.read(`WORD${index}!`, into, 0);
    assert.equal(into[0], index);
  }
  assert.equal(ids.size, count);
});

const units = fc.constantFrom(
  ...["a", "B", "é", "É", "e\u0301", "Σ", "İ", "ß", "我", "ひ", "ไ", "ा", "🐘", "👩‍🚀", "\ufe0f", "9", "²", "½", "Ⅷ"],
  ...["'", "-", "_", ".", " ", "\n", "\u00a0", "\u200d", "𐐀", "𝟙", "\u0345", "ǅ"],
);
const anyText = fc.oneof(
  fc.string({ unit: units, maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);

Deno.test("words(), wordIds() and wordsSql() agree on any text", async () => {
  const database = await openDuckDb(null);
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 50 }), async (texts) => {
        const expected = texts.map(words);
        assert.deepEqual(byIds(texts), expected);
        assert.deepEqual(await inSql(database, texts), expected);
      }),
      { seed: 1, numRuns: 60 },
    );
  } finally {
    database.close();
  }
});

Deno.test("words() and wordsSql() agree on every character that both engines know", async () => {
  const database = await openDuckDb(null);
  try {
    const differing: { code: number; found: string }[] = [];
    const answer = database.streamColumns(
      `SELECT code, array_to_string(${
        wordsSql("'a' || chr(code)")
      }, ' ') AS found FROM (SELECT CAST(i AS INTEGER) AS code
       FROM range(1, 1114112) AS t(i) WHERE i NOT BETWEEN 55296 AND 57343)`,
    );
    for await (const [codes = [], founds = []] of answer as AsyncGenerator<[number[], string[]]>) {
      codes.forEach((code, index) => {
        const found = founds[index] ?? "";
        if (words(`a${String.fromCodePoint(code)}`).join(" ") !== found) differing.push({ code, found });
      });
    }
    // Newer letters of JavaScript only: it never lacks one that DuckDB knows, and old scripts are not among them.
    for (const { code, found } of differing) {
      assert.equal(found, "a", code.toString(16));
      assert.ok(code > 0x890, code.toString(16));
    }
    assert.ok(differing.length < 6000, `${differing.length} differ`);
  } finally {
    database.close();
  }
});
