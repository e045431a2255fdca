import { megabytes } from "../setup/folders.ts";
import type { CheckResult } from "./shapes.ts";

const ENOUGH_MEMORY = 3e9;
const LEAST_MEMORY = 1e9;
const ENOUGH_DISK = 2e9;
const LEAST_DISK = 200e6;

/** Is there memory for a local model? The 1.5B model takes about 2 GB, SmolLM2 and the embedder under 1 GB. */
export function checkMemory(memory: { availableBytes: number; totalBytes: number }): CheckResult {
  const name = "Memory";
  const detail = `${megabytes(memory.availableBytes)} available of ${megabytes(memory.totalBytes)}`;
  if (memory.availableBytes >= ENOUGH_MEMORY) return { name, status: "ok", detail, advice: "" };
  if (memory.availableBytes >= LEAST_MEMORY) {
    return { name, status: "warn", detail, advice: "Close programs before you use the 1.5B model, or use SmolLM2" };
  }
  return { name, status: "fail", detail, advice: "Close programs: notebooks and local models need 1 GB or more" };
}

/** Is there room for results and models? */
export function checkDisk(freeBytes: number): CheckResult {
  const name = "Disk";
  const detail = `${megabytes(freeBytes)} free`;
  if (freeBytes >= ENOUGH_DISK) return { name, status: "ok", detail, advice: "" };
  const status = freeBytes >= LEAST_DISK ? "warn" : "fail";
  return { name, status, detail, advice: "Free some space: a first set-up takes about 1.6 GB, the 1.5B model 1.1 GB" };
}

/** How much memory this process may use: the machine's, or its container's where that is less. */
export function readMemory(): { availableBytes: number; totalBytes: number } {
  const { available, total } = Deno.systemMemoryInfo();
  const limit = containerLimit();
  if (limit === null || limit.max >= total) return { availableBytes: available, totalBytes: total };
  return { availableBytes: Math.min(available, limit.max - limit.used), totalBytes: limit.max };
}

function containerLimit(): { max: number; used: number } | null {
  const read = (file: string): number => Number(Deno.readTextFileSync(`/sys/fs/cgroup/${file}`));
  try {
    const [max, used] = [read("memory.max"), read("memory.current")];
    return Number.isFinite(max) && Number.isFinite(used) ? { max, used } : null;
  } catch {
    return null;
  }
}
