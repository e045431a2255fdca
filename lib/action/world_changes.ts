import type { Json, StateChange, World } from "../shapes.ts";

/**
 * What is different in the second of two worlds?
 *
 * @param before A world.
 * @param after The same world later, or another one.
 * @returns Changed, new and removed values, in order of their paths; empty where the worlds are equal.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { worldChanges } from "twoplane/action";
 * const before = { files: { "a.txt": "old" }, settings: { on: true } };
 * const after = { files: { "b.txt": "old" }, settings: { on: true } };
 * assert.deepEqual(worldChanges(before, after).map(({ path }) => path), ["files.a.txt", "files.b.txt"]);
 * ```
 */
export function worldChanges(before: World, after: World): StateChange[] {
  return changesIn(before as unknown as Json, after as unknown as Json, "")
    .sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

/** What is new or gone stands as a whole, such as a round of a game or a message sent. */
function changesIn(before: Json | undefined, after: Json | undefined, path: string): StateChange[] {
  if (before === after) return [];
  if (!isTree(before) || !isTree(after)) return [{ path, before: before ?? null, after: after ?? null }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    changesIn(before[key], after[key], Array.isArray(before) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`)
  );
}

function isTree(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null;
}
