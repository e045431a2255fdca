import { randomIndex } from "../foundation/mod.ts";
import type { Random } from "../shapes.ts";
import { type PairFlags, pairFlags } from "./pair_flags.ts";
import { summedTies, type TieGraph } from "./tie_graph.ts";

/**
 * What a rewiring keeps. "rewired ties": to how many others each agent goes and from how many it is gone to; a tie's weight stays
 * with its source. "rewired comments": how many comments each agent writes and receives.
 */
export type RewiredKind = "rewired ties" | "rewired comments";

/** A graph with the same degrees and other ties. */
export interface Rewired {
  graph: TieGraph;
  /** Swaps that could be made. */
  accepted: number;
  /** Share of ties or comments that run where a tie ran before. */
  kept: number;
}

/** Share of tries that turn a cycle of three around, which swaps alone cannot. */
const TURNED = 0.1;

/**
 * Swaps the targets of random ties, never making a self loop or, for ties, a tie that is there already.
 *
 * The chain is symmetric, so that in the long run every graph of these degrees is equally likely (Milo et al. 2003,
 * arXiv:cond-mat/0312028; cycles of three turned around as Berger & Müller-Hannemann 2010 require).
 *
 * @param attempts Tries, in ties.
 */
export function rewiring(graph: TieGraph, kind: RewiredKind): (attempts: number, random: Random) => Rewired {
  const { nodes, weights } = graph;
  const n = nodes.length;
  const before = flagsOf(graph.sources, graph.targets, n);
  const [sources, first] = kind === "rewired ties" ? [graph.sources, graph.targets] : byComment(graph);
  return (attempts, random) => {
    const targets = first.slice();
    const tries = Math.round(attempts * sources.length);
    const accepted = kind === "rewired ties"
      ? swapTies({ sources, targets, n }, tries, random)
      : swapComments(sources, targets, { tries, random });
    let same = 0;
    for (let i = 0; i < sources.length; i++) {
      if (before.has(sources[i] as number, targets[i] as number)) same++;
    }
    return {
      graph: kind === "rewired ties" ? { nodes, sources, targets, weights } : summedTies(nodes, sources, targets),
      accepted,
      kept: same / sources.length,
    };
  };
}

function flagsOf(sources: Int32Array, targets: Int32Array, n: number): PairFlags {
  const flags = pairFlags(n);
  sources.forEach((source, tie) => flags.add(source, targets[tie] as number));
  return flags;
}

function byComment({ sources, targets, weights }: TieGraph): [Int32Array, Int32Array] {
  const repeated = (ends: Int32Array) =>
    Int32Array.from([...ends].flatMap((end, tie) => new Array<number>(weights[tie] as number).fill(end)));
  return [repeated(sources), repeated(targets)];
}

function swapComments(
  sources: Int32Array,
  targets: Int32Array,
  { tries, random }: { tries: number; random: Random },
): number {
  let accepted = 0;
  for (let attempt = 0; attempt < tries; attempt++) {
    const [i, j] = [randomIndex(random, sources.length), randomIndex(random, sources.length)];
    const [b, d] = [targets[i] as number, targets[j] as number];
    if (sources[i] === d || sources[j] === b || b === d || sources[i] === sources[j]) continue;
    targets[i] = d;
    targets[j] = b;
    accepted++;
  }
  return accepted;
}

interface Ties {
  sources: Int32Array;
  /** Changed in place. */
  targets: Int32Array;
  n: number;
}

function swapTies(ties: Ties, tries: number, random: Random): number {
  const { sources, targets, n } = ties;
  const there = flagsOf(sources, targets, n);
  const turn = cycleTurner(ties, there);
  let accepted = 0;
  for (let attempt = 0; attempt < tries; attempt++) {
    if (random() < TURNED) {
      if (turn(random)) accepted++;
      continue;
    }
    const [i, j] = [randomIndex(random, sources.length), randomIndex(random, sources.length)];
    const [a, b, c, d] = [sources[i] as number, targets[i] as number, sources[j] as number, targets[j] as number];
    if (a === c || b === d || a === d || c === b || there.has(a, d) || there.has(c, b)) continue;
    there.delete(a, b);
    there.delete(c, d);
    there.add(a, d);
    there.add(c, b);
    targets[i] = d;
    targets[j] = b;
    accepted++;
  }
  return accepted;
}

/** Turns a random cycle a → b → c → a around where no tie runs the other way; sources of ties never change. */
function cycleTurner({ sources, targets, n }: Ties, there: PairFlags): (random: Random) => boolean {
  const starts = new Int32Array(n + 1);
  for (const source of sources) starts[source + 1] = (starts[source + 1] as number) + 1;
  for (let node = 0; node < n; node++) starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number);
  const from = new Int32Array(sources.length);
  const filled = starts.slice();
  sources.forEach((source, tie) => {
    const at = filled[source] as number;
    from[at] = tie;
    filled[source] = at + 1;
  });
  return (random) => {
    const first = randomIndex(random, sources.length);
    const [a, b] = [sources[first] as number, targets[first] as number];
    const start = starts[b] as number;
    const out = (starts[b + 1] as number) - start;
    if (out === 0) return false;
    const second = from[start + randomIndex(random, out)] as number;
    const c = targets[second] as number;
    if (c === a || !there.has(c, a)) return false;
    if (there.has(b, a) || there.has(c, b) || there.has(a, c)) return false;
    let third = starts[c] as number;
    while (targets[from[third] as number] !== a) third++;
    targets[first] = c;
    targets[second] = a;
    targets[from[third] as number] = b;
    for (const [x, y] of [[a, b], [b, c], [c, a]] as const) {
      there.delete(x, y);
      there.add(y, x);
    }
    return true;
  };
}
