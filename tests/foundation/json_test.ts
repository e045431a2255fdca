import assert from "node:assert/strict";
import fc from "fast-check";
import { parseJson, parseJsonl, toJsonl } from "twoplane/foundation";

const read = (text: string) => parseJson(text, { source: "posts.json" });

Deno.test("parseJson() keeps every digit of a whole number beyond 2^53, wherever it stands", () => {
  assert.deepEqual(read('[1234567890123456789, {"a": [-9007199254740993]}, "1234567890123456789"]'), [
    "1234567890123456789",
    { a: ["-9007199254740993"] },
    "1234567890123456789",
  ]);
});

Deno.test("parseJson() leaves fractions and safe whole numbers numbers", () => {
  assert.deepEqual(read("[9007199254740991, 1.50, 1e3, 0.1234567890123456789, 1e400]"), [
    9007199254740991,
    1.5,
    1000,
    0.12345678901234568,
    Infinity,
  ]);
});

Deno.test("parseJson() drops a byte-order mark", () => assert.deepEqual(read('\uFEFF{"a":1}'), { a: 1 }));

Deno.test("parseJson() says where a fault stands", () => {
  const cases: [string, string][] = [
    ['{"a": 1,\n "b": }', 'at line 2, column 7: need JSON, got "}"'],
    ["[1,\n2,\n", "at line 3, column 1: need JSON, got the end"],
    ['[{"a": "never closed}]', "at line 1, column 23: need JSON, got the end"],
    ["{'a': 1}", `at line 1, column 2: need JSON, got "'a': 1}"`],
    ["[1] [2]", 'at line 1, column 5: need JSON, got "[2]"'],
    ["[1, NaN]", 'at line 1, column 5: need JSON, got "NaN]"'],
    ["", "at line 1, column 1: need JSON, got the end"],
    ['["\\x"]', 'at line 1, column 3: need JSON, got "\\x"]"'],
    ["[01]", 'at line 1, column 3: need JSON, got "1]"'],
    ["[1,]", 'at line 1, column 4: need JSON, got "]"'],
    ["{1: 2}", 'at line 1, column 2: need JSON, got "1: 2}"'],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => read(text), { name: "SyntaxError", message: `Cannot read posts.json ${message}` });
  }
});

Deno.test("parseJson() refuses a nesting that no stack can hold with an error of its own", () => {
  const deep = "[".repeat(200_000) + "1234567890123456789" + "]".repeat(200_000);
  assert.throws(() => read(deep), {
    name: "SyntaxError",
    message: "Cannot read posts.json: need JSON, got too deep a nesting",
  });
});

Deno.test("parseJson() finds a fault exactly where JSON.parse() throws", () => {
  const piece = fc.constantFrom(...'{}[]:,"\\/ \n\tab01.-+eE', "true", "null", '"a"', "\\u00e9", "\\n", "12", "\u0001");
  const broken = fc.tuple(fc.json(), fc.nat(), fc.nat(3), piece)
    .map(([text, at, cut, extra]) =>
      text.slice(0, at % (text.length + 1)) + extra + text.slice(at % (text.length + 1) + cut)
    );
  fc.assert(
    fc.property(fc.oneof(broken, fc.array(piece).map((pieces) => pieces.join("")), fc.json()), (text) => {
      let sound = true;
      try {
        JSON.parse(text);
      } catch {
        sound = false;
      }
      if (sound) read(text);
      else assert.throws(() => read(text), /^SyntaxError: Cannot read posts\.json at line \d+, column \d+: need JSON/);
    }),
    { numRuns: 3000, seed: 1 },
  );
});

Deno.test("parseJson() blames a character only if no JSON begins with what stands before it", () => {
  const columnOf = (text: string) => {
    try {
      read(text);
      return null;
    } catch (error) {
      return Number(/column (\d+)/.exec(String(error))?.[1]);
    }
  };
  // In "[1, x" every continuation of "[1, " is open and none of "[1, x" is.
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.constantFrom("x", "}", ":", "'"), (numbers, wrong) => {
      const start = `[${numbers.map((number) => `${number}, `).join("")}`;
      assert.equal(columnOf(`${start}${wrong}`), start.length + 1);
    }),
    { seed: 2 },
  );
});

Deno.test("parseJsonl() keeps good lines and says where bad ones fail", () => {
  const { rows, bad } = parseJsonl('\uFEFF{"a":1}\r\n\n{"a":\n[1]\n  \n{"id":1234567890123456789}');
  assert.deepEqual(rows, [
    { line: 1, value: { a: 1 } },
    { line: 4, value: [1] },
    { line: 6, value: { id: "1234567890123456789" } },
  ]);
  assert.deepEqual(bad, [{ line: 3, column: 6, detail: 'need JSON, got the end in "{"a":"' }]);
});

Deno.test("parseJsonl() reads nothing out of nothing", () => {
  assert.deepEqual(parseJsonl(""), { rows: [], bad: [] });
  assert.deepEqual(parseJsonl("\n \n"), { rows: [], bad: [] });
});

Deno.test("parseJsonl() reads back what toJsonl() wrote", () => {
  const value = fc.jsonValue({ noUnicodeString: false });
  fc.assert(
    fc.property(fc.array(value.filter((item) => !JSON.stringify(item).match(/\d{16}/))), (values) => {
      const { rows, bad } = parseJsonl(toJsonl(values));
      assert.deepEqual(rows.map((row) => row.value), JSON.parse(JSON.stringify(values)));
      assert.deepEqual(bad, []);
    }),
    { seed: 3 },
  );
});

Deno.test("toJsonl() ends every line and refuses what has no JSON", () => {
  assert.equal(toJsonl([]), "");
  assert.equal(toJsonl([1, { a: "x\ny" }]), '1\n{"a":"x\\ny"}\n');
  assert.throws(() => toJsonl([1, undefined]), {
    name: "TypeError",
    message: "Cannot write row 2 as JSON Lines: need a JSON value, got undefined",
  });
});
