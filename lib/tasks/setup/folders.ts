import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../foundation/files.ts";
import type { SetupContext } from "./shapes.ts";

const onWindows = Deno.build.os === "windows";

/** Folder of the Python environment. */
export function venvFolder(root: string): string {
  return join(root, ".venv");
}

/** A command of the Python environment, such as "python". */
export function venvCommand(root: string, name: string): string {
  return onWindows ? join(venvFolder(root), "Scripts", `${name}.exe`) : join(venvFolder(root), "bin", name);
}

/** A path in the folder where set-up keeps what is neither Python's nor npm's. */
export function ownPath(root: string, ...parts: readonly string[]): string {
  return join(root, ".twoplane", ...parts);
}

/** All executables of these names on a search path, in the order of the names. */
export function executablesOnPath(names: readonly string[], searchPath: string): readonly string[] {
  const folders = searchPath.split(onWindows ? ";" : ":").filter((folder) => folder !== "");
  const endings = onWindows ? [".exe", ".cmd"] : [""];
  return names.flatMap((name) => folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))))
    .filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    const { mode } = statSync(path);
    return statSync(path).isFile() && (onWindows || (mode & 0o111) !== 0);
  } catch {
    return false;
  }
}

/** Free space of the disk that holds a folder, or would hold it once it is made. */
export function freeBytesOf(folder: string): number {
  if (!existsSync(folder)) return freeBytesOf(dirname(folder));
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Refuses to begin what the disk cannot hold, since a full disk in the middle harms more than this folder. */
export function checkSpace(context: SetupContext, what: string, needBytes: number): void {
  const free = context.freeBytes(context.root);
  if (free >= needBytes) return;
  throw new Error(
    `Cannot ${what}: need ${megabytes(needBytes)} free on the disk of this folder, got ${megabytes(free)}. ` +
      "Free some space and run `deno task setup` again; what is finished is kept",
  );
}

/** A size as people read it: whole megabytes, gigabytes with one decimal. */
export function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** An empty folder at this path, whatever was there. */
export function emptyFolder(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}

/** Whether a step left this text behind as its last act. */
export function hasStamp(path: string, text: string): boolean {
  return existsSync(path) && readFileSync(path, "utf8") === text;
}

/** Says that a step is finished: written last, so that an interrupted step is done again. */
export function leaveStamp(path: string, text: string): void {
  writeFileAtomic(path, text);
}
