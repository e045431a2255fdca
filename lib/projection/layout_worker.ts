/**
 * The other side of `layOutInWorker()`: lays one map out and sends it back. Imports nothing that opens files or networks.
 *
 * @module
 */
import { type LaidOut, layoutPieces, type LayoutTask, startLayout } from "./layout.ts";

/** What a worker says. */
export type LayoutMessage =
  | { kind: "progress"; done: number }
  | { kind: "done"; result: LaidOut };

/** The worker's own side of the channel. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<LayoutTask>) => void) | null;
  postMessage: (message: LayoutMessage, transfer: Transferable[]) => void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
  const { layout, startResidual } = startLayout(data);
  for (const done of layoutPieces(layout)) scope.postMessage({ kind: "progress", done }, []);
  const { coordinates } = layout;
  scope.postMessage({ kind: "done", result: { coordinates, startResidual } }, [coordinates.buffer as ArrayBuffer]);
};
