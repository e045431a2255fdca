import type { Figure } from "../shapes.ts";
import { checkNumber, checkOptions, printable, quote } from "../foundation/mod.ts";
import { figureWidth } from "./theme.ts";

/** What every figure function takes. */
export interface FigureOptions {
  /** Names the files: lower-case letters, digits and hyphens. Default: the function's name. */
  name?: string;
  /** One line above the figure. Default: what the function draws. */
  title?: string;
  /** Replaces the default caption, which says how to read the marks. */
  caption?: string;
  /** Sentences added after the caption: n, the null, the settings. */
  note?: string;
  /** Px, in [480, 1200]. Default 600. */
  width?: number;
  /** The seed behind what is drawn, carried along for the record. */
  seed?: number;
}

const COMMON = ["name", "title", "caption", "note", "width", "seed"];

/** Refuses unknown options and gives the width to draw at. */
export function widthOf(caller: string, options: FigureOptions, own: readonly string[] = []): number {
  checkOptions(caller, options, [...own, ...COMMON]);
  return checkNumber(caller, "width", options.width ?? figureWidth, { min: 480, max: 1200 });
}

/** Puts name, title and caption beside a drawing. */
export function toFigure(
  caller: string,
  options: FigureOptions,
  defaults: { name: string; title: string; caption: string },
  draw: (title: string) => string,
): Figure {
  const name = options.name ?? defaults.name;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new TypeError(`Cannot run ${caller}(): name is lower-case letters, digits and hyphens, got ${quote(name)}`);
  }
  const title = printable(options.title ?? defaults.title);
  const parts = [options.caption ?? defaults.caption, options.note ?? ""].map(printable);
  const caption = parts.filter((part) => part !== "").join(" ");
  const figure: Figure = { name, title, caption, svg: draw(title) };
  return options.seed === undefined ? figure : { ...figure, seed: options.seed };
}
