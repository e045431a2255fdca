import assert from "node:assert/strict";
import fc from "fast-check";
import { inspectIds } from "../../lib/statistics/repeats.ts";

const hasRepeats = (rows: readonly { pairId: string }[]) => inspectIds(rows).repeats;
const rows = (ids: readonly string[]) => ids.map((pairId) => ({ pairId }));
const many = (n: number, name: (i: number) => string) => Array.from({ length: n }, (_, i) => name(i));

Deno.test("inspectIds() finds one repeat among many, wherever it stands", () => {
  for (
    const name of [(i: number) => `p${i}`, (i: number) => `${"x".repeat(80)}/${i}/w1`, (i: number) => `s${i % 9}/w${i}`]
  ) {
    const ids = many(20_000, name);
    assert.equal(hasRepeats(rows(ids)), false);
    assert.equal(hasRepeats(rows([...ids, ids[0] as string])), true);
    assert.equal(hasRepeats(rows([...ids.slice(0, 9_000), ids[19_999] as string, ...ids.slice(9_000)])), true);
  }
});

Deno.test("inspectIds() compares as text where hashes are alike", () => {
  // Long ids that differ in one place only, which a sample of characters can miss.
  const ids = many(6_000, (i) => `${"a".repeat(60)}${String.fromCharCode(200 + i)}${"b".repeat(59)}`);
  assert.equal(hasRepeats(rows(ids)), false);
  assert.equal(hasRepeats(rows([...ids, ids[5] as string])), true);
});

Deno.test("inspectIds() agrees with a set", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30_000), { minLength: 5_000, maxLength: 5_200 }), (numbers) => {
      const ids = numbers.map(String);
      assert.equal(hasRepeats(rows(ids)), new Set(ids).size < ids.length);
    }),
    { numRuns: 5 },
  );
  assert.deepEqual(inspectIds([]), { nameless: -1, repeats: false });
});

Deno.test("inspectIds() names the first row without an id", () => {
  assert.equal(inspectIds([{ pairId: "a" }, { pairId: 3 }, null]).nameless, 1);
  assert.equal(inspectIds([{ pairId: "a" }, null]).nameless, 1);
});
