import { existsSync, readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { projectPath } from "../../foundation/mod.ts";

/**
 * The notebooks of the project, in the order a reader takes them.
 *
 * @param names Which ones: file names without `.ipynb`, or their numbers. Default: all.
 * @returns Paths.
 * @throws {RangeError} If a name belongs to no notebook.
 */
export function listNotebooks(
  names: readonly string[] = [],
  folder: string = projectPath("notebooks"),
): string[] {
  const all = notebooksBelow(folder);
  if (names.length === 0) return all;
  return names.flatMap((name) => {
    const found = all.filter((path) => matches(notebookName(path, folder), name));
    if (found.length > 0) return found;
    const known = all.map((path) => notebookName(path, folder)).join(", ");
    throw new RangeError(`Cannot find notebook "${name}": known names are ${known || "none yet"}`);
  });
}

/** Name of a notebook: its path below the folder, without ending, folders joined by a hyphen. */
export function notebookName(path: string, folder: string = projectPath("notebooks")): string {
  return relative(folder, path).replace(/\.ipynb$/, "").replaceAll(/[/\\]/g, "-");
}

function matches(name: string, wanted: string): boolean {
  const stem = basename(wanted).replace(/\.ipynb$/, "");
  return name === stem || name.endsWith(`-${stem}`) || name.startsWith(`${stem}_`);
}

function notebooksBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith("."))
    .sort((a, b) => Number(a.isDirectory()) - Number(b.isDirectory()) || (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return notebooksBelow(path);
      return entry.name.endsWith(".ipynb") ? [path] : [];
    });
}
