import assert from "node:assert/strict";
import {
  densityChange,
  flowField,
  type FlowFieldOptions,
  trajectoryMap,
  trajectorySmallMultiples,
} from "../../lib/figures/mod.ts";
import { changeClasses, shareClasses } from "../../lib/figures/density_map.ts";
import { changeColours, timeColours } from "../../lib/figures/theme.ts";
import type { FlowCell, Trajectory } from "../../lib/shapes.ts";
import { islandChange, islandFlow, islandMap } from "./map_samples.ts";
import { read } from "./svg.ts";

const path: Trajectory = {
  agentId: "ada",
  postIds: ["1", "2", "3"],
  times: ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z", "2026-01-11T00:00:00.000Z"],
  positions: [[0, 4], [0, 0], [4, 0]],
  stepLengths: [0.1, 0.1],
};

Deno.test("trajectoryMap() by time gives one day one colour on every path", () => {
  const late: Trajectory = {
    ...path,
    agentId: "bo",
    times: path.times.map((time) => time.replace("2026-01", "2026-02")),
  };
  const { root } = read(trajectoryMap([path, late], { colour: "time" }));
  const strokes = [...root.querySelectorAll('g[aria-label="link"] path')].map((link) => link.getAttribute("stroke"));
  const coloured = strokes.filter((stroke) => (timeColours as readonly (string | null)[]).includes(stroke));
  assert.deepEqual(coloured.map((stroke) => timeColours.indexOf(stroke as never)), [0, 2, 9, 11]);
});

Deno.test("trajectoryMap() puts a head on every step where asked, on long ones only", () => {
  const heads = (figure: ReturnType<typeof trajectoryMap>) =>
    [...figure.svg.matchAll(/rotate\((-?[\d.]+)\)/g)].map(([, turn]) => Number(turn));
  assert.deepEqual(heads(trajectoryMap([path])), [90]);
  assert.deepEqual(heads(trajectoryMap([path], { arrows: "steps" })), [180, 90]); // down, then right
  const tiny: Trajectory = { ...path, positions: [[0, 4], [0, 3.99], [4, 0]] };
  assert.equal(heads(trajectoryMap([tiny], { arrows: "steps" })).length, 1);
});

Deno.test("trajectories by time refuse times that are none and name the agent", () => {
  for (const draw of [trajectoryMap, trajectorySmallMultiples]) {
    assert.throws(() => draw([{ ...path, times: ["a", "b", "c"] }], { colour: "time" }), {
      name: "SyntaxError",
      message: /the trajectory of "ada" needs ISO 8601 times, got "a"/,
    });
    assert.throws(() => draw([{ ...path, times: [] }], { colour: "time" }), { message: /a time a post, got 0 for 3/ });
    assert.throws(() => draw([path], { colour: "mood" as never }), { message: /colour is one of agent, time/ });
  }
  assert.throws(() => trajectoryMap([path], { arrows: "all" as never }), { message: /arrows is one of last, steps/ });
});

const cell: FlowCell = {
  x: 0,
  y: 0,
  dx: 1,
  dy: 0,
  moves: 9,
  agents: 3,
  nullDx: 0,
  nullDy: 0,
  pValue: 0.5,
  adjustedPValue: 1,
};
const flowOf = (cells: FlowCell[]) => ({ ...islandFlow, cells, cellSize: 2 });

Deno.test("flowField() counts squares by their standing and greys those inside", () => {
  const flow = flowOf([
    cell,
    { ...cell, x: 2, pValue: 0.01, adjustedPValue: 0.2 },
    { ...cell, x: 4, pValue: 0.01, adjustedPValue: 0.02 },
    { ...cell, x: 6 },
  ]);
  const texts = (options: FlowFieldOptions) =>
    read(flowField(flow, options)).texts.filter((text) => /: \d$/.test(text));
  assert.deepEqual(texts({}), ["beyond all squares' null: 1", "beyond its own only: 1", "inside: 2"]);
  assert.deepEqual(texts({ level: 0.015 }), ["beyond all squares' null: 0", "beyond its own only: 2", "inside: 2"]);
  assert.equal((flowField(flow).svg.match(/#9aa1a8/g) ?? []).length, 3, "key, arrows, heads");
});

Deno.test("flowField() turns arrows the way the map has it and draws none where nothing moves", () => {
  const { svg } = flowField(flowOf([{ ...cell, dx: 0, dy: 2 }, { ...cell, x: 2, dx: 0, dy: 0 }]));
  assert.deepEqual([...svg.matchAll(/rotate\((-?[\d.]+)\)/g)].map(([, turn]) => Number(turn)), [0]);
  assert.match(flowField(flowOf([{ ...cell, dx: 4 }])).caption, /drawn at 0.48 of its length/);
});

Deno.test("flowField() carries the seed and the warnings of the flow", () => {
  const figure = flowField({ ...islandFlow, warnings: ["few draws"] }, { background: islandMap });
  assert.equal(figure.seed, 1);
  assert.ok(figure.caption.includes("Warning: few draws. "));
});

Deno.test("flowField() and densityChange() refuse what they cannot draw", () => {
  assert.throws(() => flowField(flowOf([])), { message: "Cannot draw flowField(): need at least 1 row, got 0" });
  assert.throws(() => flowField(flowOf([{ ...cell, dx: Number.NaN }])), { message: /at row 0: dx needs a finite/ });
  assert.throws(() => flowField(islandFlow, { level: 0 }), { message: /level needs a number in \(0, 0.5\], got 0/ });
  assert.throws(() => flowField(islandFlow, { titel: "x" } as object), { message: /option "titel".*background/ });
  assert.throws(() => densityChange({ ...islandChange, cells: [] }), { message: /need at least 1 row, got 0/ });
  assert.throws(() => densityChange({ ...islandChange, rows: 1 }), { message: /needs 32 × 1 squares.*got 8/ });
  const [first, ...rest] = islandChange.cells;
  const broken = { ...islandChange, cells: [{ ...first!, change: Number.NaN }, ...rest] };
  assert.throws(() => densityChange(broken), { message: /at row 0: change needs a finite number, got NaN/ });
});

Deno.test("densityChange() outlines a square on all its sides, neighbours as one", () => {
  const judged = { first: 0.1, second: 0.1, change: 0, posts: 1, low: 0, high: 0, pValue: 1, adjustedPValue: 1 };
  const sure = { ...judged, adjustedPValue: 0.01 };
  const cells = [judged, sure, sure, judged, judged, judged].map((one, i) => ({
    ...one,
    x: i % 3,
    y: Math.floor(i / 3),
  }));
  const { root } = read(densityChange({ ...islandChange, cells, columns: 3, rows: 2 }));
  const links = [...root.querySelectorAll('g[aria-label="link"] path')].map((link) => link.getAttribute("d"));
  assert.equal(links.length, 4); // a rectangle of two squares
});

Deno.test("densityChange() writes n of both periods and the default names from the split", () => {
  const { texts } = read(densityChange(islandChange));
  assert.ok(texts.includes("before 2026-01-11, n = 330") && texts.includes("from 2026-01-11, n = 390"));
});

Deno.test("changeClasses() are the same for more and less, shareClasses() begin at 0", () => {
  const { colourOf, key } = changeClasses([-0.02, 0.07]);
  assert.deepEqual([0.021, -0.021, 0.07, -0.07, 0.019, 0].map(colourOf), [
    changeColours.more[0],
    changeColours.less[0],
    changeColours.more[2],
    changeColours.less[2],
    null,
    null,
  ]);
  assert.deepEqual(key.map(({ text }) => text)[0], "−0.06 and less");
  assert.equal(changeClasses([0, 0]).colourOf(0), null);
  assert.equal(shareClasses([0, 0.5]).colourOf(0), null);
  assert.notEqual(shareClasses([0, 0.5]).colourOf(0.5), null);
});
