import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { firstFrom, mixedOrder, readData } from "../../lib/figures/map_page/data.js";
import { nearestFinder } from "../../lib/figures/map_page/nearest.js";
import { drawLine } from "../../lib/figures/map_page/paint_lines.js";
import { panned, placeAt, resized, spotOf, wholeMap, zoomed } from "../../lib/figures/map_page/view.js";
import { mapPage } from "../../lib/figures/mod.ts";
import { printable, sha256 } from "../../lib/foundation/mod.ts";
import { attackedPosts, attacks, pageOf } from "./map_page_sample.ts";
import { islanders, islandMap, islandPosts } from "./map_samples.ts";

function dataOf(page: string) {
  return readData(/id="data">([^<]*)</.exec(page)?.[1] ?? "");
}

Deno.test("mapPage() carries every post with its place, time, agent and words", async () => {
  const data = await dataOf(pageOf(islandPosts));
  assert.equal(data.n, islandPosts.length);
  const rows = new Map(islandMap.ids.map((id, row) => [id, row]));
  const posts = new Map(islandPosts.map((post) => [post.postId, post]));
  let scale = 0;
  for (let i = 0; i < data.n; i++) {
    const { id, title, text } = data.wordsOf(i);
    const post = posts.get(id)!;
    assert.deepEqual([title, text], ["", post.text]);
    assert.equal(data.times[i], Date.parse(post.createdAt));
    assert.ok(i === 0 || data.times[i]! >= data.times[i - 1]!);
    assert.equal(data.agents[data.agentOf[i]!], post.authorId);
    assert.ok(data.postsOf[data.agentOf[i]!]!.includes(i));
    const [first, here] = [data.wordsOf(0).id, id].map((one) => rows.get(one)!);
    const wide = islandMap.coordinates[2 * here!]! - islandMap.coordinates[2 * first!]!;
    if (Math.abs(wide) > 1) scale ||= (data.places[2 * i]! - data.places[0]!) / wide;
    if (scale > 0) {
      const tall = islandMap.coordinates[2 * here! + 1]! - islandMap.coordinates[2 * first! + 1]!;
      assert.ok(Math.abs(data.places[2 * i + 1]! - data.places[1]! - scale * tall) < 1e-5, "one scale for both ways");
    }
  }
  assert.ok(data.places.every((value) => Math.abs(value) <= 1) && data.places.some((value) => Math.abs(value) === 1));
});

Deno.test("mapPage() carries given paths beside the posts", async () => {
  const data = await dataOf(pageOf(islandPosts, { trajectories: islanders.slice(1, 3) }));
  assert.deepEqual(data.paths.map(({ agent }) => data.agents[agent]), ["agent 1", "agent 2"]);
  const [path] = data.paths;
  assert.deepEqual([...path!.times], islanders[1]!.times.map((time) => Date.parse(time)));
  const own = data.postsOf[path!.agent]!;
  assert.deepEqual([...path!.places], [...own].flatMap((post) => [data.places[2 * post], data.places[2 * post + 1]]));
});

Deno.test("mapPage() lets no text out of its place", async () => {
  const page = pageOf();
  const { document } = parseHTML(page);
  assert.equal(document.querySelectorAll("script").length, 3);
  assert.equal(document.querySelectorAll("img, svg, iframe, object, link, base, form").length, 0);
  assert.equal(page.split("</script>").length - 1, 3, "no other end of a script stands in the file");
  assert.equal(document.querySelector("h1")?.textContent, attacks[0]);
  assert.equal(document.querySelector("#caption")?.textContent, attacks[1]);
  const data = await dataOf(page);
  const shown = new Set(Array.from({ length: data.n }, (_, i) => data.wordsOf(i).text));
  for (const attack of attacks) assert.ok(shown.has(printable(attack)), attack);
  assert.ok(
    [...shown, ...data.agents].every((text) => text === printable(text)),
    "no control, no mark that turns text",
  );
});

Deno.test("mapPage() forbids by policy all but its own script and style", () => {
  const page = pageOf();
  const { document } = parseHTML(page);
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute("content") ?? "";
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const inside = (pattern: RegExp) => pattern.exec(page)?.[1] ?? "";
  assert.ok(policy.startsWith("default-src 'none'; "));
  assert.ok(policy.includes(`script-src ${hash(inside(/<script type="module">([^]*?)<\/script>/))};`));
  assert.ok(policy.includes(`style-src ${hash(inside(/<style>([^]*?)<\/style>/))};`));
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  const attributes = [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]);
  assert.deepEqual(attributes.filter(({ name }) => /^(?:src|href|style|action|on.*)$/.test(name)), []);
  const code = inside(/<script type="module">([^]*?)<\/script>/).replaceAll(/\/\*\*[^]*?\*\//g, "");
  assert.doesNotMatch(
    code,
    /https?:|\bfetch\(|XMLHttpRequest|WebSocket|innerHTML|outerHTML|document\.write|\beval\b|\bimport\b/,
  );
});

Deno.test("mapPage() gives the same bytes again and for rows in another order", () => {
  const page = pageOf();
  assert.equal(pageOf(), page);
  assert.equal(pageOf(attackedPosts.toReversed()), page);
  assert.notEqual(pageOf(attackedPosts.slice(1)), page);
  assert.equal(sha256(mapPage([islandPosts[0]!], { projection: islandMap, title: "t", caption: "c" })).length, 64);
});

Deno.test("mapPage() cuts texts to the length asked for, between characters", async () => {
  const post = { ...islandPosts[0]!, text: "𝒶".repeat(30), title: "b".repeat(30) };
  const words = async (maxTextLength: number) => (await dataOf(pageOf([post], { maxTextLength }))).wordsOf(0);
  assert.equal((await words(30)).text, post.text);
  assert.equal((await words(10)).text, `${"𝒶".repeat(9)}…`);
  assert.equal((await words(10)).title, `${"b".repeat(9)}…`);
});

Deno.test("mapPage() is defined for one post, for posts at one place and time, and without author", async () => {
  const one = await dataOf(pageOf([{ ...islandPosts[0]!, authorId: null }]));
  assert.deepEqual([one.n, [...one.places], one.agents], [1, [0, 0], [""]]);
  const projection = { ...islandMap, coordinates: new Float64Array(islandMap.coordinates.length) };
  const same = islandPosts.map((post) => ({ ...post, createdAt: "2026-01-01T00:00:00.000Z" }));
  const data = await dataOf(pageOf(same, { projection }));
  assert.ok(data.places.every((value) => value === 0));
});

Deno.test("mapPage() refuses what it cannot show", () => {
  const [post] = islandPosts;
  const refused: [() => unknown, string, RegExp][] = [
    [() => pageOf([]), "RangeError", /need at least 1 row, got 0/],
    [() => pageOf([{ ...post!, postId: "x" }]), "RangeError", /at post "x": needs finite map coordinates, got none/],
    [() => pageOf([post!, post!]), "RangeError", /at post "0-0": posts need to be distinct, got it twice/],
    [
      () => pageOf([{ ...post!, createdAt: "soon" }]),
      "SyntaxError",
      /at post "0-0": needs an ISO 8601 time, got "soon"/,
    ],
    [() => pageOf([post!], { maxTextLength: -1 }), "RangeError", /maxTextLength needs a whole number from 0/],
    [() => pageOf([post!], { titel: 1 } as object), "TypeError", /option "titel"/],
    [
      () => pageOf([post!], { projection: { ...islandMap, coordinates: islandMap.coordinates.map(() => Number.NaN) } }),
      "RangeError",
      /got \(NaN, NaN\)/,
    ],
    [
      () => pageOf([post!], { trajectories: [{ ...islanders[0]!, times: [] }] }),
      "RangeError",
      /a time a position, got 0/,
    ],
  ];
  for (const [draw, name, message] of refused) assert.throws(draw, { name, message });
});

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });

Deno.test("nearestFinder() finds what looking at every post finds", () => {
  const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(points, coordinate, coordinate, fc.double({ min: 0.001, max: 1, noNaN: true }), (all, x, y, radius) => {
      const places = Float32Array.from(all.flat());
      const far = all.map((_, i) => Math.hypot(places[2 * i]! - x, places[2 * i + 1]! - y));
      const odd = (post: number) => post % 2;
      const found = nearestFinder(places)(x, y, radius, odd);
      const best = Math.min(...far.filter((distance, i) => i % 2 === 1 && distance < radius));
      assert.equal(found === -1 ? Infinity : far[found], best);
    }),
  );
});

Deno.test("zoomed() leaves the place under the pointer where it is; resized() and panned() keep what they say", () => {
  const view = wholeMap(800, 500, [1, 0.5]);
  assert.deepEqual(spotOf(view, 0, 0), [400, 250]);
  fc.assert(fc.property(fc.double({ min: 0.9, max: 50, noNaN: true }), fc.nat(400), fc.nat(300), (factor, px, py) => {
    const [x, y] = placeAt(view, 200 + px, 100 + py);
    const [afterX, afterY] = spotOf(zoomed(view, factor, 200 + px, 100 + py), x, y);
    assert.ok(Math.hypot(afterX - 200 - px, afterY - 100 - py) < 1e-6);
  }));
  const [x, y] = spotOf(panned(view, 30, -20), 0, 0);
  assert.ok(Math.abs(x - 430) < 1e-9 && Math.abs(y - 230) < 1e-9);
  assert.equal(resized(view, 400, 500).scale, view.scale / 2);
  assert.equal(zoomed(view, 1e9, 0, 0).scale, zoomed(view, 1e12, 0, 0).scale, "there is an end to it");
});

Deno.test("mixedOrder() holds every post once", () => {
  for (const n of [0, 1, 2, 3, 10, 997, 1000]) {
    assert.deepEqual([...mixedOrder(n)].sort((a, b) => a - b), Array.from({ length: n }, (_, i) => i));
  }
  assert.notDeepEqual([...mixedOrder(10)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("firstFrom() finds the first that is not below", () => {
  assert.deepEqual([0, 1, 2, 5, 6].map((least) => firstFrom([1, 2, 2, 5], least)), [0, 0, 1, 3, 4]);
  assert.equal(firstFrom([], 1), 0);
});

Deno.test("drawLine() draws from end to end and never outside of the frame", () => {
  const far = fc.integer({ min: -300, max: 300 });
  fc.assert(fc.property(far, far, far, far, (x1, y1, x2, y2) => {
    const pixels = new Uint32Array(20 * 10 + 2);
    drawLine({ pixels: pixels.subarray(1, 201), width: 20, height: 10 }, [x1, y1], [x2, y2], 7);
    const isIn = (x: number, y: number) => x >= 0 && x < 20 && y >= 0 && y < 10;
    if (isIn(x1, y1)) assert.equal(pixels[1 + y1 * 20 + x1], 7);
    if (isIn(x2, y2)) assert.equal(pixels[1 + y2 * 20 + x2], 7);
    assert.deepEqual([pixels[0], pixels[201]], [0, 0]);
  }));
});
