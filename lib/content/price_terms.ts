/** Where an agent stands in a window, and how much it wrote there. */
export interface Place {
  /** Cosine with the frozen centre. */
  z: number;
  posts: number;
}

/** One agent in both windows; `null` where it did not write. */
export interface Standing {
  agentId: string;
  first: Place | null;
  last: Place | null;
}

/** Against what entry, exit and reweighting are measured. */
export type Weighting = "midpoint" | "first";

export const COMPONENTS = ["within", "reweighting", "entry", "exit", "total"] as const;

export type Component = typeof COMPONENTS[number];

/** `total` is the sum of the other four. */
export type Decomposed = Readonly<Record<Component, number>>;

type Part = Partial<Record<Component, number>>;

/**
 * Splits the change of a weighted mean into change within those who stayed, reweighting among them, entry and exit.
 *
 * With shares p and q in the first and the last window and Z their weighted means, midpoint: Σ p̄ Δz, Σ Δp (z̄ − Z̄),
 * Σ q (z − Z̄), −Σ p (z − Z̄), bars being means of both windows. `first` takes q Δz and Z of the first window instead.
 * Both sum to ΔZ exactly, since shares sum to 1 in each window.
 */
export function decompose(
  agents: readonly Standing[],
  weighting: Weighting,
): { change: Decomposed; parts: readonly Part[] } {
  const before = totalOf(agents, "first");
  const after = totalOf(agents, "last");
  const centre = weighting === "midpoint" ? (before.mean + after.mean) / 2 : before.mean;
  const parts = agents.map(({ first, last }): Part => {
    const p = first === null ? 0 : first.posts / before.posts;
    const q = last === null ? 0 : last.posts / after.posts;
    if (first === null) return last === null ? {} : { entry: q * (last.z - centre) };
    if (last === null) return { exit: -p * (first.z - centre) };
    const isMidpoint = weighting === "midpoint";
    const z = isMidpoint ? (first.z + last.z) / 2 : first.z;
    return { within: (isMidpoint ? (p + q) / 2 : q) * (last.z - first.z), reweighting: (q - p) * (z - centre) };
  });
  const sum = (term: Component) => parts.reduce((all, part) => all + (part[term] ?? 0), 0);
  const change = { within: sum("within"), reweighting: sum("reweighting"), entry: sum("entry"), exit: sum("exit") };
  return { change: { ...change, total: after.mean - before.mean }, parts };
}

function totalOf(agents: readonly Standing[], window: "first" | "last"): { posts: number; mean: number } {
  let [posts, sum] = [0, 0];
  for (const agent of agents) {
    const place = agent[window];
    posts += place?.posts ?? 0;
    sum += place === null ? 0 : place.posts * place.z;
  }
  return { posts, mean: sum / posts };
}
