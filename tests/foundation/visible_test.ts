import assert from "node:assert/strict";
import fc from "fast-check";
import { printable, visible } from "../../lib/foundation/mod.ts";

Deno.test("visible() names what hides, turns or acts, and counts runs", () => {
  const named: [string, string][] = [
    ["a\u200bb", "a⟨U+200B⟩b"],
    ["a\u200c\u200c\u200cb", "a⟨U+200C ×3⟩b"],
    ["\u202egnp.exe\u202c", "⟨U+202E⟩gnp.exe⟨U+202C⟩"],
    ["\u001b[31mred\u001b[0m", "⟨ESC⟩[31mred⟨ESC⟩[0m"],
    ["\u{e0068}\u{e0069}\u{e0069}", "⟨U+E0068⟩⟨U+E0069 ×2⟩"],
    ["a\ufe0fb\u00adc\ufeffd\u2028e", "a⟨U+FE0F⟩b⟨U+00AD⟩c⟨U+FEFF⟩d⟨U+2028⟩e"],
    ["😀\u200b", "😀⟨U+200B⟩"],
    ["❤\ufe0f\ufe0f\ufe0f", "❤\ufe0f⟨U+FE0F ×2⟩"],
    ["half \ud800 end\u0000", "half � end⟨U+0000⟩"],
    ["\ufdd0\ufdd1", "⟨U+FDD0⟩⟨U+FDD1⟩"],
  ];
  for (const [text, shown] of named) assert.equal(visible(text), shown);
});

Deno.test("visible() leaves alone what writing needs", () => {
  const plain = [
    "tab\tline\n",
    "👩\u200d💻 👩🏽\u200d💻 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3",
    "نمی\u200cخواهم",
    "क्\u200dष",
    "日本語 Ünïcödé ⟨x⟩ �",
  ];
  for (const text of plain) assert.equal(visible(text), text);
  assert.equal(visible("a\r\nb\rc"), "a\nb\nc");
});

Deno.test("visible() leaves nothing that acts, and changes nothing the second time", () => {
  const hostile = fc.array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\u200b", "\u200d", "😀", "\ufe0f", "\u202e", "\u001b", "\ufdd0", "0", "\u{e0041}", "\ud800"),
    ),
  ).map((parts) => parts.join(""));
  fc.assert(fc.property(hostile, (text) => {
    const shown = visible(text);
    assert.equal(shown, printable(shown));
    assert.equal(visible(shown), shown);
    assert.doesNotMatch(shown, /[\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/u);
  }));
});
