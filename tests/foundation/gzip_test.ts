import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { gzipBytes, readBytes, readText } from "twoplane/foundation";

async function withFile(content: Uint8Array | string, use: (path: string) => void): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("gzipBytes() packs what readText() unpacks, whatever the file's name", async () => {
  const text = "héllo 🐘\n".repeat(1000);
  await withFile(gzipBytes(text), (path) => assert.equal(readText(path), text));
});

Deno.test("gzipBytes() writes no time, no name and no operating system", () => {
  const bytes = gzipBytes("abc");
  assert.deepEqual([...bytes.slice(0, 8)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
  assert.equal(bytes[9], 255);
  assert.equal(gunzipSync(bytes).toString(), "abc");
});

Deno.test("readBytes() gives plain bytes as they are, also none", async () => {
  await withFile("", (path) => assert.equal(readBytes(path).length, 0));
  await withFile(new Uint8Array([0x1f]), (path) => assert.deepEqual([...readBytes(path)], [0x1f]));
});

Deno.test("readText() drops a byte-order mark and keeps line ends", async () => {
  await withFile("\uFEFFa\r\nb", (path) => assert.equal(readText(path), "a\r\nb"));
});

Deno.test("readText() refuses a truncated and a damaged gzip stream", async () => {
  const whole = gzipBytes("some text that is long enough to be cut".repeat(100));
  const damaged = whole.slice();
  damaged[30]! ^= 0xff;
  for (const bytes of [whole.slice(0, -10), damaged, whole.slice(0, 2)]) {
    await withFile(bytes, (path) => {
      assert.throws(() => readText(path), (error: Error) => {
        assert.equal(error.name, "SyntaxError");
        assert.ok(
          error.message.startsWith(`Cannot unpack ${path}: need a whole gzip stream, got ${bytes.length} bytes`),
        );
        assert.ok(error.cause instanceof Error);
        return true;
      });
    });
  }
});

Deno.test("readText() refuses bytes that are not UTF-8 and names the first of them", async () => {
  const filler = "é🐘\n".repeat(20_000);
  const filled = new TextEncoder().encode(filler).length;
  const cases: [before: string, bytes: number[], where: string][] = [
    ["", [0x63, 0x61, 0x66, 0xe9], 'at byte 3 (line 1): 0xE9, "é" in Latin-1'],
    ["", [0xe9, 0x20], 'at byte 0 (line 1): 0xE9, "é" in Latin-1'],
    ["a\nb", [0xff, 0x61], 'at byte 3 (line 2): 0xFF, "ÿ" in Latin-1'],
    [filler, [0xfc, 0x62], `at byte ${filled} (line 20001): 0xFC, "ü" in Latin-1`],
    [filler.slice(0, -1), [0x80], `at byte ${filled - 1} (line 20000): 0x80, "€" in Latin-1`],
  ];
  for (const [before, bytes, where] of cases) {
    await withFile(new Uint8Array([...new TextEncoder().encode(before), ...bytes]), (path) => {
      assert.throws(() => readText(path), {
        name: "SyntaxError",
        message: `Cannot read ${path}: need UTF-8 text, got bytes of another encoding ${where}. ` +
          "Convert it first, such as with iconv -f ISO-8859-1 -t UTF-8",
      });
    });
  }
});

Deno.test("readText() reads UTF-16 that says so and refuses UTF-16 that does not", async () => {
  const text = "id,text\n1,héllo 🐘\n";
  const utf16 = (mark: string, littleEndian: boolean) => {
    const all = (mark + text).split("").map((unit) => unit.charCodeAt(0));
    const view = new DataView(new ArrayBuffer(2 * all.length));
    all.forEach((unit, index) => view.setUint16(2 * index, unit, littleEndian));
    return new Uint8Array(view.buffer);
  };
  for (const littleEndian of [true, false]) {
    await withFile(utf16("\uFEFF", littleEndian), (path) => assert.equal(readText(path), text));
    await withFile(utf16("", littleEndian), (path) => {
      assert.throws(() => readText(path), /^SyntaxError: Cannot read .*look like UTF-16 without a byte-order mark/);
    });
    await withFile(utf16("\uFEFF", littleEndian).slice(0, -1), (path) => {
      assert.throws(() => readText(path), /^SyntaxError: Cannot read .*: need UTF-16[LB]E text as its byte-order mark/);
    });
  }
});

Deno.test("readText() says that a file is missing or a folder", async () => {
  assert.throws(() => readText("no/such/file.csv"), {
    name: "RangeError",
    message: "Cannot read no/such/file.csv: there is no such file",
  });
  const folder = await Deno.makeTempDir();
  assert.throws(() => readText(folder), {
    name: "TypeError",
    message: `Cannot read ${folder}: need a file, got a folder`,
  });
  await Deno.remove(folder);
});
