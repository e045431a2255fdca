/** Characters that act instead of showing: C0 and C1 controls and the marks that turn text around. */
// deno-lint-ignore no-control-regex
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/**
 * Text that only shows: controls (so ANSI escapes), direction marks and half characters
 * become `�`, Windows line ends become `\n`; tabs and line breaks stay.
 *
 * Agent text is hostile input: it may colour a terminal, turn a line around, or stop a
 * renderer with a character that XML forbids.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { printable } from "twoplane/foundation";
 * assert.ok(printable("\u001b[31mred") === "\ufffd[31mred");
 * ```
 */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(ACTING, "\ufffd").toWellFormed();
}

/**
 * Text as it may stand in HTML or SVG, between tags or inside a quoted attribute.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { escapeMarkup } from "twoplane/foundation";
 * assert.ok(escapeMarkup("<b>") === "&lt;b&gt;");
 * ```
 */
export function escapeMarkup(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
