let isBeating = false;

/**
 * Keeps timers firing on time in a process that has opened DuckDB.
 *
 * Deno 2.8 sleeps past the next timer once such a native module has run, until something else wakes it, which can take
 * half a minute: a pause or a retry would seem to hang, in a notebook above all. A timer that keeps no process alive
 * wakes it in time. Deno 2.9.6 does not need it.
 */
export function keepTimersAwake(): void {
  if (isBeating) return;
  isBeating = true;
  Deno.unrefTimer(setInterval(() => {}, 20));
}
