import { checkAborted, seededRandom } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";
import { nearestNeighbours } from "../vectors/mod.ts";
import { startLayout } from "./layout.ts";
import { layoutTask } from "./layout_task.ts";
import { runEpoch } from "./optimise.ts";
import { project, type ProjectOptions } from "./project.ts";
import type { WindowAnchors } from "./window_anchors.ts";

/** Epochs between two pauses in which an abort is heard. */
const EPOCHS_A_PAUSE = 10;
/** Largest random offset at the start, so that rows with one target can part. */
const JITTER = 1e-3;

/** What a layout of one window is given. */
export interface WindowLayoutOptions {
  seed: number;
  /** Where the window before would put each row: where to start from and what to hold to; `null` for the first window. */
  anchors: WindowAnchors | null;
  /** How firmly rows are held to their targets. */
  pull: number;
  signal?: AbortSignal;
}

/** Lays out one window: 2 · n coordinates in the order of the rows. */
export type WindowLayout = (embeddings: Embeddings, options: WindowLayoutOptions) => Promise<Float64Array>;

/**
 * UMAP that starts where the window before left off and is held to it: after each round every anchored row
 * moves the share `pull` × learning rate of its way to its target.
 */
export function umapOfWindows(settings: Pick<ProjectOptions, "neighbours" | "minDist" | "epochs">): WindowLayout {
  return async (embeddings, { seed, anchors, pull, signal }) => {
    const rows = embeddings.ids.length;
    const neighbours = Math.min(settings.neighbours ?? 15, rows - 1);
    const given = { ...settings, neighbours, seed, ...(signal === undefined ? {} : { signal }) };
    if (anchors === null) return (await project(embeddings, given)).coordinates;
    const nearest = await nearestNeighbours(embeddings, {
      k: neighbours - 1,
      metric: "cosine",
      ...(signal === undefined ? {} : { signal }),
    });
    const epochs = settings.epochs ?? (rows <= 2500 ? 500 : 200);
    const minDist = settings.minDist ?? 0.1;
    const task = await layoutTask(embeddings, nearest, { seed, minDist, epochs, init: "pca", signal });
    const { layout } = startLayout(task);
    const random = seededRandom(seed, "window layout");
    layout.coordinates.set(anchors.targets.map((value) => value + JITTER * (2 * random() - 1)));
    for (let epoch = 0; epoch < epochs; epoch++) {
      if (epoch % EPOCHS_A_PAUSE === 0) {
        await new Promise((resume) => setTimeout(resume));
        checkAborted(signal);
      }
      runEpoch(layout, epoch);
      hold(layout.coordinates, anchors, pull * (1 - epoch / epochs));
    }
    return layout.coordinates.slice();
  };
}

function hold(coordinates: Float64Array, { targets, weights }: WindowAnchors, share: number): void {
  for (let i = 0; i < coordinates.length; i++) {
    const there = coordinates[i] as number;
    coordinates[i] = there + share * (weights[i >> 1] as number) * ((targets[i] as number) - there);
  }
}
