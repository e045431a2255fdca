import assert from "node:assert/strict";
import { localDensity, type LocalDensityOptions, type NeighbourPool, plant } from "../../lib/content/mod.ts";
import { close, embeddingsOf } from "../vectors/made.ts";
import { daysGolden } from "./days_golden.ts";
import { goldenEmbeddings, goldenPosts } from "./golden.ts";
import { aroundCommon, postBy, rotated, society, timeOf } from "./made.ts";
import { isNominal, shareOf } from "./rates.ts";

const NULL = { kind: "constant distribution", draws: 19, seed: 1 } as const;

function options(changed: Partial<LocalDensityOptions> = {}): LocalDensityOptions {
  return { sample: "whole days", neighbours: 3, null: null, ...changed };
}

const pool = (seed: number, { shift = 0, agents = 8, perDay = [2, 1, 2, 1] as readonly number[] } = {}) =>
  society({
    agents,
    perDay,
    seed,
    vector: ({ day, normal }) => aroundCommon(4, normal).map((value, d) => value + (d === day ? shift : 0)),
  });

for (const variant of ["same day", "same day, other authors"] as const) {
  for (const engine of ["float64", "native"] as const) {
    Deno.test(`localDensity() ${variant}, ${engine}, agrees with numpy's sorted cosines`, async () => {
      for (const k of [1, 3]) {
        const { rows } = await localDensity(goldenPosts, goldenEmbeddings, options({ variant, engine, neighbours: k }));
        const expected = daysGolden.density.filter((day) => day.k === k && day[variant] !== null);
        const values = new Map(expected.map((day) => [day.day, day[variant] as number]));
        assert.ok(rows.length >= 4);
        for (const { unitId, value } of rows) close(value, values.get(unitId), engine === "float64" ? 1e-9 : 1e-7);
      }
    });
  }

  Deno.test(`localDensity() ${variant} is the same by both engines, prolific authors included`, async () => {
    const { posts, embeddings } = society({
      agents: 12,
      perDay: [40, 3],
      seed: 3,
      vector: ({ agent, normal }) => Array.from({ length: 8 }, (_, d) => 0.2 * normal() + (d === agent % 8 ? 1 : 0)),
    });
    const uneven = posts.filter(({ authorId }, i) => authorId === "agent 0" || i % 7 === 0);
    const made = async (engine: "float64" | "native") =>
      await localDensity(uneven, embeddings, options({ variant, engine, neighbours: 5 }));
    const [plain, native] = [await made("float64"), await made("native")];
    close(native.result.estimate, plain.result.estimate, 1e-7);
    plain.distribution.forEach(({ value }, i) => close(native.distribution[i]?.value, value, 1e-6));
    assert.equal(native.result.settings.engine, "native");
  });

  Deno.test(`localDensity() ${variant} keeps its null at 5% and finds days that differ, on whole days and equal samples`, async () => {
    for (const sample of ["whole days", { posts: 6, seed: 1, samples: 2 }] as const) {
      const pValue = async (seed: number, shift: number) => {
        const { posts, embeddings } = pool(seed, { shift });
        const kind = variant === "same day" ? "constant distribution" : "constant distribution within authors";
        const given = options({ variant, sample, null: { kind, draws: 39, seed } });
        return (await localDensity(posts, embeddings, given)).result.null?.pValue ?? NaN;
      };
      const share = await shareOf(200, async (seed) => await pValue(seed, 0) <= 0.05);
      assert.ok(isNominal(share, 200), `${JSON.stringify(sample)}: rejected ${share}`);
      for (let seed = 0; seed < 5; seed++) assert.ok(await pValue(seed, 4) <= 0.05);
    }
  });

  Deno.test(`localDensity() ${variant} subsamples agents as if the others had not written`, async () => {
    const { posts, embeddings } = pool(9, { agents: 14, perDay: [3, 2] });
    const lists = await localDensity(posts, embeddings, options({ variant, interval: { draws: 100, seed: 2 } }));
    const values: number[] = [];
    for (let draw = 0; draw < 60; draw++) {
      const kept = new Set(
        [...Array(14).keys()].sort((a, b) => ((a * 37 + draw * 11) % 14) - ((b * 37 + draw * 11) % 14)).slice(0, 7),
      );
      const own = posts.filter(({ authorId }) => kept.has(Number(authorId?.slice(6))));
      values.push((await localDensity(own, embeddings, options({ variant }))).result.estimate);
    }
    assert.ok(lists.result.interval !== null);
    const { low, high } = lists.result.interval;
    assert.ok(low < lists.result.estimate && lists.result.estimate < high);
    assert.ok(high - low < 2 * (Math.max(...values) - Math.min(...values)), "as narrow as subsamples by hand");
  });
}

Deno.test("localDensity() of few queries keeps its null at 5% and finds days that differ", async () => {
  const pValue = async (seed: number, shift: number) => {
    const { posts, embeddings } = pool(seed, { shift, agents: 10 });
    const given = options({ null: { ...NULL, draws: 39, seed, queries: 5 } });
    return (await localDensity(posts, embeddings, given)).result.null?.pValue ?? NaN;
  };
  const share = await shareOf(300, async (seed) => await pValue(seed, 0) <= 0.05);
  assert.ok(isNominal(share, 300), `rejected ${share}`);
  assert.ok(await shareOf(10, async (seed) => await pValue(seed, 4) <= 0.05) >= 0.9);
});

Deno.test("localDensity() rises with the number of posts on whole days, not on equal samples", async () => {
  const { posts, embeddings } = society({
    agents: 60,
    perDay: [1, 6],
    seed: 4,
    vector: ({ normal }) => aroundCommon(6, normal),
  });
  const daily = async (sample: LocalDensityOptions["sample"]) =>
    (await localDensity(posts, embeddings, options({ sample }))).rows.map(({ value }) => value) as [number, number];
  const [few, many] = await daily("whole days");
  assert.ok(many - few > 0.05, `${few} and ${many}`);
  const [first, second] = await daily({ posts: 50, seed: 1, samples: 20 });
  close(first, second, 0.02);
});

Deno.test("localDensity() finds agents that converge, on equal samples, from the first day to the last", async () => {
  const { posts, embeddings } = society({
    agents: 20,
    perDay: Array(6).fill(2),
    seed: 8,
    vector: ({ normal }) => Array.from({ length: 12 }, normal),
  });
  const { embeddings: planted } = plant(posts, embeddings, {
    kind: "convergence to the centre",
    strength: 0.7,
    share: 1,
    seed: 1,
  });
  const sample = { posts: 30, seed: 1 };
  const rise = async (vectors: typeof embeddings) => {
    const { rows } = await localDensity(posts, vectors, options({ sample }));
    return (rows.at(-1)?.value ?? NaN) - (rows[0]?.value ?? NaN);
  };
  assert.ok(await rise(planted) > 0.1 + await rise(embeddings));
});

Deno.test("localDensity() changes neither with names, nor with order, nor with a rotation", async () => {
  const { posts, embeddings } = pool(5, { shift: 1, agents: 12 });
  for (const sample of ["whole days", { posts: 8, seed: 1, samples: 2 }] as const) {
    const given = options({
      sample,
      null: NULL,
      variant: "same day, other authors",
      interval: { draws: 100, seed: 1 },
    });
    const { result } = await localDensity(posts, embeddings, given);
    const renamed = posts.map((post) => ({ ...post, authorId: `~${[...(post.authorId ?? "")].reverse().join("")}` }));
    assert.deepEqual((await localDensity(renamed, embeddings, given)).result, result);
    assert.deepEqual((await localDensity(posts.toReversed(), embeddings, given)).result, result);
    close((await localDensity(posts, rotated(embeddings), given)).result.estimate, result.estimate, 1e-5);
  }
});

Deno.test("localDensity() of equal posts is 1; what cannot be is refused", async () => {
  const posts = Array.from({ length: 8 }, (_, i) => postBy(i < 4 ? "a" : "b", `p${i}`, timeOf(Math.floor(i / 4), i)));
  const embeddings = embeddingsOf(posts.map(() => [1, 2, 3]), posts.map(({ postId }) => postId));
  const { result, bands, distribution } = await localDensity(posts, embeddings, options({ null: NULL }));
  close(result.estimate, 1, 1e-9);
  assert.equal(result.null?.pValue, 1);
  assert.deepEqual(bands.map(({ unitId }) => unitId), ["2026-02-01", "2026-02-02"]);
  assert.deepEqual(distribution.slice(0, 2).map(({ variant }) => variant), ["same day, 5%", "same day, 25%"]);
  const refused = (changed: Partial<LocalDensityOptions>, message: RegExp) =>
    assert.rejects(localDensity(posts, embeddings, options(changed)), { message });
  await refused({ variant: "same day, other authors" }, /posts of other authors on its day, got none/);
  await refused({ neighbours: 4 }, /at least 5 posts, got at most 4/);
  await refused({ sample: { posts: 3, seed: 1 } }, /sample\.posts/);
  await refused({ sample: { posts: 4, seed: 1 }, null: { ...NULL, queries: 2 } }, /null\.queries is for sample/);
  await refused({ variant: "all" as unknown as NeighbourPool }, /variant is one of/);
  const none = await localDensity(posts, embeddings, options());
  assert.ok(none.result.null === null && none.result.warnings.includes("no null drawn"));
});
