import { printable } from "../foundation/mod.ts";
import { type Display, emit, toDisplay } from "./display.ts";

/**
 * Prints one piece of text that does not get lost, whatever the kernel does with late output.
 *
 * Use it instead of `console.log`. Anything is shown as it stands: markup is not read, and
 * control characters become visible.
 *
 * @param text One line or several.
 * @returns `undefined` in a notebook; elsewhere the display.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { say } from "twoplane/notebook";
 * assert.equal((await say("60 pairs, 0 dropped"))?.data["text/plain"], "60 pairs, 0 dropped");
 * ```
 */
export function say(text: string): Promise<Display | undefined> {
  return emit(toDisplay({ "text/plain": printable(text) }));
}

/**
 * Shows a line of prose with Markdown's emphasis, lists, headings and code.
 *
 * Raw HTML, links and pictures are taken out of action, so that numbers and names from the
 * data may stand in it. Characters `<`, `&` and `[` inside code spans look odd: use `say`.
 *
 * @param text Markdown of your own.
 * @returns `undefined` in a notebook; elsewhere the display.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { markdown } from "twoplane/notebook";
 * assert.equal((await markdown("**60** <pairs>"))?.data["text/markdown"], "**60** &lt;pairs>");
 * ```
 */
export function markdown(text: string): Promise<Display | undefined> {
  const plain = printable(text);
  const inert = plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("[", "&#91;").replace(
    /\b(https?|ftp|www)([:.])/gi,
    (_, scheme: string, mark: string) => `${scheme}${mark === ":" ? "&#58;" : "&#46;"}`,
  );
  return emit(toDisplay({ "text/markdown": inert, "text/plain": plain }));
}
