import assert from "node:assert/strict";
import { nullBand } from "../../lib/content/null_band.ts";
import { close } from "../vectors/made.ts";

Deno.test("nullBand() counts draws at least as far from their mean, on both sides", () => {
  const band = nullBand("temporal structure", 3, Float64Array.of(-4, -3, -1, 0, 0, 1, 3, 4));
  assert.deepEqual([band.kind, band.draws, band.mean], ["temporal structure", 8, 0]);
  close(band.pValue, 5 / 9, 1e-15); // −4, −3, 3, 4 and the data's own order
});

Deno.test("nullBand() never gives p of 0, and 1 where all draws equal the estimate", () => {
  close(nullBand("x", 9, new Float64Array(99)).pValue, 0.01, 1e-15);
  assert.equal(nullBand("x", 0.5, new Float64Array(9).fill(0.5)).pValue, 1);
});

Deno.test("nullBand() takes sums in another sequence for the same value", () => {
  const draws = Float64Array.of(0.1 + 0.2, 0.3, 0);
  assert.equal(nullBand("x", 0.3 + 1e-16, draws).pValue, nullBand("x", 0.3, draws).pValue);
});

Deno.test("nullBand() holds the central 95%, by linear interpolation", () => {
  const { low, high } = nullBand("x", 0, Float64Array.from({ length: 101 }, (_, i) => 100 - i));
  close(low, 2.5, 1e-12); // quantile(0:100, c(0.025, 0.975)) of R
  close(high, 97.5, 1e-12);
});
