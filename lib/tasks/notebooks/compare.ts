import { cut, sha256 } from "../../foundation/mod.ts";
import type { Json } from "../../shapes.ts";
import { cleanNotebook } from "./clean.ts";
import { markOf } from "./extract.ts";
import { codeCells, hasTag, type Notebook, type NotebookOutput, textOf } from "./notebook.ts";

/**
 * Does a fresh run show what the committed notebook shows?
 *
 * Texts are compared as they stand, figures by the hash of their bytes. A live cell has only to
 * show something in both.
 *
 * @returns One sentence a difference; empty if the two agree.
 */
export function outputDifferences(committed: Notebook, fresh: Notebook): string[] {
  const before = codeCells(cleanNotebook(committed));
  const after = codeCells(cleanNotebook(fresh));
  if (before.length !== after.length) {
    return [`${before.length} code cells are committed, the fresh run has ${after.length}`];
  }
  return before.flatMap(({ cell }, index) => {
    const [old, now] = [cell.outputs ?? [], after[index]?.cell.outputs ?? []];
    const differences = hasTag(cell, "live") ? liveDifferences(old, now) : cellDifferences(old, now);
    return differences.map((difference) => `cell [${index + 1}]: ${difference}`);
  });
}

function liveDifferences(old: readonly NotebookOutput[], now: readonly NotebookOutput[]): string[] {
  if ((old.length > 0) === (now.length > 0)) return [];
  return [old.length > 0 ? "a live cell shows nothing any more" : "a live cell shows something new"];
}

function cellDifferences(old: readonly NotebookOutput[], now: readonly NotebookOutput[]): string[] {
  if (old.length !== now.length) return [`${old.length} outputs are committed, the fresh run has ${now.length}`];
  return old.flatMap((output, index) => {
    const before = entriesOf(output);
    const after = entriesOf(now[index] ?? { output_type: "none" });
    return [...new Set([...before.keys(), ...after.keys()])]
      .filter((key) => before.get(key) !== after.get(key))
      .map((key) => `${labelOf(output)}${difference(key, before.get(key), after.get(key))}`);
  });
}

/** Everything an output shows, one text an entry. */
function entriesOf(output: NotebookOutput): Map<string, string> {
  if (output.output_type === "stream") return new Map([[output.name ?? "stdout", textOf(output.text)]]);
  if (output.output_type === "error") return new Map([["error", `${output.ename}: ${output.evalue}`]]);
  const data = Object.entries(output.data ?? {}).map(([type, value]): [string, string] => [type, textOf(value)]);
  const mark = output.metadata?.["twoplane"] as Json | undefined;
  return new Map([...data, ...(mark === undefined ? [] : [["mark", JSON.stringify(mark)] as [string, string]])]);
}

function labelOf(output: NotebookOutput): string {
  const mark = markOf(output);
  return mark === null ? "" : `${mark.kind} "${mark.name}", `;
}

function difference(key: string, before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `${key} is new`;
  if (after === undefined) return `${key} is gone`;
  if (key.startsWith("image/") || before.includes(";base64,")) {
    return `${key} has hash ${sha256(after).slice(0, 12)}, committed is ${sha256(before).slice(0, 12)}`;
  }
  const at = firstDifference(before, after);
  return `${key} is "${around(after, at)}", committed is "${around(before, at)}"`;
}

function firstDifference(before: string, after: string): number {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  return at;
}

/** Sixty characters that begin a little before the difference. */
function around(text: string, at: number): string {
  const start = Math.max(0, at - 20);
  return `${start > 0 ? "…" : ""}${cut(text.slice(start), 60)}`;
}
