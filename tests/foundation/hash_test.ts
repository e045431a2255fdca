import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson, sha256, sha256File } from "twoplane/foundation";

// FIPS 180-4, the examples of the standard.
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const MILLION = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

Deno.test("sha256() gives the standard's examples, for text and for bytes", () => {
  assert.equal(sha256("abc"), ABC);
  assert.equal(sha256(new TextEncoder().encode("abc")), ABC);
  assert.equal(sha256("a".repeat(1_000_000)), MILLION);
});

Deno.test("sha256File() hashes a file as sha256() hashes its bytes", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "a".repeat(1_000_000));
  assert.equal(await sha256File(path), MILLION);
  await Deno.remove(path);
});

Deno.test("sha256File() refuses a file that is not there", async () => {
  await assert.rejects(sha256File("no/such/file"), /ENOENT/);
});

Deno.test("canonicalJson() sorts keys at every depth and leaves out undefined fields", () => {
  assert.equal(
    canonicalJson({ b: [{ d: 1, c: "é" }], a: null, u: undefined }),
    '{"a":null,"b":[{"c":"é","d":1}]}',
  );
});

Deno.test("canonicalJson() is the same for every order of the fields, and reads back equal", () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(object, (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      assert.equal(canonicalJson(turned), canonicalJson(value));
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
    }),
    { seed: 1 },
  );
});

Deno.test("canonicalJson() refuses what would share its text with something else", () => {
  const cases: [unknown, string][] = [
    [{ a: [1, NaN] }, "value.a[1] as canonical JSON: need plain JSON, got NaN"],
    [{ a: Infinity }, "value.a as canonical JSON: need plain JSON, got Infinity"],
    [undefined, "value as canonical JSON: need plain JSON, got undefined"],
    [[undefined], "value[0] as canonical JSON: need plain JSON, got undefined"],
    [{ at: new Date(0) }, "value.at as canonical JSON: need plain JSON, got a Date"],
    [new Float32Array(2), "value as canonical JSON: need plain JSON, got a Float32Array"],
    [new Map([["a", 1]]), "value as canonical JSON: need plain JSON, got a Map"],
    [1n, "value as canonical JSON: need plain JSON, got 1"],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => canonicalJson(value), { name: "TypeError", message: `Cannot write ${message}` });
  }
});
