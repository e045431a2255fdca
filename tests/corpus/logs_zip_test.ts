import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { zstdCompressSync } from "node:zlib";
import { openZip, type ZipLimits } from "../../lib/corpus/logs/zip.ts";
import { evalZip, joined, loadLogPosts, makeZip, type Member, postsIn, sample, withFile } from "./logs_support.ts";

const LIMITS: ZipLimits = { maxBytes: 2 ** 24, maxRatio: 200 };

/** Opens an archive of these members and reads one. */
function readIn(members: readonly Member[], name: string, limits = LIMITS): Promise<string> {
  return withFile("a.zip", makeZip(members), async (path) => {
    const zip = await openZip(path, "a.zip", limits);
    try {
      return new TextDecoder().decode(await zip.read(name));
    } finally {
      zip.close();
    }
  });
}

const zeros = (length: number) => new Uint8Array(length);

for (const method of [0, 8, 93]) {
  Deno.test(`openZip() reads what is packed by method ${method}`, async () => {
    const content = "\u{1f642} text ".repeat(500);
    assert.equal(await readIn([{ name: "a.json", content, method }], "a.json"), content);
    assert.equal(await readIn([{ name: "a.json", content: "", method }], "a.json"), "");
  });
}

Deno.test("openZip() reads every frame of a Zstandard entry, as Inspect writes large samples", async () => {
  const parts = ["first ".repeat(100), "second ".repeat(100)].map((text) => new TextEncoder().encode(text));
  const packed = joined(parts.map((part) => zstdCompressSync(part)));
  const text = await readIn([{ name: "a", content: joined(parts), method: 93, packed }], "a");
  assert.equal(text, "first ".repeat(100) + "second ".repeat(100));
});

Deno.test("openZip() refuses what unpacks to more than maxBytes, in one entry and in all together", async () => {
  const limits = { maxBytes: 1000, maxRatio: 1e9 };
  await assert.rejects(
    readIn([{ name: "a", content: zeros(1001), method: 8 }], "a", limits),
    /^RangeError: Cannot unpack "a" of a\.zip: need at most 1000 bytes unpacked, got 1001\. Raise maxBytes/,
  );
  const three = ["a", "b", "c"].map((name) => ({ name, content: zeros(400) }));
  await withFile("a.zip", makeZip(three), async (path) => {
    const zip = await openZip(path, "a.zip", limits);
    await zip.read("a");
    await zip.read("b");
    await assert.rejects(zip.read("c"), /need at most 1000 bytes unpacked, got 1200/);
    zip.close();
  });
});

Deno.test("openZip() refuses a bomb by its ratio, and lets small entries be as dense as they like", async () => {
  for (const method of [8, 93]) {
    await assert.rejects(
      readIn([{ name: "a", content: zeros(2 ** 22), method }], "a"),
      /^RangeError: Cannot unpack.*need at most 200 times the packed size, got \d+ times\. Raise maxRatio/,
    );
    assert.equal((await readIn([{ name: "a", content: zeros(2 ** 19), method }], "a")).length, 2 ** 19);
  }
});

Deno.test("openZip() never makes more bytes than an entry declares, whatever the size it claims", async () => {
  for (const method of [0, 8, 93]) {
    for (const size of [1, 100]) {
      const lie = { name: "a", content: "x".repeat(5000), method, size };
      await assert.rejects(readIn([lie], "a"), /^SyntaxError: Cannot (unpack|read)/, `method ${method}, size ${size}`);
    }
    const more = { name: "a", content: "x", method, size: 5000 };
    await assert.rejects(readIn([more], "a"), /^SyntaxError: Cannot (unpack|read)/, `method ${method}, too few`);
  }
});

Deno.test("openZip() checks the checksum, and that packed data are whole", async () => {
  await assert.rejects(
    readIn([{ name: "a", content: "x", crc: 1 }], "a"),
    /got another checksum. Fetch the file again/,
  );
  const whole = zstdCompressSync(new TextEncoder().encode("text".repeat(50)));
  const cut = { name: "a", content: "text".repeat(50), method: 93, packed: whole.subarray(0, whole.length - 4) };
  await assert.rejects(readIn([cut], "a"), /^SyntaxError: Cannot unpack/);
  await assert.rejects(
    readIn([{ name: "a", content: "x", method: 12 }], "a"),
    /need it stored, deflated or Zstandard, got method 12/,
  );
});

for (const name of ["../evil.json", "/etc/evil", "a/../../evil", "C:/evil", "samples\\..\\evil.json"]) {
  Deno.test(`openZip() refuses the name ${name}`, async () => {
    await assert.rejects(
      readIn([{ name: "a", content: "x" }, { name, content: "y" }], "a"),
      /^SyntaxError: Cannot read a\.zip: need a sound zip archive/,
    );
  });
}

Deno.test("openZip() refuses encrypted entries and symbolic links", async () => {
  await assert.rejects(
    readIn([{ name: "a", content: "x", method: 8, flags: 0x801 }], "a"),
    /^TypeError: .*got an encrypted entry "a"/,
  );
  await assert.rejects(
    readIn([{ name: "a", content: "/etc/passwd", mode: 0o120777 }], "a"),
    /^TypeError: .*got a symbolic link "a"/,
  );
});

Deno.test("openZip() takes the last of entries of the same name, as the tools that append do, and tells", async () => {
  await withFile("a.zip", makeZip([{ name: "a", content: "old" }, { name: "a", content: "new" }]), async (path) => {
    const zip = await openZip(path, "a.zip", LIMITS);
    assert.deepEqual([zip.names, zip.repeated], [["a"], ["a"]]);
    assert.equal(new TextDecoder().decode(await zip.read("a")), "new");
    zip.close();
  });
  const edited = evalZip([sample()], [{
    name: "samples/s0_epoch_1.json",
    content: JSON.stringify(sample({ id: "later" })),
  }]);
  const { posts, report } = await postsIn("x.eval", edited);
  assert.equal(posts.length, 1);
  assert.ok(report.warnings.some((warning) => warning.startsWith("Entries that an archive holds more than once")));
});

Deno.test("openZip() refuses an archive that is cut off anywhere", async () => {
  const whole = makeZip([{ name: "a", content: "x".repeat(100) }, { name: "b", content: "y" }]);
  for (let length = 4; length < whole.length; length += 7) {
    await withFile("a.zip", whole.subarray(0, length), async (path) => {
      await assert.rejects(
        openZip(path, "a.zip", LIMITS),
        /^SyntaxError: Cannot read a\.zip: need a whole zip archive/,
      );
    });
  }
});

Deno.test("loadLogPosts() writes nothing beside the archive it reads", async () => {
  await withFile("x.eval", evalZip([sample()]), async (path, folder) => {
    await loadLogPosts(path);
    assert.deepEqual(readdirSync(folder), ["x.eval"]);
  });
});
