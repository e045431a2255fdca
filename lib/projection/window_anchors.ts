import type { Embeddings } from "../shapes.ts";
import { nearestPlaced } from "./nearest_placed.ts";

/** A window's posts or agents, and where they were drawn. */
export interface DrawnWindow {
  embeddings: Embeddings;
  /** 2 · n, in the order of the embeddings. */
  coordinates: Float64Array;
}

/** What ties a window to the one before: rows of the same id, or each row's nearest neighbours there. */
export type AnchorKind = "ids" | "neighbours";

/** Where the window before would put each row of a window. */
export interface WindowAnchors {
  kind: AnchorKind;
  /** 2 · n. */
  targets: Float64Array;
  /** 1 where a row is held to its target, 0 where the target is only where it starts. */
  weights: Float64Array;
  /** Rows held. */
  anchored: number;
}

/** Of how many neighbours in the window before a row's place is the mean, weighted by similarity. */
const NEIGHBOURS = 5;

/**
 * Targets by common ids, or by neighbours: each row at the barycentre of its nearest rows of the window before, its own id
 * not counted among them.
 *
 * @param held With "ids": whether a common row is held; all are by default.
 */
export async function windowAnchors(
  previous: DrawnWindow,
  next: Embeddings,
  { kind, held = () => true, signal }: {
    kind: AnchorKind;
    held?: (row: number) => boolean;
    signal?: AbortSignal | undefined;
  },
): Promise<WindowAnchors> {
  const targets = await barycentres(previous, next, signal);
  if (kind === "neighbours") {
    return { kind, targets, weights: new Float64Array(next.ids.length).fill(1), anchored: next.ids.length };
  }
  const places = new Map(previous.embeddings.ids.map((id, place) => [id, place]));
  const weights = new Float64Array(next.ids.length);
  next.ids.forEach((id, row) => {
    const place = places.get(id);
    if (place === undefined || !held(row)) return;
    weights[row] = 1;
    targets.set(previous.coordinates.subarray(2 * place, 2 * place + 2), 2 * row);
  });
  return { kind, targets, weights, anchored: weights.reduce((sum, weight) => sum + weight, 0) };
}

/** How many rows of two windows have an id in common. */
export function commonIds(previous: Embeddings, next: Embeddings): number {
  const known = new Set(previous.ids);
  return next.ids.filter((id) => known.has(id)).length;
}

async function barycentres(
  { embeddings, coordinates }: DrawnWindow,
  next: Embeddings,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const k = Math.min(NEIGHBOURS + 1, embeddings.ids.length);
  const { indices, distances } = await nearestPlaced(embeddings, next, { k, signal });
  const targets = new Float64Array(2 * next.ids.length);
  next.ids.forEach((id, row) => {
    const places = [...indices.subarray(row * k, (row + 1) * k)];
    const others = places.map((place, i) => ({ place, weight: 2 - (distances[row * k + i] as number) + 1e-9 }))
      .filter(({ place }) => embeddings.ids[place] !== id || places.length === 1).slice(0, NEIGHBOURS);
    const total = others.reduce((sum, { weight }) => sum + weight, 0);
    for (const { place, weight } of others) {
      for (let axis = 0; axis < 2; axis++) {
        targets[2 * row + axis] = (targets[2 * row + axis] as number) +
          weight / total * (coordinates[2 * place + axis] as number);
      }
    }
  });
  return targets;
}
