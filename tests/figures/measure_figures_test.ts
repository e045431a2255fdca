import assert from "node:assert/strict";
import fc from "fast-check";
import {
  anchorCounts,
  eventAgainstPlacebos,
  measureOverTime,
  measuresForest,
  sensitivityCurve,
  shareBars,
  unitsAgainstNull,
} from "../../lib/figures/mod.ts";
import type { Figure } from "../../lib/shapes.ts";
import {
  anchors,
  band,
  blind,
  dayName,
  eventResult,
  eventRows,
  priceTerms,
  result,
  sensitivityOf,
  turnoverBands,
  turnoverRows,
  units,
} from "./measure_samples.ts";
import { read } from "./svg.ts";

const row = { metric: "m", variant: "v", window: null, n: 5 };
const line = (figure: Figure) => read(figure).marks("line", "path");

Deno.test("measureOverTime() draws a dot a value and bridges no day without one", () => {
  const figure = measureOverTime(turnoverRows.slice(0, 10));
  const { marks } = read(figure);
  assert.equal(marks("dot", "circle"), 10);
  assert.equal(line(figure), 2); // days 0 to 5 and 11 to 13; day 9 stands alone
  const weekly = [0, 7, 14, 28].map((day) => ({ ...row, unitId: dayName(day), value: day }));
  assert.equal(line(measureOverTime(weekly)), 1); // weeks follow each other, the last is one too late
});

Deno.test("measureOverTime() gives each variant with a null a frame, a bar a day, open dots inside", () => {
  const { marks, fills, texts } = read(measureOverTime(turnoverRows, { bands: turnoverBands }));
  assert.equal(marks("rect", "rect"), 20 + 1); // and one in the key
  const inside = turnoverBands.filter(({ estimate, low, high }) => estimate >= low && estimate <= high).length;
  assert.ok(inside > 0 && inside < 20);
  assert.equal(fills("dot", "circle").filter((fill) => fill === "white").length, inside + 1);
  assert.ok(texts.includes("lexical turnover, births") && texts.includes("lexical turnover, deaths"));
});

Deno.test("measureOverTime() names lines at their ends and tells them apart without colour", () => {
  const { root, texts } = read(measureOverTime(turnoverRows));
  assert.ok(texts.includes("births") && texts.includes("deaths"));
  const dashes = [...root.querySelectorAll('g[aria-label="line"]')].map((mark) =>
    mark.getAttribute("stroke-dasharray")
  );
  assert.equal(new Set(dashes).size, 2);
});

Deno.test("measureOverTime() draws the null of the mean only where values have none of their own", () => {
  const rows = turnoverRows.slice(0, 10);
  const bare = measureOverTime(rows, { results: [result()] });
  assert.equal(read(bare).marks("rect", "rect"), 1 + 1);
  assert.match(bare.caption, /null of the mean over all days, not of one day/);
  const banded = measureOverTime(rows, { results: [result()], bands: turnoverBands.slice(0, 10) });
  assert.doesNotMatch(banded.caption, /null of the mean/);
});

Deno.test("measureOverTime() keeps neighbours of pairs of days, at the later one", () => {
  const days = [0, 1, 2, 5];
  const pairs = days.flatMap((a, i) =>
    days.slice(i + 1).map((b) => ({ ...row, unitId: dayName(a), window: dayName(b), value: b - a }))
  );
  const bands = [{ unitId: dayName(5), window: dayName(2), estimate: 3, low: 1, high: 2, mean: 1.5, n: 5 }];
  const { marks } = read(measureOverTime(pairs, { bands }));
  assert.equal(marks("dot", "circle"), 3 + 2); // and two in the key
  const within = days.map((day) => ({ ...row, unitId: dayName(day), window: dayName(day), value: 1 }));
  assert.equal(read(measureOverTime([...pairs, ...within])).marks("dot", "circle"), 4);
});

Deno.test("measureOverTime() takes windows by number, agents as series and times within a day", () => {
  const agents = ["ada", "bob"].flatMap((unitId) =>
    ["1", "2", "3"].map((window, i) => ({ ...row, variant: "", unitId, window, value: i }))
  );
  const { texts } = read(measureOverTime(agents));
  for (const text of ["ada", "bob", "window", "1", "3"]) assert.ok(texts.includes(text), text);
  const hours = [0, 3, 6].map((hour) => ({ ...row, unitId: `2026-01-05T0${hour}:00:00.000Z`, value: hour }));
  assert.ok(read(measureOverTime(hours)).texts.includes("03:00"));
});

Deno.test("measureOverTime() draws one value, values all equal, and days centuries apart", () => {
  const one = { ...row, unitId: "2026-02-03", value: 0.5 };
  assert.ok(read(measureOverTime([one])).texts.includes("Feb 3"));
  assert.ok(measureOverTime([one, { ...one, unitId: "2026-02-04" }]).svg.length > 500);
  const far = measureOverTime([{ ...one, unitId: "0001-01-01" }, { ...one, unitId: "9999-12-31" }]);
  assert.ok(far.svg.length < 20_000);
});

Deno.test("measureOverTime() refuses rows without a moment, two values at one, and bands of no row", () => {
  const one = { ...row, unitId: "2026-02-03", value: 0.5 };
  assert.throws(() => measureOverTime([{ ...one, unitId: "ada" }]), {
    name: "RangeError",
    message: /row 0.*got "ada"/,
  });
  assert.throws(() => measureOverTime([one, one]), { message: /one value a moment.*two at "2026-02-03"/ });
  const own = { unitId: "2026-02-04", window: null, estimate: 1, low: 0, high: 2, mean: 1, n: 1 };
  assert.throws(() => measureOverTime([one], { bands: [own] }), { message: /band 0: needs a row.*"2026-02-04"/ });
  assert.throws(() => measureOverTime([{ ...one, value: NaN }]), { message: /value needs a finite number, got NaN/ });
  const mixed = [{ ...one, window: "3" }, one];
  assert.throws(() => measureOverTime(mixed), { message: /row 1: .*all numbers or all days/ });
  const many = ["a", "b", "c", "d", "e", "f", "g"].map((variant) => ({ ...one, variant }));
  assert.throws(() => measureOverTime(many), { message: /at most 6 lines a frame.*got 7/ });
});

Deno.test("unitsAgainstNull() counts units beyond their null on both sides, with the mean above them", () => {
  const rows = [3, -3, 0, 0.5].map((estimate, index) => (
    { unitId: `a${index}`, estimate, low: -1, high: 1, mean: 0, n: 4 }
  ));
  const figure = unitsAgainstNull(rows, { xLabel: "pull (cosine)", result: result({ sensitivity: blind }) });
  assert.match(figure.caption, /2 of 4 agents \(1 above, 1 below\), a share of 0\.50 \[0\.15, 0\.85\]/); // Wilson, by hand
  assert.match(figure.caption, /Blind here: no strength up to 0\.4/);
  const { texts, marks } = read(figure);
  assert.ok(texts.includes("mean") && texts.includes("95% of the null: temporal structure, 999 draws"));
  assert.ok(texts.includes("0.010 [−0.010, 0.030] p = 0.2 n = 24"));
  assert.equal(marks("rect", "rect"), 4 + 1 + 1);
});

Deno.test("unitsAgainstNull() draws many units as a strip and counts all of them", () => {
  const rows = units(1000);
  const outside = rows.filter(({ estimate, low, high }) => estimate < low || estimate > high).length;
  const figure = unitsAgainstNull(rows, { xLabel: "pull" });
  assert.ok(figure.caption.includes(`${outside} of 1000 agents`) && figure.caption.includes("300 of them are drawn"));
  const { marks, texts } = read(figure);
  assert.equal(marks("dot", "circle"), 300 + 2);
  assert.ok(!texts.includes("agent 1"));
  assert.ok(figure.svg.length < 100_000);
});

Deno.test("unitsAgainstNull() and measureOverTime() do not depend on the order of rows", () => {
  const rows = units(9);
  const drawn = unitsAgainstNull(rows, { xLabel: "pull" }).svg;
  const series = turnoverRows.slice(0, 10);
  const over = measureOverTime(series).svg;
  const orders = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8], { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(orders, (order) => {
      assert.equal(unitsAgainstNull(order.map((place) => rows[place]!), { xLabel: "pull" }).svg, drawn);
      assert.equal(measureOverTime([...order.map((place) => series[place]!), series[9]!]).svg, over);
    }),
    { numRuns: 12 },
  );
});

Deno.test("measuresForest() gives each metric its axis, and says p, n, what it sees, and what it cannot tell", () => {
  const figure = measuresForest([
    result({ sensitivity: sensitivityOf() }),
    result({ metric: "drift", sensitivity: blind, null: band({ pValue: 0.00001 }) }),
    result({ metric: "drift", variant: "raw", null: null, interval: null }),
    { metric: "model", variant: "", cannotTell: "cannot tell: one model" },
  ], { units: { drift: "squared distance" } });
  const { texts, marks } = read(figure);
  assert.ok(texts.includes("0.010 [−0.010, 0.030] p = 0.2, n = 24 sees strength 0.2"), texts.join("\n"));
  assert.ok(texts.includes("0.010 [−0.010, 0.030] p < 0.0001, n = 24 blind up to 0.4"));
  assert.ok(texts.includes("0.010 no null, n = 24"));
  assert.ok(texts.includes("cannot tell: one model") && texts.includes("squared distance") && texts.includes("Drift"));
  assert.equal(marks("rect", "rect"), 2 + 1);
  assert.match(figure.caption, /pull to centre \(all other posts\): Smallest effect it could have seen: strength 0\.2/);
});

Deno.test("captions say that a null result without sensitivity leaves open what it missed", () => {
  const open = /could have missed was not measured/;
  assert.match(measuresForest([result()]).caption, open);
  assert.doesNotMatch(measuresForest([result({ null: band({ pValue: 0.01 }) })]).caption, open);
  assert.doesNotMatch(measuresForest([result({ sensitivity: sensitivityOf() })]).caption, open);
});

Deno.test("captions say each null, interval and warning once, and cut what is endless", () => {
  const warnings = ["a", "b", "c", "d", "e"];
  const many = Array.from({ length: 8 }, (_, index) => result({ variant: `v${index}`, warnings }));
  const { caption } = measuresForest([...many, result({ variant: "x".repeat(5000) })]);
  assert.equal(caption.split("Null: temporal structure, 999 draws.").length, 2);
  assert.match(caption, /and 3 more\. .*Warnings: a; b; c; d; and 2 more\./);
  assert.ok(caption.length < 2500);
});

Deno.test("sensitivityCurve() puts points where they lie, with false alarms open and the least strength marked", () => {
  const figure = sensitivityCurve([sensitivityOf()]);
  const { fills, marks, texts } = read(figure);
  assert.equal(marks("dot", "circle"), 5 + 2);
  assert.equal(fills("dot", "circle").filter((fill) => fill === "white").length, 1 + 1);
  assert.equal(marks("link", "path"), 5 + 1 + 1); // intervals, the least strength, its tick in the key
  for (const text of ["power 0.8", "level 0.05", "0.2", "strength (share of the way to the target)"]) {
    assert.ok(texts.includes(text), text);
  }
  assert.equal(read(sensitivityCurve([blind])).marks("link", "path"), 3);
});

Deno.test("sensitivityCurve() draws a curve of strength 0 alone, and refuses mixed units and shares above 1", () => {
  const only = sensitivityOf({ curve: [{ strength: 0, detected: 0, resamples: 20 }], smallest: null });
  assert.ok(read(sensitivityCurve([only])).texts.includes("0.0"));
  assert.throws(() => sensitivityCurve([blind, sensitivityOf({ unit: "words" })]), {
    message: /one unit, got .*"words"/,
  });
  const beyond = sensitivityOf({ curve: [{ strength: 0, detected: 5, resamples: 20 }] });
  assert.throws(() => sensitivityCurve([beyond]), { name: "RangeError", message: /share in \[0, 1\].*got 5 of 20/ });
  assert.throws(() => sensitivityCurve([blind], { labels: [] }), { message: /labels needs 1 names.*got 0/ });
});

Deno.test("shareBars() draws bars as long as their terms, to both sides of 0, the total below a line", () => {
  const figure = shareBars(priceTerms);
  const bars = [...figure.svg.matchAll(/<rect ([^>]*fill="#(?:0072b2|5f6368)"[^>]*)\/>/g)].map(([, text]) =>
    Number(/ width="([\d.]+)"/.exec(text!)?.[1])
  );
  const scale = bars[2]! / 0.031;
  priceTerms.forEach(({ estimate }, index) =>
    assert.ok(Math.abs(bars[index]! - Math.abs(estimate) * scale) < 0.05, String(bars))
  );
  assert.match(figure.caption, /within \+ reweighting \+ entry \+ exit = total\./);
  assert.equal(read(figure).marks("rule", "line"), 2);
});

Deno.test("shareBars() refuses parts that do not sum to their total, frame by frame", () => {
  const wrong = priceTerms.map((term, index) => index === 0 ? { ...term, estimate: 0.02 } : term);
  assert.throws(() => shareBars(wrong), { name: "RangeError", message: /need to sum to "total", 0\.03, got 0\.038/ });
  const groups = [...priceTerms.map(() => "feed"), ...wrong.map(() => "none")];
  assert.throws(() => shareBars([...priceTerms, ...wrong], { groups }), { message: /in frame "none"/ });
  const figure = shareBars([...priceTerms, ...priceTerms], { groups });
  assert.ok(["feed", "none"].every((group) => read(figure).texts.includes(group)));
  assert.ok(shareBars([result({ estimate: 0, interval: null, null: null })]).svg.length > 500);
});

Deno.test("eventAgainstPlacebos() draws a dot a placebo, the event as a diamond, and counts those that reach it", () => {
  const figure = eventAgainstPlacebos(eventRows, eventResult, { eventLabel: "model swap" });
  const { marks, texts } = read(figure);
  assert.equal(marks("dot", "circle"), 100 + 1);
  assert.equal(marks("dot", "path"), 1);
  assert.equal(marks("link", "path"), 1 + 1 + 1 + 2); // mean, one of two changes, days compared; two in the key
  assert.ok(texts.includes("model swap, May 26"));
  assert.match(figure.caption, /5 days before \(2 left out\) against 5 after; open dots: 100 placebo dates, 9 of them/);
  assert.match(figure.caption, /; 0 reach the event\. p cannot be below 1 \/ 101\..*p = 0\.01.*case study/);
});

Deno.test("eventAgainstPlacebos() refuses rows that are no event study", () => {
  const [event, placebo] = eventRows as [typeof eventRows[number], typeof eventRows[number]];
  const draw = (rows: typeof eventRows) => () => eventAgainstPlacebos(rows, eventResult);
  assert.throws(draw([event]), { name: "RangeError", message: /1 event and at least 1 placebo, got 1 and 0/ });
  assert.throws(draw([event, event, placebo]), { message: /got 2 and 1/ });
  assert.throws(draw([event, { ...placebo, unitId: "ada" }]), { message: /row 1: need a date.*got "ada", "placebo"/ });
});

Deno.test("anchorCounts() draws what became of replies, names by falling count, and the null of the shares", () => {
  const figure = anchorCounts(anchors, { most: 4 });
  const { texts, marks, fills } = read(figure);
  assert.ok(texts.includes("14 more accounts, each in at most 5"));
  assert.ok(texts.includes("name nobody") && texts.includes("26")); // 60 replies − 24 − 6 − 4
  assert.ok(texts.includes("0.30 p = 0.2, n = 24") && texts.includes("0.40 no null, n = 24"));
  assert.equal(marks("rect", "rect"), 5 + 4 + 1 + 1);
  assert.equal(fills("dot", "circle").filter((fill) => fill === "white").length, 1 + 1);
  assert.match(figure.caption, /45 probes, 15 answered, 8 with an account that exists; 60 replies .* 18 accounts\./);
});

Deno.test("anchorCounts() stands where nobody was named", () => {
  const counts = { ...anchors.counts, valid: 0, validReplies: 0 };
  const { texts } = read(anchorCounts({ ...anchors, anchor: null, concentration: null, counts, rows: [] }));
  assert.ok(!texts.includes("Replies that name each account") && texts.includes("What became of the replies"));
  assert.throws(() => anchorCounts([] as unknown as typeof anchors), {
    name: "TypeError",
    message: /cognitiveAnchoring/,
  });
});

Deno.test("measure figures refuse no rows, NaN and options that they do not know", () => {
  const misspelt = { titel: "x" } as object;
  const broken = [
    () => measureOverTime([]),
    () => unitsAgainstNull([], { xLabel: "x" }),
    () => measuresForest([]),
    () => sensitivityCurve([]),
    () => shareBars([]),
    () => eventAgainstPlacebos([], eventResult),
    () => anchorCounts({ ...anchors, counts: { ...anchors.counts, probes: NaN } }),
    () => measuresForest([result({ estimate: NaN })]),
    () => shareBars([result({ interval: { low: 1, high: 0, confidence: 0.95, method: "" } })]),
  ];
  for (const draw of broken) assert.throws(draw, { name: "RangeError", message: /^Cannot draw \w+\(\)/ });
  assert.throws(() => measuresForest([result()], misspelt), { name: "TypeError", message: /"titel".*labels/ });
  assert.throws(() => shareBars([result()], misspelt), { name: "TypeError", message: /"titel".*groups/ });
});
