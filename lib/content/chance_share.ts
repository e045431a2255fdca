import type { NullBand } from "../shapes.ts";
import { binomialLogUpper } from "../statistics/mod.ts";

/**
 * Which share of agents comes out at level `alpha` by chance alone? Agents independent; exact and one-sided.
 *
 * @param changed Agents with a permutation p-value of at most `alpha`, of so many.
 * @param settings `draws` behind each p-value, which is a multiple of 1 / (draws + 1).
 */
export function chanceShare(
  kind: string,
  changed: number,
  agents: number,
  { draws, alpha }: { draws: number; alpha: number },
): NullBand {
  const rate = Math.floor(alpha * (draws + 1) + 1e-9) / (draws + 1);
  const atLeast = (k: number) => Math.exp(binomialLogUpper(k, agents, rate));
  const quantile = (tail: number) => {
    let k = 0;
    while (atLeast(k + 1) > tail) k++;
    return k / agents;
  };
  return { kind, draws, mean: rate, low: quantile(0.975), high: quantile(0.025), pValue: atLeast(changed) };
}
