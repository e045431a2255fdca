import assert from "node:assert/strict";
import { join } from "node:path";
import { findPython, isNewEnough } from "../../lib/tasks/setup/python.ts";
import { answersAs, fakeCommand, inPlace, onUnix } from "./setup_place.ts";

const ignore = !onUnix;

Deno.test({
  name: "findPython() takes the first Python that is new enough, past an old and a broken one",
  ignore,
  fn: () =>
    inPlace(async ({ context, commands }) => {
      fakeCommand(join(commands, "python3"), answersAs("3.8.10"));
      fakeCommand(join(commands, "python"), "echo 'command not found in this version' >&2; exit 127");
      fakeCommand(join(commands, "python3.12"), answersAs("3.12.1"));
      const found = await findPython(context);
      assert.deepEqual(found, { executable: join(commands, "python3.12"), version: "3.12.1", missing: [] });
    }),
});

Deno.test({
  name: "findPython() names the versions it found when all are too old",
  ignore,
  fn: () =>
    inPlace(async ({ context, commands }) => {
      fakeCommand(join(commands, "python3"), answersAs("3.9.18"));
      fakeCommand(join(commands, "python"), answersAs("2.7.18"));
      await assert.rejects(findPython(context), (error: Error) => {
        assert.match(
          error.message,
          /^Cannot make \.venv: need Python 3\.10 or newer on PATH, got 3\.9\.18 \(.*\), 2\.7\.18/,
        );
        assert.match(error.message, /apt install python3 python3-venv/);
        return true;
      });
    }),
});

Deno.test({
  name: "findPython() says how to get the modules that Debian leaves out",
  ignore,
  fn: () =>
    inPlace(async ({ context, commands }) => {
      fakeCommand(join(commands, "python3"), answersAs("3.11.2", ["ensurepip"]));
      await assert.rejects(findPython(context), (error: Error) => {
        assert.match(error.message, /modules venv and ensurepip, got .*python3 3\.11\.2 without ensurepip/);
        assert.match(error.message, /apt install python3\.11-venv/);
        return true;
      });
    }),
});

Deno.test({
  name: "findPython() does not take the environment that it is to make anew",
  ignore,
  fn: () =>
    inPlace(async ({ context, commands }) => {
      const own = join(context.root, ".venv", "bin");
      fakeCommand(join(own, "python3"), answersAs("3.12.1"));
      fakeCommand(join(commands, "python3"), answersAs("3.11.7"));
      const found = await findPython({ ...context, searchPath: `${own}:${commands}` });
      assert.equal(found.executable, join(commands, "python3"));
    }),
});

Deno.test("findPython() says so when there is no Python at all", () =>
  inPlace(async ({ context }) => {
    await assert.rejects(findPython(context), /need Python 3\.10 or newer on PATH, got none\. Install one/);
  }));

Deno.test("isNewEnough() compares numbers, not text", () => {
  assert.deepEqual(["3.9.18", "3.10.0", "3.14.0", "2.7.18", "4.0.0"].map(isNewEnough), [
    false,
    true,
    true,
    false,
    true,
  ]);
});
