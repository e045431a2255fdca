import assert from "node:assert/strict";
import { join } from "node:path";
import { cutHalfLine, linesOf } from "../../lib/corpus/live/lines.ts";
import { inFolder } from "./live_server.ts";

const BLOCK = 2 ** 20;
const long = "ü".repeat(BLOCK); // two bytes each, so that blocks end within a character and a line spans several

const files: [what: string, text: string, whole: string[]][] = [
  ["nothing", "", []],
  ["half a line only", "half", []],
  ["whole lines", "a\n\u2028b\r\n\n", ["a", "\u2028b\r", ""]],
  ["a half line behind whole ones", "a\nb\nhal", ["a", "b"]],
  ["a line longer than a block", `${long}\nx\n`, [long, "x"]],
  ["a half line longer than a block", `a\n${long}`, ["a"]],
  ["a half line longer than a block alone", long, []],
];

for (const [what, text, whole] of files) {
  Deno.test(`linesOf() and cutHalfLine() keep the whole lines of a file with ${what}`, async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "lines");
      await Deno.writeTextFile(path, text);
      assert.deepEqual([...linesOf(path)], whole);
      cutHalfLine(path);
      assert.equal(await Deno.readTextFile(path), whole.map((line) => `${line}\n`).join(""));
    });
  });
}
