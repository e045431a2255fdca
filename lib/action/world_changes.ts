import type { Json, StateChange, World } from "../shapes.ts";

/**
 * What is different in the second of two worlds?
 *
 * @param before A world.
 * @param after The same world later, or another one.
 * @returns Changed, new and removed values, in alphabetical order of their paths; empty where the worlds are equal.
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
  const [was, is] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((path) => {
    const [old, now] = [was.get(path) ?? null, is.get(path) ?? null];
    return old === now ? [] : [{ path, before: old, after: now }];
  });
}

function leavesOf(value: unknown, path = "", found = new Map<string, Json>()): Map<string, Json> {
  if (value === null || value === undefined) return found;
  if (typeof value !== "object") return found.set(path, value as Json);
  for (const [key, part] of Object.entries(value)) {
    leavesOf(part, Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`, found);
  }
  return found;
}
