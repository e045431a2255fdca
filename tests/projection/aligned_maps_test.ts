import assert from "node:assert/strict";
import { alignedMaps, principalMap, project, transformMap, type WindowLayout } from "../../lib/projection/mod.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import { dealWindows } from "../../lib/projection/alignment_controls.ts";
import { windowAnchors } from "../../lib/projection/window_anchors.ts";
import type { Embeddings } from "../../lib/shapes.ts";
import { close, embeddingsOf, randomEmbeddings } from "../vectors/made.ts";

/** Three clouds of 20 in 12 dimensions; the first `moved` rows stand in the next cloud. */
function clouds({ seed, moved = 0, prefix = "agent" }: { seed: number; moved?: number; prefix?: string }): Embeddings {
  const normal = normalFrom(seededRandom(seed, "clouds"));
  const rows = Array.from({ length: 60 }, (_, i) => {
    const cloud = (i < moved ? i + 1 : i) % 3;
    return Array.from({ length: 12 }, (_, d) => (d === cloud ? 6 : 0) + normal());
  });
  return embeddingsOf(rows, rows.map((_, i) => `${prefix} ${i}`));
}

const quick = { seed: 1, neighbours: 8, epochs: 150 };
const windows = (...all: Embeddings[]) => all.map((embeddings, i) => ({ window: `week ${i}`, embeddings }));

Deno.test("alignedMaps() tells agents who moved from what alignment alone moves", async () => {
  const [before, same, later] = [clouds({ seed: 1 }), clouds({ seed: 2 }), clouds({ seed: 3, moved: 10 })];
  const { movements, maps, rows, words, warnings } = await alignedMaps(windows(before, same, later), quick);
  const [still, moving] = movements;
  assert.deepEqual([still?.anchors, still?.anchored, still?.previous, still?.window], ["ids", 60, "week 0", "week 1"]);
  assert.deepEqual([still?.dealt, still?.dealtHigh], [null, null]);
  assert.ok((moving?.movement ?? 0) > 2 * (moving?.controlHigh ?? NaN), JSON.stringify(movements));
  assert.ok((moving?.movement ?? 0) > 2 * (still?.movement ?? NaN), JSON.stringify(movements));
  assert.equal(maps.length, 3);
  assert.ok(maps.every(({ quality }) => (quality.trustworthiness ?? 0) > 0.8));
  assert.deepEqual(rows.map(({ window, variant }) => `${window} ${variant}`), [
    "week 1 observed",
    "week 1 alignment alone",
    "week 2 observed",
    "week 2 alignment alone",
  ]);
  assert.match(words, /week 2 \d\.\d\d \(\d\.\d\d by alignment alone\)/);
  assert.ok(
    warnings.every((warning) => /"week 1".*no further than alignment alone/.test(warning)),
    warnings.join(),
  );
});

Deno.test("alignedMaps() keeps clouds of other posts where they were, at no cost in quality", async () => {
  const [before, after] = [clouds({ seed: 1 }), clouds({ seed: 4, prefix: "later" })];
  const { maps: [first, second], movements } = await alignedMaps(windows(before, after), quick);
  assert.equal(movements[0]?.anchors, "neighbours");
  const centre = (map: { coordinates: Float64Array } | undefined, cloud: number) => {
    const rows = Array.from({ length: 20 }, (_, i) => 3 * i + cloud);
    return [0, 1].map((axis) => rows.reduce((sum, row) => sum + (map?.coordinates[2 * row + axis] ?? NaN), 0) / 20);
  };
  const far = (a: number[], b: number[]) => Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0));
  for (const cloud of [0, 1, 2]) {
    const away = [0, 1, 2].map((other) => far(centre(second, cloud), centre(first, other)));
    assert.equal(away.indexOf(Math.min(...away)), cloud, `cloud ${cloud} stands at ${away}`);
  }
  const alone = await project(after, quick);
  assert.ok((second?.quality.trustworthiness ?? 0) > (alone.quality.trustworthiness ?? 1) - 0.03);
});

Deno.test("alignedMaps() tells new posts elsewhere from new posts of the same places", async () => {
  const spread = (seed: number, shift: number) => {
    const normal = normalFrom(seededRandom(seed, "spread"));
    const rows = Array.from(
      { length: 60 },
      () => Array.from({ length: 12 }, (_, d) => (d === shift ? 6 : d < 3 ? 1 : 0) + normal()),
    );
    return embeddingsOf(rows, rows.map((_, i) => `${seed} ${i}`));
  };
  const { movements: [same, other], words } = await alignedMaps(
    windows(spread(1, 0), spread(2, 0), spread(3, 5)),
    quick,
  );
  assert.ok((same?.movement ?? NaN) < 1.3 * (same?.dealtHigh ?? NaN), JSON.stringify(same));
  assert.ok((other?.movement ?? NaN) > 2 * (other?.dealtHigh ?? NaN), JSON.stringify(other));
  assert.match(words, /alone, \d\.\d\d with both windows dealt anew\); week 2/);
});

Deno.test("alignedMaps() gives the same bytes on every call, and other control for another seed", async () => {
  const given = windows(clouds({ seed: 1 }), clouds({ seed: 2 }));
  const short = { ...quick, epochs: 30, controls: 1 };
  const [one, two] = [await alignedMaps(given, short), await alignedMaps(given, short)];
  assert.deepEqual(two, one);
  const other = await alignedMaps(given, { ...short, seed: 2 });
  assert.notEqual(other.movements[0]?.control, one.movements[0]?.control);
});

/** Principal components, turned at will: a layout without chance that knows nothing of targets. */
function turning(angles: number[]): WindowLayout {
  let calls = 0;
  return async (embeddings) => {
    const angle = angles[calls++ % angles.length] as number;
    const { coordinates } = await principalMap(embeddings);
    return transformMap(coordinates, { angle, isMirrored: angle > 1, scale: 1, from: [0, 0], to: [angle, 3] });
  };
}

Deno.test("alignedMaps() takes back turns, mirrors and shifts of a layout of the caller's: control and movement 0", async () => {
  const same = clouds({ seed: 1 });
  const layout = turning([0, 2, 1, 3, 0.5]);
  const { movements, maps } = await alignedMaps(windows(same, same), { seed: 1, layout });
  close(movements[0]?.movement, 0, 1e-6);
  close(movements[0]?.controlHigh, 0, 1e-6);
  maps[1]?.coordinates.forEach((value, i) => close(value, maps[0]?.coordinates[i], 1e-6));
  assert.equal(maps[0]?.settings.method, "aligned windows, own layout");
});

Deno.test("windowAnchors() takes common ids at their place, others at the barycentre of their neighbours, never their own", async () => {
  const previous = {
    embeddings: embeddingsOf([[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 0, 1]], ["a", "b", "c", "d"]),
    coordinates: Float64Array.of(0, 0, 2, 0, 9, 9, -5, 5),
  };
  const next = embeddingsOf([[0, 1, 0], [1, 0, 0]], ["c", "new"]);
  const ids = await windowAnchors(previous, next, { kind: "ids" });
  assert.deepEqual([...ids.weights], [1, 0]);
  assert.deepEqual([...ids.targets.subarray(0, 2)], [9, 9]);
  assert.equal(ids.anchored, 1);
  const near = await windowAnchors(previous, next, { kind: "neighbours" });
  assert.deepEqual([...near.weights], [1, 1]);
  const own = [...near.targets.subarray(0, 2)] as [number, number];
  assert.ok(own[0] < 2 && own[1] < 3, `c is drawn to a, b and d alone, got ${own}`);
});

Deno.test("dealWindows() keeps ids, sizes and rows of two windows and gives no row a time", () => {
  const first = embeddingsOf([[1, 0], [2, 1], [3, 1], [4, 1]], ["both", "a", "b", "c"]);
  const second = embeddingsOf([[0, 1], [1, 2], [1, 3]], ["both", "d", "e"]);
  const random = seededRandom(1, "test");
  const vectorsOf = (...windows: Embeddings[]) =>
    windows.flatMap(({ ids, vectors }) => ids.map((id, row) => `${id} ${[...vectors.subarray(2 * row, 2 * row + 2)]}`))
      .sort();
  const places = new Map<string, number>();
  for (let draw = 0; draw < 200; draw++) {
    const [one, two] = dealWindows(first, second, random);
    assert.deepEqual([one.ids.length, two.ids.length], [4, 3]);
    assert.deepEqual(vectorsOf(one, two), vectorsOf(first, second));
    assert.ok(one.ids.includes("both") && two.ids.includes("both"));
    for (const row of vectorsOf(one)) places.set(row, (places.get(row) ?? 0) + 1);
  }
  for (const [row, times] of places) close(times / 200, row.startsWith("both") ? 1 / 2 : 3 / 5, 0.12);
});

Deno.test("alignedMaps() tells progress, stops when aborted and refuses what it cannot align", async () => {
  const [a, b] = [clouds({ seed: 1 }), clouds({ seed: 2, prefix: "b" })];
  const layout = turning([0]);
  const told: string[] = [];
  await alignedMaps(windows(a, a, a), {
    seed: 1,
    layout,
    controls: 2,
    onProgress: (done, total) => told.push(`${done}/${total}`),
  });
  assert.deepEqual(told, ["0/3", "1/3", "2/3", "3/3"]);
  const signal = AbortSignal.abort(new Error("enough"));
  await assert.rejects(alignedMaps(windows(a, a), { ...quick, signal }), { message: "enough" });
  await assert.rejects(alignedMaps(windows(a), quick), { name: "RangeError", message: /at least 2 windows, got 1/ });
  await assert.rejects(alignedMaps([{ window: "w", embeddings: a }, { window: "w", embeddings: a }], quick), {
    message: /"w" twice/,
  });
  await assert.rejects(alignedMaps(windows(a, b), { ...quick, layout, anchors: "ids" }), {
    message: /"week 1": anchors "ids" need an id in common.*Use anchors "neighbours"/,
  });
  await assert.rejects(alignedMaps(windows(a, randomEmbeddings(3, 12, 1)), quick), { message: /at least 4 .*got 3/ });
  await assert.rejects(alignedMaps(windows(a, randomEmbeddings(9, 5, 1)), quick), {
    message: /dimensions of the first/,
  });
  await assert.rejects(alignedMaps(windows(a, a), { ...quick, pull: 2 }), { message: /pull/ });
  await assert.rejects(alignedMaps(windows(a, a), { ...quick, strength: 2 } as never), { name: "TypeError" });
  const bad: WindowLayout = () => Promise.resolve(new Float64Array(3));
  await assert.rejects(alignedMaps(windows(a, a), { seed: 1, layout: bad }), { message: /2 × 60 coordinates, got 3/ });
});

Deno.test("alignedMaps() is defined for the least windows and for posts all equal", async () => {
  const few = embeddingsOf([[1, 0], [0, 1], [1, 1], [1, 2]]);
  const { maps } = await alignedMaps(windows(few, few), { seed: 1, epochs: 20, controls: 1 });
  assert.ok(maps.every(({ coordinates }) => coordinates.every(Number.isFinite)));
  const equal = embeddingsOf(Array.from({ length: 8 }, () => [1, 2, 3]));
  const found = await alignedMaps(windows(equal, equal), { seed: 1, neighbours: 4, epochs: 20, controls: 1 });
  assert.ok(
    Object.values(found.movements[0] ?? {}).every((value) => typeof value !== "number" || Number.isFinite(value)),
  );
});
