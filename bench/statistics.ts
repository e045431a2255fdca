/**
 * The speed targets of the statistics room, beside scipy or numpy doing the same work in the same run.
 *
 * The peer's packages are installed, pinned, in a virtual environment of their own below `.twoplane/`.
 */
import { normalFrom, projectPath, seededRandom } from "../lib/foundation/mod.ts";
import type { Pair } from "../lib/shapes.ts";
import { bootstrapClusters, mcnemarExact, permanova, signFlip } from "../lib/statistics/mod.ts";
import { type Bench, benchRow, bestOfThree, type Measured } from "./harness.ts";
import { peerPython } from "./peers/python.ts";

const peerPackages = ["numpy==2.4.6", "scipy==1.17.1"];
const unit = (pair: Pair<number>): string => pair.scenarioId;

const bench: Bench = async (report) => {
  const peer = await peerTimes(report);
  const pairs = thousandPairs();
  const many = Array.from({ length: 100_000 }, (_, i) => pairOf(i % 3 === 0, i % 2 === 0, i));
  const posts = {
    vectors: unitVectors(3_000, 384),
    dims: 384,
    groups: Array.from({ length: 3_000 }, (_, i) => `g${i % 3}`),
  };
  const works: { name: string; peerName: string; atMost: number; key: string; run: () => unknown }[] = [
    {
      name: "10,000 bootstrap resamples of 1,000 pairs",
      peerName: "scipy.stats.bootstrap",
      key: "bootstrap",
      atMost: 0.5,
      run: () => bootstrapClusters(pairs, { unit, seed: 1, draws: 10_000 }),
    },
    {
      name: "10,000 sign-flip permutations of 1,000 pairs",
      peerName: "scipy.stats.permutation_test",
      key: "signFlip",
      atMost: 0.3,
      run: () => signFlip(pairs, { unit, seed: 1, draws: 10_000 }),
    },
    {
      name: "PERMANOVA of 3,000 × 384, 999 permutations",
      peerName: "numpy, one product a permutation",
      key: "permanova",
      atMost: 5,
      run: () => permanova(posts, { seed: 1, draws: 999 }),
    },
    {
      name: "exact McNemar of 100,000 pairs",
      peerName: "numpy counts + scipy.stats.binomtest",
      key: "mcnemar",
      atMost: 0.005,
      run: () => mcnemarExact(many, { scenarios: "fixed" }),
    },
  ];
  const rows = [];
  for (const { name, peerName, key, atMost, run } of works) {
    run(); // once before, so that compilation is not measured; the peer does the same
    const { seconds } = await bestOfThree(run, { report, label: name });
    const measured: Measured = { name, value: seconds, unit: "s", bar: { of: "value", atMost } };
    rows.push(benchRow({ ...measured, peer: peerName, peerValue: peer[key] as number }));
  }
  return rows;
};

export default bench;

async function peerTimes(report: (line: string) => void): Promise<Record<string, number>> {
  const run = await peerPython({ packages: peerPackages, report });
  return JSON.parse((await run(projectPath("bench", "statistics_peer.py"))).at(-1) ?? "{}") as Record<string, number>;
}

function pairOf<Value>(control: Value, treatment: Value, i: number): Pair<Value> {
  const n = { control: 1, treatment: 1 };
  return { pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control, treatment, n };
}

function thousandPairs(): Pair<number>[] {
  const normal = normalFrom(seededRandom(1, "bench"));
  return Array.from({ length: 1_000 }, (_, i) => pairOf(0, 0.05 + normal(), i));
}

function unitVectors(n: number, dims: number): Float32Array {
  const normal = normalFrom(seededRandom(2, "bench"));
  const vectors = Float32Array.from({ length: n * dims }, normal);
  for (let row = 0; row < n; row++) {
    const part = vectors.subarray(row * dims, (row + 1) * dims);
    const length = Math.hypot(...part);
    for (let j = 0; j < dims; j++) part[j] = (part[j] as number) / length;
  }
  return vectors;
}
