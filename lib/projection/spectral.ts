import type { FuzzyGraph } from "./fuzzy_graph.ts";
import { type LeadingEigen, leadingEigen, type LeadingEigenOptions } from "./lanczos.ts";
import { unit } from "./plain_vectors.ts";

/** A vector this far from being an eigenvector is good enough to start a layout from. */
const TOLERANCE = 1e-4;

/**
 * Along which directions does a connected graph fall apart most easily? The eigenvectors of its normalised Laplacian with the
 * smallest eigenvalues, the trivial one left out: those of D^-1/2 · W · D^-1/2 with the largest.
 *
 * @param graph Connected.
 * @param options `count`: how many vectors; `random`: draws the start; `tolerance`: default 1e-4.
 */
export function slowestModes(
  graph: FuzzyGraph,
  { tolerance = TOLERANCE, ...options }: Omit<LeadingEigenOptions, "tolerance"> & { tolerance?: number },
): LeadingEigen {
  const roots = rootsOfDegrees(graph);
  const adjacency = scaledWeights(graph, roots);
  return leadingEigen({
    size: graph.rows,
    times: (vector) => times(adjacency, vector),
    without: [unit(roots)],
  }, { ...options, tolerance });
}

function rootsOfDegrees({ rows, starts, weights }: FuzzyGraph): Float64Array {
  const roots = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let degree = 0;
    for (let place = starts[row] as number; place < (starts[row + 1] as number); place++) {
      degree += weights[place] as number;
    }
    roots[row] = Math.sqrt(degree);
  }
  return roots;
}

function scaledWeights(graph: FuzzyGraph, roots: Float64Array): FuzzyGraph {
  const { rows, starts, columns } = graph;
  const weights = graph.weights.slice();
  for (let row = 0; row < rows; row++) {
    for (let place = starts[row] as number; place < (starts[row + 1] as number); place++) {
      const other = columns[place] as number;
      weights[place] = (weights[place] as number) / ((roots[row] as number) * (roots[other] as number));
    }
  }
  return { ...graph, weights };
}

function times({ rows, starts, columns, weights }: FuzzyGraph, vector: Float64Array): Float64Array {
  const product = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    const end = starts[row + 1] as number;
    for (let place = starts[row] as number; place < end; place++) {
      sum += (weights[place] as number) * (vector[columns[place] as number] as number);
    }
    product[row] = sum;
  }
  return product;
}
