import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { packingOf, textPieces, unpack } from "twoplane/foundation";

const withChecksum = (bytes: Uint8Array) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const pack = { gzip: (bytes: Uint8Array) => gzipSync(bytes), zstd: withChecksum };
const text = new TextEncoder().encode("Some text that repeats itself. ".repeat(9000));
/** A frame for other programs, without content: eight bytes of header, then four of its own. */
const skippable = new Uint8Array([0x5a, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);

Deno.test("packingOf() tells by the first bytes", () => {
  assert.equal(packingOf(gzipSync("x")), "gzip");
  assert.equal(packingOf(zstdCompressSync(Buffer.from("x"))), "zstd");
  assert.equal(packingOf(skippable), "zstd");
  for (const bytes of [[], [0x1f], [0x28, 0xb5, 0x2f], [0x28, 0xb5, 0x2f, 0xfe]]) {
    assert.equal(packingOf(new Uint8Array(bytes)), null);
  }
});

Deno.test("unpack() gives back what was packed, and plain bytes as they are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), fc.constantFrom("gzip" as const, "zstd" as const), (bytes, how) => {
      assert.deepEqual(Buffer.from(unpack(pack[how](bytes), "x")), Buffer.from(bytes));
    }),
    { seed: 1, numRuns: 100 },
  );
  assert.equal(unpack(text, "x"), text);
});

Deno.test("unpack() reads every member of gzip and every frame of zstd, and passes over frames without content", () => {
  for (const how of ["gzip", "zstd"] as const) {
    const twice = Buffer.concat([pack[how](text), pack[how](text.subarray(0, 5))]);
    assert.equal(unpack(twice, "x").length, text.length + 5, how);
  }
  const between = Buffer.concat([skippable, withChecksum(text), skippable, withChecksum(text)]);
  assert.equal(unpack(between, "x").length, 2 * text.length);
});

Deno.test("unpack() refuses a stream that is cut short, wherever it is cut", () => {
  for (const how of ["gzip", "zstd"] as const) {
    const whole = pack[how](text);
    for (let length = 4; length < whole.length; length++) {
      assert.throws(
        () => unpack(whole.subarray(0, length), "posts"),
        (error: Error) =>
          error.name === "SyntaxError" &&
          error.message.startsWith(`Cannot unpack posts: need a whole ${how} stream, got ${length} bytes`) &&
          error.message.endsWith('". Fetch the file again'),
        `${how} ${length}`,
      );
    }
  }
  const [first, second] = [withChecksum(text), withChecksum(text)];
  assert.throws(() => unpack(Buffer.concat([first, second.subarray(0, -3)]), "posts"), /the end of the file, in the/);
  assert.throws(
    () => unpack(Buffer.concat([first, skippable.subarray(0, -3)]), "posts"),
    /the end of the file, in the/,
  );
  assert.throws(() => unpack(Buffer.concat([first, Buffer.from("junk")]), "posts"), /bytes that are no zstd/);
});

Deno.test("unpack() refuses a flipped bit that a checksum guards, or gives the same bytes", () => {
  for (const how of ["gzip", "zstd"] as const) {
    const whole = pack[how](text);
    for (let at = 4; at < whole.length; at++) {
      const flipped = new Uint8Array(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      try {
        assert.deepEqual(unpack(flipped, "x"), unpack(whole, "x"), `${how} ${at}`);
      } catch (error) {
        assert.match(String(error), /^(Syntax|Range)Error: Cannot unpack x/, `${how} ${at}`);
      }
    }
  }
});

Deno.test("unpack() stops at maxBytes and at maxRatio, and lets through what just fits", () => {
  const zeros = new Uint8Array(20_000_000);
  for (const how of ["gzip", "zstd"] as const) {
    const bomb = pack[how](zeros);
    assert.throws(() => unpack(bomb, "posts"), {
      name: "RangeError",
      message: `Cannot unpack posts: need at most 16777216 bytes (maxRatio), got more out of ${bomb.length} bytes of ` +
        `${how}. Raise maxRatio if the file is meant to be so large`,
    });
    assert.throws(() => unpack(bomb, "posts", { maxBytes: 1000 }), /need at most 1000 bytes \(maxBytes\), got more/);
    assert.equal(unpack(bomb, "posts", { maxRatio: 40_000 }).length, zeros.length);
    assert.equal(unpack(bomb, "posts", { maxRatio: 40_000, maxBytes: zeros.length }).length, zeros.length);
    assert.throws(() => unpack(bomb, "posts", { maxRatio: 40_000, maxBytes: zeros.length - 1 }), /maxBytes/);
  }
  const frames = Buffer.concat(Array.from({ length: 4 }, () => withChecksum(text)));
  assert.equal(unpack(frames, "x", { maxBytes: 4 * text.length }).length, 4 * text.length);
  assert.throws(
    () => unpack(frames, "x", { maxBytes: 4 * text.length - 1 }),
    /^RangeError: Cannot unpack x: need at most/,
  );
  assert.throws(() => unpack(frames, "x", { maxBytes: 3 * text.length }), /^RangeError: Cannot unpack x: need at most/);
});

Deno.test("textPieces() refuses a damaged or cut zstd file with an error that can be caught", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/posts.csv.zst`;
  const whole = withChecksum(text);
  for (let at = 4; at < whole.length; at += 3) {
    const flipped = new Uint8Array(whole);
    flipped[at] = (flipped[at] ?? 0) ^ 4;
    for (const bytes of [flipped, whole.subarray(0, at)]) {
      await Deno.writeFile(path, bytes);
      let read = "";
      try {
        for await (const piece of textPieces(path)) read += piece;
        assert.equal(read, new TextDecoder().decode(text), `${at}`);
      } catch (error) {
        assert.match(String(error), /^(Syntax|Range)Error: Cannot unpack /, `${at}`);
      }
    }
  }
  await Deno.remove(folder, { recursive: true });
});
