import type { Components } from "./components.ts";
import type { Curve } from "./curve.ts";
import { forcesOf } from "./forces.ts";
import type { FuzzyGraph } from "./fuzzy_graph.ts";
import { type Layout, openLayout, runEpoch } from "./optimise.ts";
import { readyToStart, spectralStart } from "./start_layout.ts";
import { uniformFrom } from "./stream.ts";

/** Epochs between two reports, in which an abort is heard. */
const MOST_EPOCHS_A_PAUSE = 10;
/** Pulls between two reports: some hundredths of a second. */
const PULLS_A_PAUSE = 500_000;

/** Everything a layout needs, as plain data that a worker can be sent. */
export interface LayoutTask {
  graph: FuzzyGraph;
  curve: Curve;
  epochs: number;
  /** State of the stream, see `stateFrom()`. */
  state: Int32Array;
  start:
    | { kind: "spectral"; parts: Components; centres: Float64Array }
    | { kind: "given"; coordinates: Float64Array };
}

/** A layout ready to run. */
export interface StartedLayout {
  layout: Layout;
  /** How far the worst direction of a spectral start is from settled; 0 for a given start. Above 1e-4 the search gave up. */
  startResidual: number;
}

/** What came of a layout. */
export interface LaidOut {
  /** 2 · n. */
  coordinates: Float64Array;
  /** See `StartedLayout`. */
  startResidual: number;
}

/** Starts a layout: deterministic, given the task. */
export function startLayout({ graph, curve, epochs, state, start }: LayoutTask): StartedLayout {
  const stream = state.slice();
  const random = uniformFrom(stream);
  const { coordinates, residual } = start.kind === "given"
    ? { ...start, residual: 0 }
    : spectralStart(graph, { ...start, random });
  const layout = openLayout(graph, {
    coordinates: readyToStart(coordinates, random),
    forces: forcesOf(curve),
    epochs,
    state: stream,
  });
  return { layout, startResidual: residual };
}

/**
 * Runs a layout to its end in pieces, told of before each.
 *
 * @param layout As `startLayout()` made it; its coordinates move.
 * @returns Epochs done before each piece; the caller decides what to do between two.
 */
export function* layoutPieces(layout: Layout): Generator<number, void, void> {
  const pulls = layout.intervals.reduce((sum, interval) => sum + 1 / interval, 1);
  const piece = Math.max(1, Math.min(MOST_EPOCHS_A_PAUSE, Math.floor(PULLS_A_PAUSE / pulls)));
  for (let epoch = 0; epoch < layout.epochs; epoch++) {
    if (epoch % piece === 0) yield epoch;
    runEpoch(layout, epoch);
  }
}
