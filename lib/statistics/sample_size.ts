import { checkInteger, checkOptions } from "../foundation/mod.ts";
import { checkOpenUnit } from "./checks.ts";

/** Options of `smallestSample()`. */
export interface SmallestSampleOptions {
  /** Power wanted, in (0, 1). Default 0.8. */
  power?: number;
  /** Smallest and largest n tried. Default 2 and 100,000. */
  from?: number;
  to?: number;
}

/**
 * How many pairs are needed? The smallest n whose power, and that of the next 20, is enough.
 *
 * @param powerAt Power as a function of n, such as `(n) => powerPairedT({ effect: 0.3, n })`; it may dip but
 *   rises in the long run.
 * @returns The n.
 * @throws {RangeError} If even the largest n is not enough.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerPairedT, smallestSample } from "twoplane/statistics";
 * assert.equal(smallestSample((n) => powerPairedT({ effect: 0.5, n })), 34);
 * ```
 */
export function smallestSample(powerAt: (n: number) => number, options: SmallestSampleOptions = {}): number {
  const caller = "smallestSample";
  checkOptions(caller, options, ["power", "from", "to"]);
  const { power = 0.8, from = 2, to = 100_000 } = options;
  checkOpenUnit(caller, "power", power);
  checkInteger(caller, "from", from, { min: 1 });
  checkInteger(caller, "to", to, { min: from });
  const stays = (n: number) =>
    Array.from({ length: 21 }, (_, i) => Math.min(to, n + i)).every((m) => powerAt(m) >= power);
  let [low, high] = [from, from];
  while (!stays(high)) {
    if (high === to) {
      throw new RangeError(
        `Cannot run ${caller}(): need a power of ${power} by n = ${to}, got ${powerAt(to).toFixed(3)}`,
      );
    }
    [low, high] = [high + 1, Math.min(to, 2 * high)];
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stays(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
