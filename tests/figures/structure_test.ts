import assert from "node:assert/strict";
import {
  armColour,
  armRates,
  bothPlanes,
  centroidHeatmap,
  dispositionStrip,
  driftAgainstNull,
  forestPlot,
  pairedSlopes,
  planeColour,
  trajectoryMap,
  trajectorySmallMultiples,
} from "../../lib/figures/mod.ts";
import {
  dayPairs,
  dispositionRows,
  driftRows,
  forestRows,
  pairs,
  planeRows,
  rateRows,
  trajectories,
} from "./samples.ts";
import { read } from "./svg.ts";

const posts = trajectories.reduce((sum, trajectory) => sum + trajectory.positions.length, 0);

Deno.test("trajectoryMap() draws a dot a post and a step, a ring and a head a highlighted agent", () => {
  const highlight = ["cy", "ada"];
  const { marks, texts } = read(trajectoryMap(trajectories, { highlight }));
  assert.equal(marks("dot", "circle"), posts + 8 + 14); // background, then posts of both paths
  assert.equal(marks("dot", "path"), 2); // heads
  assert.equal(marks("link", "path"), 7 + 13);
  assert.ok(texts.includes("cy") && texts.includes("ada") && !texts.includes("dee-dee"));
  assert.ok(texts.includes("map coordinates have no unit"));
});

Deno.test("trajectoryMap() highlights the three agents with most posts unless told", () => {
  const { texts } = read(trajectoryMap(trajectories.toReversed()));
  assert.equal(texts.filter((text) => ["ada", "bo_the_gardener"].includes(text)).length, 2);
  assert.equal(texts.filter((text) => text.startsWith("an_agent_with")).length, 1);
});

Deno.test("trajectoryMap() shades a path from light to dark", () => {
  const figure = trajectoryMap(trajectories, { highlight: ["ada"] });
  const shades = [...figure.svg.matchAll(/<path d="M[^"]*" stroke="#(..)(..)(..)"\/>/g)].map((match) =>
    match.slice(1).reduce((sum, channel) => sum + Number.parseInt(channel, 16), 0)
  );
  assert.equal(shades.length, 13);
  assert.deepEqual(shades, shades.toSorted((a, b) => b - a));
  assert.ok(new Set(shades).size > 10);
});

Deno.test("trajectoryMap() draws the background it is given, and carries the seed", () => {
  const background = {
    ids: ["a", "b", "c"],
    coordinates: new Float64Array([0, 0, 1, 1, 2, 0]),
    seed: 5,
    settings: {},
    quality: {},
  };
  const figure = trajectoryMap(trajectories, { highlight: ["cy"], background, seed: 5 });
  assert.equal(read(figure).marks("dot", "circle"), 3 + 8);
  assert.equal(figure.seed, 5);
});

Deno.test("trajectoryMap() keeps distances the same in both directions", () => {
  const square = [[0, 0], [1, 0], [1, 1], [0, 1]] as const;
  const one = { ...trajectories[0]!, positions: square, postIds: ["1", "2", "3", "4"] };
  const [, ...steps] = [...trajectoryMap([one]).svg.matchAll(/<path d="M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)"/g)];
  const lengths = steps.map(([, x1, y1, x2, y2]) => Math.hypot(Number(x2) - Number(x1), Number(y2) - Number(y1)));
  assert.ok(lengths.length === 2 && Math.abs(lengths[0]! - lengths[1]!) < 0.1 && lengths[0]! > 100, String(lengths));
});

Deno.test("trajectorySmallMultiples() draws one panel an agent with its count", () => {
  const { marks, texts } = read(trajectorySmallMultiples(trajectories));
  assert.equal(marks("rect", "rect"), 6);
  assert.equal(marks("dot", "circle"), 6 * posts + posts);
  for (const { agentId, positions } of trajectories) {
    assert.ok(texts.some((text) => agentId.startsWith(text.replace("…", ""))), agentId);
    assert.ok(texts.includes(`n = ${positions.length}`));
  }
});

Deno.test("centroidHeatmap() mirrors each pair and leaves a diagonal of ones out of the steps", () => {
  const { marks, texts } = read(centroidHeatmap(dayPairs(7)));
  assert.equal(marks("cell", "rect"), 7 * 7);
  assert.equal(texts.filter((text) => /^0\.\d\d$/.test(text)).length, 7 * 6);
  assert.ok(!texts.includes("1.00"));
  const legend = texts.filter((text) => / to /.test(text));
  assert.ok(legend.length >= 3 && legend.length <= 6);
});

Deno.test("centroidHeatmap() colours a diagonal that says something", () => {
  const rows = dayPairs(4).map((row) => ({ ...row, value: row.value - 0.2 }));
  const { texts } = read(centroidHeatmap(rows));
  assert.equal(texts.filter((text) => text === "0.80").length, 4);
});

Deno.test("centroidHeatmap() gives darker cells to higher values", () => {
  const rows = dayPairs(2).filter((row) => row.value < 1);
  const second = { ...rows[0]!, window: "2026-01-26|2026-01-30" as const, value: 0.2 };
  const { svg } = centroidHeatmap([{ ...rows[0]!, value: 0.9 }, second]);
  const shades = [...svg.matchAll(/aria-label="cell" fill="#(..)(..)(..)"/g)].map((match) =>
    match.slice(1).reduce((sum, channel) => sum + Number.parseInt(channel, 16), 0)
  );
  assert.ok(shades[1]! < shades[2]!, String(shades)); // the first is the grey diagonal
});

Deno.test("driftAgainstNull() draws a dot, a band and a mean an agent, open inside the band", () => {
  const { marks, fills, texts } = read(driftAgainstNull(driftRows));
  assert.equal(marks("rect", "rect"), 6 + 1); // and one in the key
  assert.equal(marks("link", "path"), 6);
  assert.equal(marks("dot", "circle"), 6 + 2);
  const inside = driftRows.filter((row) => row.estimate >= row.low && row.estimate <= row.high).length;
  assert.equal(fills("dot", "circle").filter((fill) => fill === "white").length, inside + 1);
  assert.ok(driftRows.every((row) => texts.includes(`n = ${row.n}`)));
});

Deno.test("driftAgainstNull() puts a dot where its value lies on the axis", () => {
  const row = { unitId: "a", estimate: 0.3, low: 0.1, high: 0.2, mean: 0.15, n: 9 };
  const { root, texts } = read(driftAgainstNull([row]));
  const dot = Number([...root.querySelectorAll('g[aria-label="dot"] circle')].at(-1)?.getAttribute("cx"));
  const tick = [...root.querySelectorAll('g[aria-label="x-axis tick label"] text')].find((text) =>
    text.textContent === "0.30"
  );
  assert.ok(texts.includes("0.30"));
  assert.equal(dot, Number(/translate\(([\d.]+)/.exec(tick?.getAttribute("transform") ?? "")?.[1]));
});

Deno.test("armRates() draws the control grey, the others in the treatment colour, group by group", () => {
  const { fills, marks, texts } = read(armRates(rateRows));
  const dots = fills("dot", "circle");
  assert.equal(dots.length, 12);
  assert.equal(dots.filter((fill) => fill === armColour.control).length, 3);
  assert.equal(dots.filter((fill) => fill === armColour.treatment).length, 9);
  assert.equal(marks("link", "path"), 12);
  for (const group of ["Shutdown switch", "Score report", "File move"]) assert.ok(texts.includes(group));
  assert.ok(texts.includes("0.05 [0.00, 0.17] n = 60"));
  assert.ok(texts.includes("1.0") && texts.includes("0.0"));
});

Deno.test("forestPlot() shows words and no dot where a contrast cannot be interpreted", () => {
  const { marks, texts } = read(forestPlot(forestRows, { xLabel: "risk difference", reference: 0 }));
  assert.equal(marks("dot", "circle"), 3);
  assert.equal(marks("link", "path"), 3);
  assert.ok(texts.includes("not interpretable: 3 of 8 control items right"));
  assert.ok(texts.includes("−0.21 [−0.36, −0.05] n = 60"));
  assert.ok(texts.includes("0.02 [−0.10, 0.14] n = 58 2 pairs dropped"));
});

Deno.test("forestPlot() draws the line of no effect at the reference", () => {
  const row = { label: "a", estimate: 1.5, low: 1.2, high: 1.8, n: 4 };
  const { root } = read(forestPlot([row], { xLabel: "odds ratio", reference: 1 }));
  const line = root.querySelector('g[aria-label="rule"] line')?.getAttribute("x1");
  const tick = [...root.querySelectorAll('g[aria-label="x-axis tick label"] text')].find((text) =>
    text.textContent === "1.0"
  );
  assert.ok(tick?.getAttribute("transform")?.startsWith(`translate(${line},`));
});

Deno.test("pairedSlopes() draws equal pairs as one wider line and the mean of all", () => {
  const pair = { pairId: "p", scenarioId: "s", wordingId: "w", n: { control: 1, treatment: 1 } };
  const four = [[0, 1], [0, 1], [0, 1], [1, 0]].map(([control, treatment]) => ({
    ...pair,
    control: control!,
    treatment: treatment!,
  }));
  const figure = pairedSlopes(four, { y: "acted" });
  const { texts } = read(figure);
  const widths = [...figure.svg.matchAll(/stroke-width="([\d.]+)"\/>/g)].map((match) => Number(match[1]));
  assert.deepEqual(widths, [2.23, 1.5]); // 0.5 + √3 and 0.5 + √1
  assert.ok(texts.includes("0.25") && texts.includes("0.75"));
  assert.ok(texts.includes("up: 3") && texts.includes("down: 1") && texts.includes("same: 0"));
  assert.ok(figure.caption.startsWith("4 matched pairs on 2 distinct lines"));
});

Deno.test("pairedSlopes() counts every pair once", () => {
  const counts = read(pairedSlopes(pairs, { y: "acted" })).texts.flatMap((text) =>
    /^(?:up|down|same): (\d+)$/.exec(text)?.[1] ?? []
  );
  assert.equal(counts.reduce((sum, text) => sum + Number(text), 0), pairs.length);
});

Deno.test("bothPlanes() gives each plane its colour, unit and smallest effect", () => {
  const { fills, marks, texts, root } = read(bothPlanes(planeRows));
  assert.deepEqual(fills("dot", "circle"), [planeColour.content, planeColour.content, planeColour.action]);
  assert.equal(marks("rect", "rect"), 3 + 1);
  assert.ok(texts.includes("excess cosine shift") && texts.includes("risk difference"));
  assert.equal(root.querySelectorAll('g[aria-label="x-axis tick label"]').length, 2);
  assert.ok(texts.includes("0.041 [0.018, 0.064]") && texts.includes("0.08 [−0.06, 0.22]"));
});

Deno.test("dispositionStrip() draws bounds as hollow triangles that point to the true value", () => {
  const row = { condition: "none", scenario: "switch", logOdds: 1 };
  const { root, marks } = read(dispositionStrip([
    { ...row, bound: "none" },
    { ...row, bound: "lower" },
    { ...row, bound: "upper" },
  ]));
  assert.equal(marks("dot", "circle"), 1 + 1); // and one in the key
  const turns = [...root.querySelectorAll('g[aria-label="dot"] path')].map((mark) =>
    /rotate\((-?\d+)\)/.exec(mark.getAttribute("transform") ?? "")?.[1]
  );
  assert.deepEqual(turns, ["90", "-90"]);
});

Deno.test("dispositionStrip() draws one mark a trial and a median a condition", () => {
  const known = dispositionRows.filter((row) => row.bound === "none");
  const { marks, texts } = read(dispositionStrip(known));
  assert.equal(marks("dot", "circle"), known.length + 2);
  assert.equal(marks("link", "path"), 8 + 1);
  assert.equal(texts.filter((text) => /^n = \d+$/.test(text)).length, 8);
});

Deno.test("dispositionStrip() draws no median where bounds leave it open", () => {
  const row = { condition: "none", scenario: "switch" };
  const open = [{ ...row, logOdds: 0, bound: "none" as const }, { ...row, logOdds: 1, bound: "both" as const }];
  assert.equal(read(dispositionStrip(open)).marks("link", "path"), 1); // the one in the key
  const three = [-1, 0, 1].map((logOdds) => ({
    ...row,
    logOdds,
    bound: logOdds === 1 ? "lower" as const : "none" as const,
  }));
  assert.equal(read(dispositionStrip(three)).marks("link", "path"), 2); // a bound above the middle moves nothing
});

Deno.test("figures take name, title, caption and note from the caller", () => {
  const row = { unitId: "a", estimate: 0.3, low: 0.1, high: 0.2, mean: 0.15, n: 9 };
  const figure = driftAgainstNull([row], { name: "drift-feed", title: "T", caption: "C.", note: "Seed 7." });
  assert.deepEqual([figure.name, figure.title, figure.caption], ["drift-feed", "T", "C. Seed 7."]);
  assert.ok(figure.svg.includes('aria-label="T"') && !figure.svg.includes(">T<"));
});
