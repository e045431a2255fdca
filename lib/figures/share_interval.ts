/**
 * Wilson's score interval of a share, at 95%.
 *
 * @param share Observed, in [0, 1].
 * @param n Observations behind it, at least 1.
 */
export function shareInterval(share: number, n: number): { low: number; high: number } {
  const z = 1.959963984540054;
  const spread = z * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  const [middle, scale] = [share + z * z / (2 * n), 1 + z * z / n];
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}
