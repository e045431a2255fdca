import { join } from "node:path";
import { messageOf } from "../../foundation/errors.ts";
import { runCommand } from "../process.ts";
import { executablesOnPath, venvFolder } from "./folders.ts";
import type { SetupContext } from "./shapes.ts";

/** A Python found on this machine. */
export interface FoundPython {
  executable: string;
  /** Such as "3.11.7". */
  version: string;
  /** Modules that making an environment needs and this Python lacks. */
  missing: readonly string[];
}

const OLDEST_MINOR = 10;
const NAMES = ["python3", "python", "py", "python3.13", "python3.12", "python3.11", "python3.10"];

// Also runs on Python 2, so that an old Python is named instead of failing.
const PROBE = `
import json, sys
missing = []
for name in ("venv", "ensurepip"):
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
print(json.dumps({"version": ".".join(str(part) for part in sys.version_info[:3]), "missing": missing}))
`;

/**
 * Which Python on PATH can make the project's environment?
 *
 * @returns The first that is new enough and whole.
 * @throws {Error} If there is none; the message names what was found and what to install.
 */
export async function findPython(context: SetupContext): Promise<FoundPython> {
  const found: FoundPython[] = [];
  const own = join(venvFolder(context.root), "/"); // made anew by this one, so not to be made from itself
  for (const executable of executablesOnPath(NAMES, context.searchPath).filter((path) => !path.startsWith(own))) {
    const python = await probePython(executable, context);
    if (python === null) continue;
    if (isNewEnough(python.version) && python.missing.length === 0) return python;
    found.push(python);
  }
  throw new Error(complaint(found));
}

/** What this executable is, or `null` if it is no working Python. */
export async function probePython(executable: string, context: SetupContext): Promise<FoundPython | null> {
  const lines: string[] = [];
  const result = await runCommand(executable, ["-c", PROBE], {
    env: { PATH: context.searchPath, PYTHONPATH: undefined, PYTHONHOME: undefined },
    onLine: (line, stream) => stream === "stdout" && lines.push(line),
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  }).catch((error) => {
    if (messageOf(error).startsWith("Cannot run")) return { code: 1 };
    throw error;
  });
  if (result.code !== 0) return null;
  try {
    const { version, missing } = JSON.parse(lines.at(-1) ?? "") as Omit<FoundPython, "executable">;
    return { executable, version, missing };
  } catch {
    return null;
  }
}

/** Whether a version such as "3.11.7" is one the pinned packages support. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 3 || (major === 3 && minor >= OLDEST_MINOR);
}

function complaint(found: readonly FoundPython[]): string {
  const again = "then run `deno task setup` again";
  const broken = found.find(({ version }) => isNewEnough(version));
  if (broken !== undefined) {
    const minor = broken.version.split(".").slice(0, 2).join(".");
    return `Cannot make .venv: need a Python with the modules venv and ensurepip, got ${broken.executable} ` +
      `${broken.version} without ${broken.missing.join(" and ")}. ` +
      `On Debian and Ubuntu install them with \`apt install python${minor}-venv\`, ${again}`;
  }
  const got = found.length === 0
    ? "none"
    : found.map(({ executable, version }) => `${version} (${executable})`).join(", ");
  return `Cannot make .venv: need Python 3.${OLDEST_MINOR} or newer on PATH, got ${got}. Install one with the ` +
    "system's package manager (Debian and Ubuntu: `apt install python3 python3-venv`, macOS: `brew install python`, " +
    `Windows: \`winget install Python.Python.3.13\`), ${again}`;
}
