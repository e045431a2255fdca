import type { Ceiling } from "./ceiling.ts";

/** Why a run ended before all trials were finished. Finished trials are kept, whatever the reason. */
export interface Stopped {
  /**
   * ceiling: the next trial might have gone beyond it; account: the endpoint refused the key or wants to be paid;
   * errors: too large a share of the trials failed; cancelled: the caller asked for it; ledger: the disk failed.
   */
  by: "ceiling" | "account" | "errors" | "cancelled" | "ledger";
  /** Which ceiling. */
  ceiling?: keyof Ceiling;
  message: string;
}

const WHY: unique symbol = Symbol("why the run stops");

/** An error that ends the run, wherever it is thrown. */
export function stopError(why: Stopped, cause?: unknown): Error {
  return Object.assign(new Error(why.message, { cause }), { [WHY]: why });
}

/** Why the run should stop, where a thrown error says so. */
export function stopOf(error: unknown): Stopped | null {
  return (error as { [WHY]?: Stopped } | null | undefined)?.[WHY] ?? null;
}
