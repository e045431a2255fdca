import { readdirSync, readFileSync } from "node:fs";

/** One running process and the one that started it. */
export interface RunningProcess {
  pid: number;
  parent: number;
}

/**
 * Which processes descend from one process, parents before children?
 *
 * Jupyter starts each kernel in a session of its own, so that a signal to the process group
 * does not reach it: whoever stops a notebook run has to know the tree.
 *
 * @param root Process id; not part of the result.
 * @param processes What runs now.
 * @returns Process ids.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { descendantsOf } from "./process_tree.ts";
 * const processes = [{ pid: 2, parent: 1 }, { pid: 3, parent: 2 }, { pid: 9, parent: 0 }];
 * assert(descendantsOf(1, processes).join() === "2,3");
 * ```
 */
export function descendantsOf(root: number, processes: readonly RunningProcess[]): readonly number[] {
  const found: number[] = [];
  const seen = new Set([root]);
  for (let wave = [root]; wave.length > 0;) {
    const parents = new Set(wave);
    wave = processes.filter((process) => parents.has(process.parent) && !seen.has(process.pid)).map(({ pid }) => pid);
    wave.forEach((pid) => seen.add(pid));
    found.push(...wave);
  }
  return found;
}

/** What runs now: from /proc on Linux, where slim images have no `ps`, else from `ps`. */
export function runningProcesses(): readonly RunningProcess[] {
  return Deno.build.os === "linux" ? fromProc() : fromPs();
}

function fromProc(): readonly RunningProcess[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent) }];
    } catch {
      return []; // it ended while we were reading
    }
  });
}

function fromPs(): readonly RunningProcess[] {
  const { stdout } = new Deno.Command("ps", { args: ["-A", "-o", "pid=,ppid="], stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return { pid: pid ?? 0, parent: parent ?? 0 };
  });
}

/** Sends a signal, and does not mind if the process is gone. */
export function sendSignal(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // it ended by itself
  }
}

/** The ones of these processes that still run. */
export function stillRunning(pids: readonly number[]): readonly number[] {
  const alive = new Set(runningProcesses().map(({ pid }) => pid));
  return pids.filter((pid) => alive.has(pid));
}
