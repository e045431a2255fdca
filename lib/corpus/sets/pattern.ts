import { dirname, join } from "node:path";
import type { DatasetFile } from "./locate.ts";

/**
 * One path that names just these files to `loadPosts()`: the file itself, or a pattern.
 *
 * @throws {Error} If some stand in the mirror and some below the kit's own folder.
 */
export function patternOf(files: readonly DatasetFile[]): string {
  const [first] = files;
  if (first !== undefined && files.length === 1) return first.localPath;
  const roots = new Set(files.map(rootOf));
  const [root] = roots;
  if (root === undefined || roots.size > 1) {
    throw new Error(
      `Cannot load ${files.length} files at once: need all in the mirror or all fetched, got some of each. ` +
        "Complete the mirror, or unset TWOPLANE_DATA",
    );
  }
  return join(root, `{${files.map(({ path }) => escaped(path)).join(",")}}`);
}

/** The folder of the set: what stands before the path of a file. */
function rootOf({ localPath, path }: DatasetFile): string {
  return path.split("/").reduce(dirname, localPath);
}

/** Characters that a pattern reads as orders stand for themselves within brackets. */
function escaped(path: string): string {
  return path.replace(/[()+@!*?,]/g, (character) => `[${character}]`);
}
