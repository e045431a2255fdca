/** Ordered pairs of the numbers below n. */
export interface PairFlags {
  has: (source: number, target: number) => boolean;
  add: (source: number, target: number) => void;
  delete: (source: number, target: number) => void;
}

/** Numbers up to which a bit for each pair is kept: 32 MB at most. */
const DENSE = 5792;

/** An empty set of pairs: a bit each where they are few enough, for speed, else a table of those that are in it. */
export function pairFlags(n: number): PairFlags {
  if (n > DENSE) return pairTable();
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

const EMPTY = -1;

/** Pairs in a hash table with linear probing: many times as fast as a `Set` of numbers beyond 31 bits. */
function pairTable(): PairFlags {
  let [sources, targets] = [new Int32Array(1024).fill(EMPTY), new Int32Array(1024)];
  let size = 0;
  const home = (source: number, target: number) =>
    Math.imul(Math.imul(source, 0x85ebca6b) ^ target, 0x9e3779b1) >>> Math.clz32(sources.length - 1);
  const placeOf = (source: number, target: number): number => {
    const mask = sources.length - 1;
    let place = home(source, target);
    while (sources[place] !== EMPTY && (sources[place] !== source || targets[place] !== target)) {
      place = (place + 1) & mask;
    }
    return place;
  };
  const put = (place: number, source: number, target: number) => {
    sources[place] = source;
    targets[place] = target;
  };
  const grow = () => {
    const [oldSources, oldTargets] = [sources, targets];
    [sources, targets] = [new Int32Array(2 * oldSources.length).fill(EMPTY), new Int32Array(2 * oldSources.length)];
    oldSources.forEach((source, i) => {
      const target = oldTargets[i] as number;
      if (source !== EMPTY) put(placeOf(source, target), source, target);
    });
  };
  return {
    has: (source, target) => sources[placeOf(source, target)] !== EMPTY,
    add: (source, target) => {
      if (2 * size >= sources.length) grow();
      const place = placeOf(source, target);
      if (sources[place] === EMPTY) size++;
      put(place, source, target);
    },
    delete: (source, target) => {
      let gap = placeOf(source, target);
      if (sources[gap] === EMPTY) return;
      size--;
      const mask = sources.length - 1;
      for (let next = (gap + 1) & mask; sources[next] !== EMPTY; next = (next + 1) & mask) {
        const [source, target] = [sources[next] as number, targets[next] as number];
        // What stands here moves into the gap unless its home lies between the gap and here.
        if (((next - home(source, target)) & mask) < ((next - gap) & mask)) continue;
        put(gap, source, target);
        gap = next;
      }
      sources[gap] = EMPTY;
    },
  };
}
