import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds deno.json: the same from a task, a test or a notebook's working folder. */
export function projectRoot(): string {
  return fileURLToPath(new URL("../../", import.meta.url)).replace(/[/\\]$/, "");
}

/** A path inside the project. */
export function projectPath(...parts: readonly string[]): string {
  return join(projectRoot(), ...parts);
}

/**
 * Where an embedded data file stands.
 *
 * @param name Path below `data/`, such as `runs/history.jsonl`.
 * @throws {RangeError} If there is no such file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dataPath } from "twoplane/foundation";
 * const scenarios = dataPath("scenarios");
 * assert(scenarios.endsWith("scenarios"));
 * ```
 */
export function dataPath(name: string): string {
  const path = projectPath("data", name);
  if (!existsSync(path)) {
    throw new RangeError(
      `Cannot find data/${name}: it is not part of this checkout. List what there is with \`ls data\``,
    );
  }
  return path;
}

/** The folder of real data sets the user pointed at with TWOPLANE_DATA, or `null`. */
export function realDataFolder(): string | null {
  const folder = Deno.env.get("TWOPLANE_DATA");
  return folder === undefined || folder === "" ? null : folder;
}
