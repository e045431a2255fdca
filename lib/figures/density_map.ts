import * as Plot from "@observablehq/plot";
import type { DensityChange } from "../shapes.ts";
import type { KeyItem } from "./key.ts";
import { formatNumber } from "./label.ts";
import type { Panel } from "./page.ts";
import { stepsOver } from "./steps.ts";
import { changeColours, ink, stepColours } from "./theme.ts";

/** Colours for values, and the words that say which; `null` leaves a square white. */
export interface ColourClasses {
  colourOf: (value: number) => string | null;
  key: KeyItem[];
}

/** Shares in steps from 0; the lowest is left white. */
export function shareClasses(shares: readonly number[]): ColourClasses {
  const { bounds, digits, indexOf } = stepsOver([0, ...shares], stepColours.length);
  const steps = bounds.length - 1;
  const colourAt = (step: number) =>
    steps === 1 ? stepColours[3] : stepColours[Math.round((step * (stepColours.length - 1)) / (steps - 1))];
  const isWhite = (step: number) => step === 0 && steps > 1;
  const name = (bound: number) => formatNumber(bound, digits);
  return {
    colourOf: (value) => isWhite(indexOf(value)) ? null : colourAt(indexOf(value)) ?? null,
    key: bounds.slice(1).map((upper, step) =>
      isWhite(step)
        ? { glyph: "none", colour: ink.text, text: `white: to ${name(upper)}` }
        : { glyph: "square", colour: colourAt(step) ?? ink.text, text: `to ${name(upper)}` }
    ),
  };
}

/** Changes in three steps a side, the same for more and less; what is smaller is left white. */
export function changeClasses(changes: readonly number[]): ColourClasses {
  const most = changes.reduce((size, change) => Math.max(size, Math.abs(change)), 0);
  const unit = roundUnit(most);
  const stepOf = (size: number) => Math.min(3, Math.floor(size / unit + 1e-9));
  const digits = Math.max(0, -Math.floor(Math.log10(unit)) + (/^2\.5/.test(unit.toExponential()) ? 1 : 0));
  const name = (step: number) => formatNumber(step * unit, digits);
  const side = (colours: readonly string[], sign: string): KeyItem[] =>
    colours.map((colour, i) => ({
      glyph: "square",
      colour,
      text: i === 2
        ? `${sign}${name(3)} and ${sign === "−" ? "less" : "more"}`
        : `${sign}${name(i + 1)} to ${sign}${name(i + 2)}`,
    }));
  return {
    colourOf: (change) => {
      const step = stepOf(Math.abs(change));
      return step === 0 ? null : (change < 0 ? changeColours.less : changeColours.more)[step - 1] ?? null;
    },
    key: [...side(changeColours.less, "−").reverse(), ...side(changeColours.more, "+")],
  };
}

/** The largest of 1, 2, 2.5 and 5 times a power of ten of which three fit. */
function roundUnit(most: number): number {
  if (!(most > 0)) return 1;
  const exponent = Math.floor(Math.log10(most / 3));
  const unit = [5, 2.5, 2, 1].find((one) => 3 * one * 10 ** exponent <= most * (1 + 1e-9)) ?? 1;
  return Number((unit * 10 ** exponent).toPrecision(12));
}

/**
 * One map of squares, neighbours of one colour drawn as one strip.
 *
 * @param colours One a square, row by row from the bottom.
 * @param options Px; which squares stand inside an outline.
 */
export function densityMap(
  { columns, rows }: Pick<DensityChange, "columns" | "rows">,
  colours: readonly (string | null)[],
  { width, outlined }: { width: number; outlined: readonly boolean[] | null },
): Panel {
  const side = Math.max(1, Math.floor(Math.min((width - 8) / columns, (width * 0.9) / rows)));
  const left = Math.floor((width - columns * side) / 2);
  const [height, top] = [rows * side + 8, 4];
  const y = (row: number) => top + (rows - row) * side; // lower edge of a row, the first at the bottom
  const strips = stripsOf(colours, columns);
  return {
    options: {
      width,
      height,
      margin: 0,
      x: { type: "identity" },
      y: { type: "identity" },
      marks: [
        Plot.rect([0], { x1: 0.5, y1: 0.5, x2: width - 0.5, y2: height - 0.5, stroke: ink.grid }),
        ...[...Map.groupBy(strips, ({ colour }) => colour)].map(([colour, members]) =>
          Plot.rect(members, {
            x1: (d) => left + d.from * side,
            x2: (d) => left + d.to * side,
            y1: (d) => y(d.row + 1),
            y2: (d) => y(d.row),
            fill: colour,
            shapeRendering: "crispEdges",
          })
        ),
        Plot.link(outlined === null ? [] : edgesOf(outlined, columns, rows), {
          x1: (d) => left + d.x1 * side,
          x2: (d) => left + d.x2 * side,
          y1: (d) => y(d.y1),
          y2: (d) => y(d.y2),
          stroke: ink.text,
          strokeWidth: 1.6,
          strokeLinecap: "square",
        }),
      ],
    },
  };
}

interface Strip {
  row: number;
  from: number;
  to: number;
  colour: string;
}

function stripsOf(colours: readonly (string | null)[], columns: number): Strip[] {
  const strips: Strip[] = [];
  colours.forEach((colour, square) => {
    if (colour === null) return;
    const [row, column] = [Math.floor(square / columns), square % columns];
    const before = strips.at(-1);
    if (before?.row === row && before.to === column && before.colour === colour) before.to++;
    else strips.push({ row, from: column, to: column + 1, colour });
  });
  return strips;
}

interface Edge {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

/** Where inside meets outside, in squares from the lower left corner; edges in one line are one. */
function edgesOf(inside: readonly boolean[], columns: number, rows: number): Edge[] {
  const at = (column: number, row: number) =>
    column >= 0 && column < columns && row >= 0 && row < rows && inside[row * columns + column] === true;
  const flat = runs(rows + 1, columns, (row, column) => at(column, row) !== at(column, row - 1));
  const upright = runs(columns + 1, rows, (column, row) => at(column, row) !== at(column - 1, row));
  return [
    ...flat.map(({ line, from, to }) => ({ x1: from, x2: to, y1: line, y2: line })),
    ...upright.map(({ line, from, to }) => ({ x1: line, x2: line, y1: from, y2: to })),
  ];
}

function runs(lines: number, length: number, isEdge: (line: number, place: number) => boolean) {
  const found: { line: number; from: number; to: number }[] = [];
  for (let line = 0; line < lines; line++) {
    for (let place = 0; place < length; place++) {
      if (!isEdge(line, place)) continue;
      const before = found.at(-1);
      if (before?.line === line && before.to === place) before.to++;
      else found.push({ line, from: place, to: place + 1 });
    }
  }
  return found;
}
