import type { Figure } from "../shapes.ts";
import { escapeMarkup, printable, svgToPng } from "../foundation/mod.ts";
import { type Display, emit, toDisplay } from "./display.ts";

/** PNG pixels per px: sharp on most screens, while a notebook stays small. */
const pngScale = 1.5;

/**
 * Shows a figure with its title and caption.
 *
 * The picture goes out twice: as an SVG inside an `<img>`, which also an untrusted notebook
 * shows, and as a PNG for front ends without HTML. Title and caption are prose around it.
 *
 * @param figure What a function of `twoplane/figures` returned.
 * @returns `undefined` in a notebook; elsewhere the display.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figure } from "twoplane/notebook";
 * const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
 * const display = await figure({ name: "square", title: "A square", caption: "It is black.", svg });
 * assert.ok(display?.data["text/html"]?.includes("<img"));
 * ```
 */
export async function figure(figure: Figure): Promise<Display | undefined> {
  return emit(await figureDisplay(figure));
}

/** Shows figures one below the other, each an output of its own. */
export async function show(...figures: readonly Figure[]): Promise<void> {
  for (const each of figures) await figure(each);
}

/** A figure in all its forms. */
export async function figureDisplay({ name, svg, seed, ...prose }: Figure): Promise<Display> {
  const [title, caption] = [printable(prose.title), printable(prose.caption)];
  const png = await svgToPng(svg, { scale: pngScale });
  const picture = `<img src="data:image/svg+xml;base64,${toBase64(new TextEncoder().encode(svg))}" ` +
    `alt="${escapeMarkup(title)}" style="max-width:100%;height:auto">`;
  const mark = { kind: "figure" as const, name, title, caption };
  return toDisplay({
    "image/png": toBase64(png),
    "text/html": `<p><b>${escapeMarkup(title)}</b></p>${picture}<p>${escapeMarkup(caption)}</p>`,
    "text/plain": [title, caption].filter((line) => line !== "").join("\n"),
  }, seed === undefined ? mark : { ...mark, seed });
}

function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64();
}
