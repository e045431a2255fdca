/** Means of all two values, each with itself included (Walsh 1949), found by counting, never listed. @module */

/** The k-th smallest mean of two of ascending values, k from 1 to n(n + 1)/2, to the last digits of a double. */
export function kthWalshAverage(sorted: Float64Array, k: number): number {
  let [low, high] = [sorted[0] as number, sorted[sorted.length - 1] as number];
  if (countAtMost(sorted, low) >= k) return low;
  for (let i = 0; i < 2000; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (countAtMost(sorted, middle) >= k) high = middle;
    else low = middle;
  }
  return high;
}

/** Their median. */
export function medianWalshAverage(sorted: Float64Array): number {
  const means = sorted.length * (sorted.length + 1) / 2;
  if (means % 2 === 1) return kthWalshAverage(sorted, (means + 1) / 2);
  return (kthWalshAverage(sorted, means / 2) + kthWalshAverage(sorted, means / 2 + 1)) / 2;
}

/** How many of the means are at most x: two pointers, since the bound falls as the first value rises. */
function countAtMost(sorted: Float64Array, x: number): number {
  let [count, j] = [0, sorted.length - 1];
  for (let i = 0; i <= j; i++) {
    while (j >= i && ((sorted[i] as number) + (sorted[j] as number)) / 2 > x) j--;
    count += Math.max(0, j - i + 1);
  }
  return count;
}
