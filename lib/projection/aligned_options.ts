import { checkInteger, checkNumber, checkOneOf, checkOptions, quote } from "../foundation/mod.ts";
import type { Embeddings, OnProgress } from "../shapes.ts";
import { checkEmbeddings } from "../vectors/mod.ts";
import { umapOfWindows, type WindowLayout } from "./anchored_layout.ts";
import type { AnchorKind } from "./window_anchors.ts";

/** Rows below which a window has no map. */
const LEAST_ROWS = 4;

/** One window of time: posts of it, or agents with the means of their posts of it. */
export interface MapWindow {
  /** Such as a week; names it in results. */
  window: string;
  embeddings: Embeddings;
}

/** Options of `alignedMaps()`. */
export interface AlignedMapsOptions {
  seed: number;
  /**
   * What ties a window to the one before. "ids": rows of the same id, such as agents, or posts of overlapping windows;
   * "neighbours": each row's five nearest there. Default "ids" where 3 are common, else "neighbours".
   */
  anchors?: AnchorKind;
  /**
   * How firmly rows are held to where the window before puts them, [0, 1]: 0 only starts there. Default 0.2; from
   * about 0.5 it hides true movement.
   */
  pull?: number;
  /** Controls of either kind for each pair of windows, 1 to 100; each takes one to three layouts. Default 3. */
  controls?: number;
  /** See `ProjectOptions`; neighbours are lowered where a window has fewer rows. */
  neighbours?: number;
  minDist?: number;
  epochs?: number;
  /** Another layout instead of UMAP; it is given the targets and is free to hold to them. */
  layout?: WindowLayout;
  /** Told in windows. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** Options with defaults in place. */
export type SettledAlignment = AlignedMapsOptions & {
  pull: number;
  controls: number;
  layout: WindowLayout;
  /** The caller's own layout. */
  isOwn: boolean;
};

/** Refuses windows and options that cannot be laid out. */
export function checkAligned(windows: readonly MapWindow[], options: AlignedMapsOptions): SettledAlignment {
  const caller = "alignedMaps";
  const known = [
    "seed",
    "anchors",
    "pull",
    "controls",
    "neighbours",
    "minDist",
    "epochs",
    "layout",
    "onProgress",
    "signal",
  ];
  checkOptions(caller, options, known);
  checkInteger(caller, "seed", options.seed);
  if (options.anchors !== undefined) checkOneOf(caller, "anchors", options.anchors, ["ids", "neighbours"]);
  const pull = checkNumber(caller, "pull", options.pull ?? 0.2, { min: 0, max: 1 });
  const controls = checkInteger(caller, "controls", options.controls ?? 3, { min: 1, max: 100 });
  if (options.neighbours !== undefined) checkInteger(caller, "neighbours", options.neighbours, { min: 3 });
  if (options.minDist !== undefined) checkNumber(caller, "minDist", options.minDist, { min: 0, max: 1 });
  if (options.epochs !== undefined) checkInteger(caller, "epochs", options.epochs, { min: 1, max: 100_000 });
  if (!Array.isArray(windows) || windows.length < 2) {
    const found = Array.isArray(windows) ? windows.length : quote(windows);
    throw new RangeError(`Cannot run ${caller}(): needs at least 2 windows, got ${found}`);
  }
  const seen = new Set<string>();
  for (const { window, embeddings } of windows) {
    if (seen.has(window)) {
      throw new RangeError(`Cannot run ${caller}(): windows need names of their own, got ${quote(window)} twice`);
    }
    seen.add(window);
    checkEmbeddings(caller, embeddings, LEAST_ROWS);
    if (embeddings.dims !== windows[0]?.embeddings.dims) {
      throw new RangeError(
        `Cannot run ${caller}() at window ${quote(window)}: needs the dimensions of the first, got ${embeddings.dims}`,
      );
    }
  }
  const { neighbours, minDist, epochs } = options;
  const settings = {
    ...(neighbours === undefined ? {} : { neighbours }),
    ...(minDist === undefined ? {} : { minDist }),
    ...(epochs === undefined ? {} : { epochs }),
  };
  return {
    ...options,
    pull,
    controls,
    layout: options.layout ?? umapOfWindows(settings),
    isOwn: options.layout !== undefined,
  };
}
