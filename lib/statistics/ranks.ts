/** Ranks with ties at their mean, and the exact null distributions of rank sums. @module */

/** Midranks (1 is the smallest) and Σ (t³ − t) over the groups of t ties. */
export function midranks(values: ArrayLike<number>): { ranks: Float64Array; tieTerm: number } {
  const order = Array.from({ length: values.length }, (_, i) => i)
    .sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  let tieTerm = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let i = start; i < end; i++) ranks[order[i] as number] = (start + end + 1) / 2;
    tieTerm += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { ranks, tieTerm };
}

/** P(V = v) for the sum V of the ranks 1…n that got a plus, each a fair coin. */
export function signedRankDensity(n: number): Float64Array {
  let density = Float64Array.of(1);
  for (let rank = 1; rank <= n; rank++) {
    const next = new Float64Array(density.length + rank);
    density.forEach((p, v) => {
      next[v] = (next[v] as number) + p / 2;
      next[v + rank] = (next[v + rank] as number) + p / 2;
    });
    density = next;
  }
  return density;
}

/** P(U = u) for Mann and Whitney's U of m against n values without ties. */
export function rankSumDensity(m: number, n: number): Float64Array {
  // counts[j][u]: ways to place j of the values so far with u inversions (Mann & Whitney 1947).
  const counts = Array.from({ length: m + 1 }, () => new Float64Array(m * n + 1));
  (counts[0] as Float64Array)[0] = 1;
  for (let k = 1; k <= m + n; k++) {
    for (let j = Math.min(m, k); j >= Math.max(1, k - n); j--) {
      const [from, to] = [counts[j - 1] as Float64Array, counts[j] as Float64Array];
      const shift = k - j;
      // The k-th smallest joins the first group: it passes the k − j values of the second below it.
      for (let u = m * n; u >= shift; u--) to[u] = (to[u] as number) + (from[u - shift] as number);
    }
  }
  const all = counts[m] as Float64Array;
  const sum = all.reduce((total, ways) => total + ways, 0);
  return all.map((ways) => ways / sum);
}

/** P(X ≤ k) from the probabilities of 0, 1, 2, … */
export function lowerSum(density: Float64Array, k: number): number {
  let sum = 0;
  for (let i = 0; i <= Math.min(k, density.length - 1); i++) sum += density[i] as number;
  return Math.min(1, sum);
}

/** The least k with P(X ≤ k) at least p. */
export function lowerQuantile(density: Float64Array, p: number): number {
  let sum = 0;
  for (let k = 0; k < density.length; k++) {
    sum += density[k] as number;
    if (sum >= p - 1e-12) return k;
  }
  return density.length - 1;
}
