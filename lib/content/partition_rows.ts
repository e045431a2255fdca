import { groupBy, shuffled } from "../foundation/mod.ts";
import type { Embeddings, Exposure, Post, Random } from "../shapes.ts";
import { postsByAgent } from "./agents.ts";
import { ascending, type PlacedPost, placePosts } from "./placed.ts";
import { sumOf } from "./sums.ts";
import type { VariancePartitionOptions } from "./variance_partition.ts";

/** A grouping of rows. `df` is what it adds to the rank of the groupings before it. */
export interface Grouping {
  part: string;
  labels: Int32Array;
  groups: number;
  df: number;
}

/** Rows as the fit takes them. */
export interface PartitionRows {
  n: number;
  dims: number;
  agents: number;
  withoutAuthor: number;
  /** Length n · dims. */
  vectors: Float64Array;
  groupings: readonly Grouping[];
  /** Length n · dims: mean of what was shown since the agent's post before; the overall mean where nothing was. */
  exposure: Float64Array | null;
  /** What the groupings were made from, for resampling. */
  keys: readonly RowKeys[];
}

interface RowKeys {
  model: string;
  agent: string;
  community: string;
  day: string;
}

type GroupName = keyof RowKeys;

/** Rows of the posts, and which parts cannot be told apart in them. */
export function partitionRows(
  posts: readonly Post[],
  embeddings: Embeddings,
  { parts, exposures = [] }: VariancePartitionOptions,
): { rows: PartitionRows; cannotTell: string[] } {
  const caller = "variancePartition";
  const placed = placePosts(caller, posts, embeddings);
  const { agents, withoutAuthor } = postsByAgent(caller, placed, 1);
  const authored = placed.filter(({ authorId }) => authorId !== null);
  const details = new Map(posts.map((post) => [post.postId, post]));
  const keys = authored.map(({ postId, authorId, day }): RowKeys => ({
    model: details.get(postId)?.modelId ?? "unknown model",
    agent: authorId as string,
    community: details.get(postId)?.communityId ?? "no community",
    day,
  }));
  const { dims } = embeddings;
  const vectors = new Float64Array(authored.length * dims);
  authored.forEach(({ vector }, row) => vectors.set(vector, row * dims));
  if (authored.length < 3 || isConstant(vectors, dims)) {
    throw new RangeError(`Cannot run ${caller}(): needs 3 posts that are not all equal, got ${authored.length}`);
  }
  const wanted = (["model", "agent", "community", "day"] as const).filter((part) => parts.includes(part));
  const single = wanted.filter((part) => new Set(keys.map((key) => key[part])).size < 2);
  const told = wanted.filter((part) => !single.includes(part));
  const base = { n: authored.length, dims, agents: agents.length, withoutAuthor, vectors, keys };
  return {
    rows: {
      ...base,
      groupings: groupingsOf(keys, told),
      exposure: parts.includes("exposure") ? shownMeans(authored, placed, exposures, dims) : null,
    },
    cannotTell: single.map((part) => `${part}: cannot tell: one ${part}`),
  };
}

/** The rows of some agents only, agents by their place in order of first post. */
export function keepAgents(rows: PartitionRows, kept: readonly number[]): PartitionRows {
  const names = [...new Set(rows.keys.map(({ agent }) => agent))];
  const wanted = new Set(kept.map((place) => names[place]));
  const from = [...rows.keys.keys()].filter((row) => wanted.has((rows.keys[row] as RowKeys).agent));
  const keys = from.map((row) => rows.keys[row] as RowKeys);
  return {
    ...rows,
    n: from.length,
    agents: kept.length,
    keys,
    vectors: pickRows(rows.vectors, rows.dims, from),
    exposure: rows.exposure === null ? null : pickRows(rows.exposure, rows.dims, from),
    groupings: groupingsOf(keys, rows.groupings.map(({ part }) => part as GroupName)),
  };
}

/** What was shown goes to another post of the same day. */
export function reassigned(rows: PartitionRows, random: Random): PartitionRows {
  const from = Array.from({ length: rows.n }, (_, row) => row);
  for (const ofDay of groupBy(rows.keys.keys(), (row) => (rows.keys[row] as RowKeys).day).values()) {
    const dealt = shuffled(ofDay, random);
    ofDay.forEach((row, place) => from[row] = dealt[place] as number);
  }
  return { ...rows, exposure: pickRows(rows.exposure as Float64Array, rows.dims, from) };
}

function groupingsOf(keys: readonly RowKeys[], parts: readonly GroupName[]): Grouping[] {
  const made: Grouping[] = [];
  for (const part of parts) {
    const names = [...new Set(keys.map((key) => key[part]))];
    const index = new Map(names.map((name, group) => [name, group]));
    const labels = Int32Array.from(keys, (key) => index.get(key[part]) as number);
    const before = made.at(-1);
    made.push({ part, labels, groups: names.length, df: addedRank(labels, names.length, before) });
  }
  return made;
}

/**
 * Levels of a grouping less those that the grouping before it already tells apart: the number of connected pieces of
 * the two. Exact for two groupings, and for agents within models; an upper bound where a third is tangled with both.
 */
function addedRank(labels: Int32Array, groups: number, before: Grouping | undefined): number {
  const parent = Int32Array.from({ length: groups + (before?.groups ?? 1) }, (_, i) => i);
  const rootOf = (node: number): number => {
    let root = node;
    while (parent[root] !== root) root = parent[root] as number;
    parent[node] = root;
    return root;
  };
  labels.forEach((label, row) => {
    parent[rootOf(label)] = rootOf(groups + (before?.labels[row] ?? 0));
  });
  const pieces = new Set(parent.keys().map(rootOf)).size;
  return groups - pieces;
}

function shownMeans(
  authored: readonly PlacedPost[],
  placed: readonly PlacedPost[],
  exposures: readonly Exposure[],
  dims: number,
): Float64Array {
  const vectors = new Map(placed.map(({ postId, vector }) => [postId, vector]));
  const known = exposures.filter(({ postId }) => vectors.has(postId));
  const shown = groupBy(known.toSorted((a, b) => ascending(a.shownAt, b.shownAt)), ({ agentId }) => agentId);
  const next = new Map<string, number>();
  const means: (Float64Array | null)[] = authored.map(({ authorId, createdAt }) => {
    const own = shown.get(authorId as string) ?? [];
    const start = next.get(authorId as string) ?? 0;
    let end = start;
    while (end < own.length && (own[end] as Exposure).shownAt <= createdAt) end++;
    next.set(authorId as string, end);
    if (end === start) return null;
    const sum = sumOf(own.slice(start, end).map(({ postId }) => vectors.get(postId) as Float64Array), dims);
    return sum.map((value) => value / (end - start));
  });
  const seen = means.filter((mean) => mean !== null);
  const overall = sumOf(seen, dims).map((value) => value / Math.max(1, seen.length));
  const filled = new Float64Array(authored.length * dims);
  means.forEach((mean, row) => filled.set(mean ?? overall, row * dims));
  return filled;
}

function pickRows(values: Float64Array, dims: number, from: readonly number[]): Float64Array {
  const picked = new Float64Array(from.length * dims);
  from.forEach((row, place) => picked.set(values.subarray(row * dims, (row + 1) * dims), place * dims));
  return picked;
}

function isConstant(vectors: Float64Array, dims: number): boolean {
  return vectors.every((value, i) => Math.abs(value - (vectors[i % dims] as number)) < 1e-12);
}
