import type { Json, OutputMark } from "../shapes.ts";

/** Under this key a notebook finds how to show an object; also outside this library. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** One output in several forms; a front end takes the richest it can show. */
export interface Display {
  /** MIME type → content; pictures as base64. */
  readonly data: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, Json>>;
  readonly [jupyterDisplay]: () => Readonly<Record<string, string>>;
}

/** Puts forms and mark together. */
export function toDisplay(data: Readonly<Record<string, string>>, mark?: OutputMark): Display {
  const metadata = mark === undefined ? {} : { twoplane: { ...mark } };
  return { data, metadata, [jupyterDisplay]: () => data };
}

/** What of `Deno.jupyter` is used here. */
export interface Kernel {
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/** The running kernel, or `null` outside a notebook, where asking for it throws. */
export function runningKernel(): Kernel | null {
  try {
    return (Deno.jupyter as Kernel | undefined) ?? null;
  } catch {
    return null;
  }
}

/** The last message each kernel was given; one queue a kernel, so that outputs keep the order of the calls. */
const lastSent = new WeakMap<Kernel, Promise<void>>();

/** Sends a message after all earlier ones, whether or not those were awaited. */
export function send(kernel: Kernel, type: string, content: Record<string, unknown>): Promise<void> {
  const before = lastSent.get(kernel) ?? Promise.resolve();
  const sent = before.catch(() => {}).then(() => kernel.broadcast(type, content));
  lastSent.set(kernel, sent);
  return sent;
}

/**
 * Shows one output and waits until it is sent: an awaited broadcast survives kernels that
 * drop what comes after a cell has ended.
 *
 * Inside a notebook the answer is `undefined`, so that a call at the end of a cell is not
 * shown twice; outside it is the display itself, to look at or to test.
 */
export async function emit(display: Display, kernel: Kernel | null = runningKernel()): Promise<Display | undefined> {
  if (kernel === null) return display;
  await send(kernel, "display_data", { data: display.data, metadata: display.metadata, transient: {} });
  return undefined;
}
