import type { BenchRow } from "../../../bench/harness.ts";

/** A bench result as a text table, one row a line, columns aligned. */
export function benchTable(rows: readonly BenchRow[]): string {
  const head = ["name", "value", "unit", "peer", "peer value", "ratio", "bar", "holds"];
  const body = rows.map((row) => [
    row.name,
    short(row.value),
    row.unit,
    row.peer ?? "",
    short(row.peerValue),
    short(row.ratio),
    row.bar ?? "",
    row.bar === null ? "" : row.holds ? "yes" : "NO",
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => (cells[column] ?? "").length))
  );
  return [head, widths.map((width) => "─".repeat(width)), ...body]
    .map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd())
    .join("\n");
}

/** Four significant digits, without an exponent from 0.001 to 10 million. */
function short(value: number | null): string {
  if (value === null) return "";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(3);
  return size >= 1000 ? Math.round(value).toString() : String(Number(value.toPrecision(4)));
}
