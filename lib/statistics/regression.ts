/** Least squares with clusters: the data, the fit, and what each cluster adds to it. @module */
import { quote } from "../foundation/mod.ts";
import type { Pair } from "../shapes.ts";
import { checkDifferences, checkEqualLength, checkNumbers } from "./checks.ts";
import { groupBy, type Grouping, type UnitOf } from "./clusters.ts";
import { matrixFunction, multiply, symmetricEigen } from "./linear.ts";

/** An outcome to explain by named columns; an intercept is always part of it. */
export interface ClusteredData {
  /** One number a row. */
  outcome: readonly number[];
  /** Columns of the same length, by name; `{}` leaves the intercept, which is then the mean. */
  predictors: Readonly<Record<string, readonly number[]>>;
  /** Cluster of each row; rows of different clusters are independent. */
  clusters: readonly string[];
}

/** Name of the constant column. */
export const interceptName = "(intercept)";

/** A least-squares fit and, for each cluster, Gramians that the variances need. */
export interface ClusteredFit {
  names: readonly string[];
  /** Columns, p. */
  p: number;
  /** Rows, n × p. */
  design: Float64Array;
  /** (X′X)⁻¹ and its symmetric root, p × p. */
  inverse: Float64Array;
  root: Float64Array;
  coefficients: Float64Array;
  residuals: Float64Array;
  grouping: Grouping;
  /** X′X of each cluster, p × p. */
  gramians: readonly Float64Array[];
}

/**
 * Paired differences as a regression on the intercept alone, whose coefficient is their mean.
 *
 * @param pairs Numbers per arm, replicates folded, one a pairId.
 * @param options.unit Names the cluster of a pair.
 * @returns Data for `clusterRobust()` and `wildClusterBootstrap()`, with coefficient "(intercept)".
 * @throws {RangeError} If replicates are not folded.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { differencesByCluster } from "twoplane/statistics";
 * const pair = { pairId: "p", scenarioId: "s", wordingId: "w", control: 0.2, treatment: 0.6, n: { control: 5, treatment: 5 } };
 * const data = differencesByCluster([pair], { unit: (row) => row.scenarioId });
 * assert.deepEqual(data.clusters, ["s"]);
 * ```
 */
export function differencesByCluster<Row extends Pair<number>>(
  pairs: readonly Row[],
  { unit }: { unit: UnitOf<Row> },
): ClusteredData {
  return { outcome: [...checkDifferences("differencesByCluster", pairs)], predictors: {}, clusters: pairs.map(unit) };
}

/** Fits by least squares; refuses columns that explain each other. */
export function fitClustered(caller: string, data: ClusteredData): ClusteredFit {
  const outcome = checkNumbers(caller, "outcome", data.outcome, 2);
  checkEqualLength(caller, { name: "outcome", values: outcome }, { name: "clusters", values: data.clusters });
  const grouping = groupBy(caller, data.clusters, (cluster) => cluster);
  const { names, design } = designMatrix(caller, data, outcome.length);
  const p = names.length;
  const gram = gramian(design, p, everyRow(outcome.length));
  const inverse = invertGramian(caller, gram, p, names);
  const cross = crossProduct(design, p, outcome, everyRow(outcome.length));
  const coefficients = multiply(inverse, cross, p);
  const fitted = multiply(design, coefficients, p);
  const rows = rowsOfClusters(grouping);
  return {
    names,
    p,
    design,
    inverse,
    root: matrixFunction(inverse, p, Math.sqrt),
    coefficients,
    residuals: outcome.map((value, i) => value - (fitted[i] as number)),
    grouping,
    gramians: rows.map((members) => gramian(design, p, members)),
  };
}

/** X′v of each cluster. */
export function clusterScores(fit: ClusteredFit, values: Float64Array): Float64Array[] {
  return rowsOfClusters(fit.grouping).map((members) => crossProduct(fit.design, fit.p, values, members));
}

/** Place of a coefficient by name. */
export function coefficientIndex(caller: string, fit: ClusteredFit, name: string): number {
  const index = fit.names.indexOf(name);
  if (index >= 0) return index;
  throw new TypeError(`Cannot run ${caller}() on coefficient ${quote(name)}: it is one of ${fit.names.join(", ")}`);
}

/** What is left of a column after regressing it on all columns but the k-th. */
export function residualsWithout(caller: string, fit: ClusteredFit, k: number, values: Float64Array): Float64Array {
  const { p, design } = fit;
  if (p === 1) return values.slice();
  const kept = fit.names.map((_, j) => j).filter((j) => j !== k);
  const n = values.length;
  const reduced = new Float64Array(n * (p - 1));
  for (let i = 0; i < n; i++) kept.forEach((j, column) => reduced[i * (p - 1) + column] = design[i * p + j] as number);
  const names = kept.map((j) => fit.names[j] as string);
  const inverse = invertGramian(caller, gramian(reduced, p - 1, everyRow(n)), p - 1, names);
  const beta = multiply(inverse, crossProduct(reduced, p - 1, values, everyRow(n)), p - 1);
  const fitted = multiply(reduced, beta, p - 1);
  return values.map((value, i) => value - (fitted[i] as number));
}

/** The k-th column. */
export function columnOf(fit: ClusteredFit, k: number): Float64Array {
  return Float64Array.from({ length: fit.residuals.length }, (_, i) => fit.design[i * fit.p + k] as number);
}

function designMatrix(caller: string, { predictors }: ClusteredData, n: number) {
  const names = [interceptName, ...Object.keys(predictors)];
  const columns = Object.entries(predictors).map(([name, values]) => {
    checkEqualLength(caller, { name: "outcome", values: { length: n } }, { name, values });
    return checkNumbers(caller, name, values);
  });
  const design = new Float64Array(n * names.length);
  for (let i = 0; i < n; i++) {
    design[i * names.length] = 1;
    columns.forEach((column, j) => design[i * names.length + j + 1] = column[i] as number);
  }
  return { names, design };
}

function invertGramian(caller: string, gram: Float64Array, p: number, names: readonly string[]): Float64Array {
  // Scaled to a unit diagonal first, so that units of the columns do not decide what counts as singular.
  const scale = Float64Array.from({ length: p }, (_, i) => 1 / Math.sqrt(gram[i * (p + 1)] as number));
  const scaled = gram.map((value, i) => value * (scale[Math.floor(i / p)] as number) * (scale[i % p] as number));
  const least = Math.min(...symmetricEigen(scaled, p).values);
  if (!(least > 1e-10)) {
    throw new RangeError(
      `Cannot run ${caller}(): need columns that do not explain each other, got ${names.join(", ")}`,
    );
  }
  const inverse = matrixFunction(scaled, p, (value) => 1 / value);
  return inverse.map((value, i) => value * (scale[Math.floor(i / p)] as number) * (scale[i % p] as number));
}

function gramian(design: Float64Array, p: number, rows: ArrayLike<number>): Float64Array {
  const gram = new Float64Array(p * p);
  for (let r = 0; r < rows.length; r++) {
    const start = (rows[r] as number) * p;
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) {
        gram[i * p + j] = (gram[i * p + j] as number) + (design[start + i] as number) * (design[start + j] as number);
      }
    }
  }
  return gram;
}

function crossProduct(design: Float64Array, p: number, values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const product = new Float64Array(p);
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r] as number;
    for (let i = 0; i < p; i++) {
      product[i] = (product[i] as number) + (design[row * p + i] as number) * (values[row] as number);
    }
  }
  return product;
}

function rowsOfClusters(grouping: Grouping): number[][] {
  const rows: number[][] = grouping.names.map(() => []);
  grouping.of.forEach((cluster, row) => (rows[cluster] as number[]).push(row));
  return rows;
}

function everyRow(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}
