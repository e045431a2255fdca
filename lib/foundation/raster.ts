import { fileURLToPath } from "node:url";
import { messageOf } from "./errors.ts";
import { checkNumber } from "./guards.ts";
import { encodePng } from "./png.ts";

/**
 * The picture of an SVG, drawn with the Inter fonts this project pins and no font of the
 * machine, so that the same SVG gives the same bytes everywhere.
 *
 * @param svg A complete document with its own width and height.
 * @param options `scale`: PNG pixels per SVG pixel, in [0.1, 8].
 * @returns PNG bytes.
 * @throws {RangeError} If the scale is out of bounds.
 * @throws {Error} If the text is no SVG document.
 */
export async function svgToPng(svg: string, { scale }: { scale: number }): Promise<Uint8Array> {
  checkNumber("svgToPng", "scale", scale, { min: 0.1, max: 8 });
  const { Resvg } = await import("@resvg/resvg-js"); // native, so loaded by those who draw only
  try {
    const picture = new Resvg(svg, {
      fitTo: { mode: "zoom", value: scale },
      font: { loadSystemFonts: false, fontFiles: interFontFiles(), defaultFontFamily: "Inter" },
    });
    const { width, height, pixels } = picture.render();
    return encodePng({ width, height, rgba: pixels });
  } catch (cause) {
    throw new Error(`Cannot draw an SVG as PNG: need a complete document, got "${messageOf(cause)}"`, { cause });
  }
}

/** Regular and semi-bold, as static TTF files. */
export function interFontFiles(): string[] {
  const main = import.meta.resolve("@expo-google-fonts/inter");
  return ["400Regular/Inter_400Regular.ttf", "600SemiBold/Inter_600SemiBold.ttf"]
    .map((file) => fileURLToPath(new URL(file, main)));
}
