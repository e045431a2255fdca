import assert from "node:assert/strict";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import { type Matrix, openNativeProducts } from "../../lib/vectors/mod.ts";
import { close } from "./made.ts";

const normal = normalFrom(seededRandom(1, "products"));

function randomMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, normal) };
}

Deno.test("openNativeProducts() multiplies as loops do, in double precision", async () => {
  const products = await openNativeProducts();
  try {
    const [left, right] = [randomMatrix(7, 33), randomMatrix(33, 5)];
    const turned: Matrix = { rows: 5, columns: 33, values: new Float64Array(5 * 33) };
    for (let i = 0; i < 33; i++) for (let j = 0; j < 5; j++) turned.values[j * 33 + i] = right.values[i * 5 + j] ?? NaN;
    const [made, madeTurned] = [await products.times(left, right), await products.timesTransposed(left, turned)];
    assert.deepEqual([made.rows, made.columns, madeTurned.rows, madeTurned.columns], [7, 5, 7, 5]);
    for (let row = 0; row < 7; row++) {
      for (let column = 0; column < 5; column++) {
        let sum = 0;
        for (let k = 0; k < 33; k++) sum += (left.values[row * 33 + k] ?? NaN) * (right.values[k * 5 + column] ?? NaN);
        close(made.values[row * 5 + column], sum, 1e-12);
        close(madeTurned.values[row * 5 + column], sum, 1e-12);
      }
    }
  } finally {
    await products.release();
  }
});

Deno.test("openNativeProducts() refuses sizes that do not fit", async () => {
  const products = await openNativeProducts();
  try {
    const [left, right] = [randomMatrix(2, 3), randomMatrix(2, 3)];
    await assert.rejects(products.times(left, right), /times.*same inner size, got 3 and 2/);
    await assert.rejects(products.timesTransposed(left, randomMatrix(2, 4)), /got 3 and 4/);
  } finally {
    await products.release();
  }
});
