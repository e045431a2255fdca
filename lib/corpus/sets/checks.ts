import type { LoadReport } from "../../shapes.ts";
import type { ExpectedCounts } from "./manifest.ts";

/** A count of a set held against what it must be. */
export interface CountCheck {
  table: string;
  /** `rows`, `kept`, or a reason for dropping. */
  what: string;
  expected: number;
  found: number;
  holds: boolean;
}

/** Holds a load against the counts of the manifest; empty where the manifest expects none. */
export function checkCounts(
  table: string,
  expected: ExpectedCounts | null,
  report: Pick<LoadReport, "rowsRead" | "rowsKept" | "dropped">,
): CountCheck[] {
  if (expected === null) return [];
  const check = (what: string, wanted: number, found: number): CountCheck => ({
    table,
    what,
    expected: wanted,
    found,
    holds: wanted === found,
  });
  const dropped = Object.entries(expected.dropped ?? {}).map(([reason, wanted]) =>
    check(reason, wanted, report.dropped.find((drop) => drop.reason === reason)?.count ?? 0)
  );
  return [
    check("rows", expected.rows, report.rowsRead),
    ...(expected.kept === undefined ? [] : [check("kept", expected.kept, report.rowsKept)]),
    ...dropped,
  ];
}
