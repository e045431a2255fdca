import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../foundation/mod.ts";
import { runCommand } from "../process.ts";
import { explainFailure } from "../setup/failures.ts";
import { checkSpace, freeBytesOf, hasStamp, leaveStamp, ownPath } from "../setup/folders.ts";
import { findPython } from "../setup/python.ts";
import type { Report, SetupContext } from "../setup/shapes.ts";
import { PIP, pythonEnvironment } from "../setup/venv.ts";

const NEEDED_BYTES = 400e6;

/** Where the list of pinned packages stands. */
const REQUIREMENTS = new URL("./requirements.txt", import.meta.url);

/**
 * A Python with llama.cpp's server in it, in a folder of its own below `.twoplane`; installed once.
 *
 * @returns Path of its Python.
 * @throws {Error} If there is no Python to make it from, or the package index does not answer; the message says which.
 */
export async function endpointPython(root: string, say: Report, signal: AbortSignal): Promise<string> {
  const folder = ownPath(root, "endpoint-python");
  const python = Deno.build.os === "windows" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  const stamp = { path: join(folder, "twoplane.json"), text: JSON.stringify({ root, list: sha256(requirements()) }) };
  if (existsSync(python) && hasStamp(stamp.path, stamp.text)) return python;
  const context: SetupContext = {
    root,
    searchPath: Deno.env.get("PATH") ?? "",
    freeBytes: freeBytesOf,
    say,
    sayStep: say,
    signal,
  };
  checkSpace(context, "install llama.cpp's server", NEEDED_BYTES);
  const { executable, version } = await findPython(context);
  say(`Installing llama.cpp's server (about 100 MB) with Python ${version}`);
  const options = { env: { ...pythonEnvironment(context), PIP_USER: "0" }, signal };
  const made = await runCommand(executable, ["-m", "venv", "--clear", folder], options);
  const making = {
    what: "make a Python environment",
    command: "python -m venv",
    source: "nothing outside this machine",
  };
  if (made.code !== 0) throw explainFailure(making, made);
  const wanted = [
    "--require-hashes",
    "--only-binary",
    ":all:",
    "--no-deps",
    "-r",
    decodeURIComponent(REQUIREMENTS.pathname),
  ];
  const installed = await runCommand(python, [...PIP, "install", ...wanted], options);
  const installing = { what: "install xllamacpp", command: "pip", source: "the Python package index" };
  if (installed.code !== 0) throw explainFailure(installing, installed);
  leaveStamp(stamp.path, stamp.text);
  return python;
}

function requirements(): string {
  return readFileSync(REQUIREMENTS, "utf8");
}
