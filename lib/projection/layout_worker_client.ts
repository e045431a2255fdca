import { checkAborted } from "../foundation/mod.ts";
import type { OnProgress } from "../shapes.ts";
import { type LaidOut, layoutPieces, type LayoutTask, startLayout } from "./layout.ts";
import type { LayoutMessage } from "./layout_worker.ts";

/** Who is told of the work, and who may stop it. */
export interface LayoutWatch {
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** Lays a map out on this thread, letting others in between pieces. */
export async function layOutHere(task: LayoutTask, { onProgress, signal }: LayoutWatch): Promise<LaidOut> {
  const { layout, startResidual } = startLayout(task);
  for (const done of layoutPieces(layout)) {
    await new Promise((resume) => setTimeout(resume));
    checkAborted(signal);
    onProgress?.(done, task.epochs);
  }
  onProgress?.(task.epochs, task.epochs);
  return { coordinates: layout.coordinates, startResidual };
}

/**
 * Lays a map out on a thread of its own, so that this one stays free: the same bytes as `layOutHere()`.
 *
 * @param task Its arrays move to the worker and are empty here afterwards.
 * @param watch An abort ends the worker at once.
 */
export async function layOutInWorker(task: LayoutTask, watch: LayoutWatch): Promise<LaidOut> {
  checkAborted(watch.signal);
  const worker = new Worker(new URL("./layout_worker.ts", import.meta.url), { type: "module" });
  const { promise: aborted, reject: abort } = Promise.withResolvers<never>();
  const onAbort = () => abort(watch.signal?.reason);
  watch.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const result = await Promise.race([answerOf(worker, task, watch.onProgress), aborted]);
    watch.onProgress?.(task.epochs, task.epochs);
    return result;
  } finally {
    watch.signal?.removeEventListener("abort", onAbort);
    worker.terminate();
  }
}

function answerOf(worker: Worker, task: LayoutTask, onProgress: OnProgress | undefined): Promise<LaidOut> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<LayoutMessage>) => {
      if (data.kind === "done") return resolve(data.result);
      try {
        onProgress?.(data.done, task.epochs);
      } catch (cause) {
        reject(cause); // a fault of the caller's, which the event loop would take for its own
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot lay out the map in a worker: ${event.message}. Ask for thread "main"`));
    };
    worker.postMessage(task, buffersOf(task));
  });
}

/** What is moved rather than copied. */
function buffersOf({ graph, start }: LayoutTask): Transferable[] {
  const arrays = [graph.starts, graph.columns, graph.weights];
  const own = start.kind === "given" ? [start.coordinates] : [start.parts.partOf, start.centres];
  return [...arrays, ...own].map(({ buffer }) => buffer as ArrayBuffer);
}
