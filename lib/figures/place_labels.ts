import type { Spot } from "./map_frame.ts";
import { textWidth } from "./label.ts";

/** A text with the middle of its left edge. */
export interface PlacedLabel extends Spot {
  text: string;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Finds a free place for each label next to its point: the candidate that covers the least
 * of the other labels and points, the first of equals, always inside the frame.
 *
 * @param wanted Point and text of each label, most important first.
 * @param options Frame size and text size in px; `avoid` are points best left uncovered.
 */
export function placeLabels(
  wanted: readonly (Spot & { text: string })[],
  { width, height, size, avoid }: { width: number; height: number; size: number; avoid: readonly Spot[] },
): PlacedLabel[] {
  const taken: Box[] = [];
  return wanted.map(({ text, ...point }) => {
    const labelWidth = textWidth(text, size);
    const candidates = candidateBoxes(point, labelWidth, size).map((box) => insideFrame(box, width, height));
    const best = candidates
      .map((box, rank) => ({ box, cost: cost(box, taken, [...avoid, ...wanted]) + rank * 0.1 }))
      .reduce((a, b) => (b.cost < a.cost ? b : a)).box;
    taken.push(best);
    return { text, x: best.left, y: (best.top + best.bottom) / 2 };
  });
}

function candidateBoxes({ x, y }: Spot, labelWidth: number, size: number): Box[] {
  const half = size * 0.65;
  return [12, 24, 40].flatMap((gap) => {
    const lefts = { right: x + gap, left: x - gap - labelWidth, middle: x - labelWidth / 2 };
    const corner = gap * 0.8 + half;
    return ([
      [lefts.right, y],
      [lefts.left, y],
      [lefts.middle, y - corner],
      [lefts.middle, y + corner],
      [lefts.right, y - corner],
      [lefts.right, y + corner],
      [lefts.left, y - corner],
      [lefts.left, y + corner],
    ] as const).map(([left, middle]) => ({
      left,
      right: left + labelWidth,
      top: middle - half,
      bottom: middle + half,
    }));
  });
}

function insideFrame(box: Box, width: number, height: number): Box {
  const moveX = Math.max(4 - box.left, 0) || Math.min(width - 4 - box.right, 0);
  const moveY = Math.max(4 - box.top, 0) || Math.min(height - 4 - box.bottom, 0);
  return { left: box.left + moveX, right: box.right + moveX, top: box.top + moveY, bottom: box.bottom + moveY };
}

function cost(box: Box, taken: readonly Box[], points: readonly Spot[]): number {
  const overlaps = taken.filter((other) =>
    box.left < other.right + 4 && other.left < box.right + 4 && box.top < other.bottom + 2 && other.top < box.bottom + 2
  );
  const covered = points.filter(({ x, y }) =>
    x > box.left - 5 && x < box.right + 5 && y > box.top - 4 && y < box.bottom + 4
  );
  return overlaps.length * 100 + covered.length;
}
