/** Share of runs in which a condition held; one after the other, so that memory stays small. */
export async function shareOf(runs: number, holds: (run: number) => Promise<boolean>): Promise<number> {
  let held = 0;
  for (let run = 0; run < runs; run++) if (await holds(run)) held++;
  return held / runs;
}

/** Within the 99.9% band of a binomial with rate 5%, by its normal form: for some hundred runs. */
export function isNominal(share: number, runs: number): boolean {
  return Math.abs(share - 0.05) <= bandOf(runs);
}

/** Not above that band: for nulls that are wider than need be. */
export function isAtMostNominal(share: number, runs: number): boolean {
  return share <= 0.05 + bandOf(runs);
}

function bandOf(runs: number): number {
  return 3.29 * Math.sqrt(0.05 * 0.95 / runs) + 0.5 / runs;
}
