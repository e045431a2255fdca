import assert from "node:assert/strict";
import { gramOverlap, gramSet } from "../../lib/content/word_overlap.ts";
import { close } from "../vectors/made.ts";
import { golden } from "./adaptation_golden.ts";

Deno.test("gramOverlap() agrees with sets of word tuples in Python", () => {
  const { texts, pairs } = golden.overlap;
  for (const { n, i, j, value } of pairs) {
    const [a, b] = [i, j].map((place) => gramSet({ title: null, text: texts[place] as string }, n));
    close(gramOverlap(a as Int32Array, b as Int32Array), value, 1e-12);
  }
});

Deno.test("gramSet() reads the title too, and is empty where there are fewer words than a gram has", () => {
  const titled = gramSet({ title: "Ada said", text: "hello" }, 2);
  assert.equal(titled.length, 2);
  assert.equal(gramSet({ title: null, text: "hello" }, 2).length, 0);
  assert.equal(gramOverlap(gramSet({ title: null, text: "" }, 1), gramSet({ title: null, text: "!" }, 1)), 0);
});

Deno.test("gramSet() keeps the order of words apart", () => {
  const [ab, ba] = ["ada bob", "bob ada"].map((text) => gramSet({ title: null, text }, 2));
  assert.equal(gramOverlap(ab as Int32Array, ba as Int32Array), 0);
});
