import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { textPieces, type TextPiecesOptions, type TextRead } from "twoplane/foundation";

async function read(content: Uint8Array, options: TextPiecesOptions = {}): Promise<TextRead & { text: string }> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "p.txt");
    await Deno.writeFile(path, content);
    const pieces = textPieces(path, options);
    let text = "";
    for (;;) {
      const { value, done } = await pieces.next();
      if (done) return { text, ...value };
      text += value;
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const long = "Zeilen über Elefanten 🐘, e\u0301.\n".repeat(200_000);

Deno.test("textPieces() gives the whole text, packed or not, whatever the characters at a cut", async () => {
  const plain = bytesOf(long);
  for (const content of [plain, gzipSync(plain), zstdCompressSync(plain)]) {
    const { text, bytes, encoding } = await read(content);
    assert.ok(text === long);
    assert.deepEqual([bytes, encoding], [plain.length, "UTF-8"]);
  }
});

Deno.test("textPieces() reads all members of gzip and all frames of zstd", async () => {
  for (const pack of [gzipSync, zstdCompressSync]) {
    const { text } = await read(joined(pack(bytesOf("one\n")), pack(bytesOf("two\n")), pack(bytesOf("three"))));
    assert.equal(text, "one\ntwo\nthree");
  }
});

Deno.test("textPieces() reads empty files and drops a byte-order mark", async () => {
  assert.deepEqual(await read(new Uint8Array(0)), { text: "", encoding: "UTF-8", bytes: 0 });
  assert.equal((await read(gzipSync(""))).text, "");
  assert.equal((await read(bytesOf("\uFEFFa"))).text, "a");
});

Deno.test("textPieces() reads UTF-16 where a byte-order mark says so, and no other encoding", async () => {
  const units = new Uint8Array(new Uint16Array([...`\uFEFF${"hé\n"}`].map((one) => one.charCodeAt(0))).buffer);
  assert.deepEqual(await read(units), { text: "hé\n", encoding: "UTF-16LE", bytes: 8 });
  await assert.rejects(
    read(units.subarray(2)),
    /^SyntaxError: Cannot read .*p\.txt: need UTF-8 text, got bytes that look/,
  );
  await assert.rejects(
    read(joined(bytesOf(long), Uint8Array.of(0xe9, 0x20))),
    /^SyntaxError: Cannot read .*p\.txt: need UTF-8 text, got bytes of another encoding between byte \d+ and byte \d+/,
  );
  await assert.rejects(read(Uint8Array.of(0x61, 0xe9)), /^SyntaxError/);
});

Deno.test("textPieces() refuses a packed stream that is cut short, at any byte, or damaged", async () => {
  for (const pack of [gzipSync, zstdCompressSync]) {
    const packed = pack(bytesOf("Some text that repeats itself. ".repeat(9)));
    for (let length = 4; length < packed.length; length += 3) {
      await assert.rejects(read(packed.subarray(0, length)), /^SyntaxError: Cannot unpack .*p\.txt: need a whole/);
    }
    await assert.rejects(read(joined(packed, bytesOf("junkjunk"))), /^SyntaxError: Cannot unpack/);
  }
});

Deno.test("textPieces() stops where a file unpacks to more than the limits", async () => {
  const blank = new Uint8Array(2 ** 25).fill(0x20);
  const bomb = gzipSync(blank);
  await assert.rejects(
    read(bomb),
    /^RangeError: Cannot unpack .*p\.txt: need at most 16777216 bytes \(maxRatio\), got more/,
  );
  await assert.rejects(read(zstdCompressSync(blank)), /^RangeError: .*\(maxRatio\)/);
  assert.equal((await read(bomb, { maxRatio: 2000 })).bytes, 2 ** 25);
  await assert.rejects(read(bomb, { maxRatio: 2000, maxBytes: 1000 }), /^RangeError: .*1000 bytes \(maxBytes\)/);
  await assert.rejects(read(bytesOf("abc"), { maxBytes: 2 }), /^RangeError: Cannot read .*2 bytes \(maxBytes\)/);
});

Deno.test("textPieces() says that there is no file, reports progress, and stops when told", async () => {
  await assert.rejects(textPieces("no/such.txt").next(), {
    name: "RangeError",
    message: "Cannot read no/such.txt: there is no such file",
  });
  const steps: [number, number][] = [];
  const packed = gzipSync(bytesOf(long));
  await read(packed, { onProgress: (done, total) => steps.push([done, total]) });
  assert.deepEqual(steps.at(-1), [packed.length, packed.length]);
  await assert.rejects(read(packed, { signal: AbortSignal.abort(new Error("stopped")) }), /stopped/);
});
