import assert from "node:assert/strict";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { escapeMarkup, printable } from "../../lib/foundation/mod.ts";

Deno.test("printable() makes ANSI escapes, direction marks and half characters visible and keeps lines", () => {
  assert.equal(printable("a\u001b[31mb\u202ec\u0000d\ud800e"), "a\ufffd[31mb\ufffdc\ufffdd\ufffde");
  assert.equal(printable("one\r\ntwo\rthree\n\tfour"), "one\ntwo\nthree\n\tfour");
  assert.equal(printable("Ева 漢字 🙂 −→"), "Ева 漢字 🙂 −→");
});

Deno.test("printable() leaves no character that acts, whatever comes in", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const shown = printable(text);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(shown, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
    assert.ok(shown.isWellFormed());
    assert.equal(printable(shown), shown);
  }));
});

Deno.test("escapeMarkup() is read back as the text it was, between tags and in attributes", () => {
  const printed = fc.string({ unit: "grapheme" }).map(printable);
  fc.assert(fc.property(printed, (text) => {
    const { document } = parseHTML(
      `<body><div title="${escapeMarkup(text)}"><p>${escapeMarkup(text)}</p></div></body>`,
    );
    const root = document.querySelector("div")!;
    assert.equal(root.childNodes.length, 1);
    assert.equal(root.firstElementChild?.textContent ?? "", text);
    assert.equal(root.getAttribute("title"), text);
  }));
});

Deno.test("escapeMarkup() leaves no markup in text that attacks", () => {
  const escaped = escapeMarkup(`</td><script>alert('1')</script>" onload="x" &amp;`);
  assert.doesNotMatch(escaped, /[<>"']/);
  assert.ok(escaped.includes("&amp;amp;"));
});
