import type { DensityChange, Figure } from "../shapes.ts";
import { quote } from "../foundation/mod.ts";
import { checkFinite, checkRows } from "./check.ts";
import { changeClasses, densityMap, shareClasses } from "./density_map.ts";
import { type FigureOptions, toFigure, widthOf } from "./figure.ts";
import { levelOf, warningText } from "./flow_field.ts";
import { headingPanel, type KeyItem, keyPanel } from "./key.ts";
import { count, shorten } from "./label.ts";
import { drawPage, type Panel } from "./page.ts";
import { ink, textSize } from "./theme.ts";

export interface DensityChangeOptions extends FigureOptions {
  /** Names of the two periods. Default: "before" and "from" the day of the split. */
  periods?: readonly [string, string];
  /** Below which corrected p a square is outlined, in (0, 0.5]. Default 0.05. */
  level?: number;
}

const gap = 12;

/**
 * Where on the map did posts become more, and where fewer, from one period to the next?
 *
 * Both periods share one grid and one scale; below them stands their difference. Only what is
 * outlined changed more than periods dealt anew do anywhere on the map; a colour without
 * outline may be chance.
 *
 * @param change What `mapDensityChange()` of the projection returned.
 * @param options See `DensityChangeOptions`.
 * @returns A figure with three maps.
 * @throws {RangeError} If there is no square, a number is not finite, or the squares do not fill the grid.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { densityChange } from "twoplane/figures";
 * const judged = { posts: 10, low: -0.2, high: 0.2 };
 * const figure = densityChange({
 *   cells: [
 *     { ...judged, x: 0, y: 0, first: 0.8, second: 0.4, change: -0.4, pValue: 0.01, adjustedPValue: 0.01 },
 *     { ...judged, x: 1, y: 0, first: 0.2, second: 0.6, change: 0.4, pValue: 0.01, adjustedPValue: 0.01 },
 *   ],
 *   columns: 2, rows: 1, cellSize: 1, split: "2026-02-03T00:00:00.000Z", posts: { first: 10, second: 10 },
 *   kind: "periods dealt anew by post", draws: 99, seed: 1, pValue: 0.01, settings: {}, warnings: [],
 * });
 * assert.ok(figure.caption.includes("2 of 2 judged squares"));
 * ```
 */
export function densityChange(change: DensityChange, options: DensityChangeOptions = {}): Figure {
  const width = widthOf("densityChange", options, ["periods", "level"]);
  const level = levelOf("densityChange", options.level);
  checkChange(change);
  const names = periodNames(change, options.periods);
  const judged = change.cells.filter(({ adjustedPValue }) => adjustedPValue !== null);
  const sure = judged.filter(({ adjustedPValue }) => (adjustedPValue as number) <= level);
  const defaults = {
    name: "density-change",
    title: `Posts on the map: ${names[0]} against ${names[1]}`,
    caption:
      `Above: smoothed share of each period's posts at a square, on one scale; below: second − first. Outlined: ${sure.length} of ` +
      `${count(judged.length, "judged square")} whose change is beyond that of any square when ${change.kind} ` +
      `(corrected p ≤ ${level}, ${count(change.draws, "draw")}, seed ${change.seed}); ` +
      `${change.cells.length - judged.length} squares have too few posts around them. ${
        warningText(change.warnings)
      }Map coordinates have no unit.`,
  };
  return toFigure(
    "densityChange",
    { seed: change.seed, ...options },
    defaults,
    (label) => drawPage(panels(change, { names, width, level }), { label }),
  );
}

function checkChange({ cells, columns, rows }: DensityChange): void {
  checkRows("densityChange", cells, { max: 10_000 });
  checkFinite("densityChange", cells, ["x", "y", "first", "second", "change"]);
  if (cells.length === columns * rows) return;
  throw new RangeError(
    `Cannot draw densityChange(): needs ${columns} × ${rows} squares, row by row, got ${quote(cells.length)}`,
  );
}

function periodNames({ split, posts }: DensityChange, given: readonly [string, string] | undefined): [string, string] {
  const day = split.slice(0, 10);
  const [first, second] = given ?? [`before ${day}`, `from ${day}`];
  return [`${first}, n = ${posts.first}`, `${second}, n = ${posts.second}`];
}

function panels(
  change: DensityChange,
  { names, width, level }: { names: readonly [string, string]; width: number; level: number },
): Panel[] {
  const half = Math.floor((width - gap) / 2);
  const { cells } = change;
  const shares = shareClasses(cells.flatMap(({ first, second }) => [first, second]));
  const changes = changeClasses(cells.map((cell) => cell.change));
  const outlined = cells.map(({ adjustedPValue }) => adjustedPValue !== null && adjustedPValue <= level);
  const shareKey = keyPanel(
    [{ glyph: "none", colour: ink.text, text: "share of posts a square:" }, ...shares.key],
    width,
  );
  const heads = names.map((name) => headingPanel(shorten(name, textSize.label, half - 8), half));
  const maps = (["first", "second"] as const).map((period) =>
    densityMap(change, cells.map((cell) => shares.colourOf(cell[period])), { width: half, outlined: null })
  );
  const mapTop = shareKey.options.height + (heads[0] as Panel).options.height;
  const below = mapTop + (maps[0] as Panel).options.height + gap;
  const sureKey: KeyItem = { glyph: "outline", colour: ink.text, text: "beyond the null" };
  const changeKey = keyPanel([...changes.key, sureKey], width);
  const heading = headingPanel("Change: second − first", width);
  const keyTop = below + heading.options.height;
  return [
    shareKey,
    ...heads.map((panel, i) => ({ ...panel, x: i * (half + gap), y: shareKey.options.height })),
    ...maps.map((panel, i) => ({ ...panel, x: i * (half + gap), y: mapTop })),
    { ...heading, y: below },
    { ...changeKey, y: keyTop },
    {
      ...densityMap(change, cells.map((cell) => changes.colourOf(cell.change)), { width, outlined }),
      y: keyTop + changeKey.options.height + 4,
    },
  ];
}
