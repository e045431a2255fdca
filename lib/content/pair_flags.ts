/** Ordered pairs of the numbers below n. */
export interface PairFlags {
  has: (source: number, target: number) => boolean;
  add: (source: number, target: number) => void;
  delete: (source: number, target: number) => void;
}

/** Numbers up to which a bit for each pair is kept: 32 MB at most. */
const DENSE = 16_384;

/** An empty set of pairs: a bit each where they are few enough, for speed, else a `Set`. */
export function pairFlags(n: number): PairFlags {
  if (n > DENSE) {
    const set = new Set<number>();
    return {
      has: (source, target) => set.has(source * n + target),
      add: (source, target) => void set.add(source * n + target),
      delete: (source, target) => void set.delete(source * n + target),
    };
  }
  const bits = new Uint8Array(Math.ceil(n * n / 8));
  return {
    has: (source, target) => {
      const pair = source * n + target;
      return ((bits[pair >> 3] as number) >> (pair & 7) & 1) === 1;
    },
    add: (source, target) => {
      const pair = source * n + target;
      bits[pair >> 3]! |= 1 << (pair & 7);
    },
    delete: (source, target) => {
      const pair = source * n + target;
      bits[pair >> 3]! &= ~(1 << (pair & 7));
    },
  };
}
