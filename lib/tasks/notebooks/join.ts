import { codeCells, type Notebook, textOf } from "./notebook.ts";

const HEADING = /^\/\/ ── cell \[(\d+)\] ──$/;

/**
 * The code cells of a notebook as one module, which `deno check` can read: the kernel itself
 * checks no types, and this also finds a name declared twice.
 */
export function joinCells(notebook: Notebook): string {
  const parts = codeCells(notebook).map(({ cell }, index) => `// ── cell [${index + 1}] ──\n${textOf(cell.source)}\n`);
  return `${parts.join("\n")}\nexport {};\n`;
}

/**
 * Where a line of the joined module stands in the notebook.
 *
 * @param line 1 is the module's first line.
 * @returns Cell number as the notebook shows it and line within the cell, or `null` outside of cells.
 */
export function cellOfLine(joined: string, line: number): { cell: number; line: number } | null {
  const above = joined.split("\n").slice(0, line);
  const start = above.findLastIndex((text) => HEADING.test(text));
  const cell = HEADING.exec(above[start] ?? "")?.[1];
  if (cell === undefined || start === line - 1) return null;
  return { cell: Number(cell), line: line - 1 - start };
}
