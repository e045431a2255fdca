import assert from "node:assert/strict";
import fc from "fast-check";
import { varianceComponents, vectorComponents } from "twoplane/statistics";

Deno.test("vectorComponents() is the sum over dimensions of varianceComponents(), balanced or not", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.nat(3),
          fc.nat(4),
          fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
        ),
        { minLength: 12, maxLength: 40 },
      ),
      (drawn) => {
        const every = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3, 4].map((b) => [a, b, [a * 0.1, b * 0.3]] as const));
        const rows = [...every, ...drawn]; // all pairs are there, so that nothing is nested
        const found = vectorComponents({
          vectors: rows.flatMap(([, , values]) => [...values]),
          dims: 2,
          units: [rows.map(([a]) => `a${a}`), rows.map(([, b]) => `b${b}`)],
        });
        assert(found !== null);
        const single = [0, 1].map((dim) =>
          varianceComponents(rows, {
            value: ([, , values]) => values[dim] as number,
            units: { a: ([a]) => `a${a}`, b: ([, b]) => `b${b}` },
            seed: 1,
            draws: 100,
          })
        );
        ["a", "b", "residual"].forEach((name, i) => {
          const sum = single.reduce((all, one) => all + (one[name]?.details?.raw as number), 0);
          assert(Math.abs((found[i] as number) - sum) < 1e-9, `${name}: ${found[i]} and ${sum}`);
        });
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("vectorComponents() cannot tell a unit with as many levels as rows, or a single level", () => {
  const vectors = [1, 2, 3, 4, 5, 7];
  const model = ["m", "m", "m", "n", "n", "n"];
  assert.equal(vectorComponents({ vectors, dims: 1, units: [model, ["a", "b", "c", "d", "e", "f"]] }), null);
  assert.equal(vectorComponents({ vectors, dims: 1, units: [model, vectors.map(() => "one")] }), null);
});
