import assert from "node:assert/strict";
import fc from "fast-check";
import { DOMParser } from "linkedom";
import { digitsFor, formatNumber, shorten, textWidth, wrap } from "../../lib/figures/label.ts";
import { stepsOver } from "../../lib/figures/steps.ts";
import { paddedDomain, planAxis } from "../../lib/figures/axis.ts";
import { placeLabels } from "../../lib/figures/place_labels.ts";
import { fitToFrame } from "../../lib/figures/map_frame.ts";
import { roundNumbers, serialize } from "../../lib/figures/serialize.ts";
import { dayName } from "../../lib/figures/days.ts";
import { tint } from "../../lib/figures/theme.ts";

Deno.test("shorten() and wrap() never exceed the width they are given", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.integer({ min: 40, max: 300 }), (text, width) => {
      const lines = [shorten(text, 14, width), ...wrap(text, 14, width)];
      for (const line of lines) assert.ok([...line].length <= 2 || textWidth(line, 14) <= width, JSON.stringify(line));
      assert.ok(wrap(text, 14, width).length <= 2);
    }),
  );
});

Deno.test("wrap() loses nothing where two lines are enough", () => {
  assert.deepEqual(wrap("none → uncooperative", 15, 120), ["none →", "uncooperative"]);
  assert.deepEqual(wrap("short", 15, 120), ["short"]);
  assert.deepEqual(wrap("a_very_long_agent_name", 15, 120), ["a_very_long_", "agent_name"]);
});

Deno.test("formatNumber() writes a true minus, no negative zero, powers of ten where needed", () => {
  assert.deepEqual([formatNumber(-0.214, 2), formatNumber(-0.001, 2), formatNumber(0, 0)], ["−0.21", "0.00", "0"]);
  assert.deepEqual([formatNumber(1.5e-7, 8), formatNumber(-2.5e6, 0), formatNumber(0, 8)], ["1.5e−7", "−2.5e6", "0"]);
});

Deno.test("digitsFor() shows two digits of the largest value", () => {
  assert.deepEqual([[0.2], [0.041, 0.001], [12.3], [300], [0], [0.0004]].map(digitsFor), [2, 3, 1, 0, 2, 5]);
});

Deno.test("stepsOver() covers every value with round bounds in no more steps than asked", () => {
  const value = fc.double({ min: -1e4, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), fc.integer({ min: 2, max: 8 }), (values, most) => {
      const { bounds, indexOf } = stepsOver(values, most);
      assert.ok(bounds.length >= 2 && bounds.length <= most + 1);
      for (const one of values) {
        const step = indexOf(one);
        const slack = 1e-6 * Math.max(1, Math.abs(one));
        assert.ok(one >= bounds[step]! - slack && one <= bounds[step + 1]! + slack, `${one} in ${bounds}`);
      }
    }),
  );
});

Deno.test("stepsOver() ends on spans at the edges of what a number can hold", () => {
  for (const values of [[0, 5e-324], [-1e308, 1e308], [1e300], [0], [-5e-324]]) {
    const { bounds } = stepsOver(values, 6);
    assert.ok(bounds.length >= 2 && bounds.length <= 7 && bounds.every(Number.isFinite), `${values}: ${bounds}`);
  }
});

Deno.test("stepsOver() gives the bounds a person would choose", () => {
  assert.deepEqual(stepsOver([0.71, 0.98], 6).bounds, [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1]);
  assert.deepEqual(stepsOver([0, 1], 6).bounds, [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(stepsOver([-0.36, 0.24], 4).bounds, [-0.4, -0.2, 0, 0.2, 0.4]);
});

Deno.test("planAxis() leaves room between its labels", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -100, max: 100, noNaN: true }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      (low, span) => {
        const { ticks, format, domain } = planAxis([low, low + span], 300);
        assert.ok(ticks.length >= 2, `${ticks}`);
        const gap = ((ticks[1]! - ticks[0]!) / (domain[1] - domain[0])) * 300;
        assert.ok(ticks.length === 2 || Math.max(...ticks.map((tick) => textWidth(format(tick), 14))) < gap);
        assert.equal(new Set(ticks.map(format)).size, ticks.length);
      },
    ),
  );
});

Deno.test("paddedDomain() is never empty", () => {
  for (const values of [[0], [0.5, 0.5], [-3, -3], [1, 2]]) {
    const [low, high] = paddedDomain(values);
    assert.ok(low < values[0]! && high > values.at(-1)!);
  }
});

Deno.test("paddedDomain() takes values that differ by rounding for equal", () => {
  const [low, high] = paddedDomain([0.3, 0.1 + 0.2]);
  assert.ok(low < 0.25 && high > 0.35);
});

Deno.test("placeLabels() keeps labels inside the frame and off each other", () => {
  const wanted = [{ x: 5, y: 5, text: "corner" }, { x: 295, y: 195, text: "other corner" }, {
    x: 150,
    y: 100,
    text: "one",
  }, {
    x: 152,
    y: 101,
    text: "two",
  }];
  const placed = placeLabels(wanted, { width: 300, height: 200, size: 14, avoid: [] });
  const boxes = placed.map(({ x, y, text }) => ({
    left: x,
    right: x + textWidth(text, 14),
    top: y - 9,
    bottom: y + 9,
  }));
  for (const box of boxes) assert.ok(box.left >= 0 && box.right <= 300 && box.top >= 0 && box.bottom <= 200);
  boxes.forEach((a, i) =>
    boxes.slice(i + 1).forEach((b) =>
      assert.ok(a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top, JSON.stringify([a, b]))
    )
  );
});

Deno.test("fitToFrame() keeps every position inside and one scale for both directions", () => {
  const toSpot = fitToFrame([[0, 0], [10, 1]], { width: 200, height: 100, padding: 10 });
  const [a, b] = [toSpot([0, 0]), toSpot([10, 1])];
  assert.deepEqual([a.x, b.x], [10, 190]);
  assert.equal(Math.round(a.y - b.y), 18); // 1 unit is 18 px, upwards
  const alone = fitToFrame([[3, 3]], { width: 200, height: 100, padding: 10 })([3, 3]);
  assert.deepEqual(alone, { x: 100, y: 50 });
});

Deno.test("serialize() sorts attributes, rounds numbers and drops what refers elsewhere", () => {
  const source =
    '<svg xmlns="http://www.w3.org/2000/svg"><style>x{}</style><g id="a" clip-path="url(#c)" stroke="red" ' +
    'onclick="x()" fill="none"><path d="M1.23456,2.999L1e-7,5"/><image href="http://x.example/y"/></g></svg>';
  const root = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  assert.equal(serialize(root), '<svg><g fill="none" stroke="red"><path d="M1.23,3L0,5"/></g></svg>');
});

Deno.test("roundNumbers() leaves words and whole numbers alone", () => {
  assert.equal(roundNumbers("translate(12,-0.001) rotate(-45.678)"), "translate(12,0) rotate(-45.68)");
});

Deno.test("dayName() names days and leaves other windows as they are", () => {
  assert.deepEqual(["2026-01-28", "2026-12-01", "week 3", "a very long window"].map(dayName), [
    "Jan 28",
    "Dec 1",
    "week 3",
    "a very …",
  ]);
});

Deno.test("tint() runs from white to the colour", () => {
  assert.deepEqual([tint("#0072b2", 0), tint("#0072b2", 1), tint("#000000", 0.5)], ["#ffffff", "#0072b2", "#808080"]);
});

Deno.test("planAxis() names at least two values, also where a narrow axis holds one round value", () => {
  for (const [domain, length] of [[[-0.094, 0.095], 186], [[-0.3, 0.31], 120], [[0.9, 2.2], 80]] as const) {
    const { ticks, domain: drawn } = planAxis(domain, length);
    assert.ok(ticks.length >= 2, `${domain}: ${ticks}`);
    assert.ok(drawn[0] <= domain[0] && drawn[1] >= domain[1]);
    assert.ok(ticks.every((tick) => tick >= drawn[0] && tick <= drawn[1]));
  }
});
