import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SetupContext } from "../../lib/tasks/setup/shapes.ts";

/** Fake executables are shell scripts. */
export const onUnix = Deno.build.os !== "windows";

/** An empty project folder with a PATH of its own, and what the steps said. */
export interface Place {
  context: SetupContext;
  /** Folder that stands alone on the PATH. */
  commands: string;
  said: string[];
}

/** Runs a test in an empty place and removes it. */
export async function inPlace(test: (place: Place) => Promise<void> | void): Promise<void> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "twoplane-setup-")));
  const commands = join(root, "commands");
  const said: string[] = [];
  mkdirSync(commands);
  try {
    const context = { root, searchPath: commands, freeBytes: () => 1e12, say: say(said), sayStep: say(said) };
    await test({ context, commands, said });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function say(lines: string[]): (line: string) => void {
  return (line) => void lines.push(line);
}

/** Writes an executable shell script. */
export function fakeCommand(path: string, body: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return path;
}

/** A script that answers set-up's question for version and modules. */
export function answersAs(version: string, missing: readonly string[] = []): string {
  return `echo '${JSON.stringify({ version, missing })}'`;
}
