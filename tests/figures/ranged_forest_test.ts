/** What `rangedForest()` draws where, and what it refuses. */
import assert from "node:assert/strict";
import { rangedForest, type RangedForestRow } from "../../lib/figures/mod.ts";
import { rangedOptions as options, rangedRows } from "./samples.ts";
import { read } from "./svg.ts";

const row: RangedForestRow = {
  group: "g",
  label: "a",
  estimate: 10,
  narrow: { low: 1, high: 100 },
  wide: { low: 0.01, high: 10_000 },
};
const log = { ...options, scale: "log" as const, reference: 1 };

Deno.test("rangedForest() writes both intervals beside a row, and only words where nothing is known", () => {
  const { texts } = read(rangedForest(rangedRows, options));
  const all = texts.join(" ");
  assert.ok(all.includes("0.48 [0.44, 0.52]") && all.includes("[0.06, 0.75]"));
  assert.ok(all.includes("not known") && all.includes("floor"));
  for (const heading of ["tampering", "exfiltration", options.narrowLabel, options.wideLabel]) {
    assert.ok(all.includes(heading));
  }
});

/** Horizontal lines of one width, from end to end. */
function lines(svg: string, width: string): [number, number][] {
  const group = new RegExp(`<g[^>]*stroke-width="${width}"[^>]*>(.*?)</g>`, "s").exec(svg)?.[1] ?? "";
  return [...group.matchAll(/d="M([\d.]+),[\d.]+L([\d.]+),/g)].map(([, from, to]) => [Number(from), Number(to)]);
}

Deno.test("rangedForest() puts equal ratios equally far apart on a log axis", () => {
  const { svg } = rangedForest([row], log);
  const [[from, to]] = lines(svg, "8") as [[number, number]];
  const [[low, high]] = lines(svg, "1.5") as [[number, number]];
  assert.ok(Math.abs((to - from) / (high - low) - 2 / 6) < 0.01, "two powers of ten of six");
});

Deno.test("rangedForest() cuts what leaves the domain and says so with an arrow", () => {
  const arrows = (svg: string) => [...svg.matchAll(/rotate\(-?90\)/g)].length;
  const whole = rangedForest([row], log).svg;
  const cut = rangedForest([row], { ...log, domain: [0.1, 1000] }).svg;
  assert.equal(arrows(cut) - arrows(whole), 2);
  assert.match(rangedForest([row], { ...log, domain: [0.1, 1000] }).caption, /goes on beyond the axis/);
  assert.doesNotMatch(rangedForest([row], log).caption, /beyond/);
  const endless = rangedForest([{ ...row, wide: { low: 0, high: Infinity } }], { ...log, domain: [0.1, 1000] });
  assert.ok(read(endless).texts.join(" ").includes("[0, ∞]"));
});

Deno.test("rangedForest() refuses what it cannot draw", () => {
  const draw = (changes: Partial<RangedForestRow>, more: object = {}) => () =>
    rangedForest([{ ...row, ...changes }], { ...options, ...more });
  assert.throws(() => rangedForest([], options), /need at least 1 row, got 0/);
  assert.throws(() => rangedForest(Array.from({ length: 41 }, () => row), options), /at most 40 rows/);
  assert.throws(
    draw({ narrow: { low: 2, high: 1 } }),
    /^RangeError: Cannot draw rangedForest\(\) at row 0: need low ≤ high/,
  );
  assert.throws(draw({ estimate: NaN }), /at row 0: need numbers, got NaN/);
  assert.throws(draw({ estimate: Infinity, wide: null }), /at row 0: need a finite estimate/);
  assert.throws(draw({ wide: { low: NaN, high: 1 } }), /need low ≤ high/);
  assert.throws(draw({ wide: { low: -1, high: 1 } }, { scale: "log", reference: 1 }), /need values of at least 0/);
  assert.throws(draw({}, { scale: "log" }), /need finite values above 0 on a log axis, got 0/);
  assert.throws(draw({}, { domain: [1, 1] }), /need a domain whose first end is the lower/);
  assert.throws(draw({}, { claim: { low: 3, high: 2, label: "c" } }), /with this claim: need low ≤ high/);
  assert.throws(draw({}, { scale: "root" }), /scale is one of linear, log/);
  assert.throws(draw({}, { colour: "red" }), /option "colour"/);
});
