/** Equal squares over a map. */
export interface MapGrid {
  /** Lower left corner, in map coordinates. */
  left: number;
  bottom: number;
  /** Side of a square. */
  size: number;
  columns: number;
  rows: number;
}

/**
 * Squares that cover all points, centred on them.
 *
 * @param coordinates 2 · n, finite, n ≥ 1.
 * @param squares Squares along the longer side.
 */
export function gridOver(coordinates: Float64Array, squares: number): MapGrid {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < coordinates.length; at += 2) {
    const [x, y] = [coordinates[at] as number, coordinates[at + 1] as number];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
  }
  const longer = Math.max(right - left, top - bottom);
  const size = longer > 0 ? longer / squares : 1; // all points at one place: any size will do
  const [columns, rows] = [squaresOver(right - left, size), squaresOver(top - bottom, size)];
  return {
    left: (left + right - columns * size) / 2,
    bottom: (bottom + top - rows * size) / 2,
    size,
    columns,
    rows,
  };
}

function squaresOver(span: number, size: number): number {
  return Math.max(1, Math.ceil(span / size - 1e-9));
}

/** Number of the square a point stands in, row by row from the bottom; a point on the outer edge belongs inside. */
export function squareOf({ left, bottom, size, columns, rows }: MapGrid, x: number, y: number): number {
  const column = Math.max(0, Math.min(columns - 1, Math.floor((x - left) / size)));
  const row = Math.max(0, Math.min(rows - 1, Math.floor((y - bottom) / size)));
  return row * columns + column;
}

/** Middle of a square. */
export function middleOf({ left, bottom, size, columns }: MapGrid, square: number): { x: number; y: number } {
  return { x: left + (square % columns + 0.5) * size, y: bottom + (Math.floor(square / columns) + 0.5) * size };
}
