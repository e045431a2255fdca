import type { Projection, Trajectory } from "../shapes.ts";
import { quote } from "../foundation/mod.ts";

/** A place on the page in px. */
export interface Spot {
  x: number;
  y: number;
}

/** From map coordinates to px: one scale for both directions, since distance is all a map has. */
export type ToSpot = (position: readonly [number, number]) => Spot;

/** Fits all positions into a frame, centred, with room at the edges. */
export function fitToFrame(
  positions: readonly (readonly [number, number])[],
  { width, height, padding }: { width: number; height: number; padding: number },
): ToSpot {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of positions) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
  }
  const room = { x: width - 2 * padding, y: height - 2 * padding };
  const scale = Math.min(room.x / (right - left || 1e-9), room.y / (top - bottom || 1e-9));
  const used = Number.isFinite(scale) && right - left + top - bottom > 0 ? scale : 0;
  return ([x, y]) => ({
    x: width / 2 + (x - (left + right) / 2) * used,
    y: height / 2 - (y - (bottom + top) / 2) * used,
  });
}

/** Positions of a projection, two by two. */
export function positionsOf(projection: Projection): [number, number][] {
  const { coordinates } = projection;
  return projection.ids.map((_, row) => [coordinates[2 * row] ?? Number.NaN, coordinates[2 * row + 1] ?? Number.NaN]);
}

/** Refuses trajectories that cannot be drawn. */
export function checkTrajectories(caller: string, trajectories: readonly Trajectory[]): void {
  const seen = new Set<string>();
  for (const { agentId, positions } of trajectories) {
    if (seen.has(agentId)) {
      throw new RangeError(`Cannot draw ${caller}(): need one trajectory an agent, got two of ${quote(agentId)}`);
    }
    seen.add(agentId);
    if (positions.length === 0) {
      throw new RangeError(`Cannot draw ${caller}(): the trajectory of ${quote(agentId)} needs at least 1 post, got 0`);
    }
    checkPositions(`${caller}(): the trajectory of ${quote(agentId)}`, positions);
  }
}

/** Refuses a map with NaN in it. */
export function checkPositions(where: string, positions: readonly (readonly [number, number])[]): void {
  const bad = positions.findIndex(([x, y]) => !Number.isFinite(x) || !Number.isFinite(y));
  if (bad === -1) return;
  const [x, y] = positions[bad] ?? [];
  throw new RangeError(`Cannot draw ${where} needs finite map coordinates, got (${x}, ${y}) at post ${bad}`);
}

/** Agents with the most posts, ties by id. */
export function busiest(trajectories: readonly Trajectory[], most: number): Trajectory[] {
  return trajectories
    .toSorted((a, b) => b.positions.length - a.positions.length || (a.agentId < b.agentId ? -1 : 1))
    .slice(0, most);
}
