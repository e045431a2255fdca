import assert from "node:assert/strict";
import {
  checkAborted,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  cut,
  messageOf,
  quote,
} from "twoplane/foundation";

Deno.test("checkOptions() takes known names and refuses a misspelt one, listing what there is", () => {
  checkOptions("project", {}, ["seed"]);
  checkOptions("project", { seed: 1 }, ["seed", "neighbours"]);
  assert.throws(() => checkOptions("project", { seed: 1, neighbors: 5 }, ["seed", "neighbours"]), {
    name: "TypeError",
    message: 'Cannot run project() with option "neighbors": it takes seed, neighbours',
  });
});

Deno.test("checkOptions() refuses what is no object", () => {
  for (const [options, came] of [[null, "null"], ["seed", '"seed"'], [[1], "an array of 1"], [5, "5"]] as const) {
    assert.throws(() => checkOptions("project", options as never, ["seed"]), {
      name: "TypeError",
      message: `Cannot run project(): options need an object, got ${came}`,
    });
  }
});

Deno.test("checkInteger() gives a whole number within bounds back and refuses the rest", () => {
  assert.equal(checkInteger("f", "k", 3, { min: 1, max: 3 }), 3);
  assert.equal(checkInteger("f", "k", -5), -5);
  for (const value of [0, 4, 1.5, NaN, "3", null, undefined, 2 ** 53]) {
    assert.throws(() => checkInteger("f", "k", value, { min: 1, max: 3 }), {
      name: "RangeError",
      message: `Cannot run f(): k needs a whole number from 1 to 3, got ${quote(value)}`,
    });
  }
  assert.throws(() => checkInteger("f", "k", 0, { min: 1 }), /k needs a whole number of at least 1, got 0$/);
  assert.throws(() => checkInteger("f", "k", 4, { max: 3 }), /k needs a whole number of at most 3, got 4$/);
  assert.throws(() => checkInteger("f", "seed", "1"), /seed needs a whole number, got "1"$/);
  assert.throws(() => checkInteger("f", "seed", undefined), /seed needs a whole number, got undefined$/);
});

Deno.test("checkNumber() writes a bound that is left out with a round bracket", () => {
  assert.equal(checkNumber("f", "share", 1e-9, { min: Number.MIN_VALUE, max: 1 }), 1e-9);
  assert.throws(() => checkNumber("f", "share", 0, { min: Number.MIN_VALUE, max: 1 }), {
    name: "RangeError",
    message: "Cannot run f(): share needs a finite number in (0, 1], got 0",
  });
});

Deno.test("checkNumber() gives a finite number within bounds back and refuses the rest", () => {
  assert.equal(checkNumber("f", "rate", 0, { min: 0, max: 1 }), 0);
  for (const value of [-0.1, 1.1, NaN, Infinity, "0.5", null]) {
    assert.throws(() => checkNumber("f", "rate", value, { min: 0, max: 1 }), {
      name: "RangeError",
      message: `Cannot run f(): rate needs a finite number in [0, 1], got ${quote(value)}`,
    });
  }
});

Deno.test("checkOneOf() gives a known name back and lists them for another", () => {
  assert.equal(checkOneOf("f", "fold", "mean", ["mean", "majority"]), "mean");
  assert.throws(() => checkOneOf("f", "fold", "median", ["mean", "majority"]), {
    name: "TypeError",
    message: 'Cannot run f(): fold is one of mean, majority, got "median"',
  });
});

Deno.test("checkAborted() throws the signal's reason once it is aborted", () => {
  const stop = new AbortController();
  checkAborted(undefined);
  checkAborted(stop.signal);
  stop.abort(new Error("enough"));
  assert.throws(() => checkAborted(stop.signal), /enough/);
});

Deno.test("cut() puts text on one line and cuts whole characters at the length", () => {
  assert.equal(cut(" a\n\t b  "), "a b");
  assert.equal(cut("x".repeat(40)), "x".repeat(40));
  assert.equal(cut("x".repeat(41)), `${"x".repeat(39)}…`);
  assert.equal(cut("🐘🐘🐘🐘", 3), "🐘🐘…");
  assert.equal(cut(""), "");
});

Deno.test("cut() lets no text colour a terminal or turn a line around", () => {
  assert.equal(cut("\u001b[31mred\u202egnp"), "\ufffd[31mred\ufffdgnp");
});

Deno.test("quote() names the kind and the content of any value", () => {
  const cases: [unknown, string][] = [
    ["text", '"text"'],
    [null, "null"],
    [undefined, "undefined"],
    [NaN, "NaN"],
    [[1, 2], "an array of 2"],
    [{ a: 1, b: 2 }, "an object with a, b"],
    [{}, "an object with no keys"],
  ];
  for (const [value, expected] of cases) assert.equal(quote(value), expected);
});

Deno.test("messageOf() gives the message of an error and the text of anything else", () => {
  assert.equal(messageOf(new RangeError("far")), "far");
  assert.equal(messageOf("near"), "near");
});
