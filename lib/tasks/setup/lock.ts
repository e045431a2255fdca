import { mkdirSync } from "node:fs";
import { ownPath } from "./folders.ts";
import type { SetupContext } from "./shapes.ts";

/**
 * Runs one set-up of a folder at a time: a second one waits, then finds everything in place.
 * The system frees the lock when its holder ends, however it ends.
 */
export async function oneAtATime(context: SetupContext, work: () => Promise<void>): Promise<void> {
  mkdirSync(ownPath(context.root), { recursive: true });
  const file = await Deno.open(ownPath(context.root, "setup.lock"), { create: true, write: true });
  try {
    if (!await file.tryLock(true)) {
      context.say("Another set-up runs in this folder: waiting for it to end");
      await file.lock(true);
    }
    await work();
  } finally {
    file.close();
  }
}
