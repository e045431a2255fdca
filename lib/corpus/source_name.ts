import { basename, relative, resolve } from "node:path";
import { projectRoot, realDataFolder } from "../foundation/mod.ts";

/** What a file or folder is called in posts and reports, the same on every machine: its path below these two, else its name. */
export function sourceName(path: string): string {
  return pathBelow(path) || basename(resolve(path));
}

/** Path below the folder of real data or the project; empty for these two themselves, `null` outside of them. */
export function pathBelow(path: string): string | null {
  const below = [realDataFolder(), projectRoot()]
    .filter((folder) => folder !== null)
    .map((folder) => relative(resolve(folder), resolve(path)).replaceAll("\\", "/"))
    .find((way) => way !== ".." && !way.startsWith("../") && !/^[A-Za-z]:/.test(way));
  return below ?? null;
}
