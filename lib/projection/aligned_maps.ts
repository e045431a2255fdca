import { quote } from "../foundation/mod.ts";
import type { MetricRow, Projection } from "../shapes.ts";
import { type AlignedMapsOptions, checkAligned, type MapWindow, type SettledAlignment } from "./aligned_options.ts";
import { dealtMovements, follow, movedBy, repeatMovements } from "./alignment_controls.ts";
import { checkCoordinates } from "./judged_rows.ts";
import { mapQuality } from "./map_quality.ts";
import { spreadOf } from "./procrustes.ts";
import { type AnchorKind, commonIds, type DrawnWindow, windowAnchors } from "./window_anchors.ts";

/** Common ids below which windows are tied by neighbours. */
const LEAST_COMMON = 3;

/** How far rows moved from where the window before puts them, and how far alignment alone moves them. */
export interface WindowMovement {
  window: string;
  previous: string;
  anchors: AnchorKind;
  /** Rows compared. */
  anchored: number;
  /** Root mean squared distance of an anchored row from its target, in spreads of the map before. */
  movement: number;
  /**
   * The same where the window before is followed by itself, its rows dealt anew: nothing truly moved. Mean of the
   * controls.
   */
  control: number;
  /** The largest of the controls. */
  controlHigh: number;
  /**
   * The same where the rows of both windows are dealt anew between them: sampling and alignment, and no time. Mean;
   * `null` with "ids", where the rows of one id differ by what it changed.
   */
  dealt: number | null;
  /** The largest of these. */
  dealtHigh: number | null;
}

/** What `alignedMaps()` returns. */
export interface AlignedMaps {
  /** One map a window, all in the frame of the first. */
  maps: readonly Projection[];
  /** One a window from the second on. */
  movements: readonly WindowMovement[];
  /** The same in long format: metric "map movement", variant observed or control. */
  rows: readonly MetricRow[];
  warnings: readonly string[];
  /** One sentence for a caption. */
  words: string;
}

/**
 * How does the map change from window to window? Maps in sequence, each started from and held to the one before.
 *
 * One map for all times is the safer picture, and the default of the kit: there a place means the same throughout.
 * Here each window has a map of its own, laid onto the one before by a rigid motion through shared anchors. Part of
 * what then seems to move is not movement. Controls say how much: alignment alone (the window before laid out as its
 * own successor, its rows dealt anew and as many of them anchored); and, for windows tied by neighbours, their rows
 * dealt anew between them, so that neither is early. Movement no larger than its control is no finding. With common
 * ids the control leaves out that two samples of one agent's posts differ: measure movement in the full space, as
 * `trajectoryStatistics()` does.
 *
 * @param windows At least 2 in order of time, each with 4 rows or more of the same number of dimensions.
 * @param options See `AlignedMapsOptions`.
 * @returns Maps, and movement between windows beside its control.
 * @throws {RangeError} If there are too few windows or rows, or two windows of one name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { alignedMaps } from "twoplane/projection";
 * const angles = Array.from({ length: 12 }, (_, i) => i / 2);
 * const vectors = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
 * const embeddings = { ids: angles.map((_, i) => `agent ${i}`), dims: 2, model: "hand", vectors };
 * const { maps, movements } = await alignedMaps([
 *   { window: "first week", embeddings },
 *   { window: "second week", embeddings },
 * ], { seed: 1, neighbours: 4, epochs: 50 });
 * assert(maps.length === 2 && movements[0]?.anchored === 12);
 * ```
 */
export async function alignedMaps(windows: readonly MapWindow[], options: AlignedMapsOptions): Promise<AlignedMaps> {
  const settled = checkAligned(windows, options);
  const { seed, signal, onProgress, layout } = settled;
  const total = windows.length;
  const [first, ...later] = windows as readonly [MapWindow, ...MapWindow[]];
  onProgress?.(0, total);
  const start = await layout(first.embeddings, { seed, anchors: null, pull: 0, ...(signal ? { signal } : {}) });
  checkCoordinates("alignedMaps", start, first.embeddings.ids.length);
  let last: NamedWindow = { window: first.window, embeddings: first.embeddings, coordinates: start };
  const maps = [await toProjection(last, settled)];
  const movements: WindowMovement[] = [];
  for (const [place, next] of later.entries()) {
    onProgress?.(1 + place, total);
    const { coordinates, movement } = await moveOn(last, next, settled);
    movements.push(movement);
    last = { window: next.window, embeddings: next.embeddings, coordinates };
    maps.push(await toProjection(last, settled));
  }
  onProgress?.(total, total);
  const rows = movements.flatMap(rowsOf);
  return { maps, movements, rows, warnings: warningsOf(movements), words: wordsOf(movements) };
}

/** A window that is drawn. */
type NamedWindow = DrawnWindow & Pick<MapWindow, "window">;

/** The next window's map, and its movement beside the controls. */
async function moveOn(
  previous: NamedWindow,
  { window, embeddings }: MapWindow,
  settled: SettledAlignment,
): Promise<{ coordinates: Float64Array; movement: WindowMovement }> {
  const common = commonIds(previous.embeddings, embeddings);
  const kind = settled.anchors ?? (common >= LEAST_COMMON ? "ids" : "neighbours");
  const anchors = await windowAnchors(previous, embeddings, { kind, signal: settled.signal });
  if (anchors.anchored === 0) throw noAnchors(window);
  const coordinates = await follow(embeddings, anchors, settled);
  const controls = await repeatMovements(previous, anchors.anchored / embeddings.ids.length, { kind, settled });
  const dealt = kind === "ids" ? null : await dealtMovements(previous.embeddings, embeddings, settled);
  const movement = {
    window,
    previous: previous.window,
    anchors: kind,
    anchored: anchors.anchored,
    movement: movedBy(coordinates, anchors, spreadOf(previous.coordinates)),
    control: mean(controls),
    controlHigh: Math.max(...controls),
    dealt: dealt === null ? null : mean(dealt),
    dealtHigh: dealt === null ? null : Math.max(...dealt),
  };
  return { coordinates, movement };
}

async function toProjection(
  { window, embeddings, coordinates }: NamedWindow,
  { seed, pull, anchors, isOwn }: SettledAlignment,
): Promise<Projection> {
  const { quality, warnings } = await mapQuality(embeddings, { ids: embeddings.ids, coordinates }, { seed });
  const method = `aligned windows, ${isOwn ? "own layout" : "UMAP"}`;
  const settings = { method, window, anchors: anchors ?? "ids where common, else neighbours", pull };
  return { ids: embeddings.ids, coordinates, seed, settings, quality, warnings };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rowsOf({ window, anchored, movement, control, dealt }: WindowMovement): MetricRow[] {
  const row = { metric: "map movement", unitId: "map", window, n: anchored };
  return [
    { ...row, variant: "observed", value: movement },
    { ...row, variant: "alignment alone", value: control },
    ...(dealt === null ? [] : [{ ...row, variant: "windows dealt anew", value: dealt }]),
  ];
}

function warningsOf(movements: readonly WindowMovement[]): string[] {
  return movements.filter(({ movement, controlHigh, dealtHigh }) => movement <= (dealtHigh ?? controlHigh))
    .map(({ window, movement, controlHigh, dealtHigh }) =>
      `window ${quote(window)}: points moved ${movement.toFixed(2)} of the map's spread, no further than ` +
      (dealtHigh === null
        ? `alignment alone moves them (up to ${controlHigh.toFixed(2)})`
        : `where both windows are dealt anew (up to ${dealtHigh.toFixed(2)})`)
    );
}

function wordsOf(movements: readonly WindowMovement[]): string {
  const told = movements.map(({ window, movement, control, dealt }) =>
    `${window} ${movement.toFixed(2)} (${control.toFixed(2)} by alignment alone` +
    `${dealt === null ? "" : `, ${dealt.toFixed(2)} with both windows dealt anew`})`
  );
  return `Each map is held to the one before. Movement in spreads of the map: ${told.join("; ")}.`;
}

function noAnchors(window: string): RangeError {
  return new RangeError(
    `Cannot run alignedMaps() at window ${quote(window)}: anchors "ids" need an id in common with the window before, ` +
      'got none. Use anchors "neighbours"',
  );
}
