import { quote, randomIndex } from "../foundation/mod.ts";
import type { Random, Trajectory } from "../shapes.ts";

/** What movements dealt anew keep and lose. */
export type FlowNullKind = "temporal structure" | "direction of time";
/** What is shuffled. */
export type FlowUnit = "post" | "day";

/** One agent's places in time order. */
export interface Walk {
  x: Float64Array;
  y: Float64Array;
  /** First post of each piece that is moved as a whole; its end is the next one's first. */
  starts: Int32Array;
}

/** Agents with at least two posts, by agentId, so that the order of the rows changes no draw. */
export function walksOf(trajectories: readonly Trajectory[], unit: FlowUnit): Walk[] {
  const ordered = trajectories.toSorted((a, b) => a.agentId < b.agentId ? -1 : a.agentId > b.agentId ? 1 : 0);
  ordered.forEach(({ agentId }, index) => {
    if (ordered[index - 1]?.agentId !== agentId) return;
    throw new RangeError(`Cannot run mapFlow(): needs one trajectory an agent, got two of ${quote(agentId)}`);
  });
  return ordered.filter(({ positions }) => positions.length > 1).map((trajectory) => walkOf(trajectory, unit));
}

function walkOf({ agentId, positions, times }: Trajectory, unit: FlowUnit): Walk {
  const bad = positions.findIndex((place) => !place.every(Number.isFinite));
  if (bad !== -1) {
    throw new RangeError(
      `Cannot run mapFlow() at post ${bad} of ${quote(agentId)}: needs finite map coordinates, got (${positions[bad]})`,
    );
  }
  if (times.length !== positions.length) {
    throw new RangeError(
      `Cannot run mapFlow() at ${quote(agentId)}: needs a time a position, got ${times.length} for ${positions.length}`,
    );
  }
  const dayOf = (index: number) => times[index]?.slice(0, 10);
  const starts = [...positions.keys()].filter((i) => unit === "post" || i === 0 || dayOf(i) !== dayOf(i - 1));
  return {
    x: Float64Array.from(positions, ([x]) => x),
    y: Float64Array.from(positions, ([, y]) => y),
    starts: Int32Array.from(starts),
  };
}

/** Writes an arrangement of the walk's posts into `order`. */
export function dealOrder(order: Int32Array, { starts, x }: Walk, kind: FlowNullKind, random: Random): void {
  const n = x.length;
  if (kind === "direction of time") {
    const isBack = random() < 0.5;
    for (let i = 0; i < n; i++) order[i] = isBack ? n - 1 - i : i;
    return;
  }
  const pieces = Int32Array.from(starts.keys());
  for (let i = pieces.length - 1; i > 0; i--) {
    const j = randomIndex(random, i + 1);
    [pieces[i], pieces[j]] = [pieces[j] as number, pieces[i] as number];
  }
  let at = 0;
  for (const piece of pieces) {
    const end = starts[piece + 1] ?? n;
    for (let post = starts[piece] as number; post < end; post++) order[at++] = post;
  }
}
