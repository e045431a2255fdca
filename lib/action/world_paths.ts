/**
 * A path as the simulated world knows it. Nothing lies above its root: a leading "/", "." and "..", and slashes that are doubled
 * or turned around, lead to a name below it, so that every way of writing a path is one file. Letters that only look alike stay
 * different names.
 *
 * @returns The path without a slash at either end; "" where nothing is left.
 */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.trim().replaceAll("\\", "/").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** Where a file lands that is put to a path: in a folder, if the path ends in "/" or is that of a folder with files in it. */
export function landingPath(from: string, to: string, files: Readonly<Record<string, string>>): string {
  const target = cleanPath(to);
  const isFolder = /[/\\]\s*$/.test(to) || Object.keys(files).some((path) => path.startsWith(`${target}/`));
  return isFolder ? cleanPath(`${target}/${from.split("/").at(-1)}`) : target;
}
