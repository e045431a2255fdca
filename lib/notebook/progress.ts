import type { OnProgress } from "../shapes.ts";
import { cut, printable } from "../foundation/mod.ts";
import { type Kernel, runningKernel, send } from "./display.ts";

/** A callback for long functions, and a way to wait for its last redraw. */
export type Progress = OnProgress & {
  /** Draws the latest state and resolves once it is sent. */
  finish: () => Promise<void>;
};

/** Runs something later; what it returns calls that off. */
export type Later = (run: () => void, ms: number) => () => void;

const redrawEveryMs = 1000;

/**
 * One line that shows how far a long function is, redrawn in place.
 *
 * It redraws at most once a second, and always at the end; the last state is the same in
 * every run, so that committed outputs stay equal. Outside a notebook it does nothing.
 *
 * @param label What is going on, such as "embedding".
 * @returns `onProgress` for any long function of this library.
 *
 * @example
 * ```ts
 * import { progress } from "twoplane/notebook";
 * const onProgress = progress("embedding");
 * for (let done = 1; done <= 3; done++) onProgress(done, 3);
 * await onProgress.finish();
 * ```
 */
export function progress(label: string): Progress {
  const kernel = runningKernel();
  if (kernel === null) return Object.assign(() => {}, { finish: () => Promise.resolve() });
  return progressOn(kernel, label, (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  });
}

/** The same on a given kernel and timer. */
export function progressOn(kernel: Kernel, label: string, later: Later): Progress {
  const words = cut(printable(label), 80);
  const transient = { display_id: crypto.randomUUID() };
  let [latest, drawn, sent] = ["", "", Promise.resolve()];
  let callOff: (() => void) | null = null;

  const draw = () => {
    if (latest === drawn) return;
    const type = drawn === "" ? "display_data" : "update_display_data";
    const content = { data: { "text/plain": latest }, metadata: {}, transient };
    drawn = latest;
    sent = send(kernel, type, content).catch(() => {}); // a lost redraw must not end the work
  };
  const rest = () => {
    callOff?.();
    callOff = null;
  };
  const drawAndWait = () => {
    rest();
    if (latest === drawn) return;
    draw();
    callOff = later(drawAndWait, redrawEveryMs);
  };
  const report = (done: number, total: number) => {
    latest = `${words} ${done} of ${total}`;
    if (done < total) return callOff === null ? drawAndWait() : undefined;
    rest();
    draw();
  };
  const finish = () => {
    rest();
    draw();
    return sent;
  };
  return Object.assign(report, { finish });
}
