import assert from "node:assert/strict";
import { isAbsolute, join } from "node:path";
import { dataPath, projectPath, projectRoot, realDataFolder, writeFileAtomic } from "twoplane/foundation";

async function inFolder(use: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("writeFileAtomic() writes text and bytes, makes folders and leaves nothing else behind", () =>
  inFolder((folder) => {
    const path = join(folder, "a", "b", "file.txt");
    writeFileAtomic(path, "first");
    writeFileAtomic(path, new TextEncoder().encode("héllo"));
    assert.equal(Deno.readTextFileSync(path), "héllo");
    assert.deepEqual([...Deno.readDirSync(join(folder, "a", "b"))].map(({ name }) => name), ["file.txt"]);
  }));

Deno.test("writeFileAtomic() keeps the old file and clears up where it cannot write", () =>
  inFolder((folder) => {
    const path = join(folder, "taken");
    Deno.mkdirSync(join(path, "inside"), { recursive: true });
    assert.throws(() => writeFileAtomic(path, "x"), (error: Error) => {
      assert.ok(error.message.startsWith(`Cannot write ${path}: `));
      assert.ok(error.cause instanceof Error);
      return true;
    });
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["taken"]);
  }));

Deno.test("writeFileAtomic() names the path where a part of it is a file", () =>
  inFolder((folder) => {
    Deno.writeTextFileSync(join(folder, "file"), "");
    const path = join(folder, "file", "below", "x.txt");
    assert.throws(
      () => writeFileAtomic(path, "x"),
      (error: Error) => error.message.startsWith(`Cannot write ${path}: `),
    );
  }));

Deno.test("writeFileAtomic() writes more than one system call takes", () =>
  inFolder((folder) => {
    const bytes = new Uint8Array(20_000_000).fill(7);
    writeFileAtomic(join(folder, "large"), bytes);
    assert.equal(Deno.statSync(join(folder, "large")).size, bytes.length);
  }));

Deno.test("projectRoot() is the folder of deno.json, absolute and without a slash at its end", () => {
  assert.ok(isAbsolute(projectRoot()) && !/[/\\]$/.test(projectRoot()));
  assert.ok(Deno.statSync(projectPath("deno.json")).isFile);
});

Deno.test("dataPath() says what to do about a name that is not there", () => {
  assert.throws(() => dataPath("no/such.jsonl"), {
    name: "RangeError",
    message: "Cannot find data/no/such.jsonl: it is not part of this checkout. List what there is with `ls data`",
  });
});

Deno.test("realDataFolder() is null where TWOPLANE_DATA is unset or empty, else its value", () => {
  const before = Deno.env.get("TWOPLANE_DATA");
  try {
    Deno.env.delete("TWOPLANE_DATA");
    assert.equal(realDataFolder(), null);
    Deno.env.set("TWOPLANE_DATA", "");
    assert.equal(realDataFolder(), null);
    Deno.env.set("TWOPLANE_DATA", "some/folder");
    assert.equal(realDataFolder(), "some/folder");
  } finally {
    if (before === undefined) Deno.env.delete("TWOPLANE_DATA");
    else Deno.env.set("TWOPLANE_DATA", before);
  }
});
