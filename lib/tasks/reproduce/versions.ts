import config from "../../../deno.json" with { type: "json" };
import { projectRoot } from "../../foundation/mod.ts";
import { runCommand } from "../process.ts";

/** With what a result was made. */
export interface Versions {
  package: string;
  /** Package version and git commit, `+changes` if the checkout differs from it. */
  code: string;
  /** The Deno behind the kernel. */
  deno: string;
  platform: string;
  /** The pinned npm packages. */
  packages: Readonly<Record<string, string>>;
}

/**
 * With which versions does this checkout make its results?
 *
 * @param denoExecutable The kernel's Deno.
 */
export async function readVersions(denoExecutable: string): Promise<Versions> {
  const commit = await outputOf("git", ["rev-parse", "--short=12", "HEAD"]);
  const changes = commit === null ? null : await outputOf("git", ["status", "--porcelain", "--untracked-files=no"]);
  const code = commit === null ? config.version : `${config.version}+${commit}${changes === "" ? "" : "+changes"}`;
  const deno = await outputOf(denoExecutable, ["--version"]);
  return {
    package: `${config.name}@${config.version}`,
    code,
    deno: /^deno (\S+)/.exec(deno ?? "")?.[1] ?? "unknown",
    platform: `${Deno.build.os} ${Deno.build.arch}`,
    packages: pinnedPackages(config.imports),
  };
}

/** Name → version of every npm package of an import map. */
export function pinnedPackages(imports: Readonly<Record<string, string>>): Record<string, string> {
  const pins = Object.values(imports).flatMap((target) => {
    const [, name, version] = /^npm:\/?(@?[^@]+)@([^/]+)/.exec(target) ?? [];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
  return Object.fromEntries(pins.sort(([a], [b]) => a < b ? -1 : 1));
}

/** What a command prints, or `null` where it is missing or fails. */
async function outputOf(command: string, args: readonly string[]): Promise<string | null> {
  const lines: string[] = [];
  const onLine = (line: string, stream: "stdout" | "stderr"): void => {
    if (stream === "stdout") lines.push(line);
  };
  try {
    const { code } = await runCommand(command, args, { cwd: projectRoot(), onLine });
    return code === 0 ? lines.join("\n") : null;
  } catch {
    return null;
  }
}
