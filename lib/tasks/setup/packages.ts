import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../foundation/hash.ts";
import { runCommand } from "../process.ts";
import { denoExecutable } from "./deno.ts";
import { explainFailure } from "./failures.ts";
import { checkSpace, hasStamp, leaveStamp, ownPath } from "./folders.ts";
import type { SetupContext, SetupStep } from "./shapes.ts";

const NEEDED_BYTES = 1.2e9;

/**
 * The npm packages of the import map in `node_modules`, by the notebooks' Deno, which is the one that has to
 * load them. Not by a plain `deno install`: that would also ask JSR, which is out of reach on some machines.
 */
export const packagesStep: SetupStep = {
  title: "npm packages (about 900 MB)",
  isReady: ({ root }) => hasStamp(stampPath(root), stampText(root)) && missingPackages(root).length === 0,
  run: async (context) => {
    checkSpace(context, "install the npm packages", NEEDED_BYTES);
    await install(context);
    const missing = missingPackages(context.root);
    if (missing.length > 0) {
      throw new Error(
        `Cannot install the npm packages: need ${missing.join(", ")} in node_modules, got none. ` +
          "Remove node_modules and run `deno task setup` again",
      );
    }
    leaveStamp(stampPath(context.root), stampText(context.root));
  },
};

function stampPath(root: string): string {
  return ownPath(root, "packages.json");
}

function stampText(root: string): string {
  const overrides = join(root, "package.json");
  const parts = [root, JSON.stringify(importMap(root)), existsSync(overrides) ? readFileSync(overrides, "utf8") : ""];
  return JSON.stringify({ packages: sha256(parts.join("\n")) });
}

/** Names of the npm packages that the import map asks for and node_modules lacks. */
export function missingPackages(root: string): readonly string[] {
  return Object.values(importMap(root)).flatMap((target) => /^npm:(@?[^@]+)/.exec(target)?.[1] ?? [])
    .filter((name) => !existsSync(join(root, "node_modules", name, "package.json")));
}

function importMap(root: string): Readonly<Record<string, string>> {
  const { imports } = JSON.parse(readFileSync(join(root, "deno.json"), "utf8")) as { imports?: Record<string, string> };
  return imports ?? {};
}

async function install(context: SetupContext): Promise<void> {
  const entry = join(context.root, "lib", "tasks", "setup", "first_import.ts");
  const progress = installProgress(lockedPackages(context.root));
  const result = await runCommand(denoExecutable(context.root), ["install", "--entrypoint", entry], {
    cwd: context.root,
    env: { PATH: context.searchPath, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    onLine: (line) => {
      const text = progress(line);
      if (text !== null) context.sayStep(`  ${text}`);
    },
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  const attempt = { what: "install the npm packages", command: "npm", source: "the npm registry" };
  if (result.code !== 0) throw explainFailure(attempt, result);
}

function lockedPackages(root: string): number {
  const lock = join(root, "deno.lock");
  if (!existsSync(lock)) return 0;
  return Object.keys((JSON.parse(readFileSync(lock, "utf8")) as { npm?: object }).npm ?? {}).length;
}

/** Turns Deno's lines into a few lines of progress. */
export function installProgress(total: number): (line: string) => string | null {
  let fetched = 0;
  let placed = 0;
  return (line) => {
    if (line.startsWith("Download ")) fetched += 1;
    if (line.startsWith("Initialize ")) placed += 1;
    const done = line.startsWith("Download ") ? fetched : placed;
    if (!/^(Download|Initialize) /.test(line) || done % 100 !== 0) return null;
    return `${done} of about ${total} packages ${line.startsWith("Download ") ? "fetched" : "put in place"}`;
  };
}
