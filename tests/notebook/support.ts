import assert from "node:assert/strict";
import { parseHTML } from "linkedom";
import type { Display } from "../../lib/notebook/mod.ts";

/** Text that attacks: markup, attributes, ANSI colours, reversed direction, half a character, one without width. */
export const hostile =
  `</td></pre><script>alert("1")</script><img src=x onerror='y'> & \u001b[31mred \u202egnp.exe \ud800 hid\u200bden`;

/** What a display shows as HTML, read back; only the tags that are ours may be in it. */
export function htmlOf(display: Display | undefined): Element {
  const html = display?.data["text/html"];
  assert.ok(html !== undefined, "the display has HTML");
  const { document } = parseHTML(`<html><body>${html}</body></html>`);
  const ours = ["p", "b", "img", "table", "thead", "tbody", "tr", "th", "td", "pre", "u"];
  const tags = [...document.body.querySelectorAll("*")];
  assert.deepEqual(tags.map((tag) => tag.localName).filter((name) => !ours.includes(name)), []);
  for (const tag of tags) {
    const foreign = [...tag.attributes].filter(({ name }) => !["src", "alt", "style"].includes(name));
    assert.deepEqual(foreign.map(({ name }) => name), []);
  }
  return document.body as unknown as Element;
}

/** Refuses what acts instead of showing, in every form of the display. */
export function assertInert(display: Display | undefined): void {
  const all = JSON.stringify([display?.data, display?.metadata]);
  assert.doesNotMatch(all, /\\u001b|\u202e|\\u202e|\\ud800/);
  assert.doesNotMatch(display?.data["text/html"] ?? "", /<script|onerror='/);
}

export interface Sent {
  type: string;
  content: Record<string, unknown>;
}

/** A kernel that remembers what it was sent. */
export function fakeKernel(): {
  sent: Sent[];
  broadcast: (type: string, content: Record<string, unknown>) => Promise<void>;
} {
  const sent: Sent[] = [];
  return {
    sent,
    broadcast(type, content) {
      sent.push({ type, content });
      return Promise.resolve();
    },
  };
}
