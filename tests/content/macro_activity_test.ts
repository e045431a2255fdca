import assert from "node:assert/strict";
import { dailyCounts } from "../../lib/corpus/mod.ts";
import { macroActivity, type MacroActivityOptions } from "../../lib/content/mod.ts";
import { randomIndex, seededRandom } from "../../lib/foundation/mod.ts";
import type { Post, PostKind } from "../../lib/shapes.ts";
import { close } from "../vectors/made.ts";
import { postBy, timeOf } from "./made.ts";
import { isNominal, shareOf } from "./rates.ts";

function options(changed: Partial<MacroActivityOptions> = {}): MacroActivityOptions {
  return { null: { kind: "constant rate", draws: 39, seed: 1 }, ...changed };
}

/** Agents who are active on some days, in bursts of any length; `busy` more on the last day. */
function bursts(seed: number, { agents = 30, days = 8, busy = 0 } = {}): Post[] {
  const random = seededRandom(seed, "bursts");
  const posts: Post[] = [];
  for (let agent = 0; agent < agents; agent++) {
    const active = new Set(Array.from({ length: 2 }, () => randomIndex(random, days)));
    if (random() < busy) active.add(days - 1);
    for (const day of active) {
      const burst = Math.floor(1 / (0.1 + random())) + 1;
      for (let i = 0; i < burst; i++) {
        const kind = (["post", "comment", "reply"] as const)[i % 3] as PostKind;
        posts.push({ ...postBy(`agent ${agent}`, `p${posts.length}`, timeOf(day, i)), kind });
      }
    }
  }
  return posts;
}

Deno.test("macroActivity() counts as dailyCounts() of the corpus room does", async () => {
  const posts = [...bursts(1), postBy(null, "nobody's", timeOf(12)), postBy("late", "z", timeOf(15, 3))];
  const { rows } = await macroActivity(posts, options());
  assert.deepEqual(rows.map((row) => ({ ...row, metric: "daily count" })), dailyCounts(posts));
  assert.equal(rows.length, 16 * 5);
});

Deno.test("macroActivity() keeps its null at 5% where agents write in bursts, and finds busy days", async () => {
  for (const variant of ["posts", "active authors"] as const) {
    const pValue = async (seed: number, busy: number) =>
      (await macroActivity(
        bursts(seed, { busy }),
        options({ variant, null: { kind: "constant rate", draws: 39, seed } }),
      ))
        .result.null?.pValue ?? NaN;
    const share = await shareOf(300, async (seed) => await pValue(seed, 0) <= 0.05);
    assert.ok(isNominal(share, 300), `${variant}: rejected ${share}`);
    assert.ok(await shareOf(20, async (seed) => await pValue(seed, 0.8) <= 0.05) >= 0.8, variant);
  }
});

Deno.test("macroActivity() expects fewer new authors every day, and wider bands where days vary anyhow", async () => {
  const posts = bursts(3, { agents: 60 });
  const made = async (dayVariation: number) =>
    (await macroActivity(posts, options({ null: { kind: "constant rate", draws: 199, seed: 1, dayVariation } }))).bands;
  const plain = await made(0);
  const fresh = plain.filter(({ window }) => window === "new authors").map(({ mean }) => mean);
  fresh.slice(1).forEach((mean, i) => assert.ok(mean < (fresh[i] as number), fresh.join()));
  const width = (bands: typeof plain) =>
    bands.filter(({ window }) => window === "posts").reduce((sum, { low, high }) => sum + high - low, 0);
  assert.ok(width(await made(0.5)) > 1.3 * width(plain));
});

Deno.test("macroActivity() deals every author's days to different days, authors of all days included", async () => {
  const daily = Array.from({ length: 6 }, (_, day) => postBy("daily", `d${day}`, timeOf(day)));
  const { result, bands } = await macroActivity(
    daily,
    options({ variant: "active authors", null: { kind: "constant rate", draws: 19, seed: 1, dayVariation: 2 } }),
  );
  assert.equal(result.estimate, 0);
  assert.deepEqual([result.null?.low, result.null?.high, result.null?.pValue], [0, 0, 1]);
  for (const { window, mean } of bands) if (window === "posts") close(mean, 1, 1e-12);
});

Deno.test("macroActivity() has an interval, and does not ask for names or order", async () => {
  const posts = bursts(4);
  const given = options({ interval: { draws: 100, seed: 1 } });
  const { result } = await macroActivity(posts, given);
  assert.ok(
    result.interval !== null && result.interval.low < result.estimate && result.estimate < result.interval.high,
  );
  const renamed = posts.map((post) => ({ ...post, authorId: `~${[...(post.authorId ?? "")].reverse().join("")}` }));
  assert.deepEqual((await macroActivity(renamed, given)).result, result);
  assert.deepEqual((await macroActivity(posts.toReversed(), given)).result, result);
});

Deno.test("macroActivity() refuses one day, nothing to count, and what it does not know", async () => {
  const posts = bursts(5);
  const refused = (given: readonly Post[], changed: Partial<MacroActivityOptions>, message: RegExp) =>
    assert.rejects(macroActivity(given, options(changed)), { message });
  await refused(posts.filter(({ createdAt }) => createdAt.startsWith("2026-02-01")), {}, /needs 2 days .* got 1 day/);
  await refused(posts.filter(({ kind }) => kind === "post"), { variant: "comments" }, /variant "comments".*got none/);
  await refused([], {}, /at least 1 post, got 0/);
  await refused([...posts, posts[0] as Post], {}, /distinct/);
  await refused(posts, { null: { kind: "constant rate", draws: 19, seed: 1, dayVariation: 3 } }, /dayVariation/);
  await refused(posts, { variant: "votes" as "posts" }, /variant is one of posts, comments/);
});
