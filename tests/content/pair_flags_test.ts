import assert from "node:assert/strict";
import fc from "fast-check";
import { pairFlags } from "../../lib/content/pair_flags.ts";

for (const n of [12, 40_000]) {
  Deno.test(`pairFlags() of ${n} numbers holds what a Set holds, whatever is added and taken away`, () => {
    const pair = fc.tuple(fc.boolean(), fc.nat(Math.min(n - 1, 39)), fc.nat(Math.min(n - 1, 11)));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 400 }), (steps) => {
        const [flags, set] = [pairFlags(n), new Set<string>()];
        for (const [isAdded, source, target] of steps) {
          if (isAdded) flags.add(source, target);
          else flags.delete(source, target);
          if (isAdded) set.add(`${source} ${target}`);
          else set.delete(`${source} ${target}`);
        }
        for (let source = 0; source < Math.min(40, n); source++) {
          for (let target = 0; target < 12; target++) {
            assert.equal(flags.has(source, target), set.has(`${source} ${target}`));
          }
        }
      }),
    );
  });
}

Deno.test("pairFlags() of many numbers grows with its pairs, and keeps those far apart", () => {
  const flags = pairFlags(90_000);
  for (let i = 0; i < 5_000; i++) flags.add((i * 7919) % 90_000, (i * 104_729) % 90_000);
  for (let i = 0; i < 5_000; i += 2) flags.delete((i * 7919) % 90_000, (i * 104_729) % 90_000);
  for (let i = 0; i < 5_000; i++) assert.equal(flags.has((i * 7919) % 90_000, (i * 104_729) % 90_000), i % 2 === 1);
});
