/** Items at most: with 32 bits of key beside it, an item's number still fits a float64 exactly. */
const MOST_ITEMS = 2 ** 21;
/** Comparisons of one text at most; a text that needs more is counted as cut short. */
const MOST_COMPARED = 300;
/** Pairs found to differ that are not compared again in the next band. */
const MOST_REMEMBERED = 2_000_000;

/**
 * Groups what is alike among items that share the key of a band.
 *
 * Items are united as soon as one pair of their groups is alike, and pairs within a group are not compared, so a
 * thousand copies of a template cost a thousand comparisons and not half a million.
 *
 * @param keys `bands` keys an item, item by item.
 * @param options `isAlike` judges a pair; `check` is called between bands and may throw.
 * @returns Groups of at least two items, ascending; how many items had their comparisons cut short.
 */
export function uniteBands(
  keys: Uint32Array,
  { bands, isAlike, check }: { bands: number; isAlike: (a: number, b: number) => boolean; check: () => void },
): { groups: number[][]; cutShort: number } {
  const count = keys.length / bands;
  const parents = Uint32Array.from({ length: count }, (_, index) => index);
  const compared = new Uint16Array(count);
  const cutShort = new Set<number>();
  const differing = new Set<number>();
  const compare = (member: number, item: number): boolean | null => {
    const pair = member * MOST_ITEMS + item;
    if (differing.has(pair)) return false;
    if ((compared[item] as number) >= MOST_COMPARED) {
      cutShort.add(item);
      return null;
    }
    compared[item] = (compared[item] as number) + 1;
    const isSame = isAlike(member, item);
    if (!isSame && differing.size < MOST_REMEMBERED) differing.add(pair);
    return isSame;
  };
  for (let band = 0; band < bands; band++) {
    check();
    for (const run of runsOfBand(keys, { band, bands, count })) uniteRun(run, parents, compare);
  }
  return { groups: groupsOf(parents), cutShort: cutShort.size };
}

/** Items with the same key in one band, ascending; only where there are at least two. */
function* runsOfBand(
  keys: Uint32Array,
  { band, bands, count }: { band: number; bands: number; count: number },
): Generator<number[]> {
  const packed = new Float64Array(count);
  for (let item = 0; item < count; item++) packed[item] = (keys[item * bands + band] as number) * MOST_ITEMS + item;
  packed.sort();
  const keyAt = (place: number) => Math.floor((packed[place] as number) / MOST_ITEMS);
  for (let start = 0, end = 1; start < count; start = end++) {
    const key = keyAt(start);
    while (end < count && keyAt(end) === key) end++;
    if (end - start > 1) yield Array.from(packed.subarray(start, end), (value) => value - key * MOST_ITEMS);
  }
}

/** Compares each item of a run with the earlier ones, cluster by cluster, until one is alike. */
function uniteRun(
  run: readonly number[],
  parents: Uint32Array,
  compare: (member: number, item: number) => boolean | null,
): void {
  const clusters: number[][] = [];
  const isOneOf = (cluster: readonly number[], item: number): boolean | null => {
    if (rootOf(parents, cluster[0] as number) === rootOf(parents, item)) return true;
    for (const member of cluster) {
      const isSame = compare(member, item);
      if (isSame !== false) return isSame;
    }
    return false;
  };
  for (const item of run) {
    let home: number[] | null = null;
    for (let at = 0; at < clusters.length; at++) {
      const cluster = clusters[at] as number[];
      const verdict = isOneOf(cluster, item);
      if (verdict === null) break;
      if (!verdict) continue;
      unite(parents, cluster[0] as number, item);
      if (home === null) home = cluster;
      else for (const member of clusters.splice(at--, 1)[0] as number[]) home.push(member);
    }
    if (home === null) clusters.push([item]);
    else home.push(item);
  }
}

function rootOf(parents: Uint32Array, item: number): number {
  while (parents[item] !== item) {
    parents[item] = parents[parents[item] as number] as number;
    item = parents[item] as number;
  }
  return item;
}

function unite(parents: Uint32Array, a: number, b: number): void {
  const [left, right] = [rootOf(parents, a), rootOf(parents, b)];
  parents[Math.max(left, right)] = Math.min(left, right);
}

/** The root is the first item of its group, so groups come in the order of their first items. */
function groupsOf(parents: Uint32Array): number[][] {
  const groups = new Map<number, number[]>();
  for (let item = 0; item < parents.length; item++) {
    const root = rootOf(parents, item);
    if (root !== item && !groups.has(root)) groups.set(root, [root]);
    if (root !== item) (groups.get(root) as number[]).push(item);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, items]) => items);
}
