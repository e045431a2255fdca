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

Deno.test("readText() refuses bytes that are not UTF-8", async () => {
  for (const bytes of [[0x63, 0x61, 0x66, 0xe9], [0xff, 0xfe, 0x61, 0x00]]) {
    await withFile(new Uint8Array(bytes), (path) => {
      assert.throws(() => readText(path), {
        name: "SyntaxError",
        message: /need UTF-8 text, got bytes of another encoding/,
      });
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
