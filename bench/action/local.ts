import type { BenchRow } from "../harness.ts";

/** Rows of the group "local model"; none where no weights are installed. */
export function localRows(report: (line: string) => void): BenchRow[] {
  report("local model: no weights are installed, nothing is measured");
  return [];
}
