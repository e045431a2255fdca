/** What every task that needs Python, the kernel or weights calls first. */
export { ensureSetup } from "./ensure.ts";
export type { EnsureSetupOptions, Installation, Report } from "./shapes.ts";
