/** Pairs and closeness for the tests of this room. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { normalFrom, projectPath, seededRandom } from "twoplane/foundation";
import type { Pair, Random } from "twoplane/shapes";

/** Asserts closeness, relative above 1 and absolute below; infinities and null must be equal. */
export function close(actual: number | null | undefined, expected: number | null, tolerance = 1e-8, what = ""): void {
  if (expected === null || !Number.isFinite(expected)) return assert.equal(actual, expected, what);
  assert.equal(typeof actual, "number", `${what}: got ${actual}, expected ${expected}`);
  const error = Math.abs((actual as number) - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= tolerance, `${what}: got ${actual}, expected ${expected}, off by ${error}`);
}

/** As close(), but always relative: for tails far below 1. */
export function closeRelative(actual: number | null | undefined, expected: number, tolerance = 1e-8, what = ""): void {
  const error = Math.abs((actual as number) / expected - 1);
  assert.ok(error <= tolerance, `${what}: got ${actual}, expected ${expected}, off by ${error}`);
}

/** The cases of tests/golden/<name>.json. */
// deno-lint-ignore no-explicit-any
export function golden(name: string): any {
  return JSON.parse(
    readFileSync(projectPath("tests", "golden", `${name}.json`), "utf8"),
    (_, value) => value === "Inf" ? Infinity : value === "-Inf" ? -Infinity : value,
  );
}

/** One pair in a scenario of its own. */
export function pair<Value>(
  control: Value,
  treatment: Value,
  index: number | string,
  scenarioId?: string,
): Pair<Value> {
  return {
    pairId: `p${index}`,
    scenarioId: scenarioId ?? `s${index}`,
    wordingId: "w",
    control,
    treatment,
    n: { control: 1, treatment: 1 },
  };
}

/** Pairs by what happened in them, each in a scenario of its own. */
export function counted({ gained = 0, lost = 0, both = 0, neither = 0 }): Pair<boolean>[] {
  const kinds = [[gained, false, true], [lost, true, false], [both, true, true], [neither, false, false]] as const;
  return kinds.flatMap(([n, control, treatment], kind) =>
    Array.from({ length: n }, (_, i) => pair(control, treatment, `${kind}-${i}`))
  );
}

/** Pairs whose control is 0 and whose treatment is the difference. */
export function different(differences: readonly number[], scenarios?: readonly string[]): Pair<number>[] {
  return differences.map((difference, i) => pair(0, difference, i, scenarios?.[i]));
}

/** Seeded standard normal numbers. */
export function normals(n: number, seed: number): number[] {
  const normal = normalFrom(seededRandom(seed, "test"));
  return Array.from({ length: n }, normal);
}

/** Share of `runs` simulated studies for which `rejects` says yes. */
export function share(runs: number, seed: number, rejects: (random: Random) => boolean): number {
  const random = seededRandom(seed, "calibration");
  let yes = 0;
  for (let run = 0; run < runs; run++) if (rejects(random)) yes++;
  return yes / runs;
}

/** Numbers of three decimals between −50 and 50, as measurements are. */
export const decimals = fc.integer({ min: -50_000, max: 50_000 }).map((value) => value / 1000);
