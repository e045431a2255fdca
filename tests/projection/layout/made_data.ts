/** The rows of `golden/umap_trustworthiness.py`, by the same formulas. */

const SEGMENTS = ["012456", "25", "02346", "02356", "1235", "01356", "013456", "025", "0123456", "012356"];
const LINES = [[2, 1, 5, 1], [2, 1, 2, 4], [5, 1, 5, 4], [2, 4, 5, 4], [2, 4, 2, 7], [5, 4, 5, 7], [
  2,
  7,
  5,
  7,
]] as const;

/** A linear congruential generator modulo 2³², in [0, 1). */
function uniform(state: number): () => number {
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function listOf<Item>(count: number, make: (place: number) => Item): Item[] {
  return Array.from({ length: count }, (_, place) => make(place));
}

function blobs(): number[][] {
  const next = uniform(1);
  const bell = () => listOf(12, next).reduce((sum, value) => sum + value, 0) - 6;
  const centres = listOf(6, () => listOf(10, () => 12 * next() - 6));
  return listOf(360, (row) => (centres[row % 6] as number[]).map((value) => value + bell()));
}

function swissRoll(): number[][] {
  const next = uniform(2);
  return listOf(400, () => {
    const turn = 1.5 * Math.PI * (1 + 2 * next());
    return [turn * Math.cos(turn), 21 * next(), turn * Math.sin(turn), 50];
  });
}

function drawnDigits(): number[][] {
  const next = uniform(3);
  return listOf(400, (row) => {
    const [right, down, slant, width] = [next(), next(), next(), next()];
    return listOf(64, (pixel) => {
      const [x, y] = [pixel % 8, Math.floor(pixel / 8)];
      const at = [x - right + (slant - 0.5) * (y - 4) * 0.6, y - down] as const;
      const far = Math.min(...[...SEGMENTS[row % 10] as string].map((name) => squaredDistance(at, Number(name))));
      return 16 / (1 + far / (0.2 + 0.4 * width)) ** 2 + next();
    });
  });
}

function squaredDistance([x, y]: readonly [number, number], segment: number): number {
  const [left, top, right, bottom] = LINES[segment] as readonly [number, number, number, number];
  const dx = Math.min(Math.max(x, left), right) - x;
  const dy = Math.min(Math.max(y, top), bottom) - y;
  return dx * dx + dy * dy;
}

/** Rows of each set, by the name the golden file gives it. */
export const madeData: Readonly<Record<string, () => number[][]>> = {
  "blobs": blobs,
  "swiss roll": swissRoll,
  "drawn digits": drawnDigits,
};
