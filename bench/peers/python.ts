import { existsSync } from "node:fs";
import { projectPath } from "../../lib/foundation/mod.ts";
import { runCommand } from "../../lib/tasks/process.ts";

/** Runs a script with arguments and gives its last lines. */
export type PeerPython = (script: string, ...args: readonly string[]) => Promise<readonly string[]>;

/**
 * Python with pinned packages to compare with, in a virtual environment of its own below `.twoplane/`.
 *
 * @throws {Error} If python3, pip or the script fails; with its last lines.
 */
export async function peerPython(
  { packages, report }: { packages: readonly string[]; report: (line: string) => void },
): Promise<PeerPython> {
  const folder = projectPath(".twoplane", "bench-python");
  const python = `${folder}/${Deno.build.os === "windows" ? "Scripts/python.exe" : "bin/python"}`;
  if (!existsSync(python)) await succeed("python3", ["-m", "venv", folder]);
  report(`Python with ${packages.join(", ")} to compare with`);
  await succeed(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
  return (script, ...args) => succeed(python, [script, ...args]);
}

async function succeed(command: string, args: readonly string[]): Promise<readonly string[]> {
  const { code, tail } = await runCommand(command, args);
  if (code === 0) return tail;
  throw new Error(`Cannot run ${command} ${args.join(" ")}: exit code ${code}, ${tail.slice(-3).join(" | ")}`);
}
