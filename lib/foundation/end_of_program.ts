let isGuarded = false;

/** Long enough for one turn of the event loop in which V8's finalizers run; shorter than anyone notices. */
const TURN_MS = 50;

/**
 * Keeps a program that has read from DuckDB from crashing when it ends.
 *
 * Deno 2.8.1 takes its native interface down before it runs finalizers that are due, and the finalizer of a chunk that
 * was collected shortly before then reaches into freed memory: the program ends with a segmentation fault (exit code
 * 139) behind its last line. So when nothing is left to do, one more turn of the event loop runs them in time.
 */
export function guardEndOfProgram(): void {
  if (isGuarded) return;
  isGuarded = true;
  let isLast = false;
  addEventListener("beforeunload", (event) => {
    if (isLast) return;
    isLast = true;
    event.preventDefault();
    setTimeout(() => {}, TURN_MS);
  });
}
