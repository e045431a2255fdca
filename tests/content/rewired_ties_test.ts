import assert from "node:assert/strict";
import { rewiring } from "../../lib/content/rewired_ties.ts";
import { mixingOf } from "../../lib/content/rewired_period.ts";
import { type TieGraph, tieGraph } from "../../lib/content/tie_graph.ts";
import { seededRandom } from "../../lib/foundation/mod.ts";
import { evenTies } from "./commented.ts";

const graphOf = (ties: readonly (readonly [number, number])[]): TieGraph =>
  tieGraph(ties.map(([source, target]) => ({ source, target })));

function degrees({ nodes, sources, targets, weights }: TieGraph, weighted: boolean): number[][] {
  const [out, into] = [new Array<number>(nodes.length).fill(0), new Array<number>(nodes.length).fill(0)];
  sources.forEach((source, tie) => {
    const weight = weighted ? weights[tie] as number : 1;
    out[source] = (out[source] as number) + weight;
    into[targets[tie] as number] = (into[targets[tie] as number] as number) + weight;
  });
  return [out, into];
}

const keyOf = ({ sources, targets }: TieGraph) =>
  Array.from(sources, (source, tie) => `${source}>${targets[tie]}`).sort().join(" ");

Deno.test("rewiring() keeps degrees, makes no self loop and no tie twice", () => {
  const made = evenTies({ agents: 20, share: 0.2, days: 3, seed: 1 }).map(({ from, to }) => [from, to] as const);
  const graph = graphOf(made);
  for (const kind of ["rewired ties", "rewired comments"] as const) {
    const random = seededRandom(1, "test");
    const { graph: other, accepted, kept } = rewiring(graph, kind)(10, random);
    assert.ok(other.sources.every((source, tie) => source !== other.targets[tie]));
    assert.equal(new Set(keyOf(other).split(" ")).size, other.sources.length);
    assert.deepEqual(degrees(other, kind === "rewired comments"), degrees(graph, kind === "rewired comments"));
    assert.equal(other.weights.reduce((a, b) => a + b, 0), made.length);
    assert.ok(accepted > graph.sources.length && kept < 0.8);
  }
});

Deno.test("rewiring() of ties reaches every graph of the degrees, each as often as any other", () => {
  // All simple digraphs on 4 nodes with these degrees, by trying all 2^12 sets of ties.
  const first = [[0, 1], [1, 2], [2, 0], [0, 3], [3, 1]] as const;
  const wanted = JSON.stringify(degrees(graphOf(first), false));
  const pairs = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => b !== a).map((b) => [a, b] as const));
  const all = new Set<string>();
  for (let set = 0; set < 1 << pairs.length; set++) {
    const ties = pairs.filter((_, i) => (set >> i & 1) === 1);
    const [out, into] = [[0, 0, 0, 0], [0, 0, 0, 0]];
    for (const [a, b] of ties) {
      out[a] = (out[a] as number) + 1;
      into[b] = (into[b] as number) + 1;
    }
    if (JSON.stringify([out, into]) === wanted) all.add(ties.map(([a, b]) => `${a}>${b}`).sort().join(" "));
  }
  const rewire = rewiring(graphOf(first), "rewired ties");
  const random = seededRandom(2, "test");
  const seen = new Map<string, number>();
  const draws = 6000;
  for (let draw = 0; draw < draws; draw++) {
    const key = keyOf(rewire(20, random).graph);
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  assert.deepEqual([...seen.keys()].sort(), [...all].sort());
  const expected = draws / all.size;
  const chiSquare = [...seen.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(
    all.size > 2 && chiSquare < all.size - 1 + 4 * Math.sqrt(2 * (all.size - 1)),
    `${chiSquare} of ${all.size}`,
  );
});

Deno.test("rewiring() turns a cycle of three around, which no swap can", () => {
  const rewire = rewiring(graphOf([[0, 1], [1, 2], [2, 0]]), "rewired ties");
  const random = seededRandom(3, "test");
  const keys = new Set(Array.from({ length: 200 }, () => keyOf(rewire(10, random).graph)));
  assert.equal(keys.size, 2);
});

Deno.test("mixingOf() warns where too few swaps were made", () => {
  const graph = graphOf(evenTies({ agents: 60, share: 0.05, days: 1, seed: 4 }).map(({ from, to }) => [from, to]));
  const plan = { kind: "rewired ties", seed: 1 } as Parameters<typeof mixingOf>[1];
  assert.match(mixingOf(graph, { ...plan, swapsPerTie: 0.2 }).warning ?? "", /has not mixed/);
  assert.equal(mixingOf(graph, { ...plan, swapsPerTie: 10 }).warning, null);
});
