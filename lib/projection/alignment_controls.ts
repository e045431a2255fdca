import { seededRandom, shuffled } from "../foundation/mod.ts";
import type { Embeddings, Random } from "../shapes.ts";
import { rowOf, rowsById } from "../vectors/mod.ts";
import type { SettledAlignment } from "./aligned_options.ts";
import { checkCoordinates } from "./judged_rows.ts";
import { procrustesTransform, spreadOf, transformMap } from "./procrustes.ts";
import { type AnchorKind, type DrawnWindow, type WindowAnchors, windowAnchors } from "./window_anchors.ts";

/** Lays a window out from its targets, and lays the map onto them by a rigid motion. */
export async function follow(
  embeddings: Embeddings,
  anchors: WindowAnchors,
  { layout, seed, pull, signal }: SettledAlignment,
): Promise<Float64Array> {
  const coordinates = await layout(embeddings, { seed, anchors, pull, ...(signal ? { signal } : {}) });
  checkCoordinates("alignedMaps", coordinates, embeddings.ids.length);
  const rows = embeddings.ids.map((_, row) => row).filter((row) => (anchors.weights[row] as number) > 0);
  const of = (places: Float64Array) =>
    Float64Array.from(rows.flatMap((row) => [...places.subarray(2 * row, 2 * row + 2)]));
  return transformMap(coordinates, procrustesTransform(of(anchors.targets), of(coordinates), { scale: "kept" }));
}

/** The window as its own successor: rows dealt anew, and with common ids only as large a share of them held. */
export async function repeatMovements(
  { embeddings, coordinates }: DrawnWindow,
  share: number,
  { kind, settled }: { kind: AnchorKind; settled: SettledAlignment },
): Promise<number[]> {
  const random = seededRandom(settled.seed, "order dealt anew");
  const movements: number[] = [];
  for (let control = 0; control < settled.controls; control++) {
    movements.push(await repeatMovement({ embeddings, coordinates }, share, { kind, settled, random }));
  }
  return movements;
}

async function repeatMovement(
  { embeddings, coordinates }: DrawnWindow,
  share: number,
  { kind, settled, random }: { kind: AnchorKind; settled: SettledAlignment; random: Random },
): Promise<number> {
  const order = shuffled(embeddings.ids.map((_, row) => row), random);
  const { ids, dims, model, vectors } = embeddings;
  const dealt = new Float32Array(vectors.length);
  order.forEach((row, place) => dealt.set(vectors.subarray(row * dims, (row + 1) * dims), place * dims));
  const again = { ids: order.map((row) => ids[row] as string), dims, model, vectors: dealt };
  const most = Math.max(1, Math.round(share * ids.length));
  const held = (row: number) => row < most; // the first of an order dealt by chance
  const anchors = await windowAnchors({ embeddings, coordinates }, again, { kind, held, signal: settled.signal });
  return movedBy(await follow(again, anchors, settled), anchors, spreadOf(coordinates));
}

/**
 * The rows of both windows dealt anew: common ids swap their two vectors by the toss of a coin, the others go to
 * either window at random, as many as before. Then both are laid out, one after the other, tied by neighbours.
 */
export async function dealtMovements(
  previous: Embeddings,
  next: Embeddings,
  settled: SettledAlignment,
): Promise<number[]> {
  const { layout, seed, signal, controls } = settled;
  const random = seededRandom(seed, "windows dealt anew");
  const movements: number[] = [];
  for (let control = 0; control < controls; control++) {
    const [embeddings, second] = dealWindows(previous, next, random);
    const coordinates = await layout(embeddings, { seed, anchors: null, pull: 0, ...(signal ? { signal } : {}) });
    checkCoordinates("alignedMaps", coordinates, embeddings.ids.length);
    const anchors = await windowAnchors({ embeddings, coordinates }, second, { kind: "neighbours", signal });
    movements.push(movedBy(await follow(second, anchors, settled), anchors, spreadOf(coordinates)));
  }
  return movements;
}

/** Two windows with the ids in common, the sizes and all the rows of two others, in which no row has a time. */
export function dealWindows(previous: Embeddings, next: Embeddings, random: Random): [Embeddings, Embeddings] {
  const [inPrevious, inNext] = [rowsById(previous), rowsById(next)];
  const rowsIn = (window: Embeddings) => window.ids.map((id, row) => ({ id, vector: rowOf(window, row) }));
  const [first, second] = [rowsIn(previous), rowsIn(next)];
  const common = first.filter(({ id }) => inNext.has(id)).map((row) => {
    const other = second[inNext.get(row.id) as number] as typeof row;
    return random() < 0.5 ? [row, other] : [other, row];
  });
  const alone = first.filter(({ id }) => !inNext.has(id));
  const others = shuffled([...alone, ...second.filter(({ id }) => !inPrevious.has(id))], random);
  const windowOf = (rows: typeof first): Embeddings => {
    const vectors = new Float32Array(rows.length * previous.dims);
    rows.forEach(({ vector }, row) => vectors.set(vector, row * previous.dims));
    return { ids: rows.map(({ id }) => id), dims: previous.dims, model: previous.model, vectors };
  };
  const dealt = (side: 0 | 1, own: typeof first) =>
    windowOf([...common.map((pair) => pair[side] as typeof first[number]), ...own]);
  return [dealt(0, others.slice(0, alone.length)), dealt(1, others.slice(alone.length))];
}

/** Root mean squared distance of the anchored rows from their targets, in spreads. */
export function movedBy(
  coordinates: Float64Array,
  { targets, weights, anchored }: WindowAnchors,
  spread: number,
): number {
  let squares = 0;
  weights.forEach((weight, row) => {
    for (let i = 2 * row; i < 2 * row + 2; i++) {
      squares += weight * ((coordinates[i] as number) - (targets[i] as number)) ** 2;
    }
  });
  const moved = Math.sqrt(squares / anchored);
  return spread === 0 ? moved : moved / spread;
}
