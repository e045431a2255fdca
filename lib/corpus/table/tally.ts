import { DROP_REASONS } from "../options.ts";
import { SHOWN } from "../report.ts";
import type { DropReason } from "../../shapes.ts";

/** A row that was dropped, and where. */
export interface DroppedRow {
  file: number;
  row: number;
  reason: string;
  detail: string;
}

/** How often rows were dropped for one reason, with the first of them. */
export interface ReasonCount {
  reason: string;
  count: number;
  first: DroppedRow[];
}

/** Counts dropped rows without keeping them. */
export interface DropCounts {
  /** Rows in any order within one call, behind those of the calls before; `hint` is that of their file. */
  add: (rows: readonly DroppedRow[], hint: string) => void;
  reasons: () => readonly ReasonCount[];
  /** Rows that could not be read; `hint` is that of the first one's file. */
  bad: () => { count: number; first: DroppedRow & { hint: string } } | null;
}

export function dropCounts(): DropCounts {
  const found = new Map<string, ReasonCount>();
  let badHint = "";
  return {
    add: (rows, hint) => {
      for (const dropped of rows.toSorted(inOrder)) {
        const { reason } = dropped;
        const known = found.get(reason) ?? { reason, count: 0, first: [] };
        if (reason === DROP_REASONS.badRow && known.count === 0) badHint = hint;
        known.count++;
        if (known.first.length < SHOWN) known.first.push(dropped);
        found.set(reason, known);
      }
    },
    reasons: () => [...found.values()],
    bad: () => {
      const bad = found.get(DROP_REASONS.badRow);
      const first = bad?.first[0];
      return bad === undefined || first === undefined ? null : { count: bad.count, first: { ...first, hint: badHint } };
    },
  };
}

/** Reasons as a report lists them: in the order of their first rows. */
export function dropReasons(counts: readonly ReasonCount[]): DropReason[] {
  return counts
    .toSorted((a, b) => inOrder(a.first[0] as DroppedRow, b.first[0] as DroppedRow))
    .map(({ reason, count, first }) => ({ reason, count, first: first.map(({ row, detail }) => ({ row, detail })) }));
}

function inOrder(a: DroppedRow, b: DroppedRow): number {
  return a.file - b.file || a.row - b.row;
}
