/** Sums over the units that are independent of each other. @module */
import { quote } from "../foundation/mod.ts";
import type { Json } from "../shapes.ts";
import { count } from "./checks.ts";

/** Names a row's cluster: rows of different clusters are independent, rows of one are not. */
export type UnitOf<Row> = (row: Row) => string;

/** Which cluster each row belongs to; clusters are in the order of their names. */
export interface Grouping {
  names: readonly string[];
  /** Length rows: index of the cluster. */
  of: Int32Array;
  /** Length clusters: rows in each. */
  sizes: Float64Array;
}

/**
 * Groups rows by the name of their unit. Sorting the names makes every seeded result
 * independent of the order of the rows.
 *
 * @throws {RangeError} If there are fewer than `atLeast` clusters.
 */
export function groupBy<Row>(caller: string, rows: readonly Row[], unit: UnitOf<Row>, atLeast = 2): Grouping {
  if (typeof unit !== "function") {
    throw new TypeError(
      `Cannot run ${caller}(): unit needs a function from a row to its cluster's name, got ${quote(unit)}`,
    );
  }
  const keys = rows.map((row, i) => {
    const key: unknown = unit(row);
    if (typeof key === "string") return key;
    throw new TypeError(
      `Cannot run ${caller}(): unit needs to name the cluster of row ${i} by a string, got ${quote(key)}`,
    );
  });
  const names = [...new Set(keys)].sort();
  if (names.length < atLeast) {
    throw new RangeError(
      `Cannot run ${caller}(): need at least ${count(atLeast, "cluster")}, got ${names.length}. ` +
        "One cluster says nothing about how clusters vary",
    );
  }
  const index = new Map(names.map((name, i) => [name, i]));
  const of = Int32Array.from(keys, (key) => index.get(key) as number);
  const sizes = new Float64Array(names.length);
  of.forEach((cluster) => sizes[cluster] = (sizes[cluster] as number) + 1);
  return { names, of, sizes };
}

/** Σ of the values of each cluster. */
export function clusterSums(values: Float64Array, grouping: Grouping): Float64Array {
  const sums = new Float64Array(grouping.names.length);
  for (let i = 0; i < values.length; i++) {
    const cluster = grouping.of[i] as number;
    sums[cluster] = (sums[cluster] as number) + (values[i] as number);
  }
  return sums;
}

/** Mean and size of each cluster, for `details`: what to show where clusters are too few for a p. */
export function perCluster(values: Float64Array, grouping: Grouping): Json {
  const sums = clusterSums(values, grouping);
  return grouping.names.map((unit, i) => {
    const n = grouping.sizes[i] as number;
    return { unit, n, mean: (sums[i] as number) / n };
  });
}

/** Σ of all values. */
export function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}
