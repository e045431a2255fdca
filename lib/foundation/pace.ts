import { checkAborted } from "./guards.ts";

/** Additions between two pauses: some tens of milliseconds. */
const WORK_A_PAUSE = 3e7;

/** Lets timers, progress displays and aborts in after every so much arithmetic. */
export function pacer(signal: AbortSignal | undefined): (work: number) => Promise<void> {
  let spent = 0;
  checkAborted(signal);
  return async (work) => {
    spent += work;
    if (spent < WORK_A_PAUSE) return;
    spent = 0;
    await new Promise((resume) => setTimeout(resume));
    checkAborted(signal);
  };
}
