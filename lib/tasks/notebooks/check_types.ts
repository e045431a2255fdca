import { join } from "node:path";
import { projectPath, projectRoot, writeFileAtomic } from "../../foundation/mod.ts";
import { runCommand } from "../process.ts";
import { cellOfLine, joinCells } from "./join.ts";
import type { Notebook } from "./notebook.ts";

/**
 * Which type errors does a notebook hold? The kernel itself checks no types.
 *
 * @param notebook Its code cells are joined into one module below the project, for its import map.
 * @param name Name of that module.
 * @returns What `deno check` says, places told by cell and line; empty if nothing is wrong.
 */
export async function typeErrors(
  notebook: Notebook,
  name: string,
  { folder = projectPath(".twoplane", "joined") }: { folder?: string } = {},
): Promise<string[]> {
  const path = join(folder, `${name}.ts`);
  const source = joinCells(notebook);
  writeFileAtomic(path, source);
  const lines: string[] = [];
  const { code } = await runCommand(
    Deno.execPath(),
    ["check", "--quiet", "--config", projectPath("deno.json"), path],
    { cwd: projectRoot(), env: { NO_COLOR: "1" }, onLine: (line) => lines.push(placed(line, name, source)) },
  );
  return code === 0 ? [] : lines.slice(0, lastOfInterest(lines)).filter((line) => line.trim() !== "");
}

/** `at file:///…/name.ts:12:3` → `at cell [4], line 2`. */
function placed(line: string, name: string, source: string): string {
  return line.replace(/file:\/\/\S*?([^/\s]+)\.ts:(\d+):\d+/, (address, file: string, at: string) => {
    const place = file === encodeURIComponent(name) ? cellOfLine(source, Number(at)) : null;
    return place === null ? address : `cell [${place.cell}], line ${place.line}`;
  });
}

/** Deno's own closing lines and stack help nobody who mends a notebook. */
function lastOfInterest(lines: readonly string[]): number {
  const end = lines.findIndex((line) => /^error: Type checking failed/.test(line));
  return end < 0 ? lines.length : end;
}
