import assert from "node:assert/strict";
import { crc32, inflateSync } from "node:zlib";
import { svgToPng } from "../../lib/foundation/mod.ts";
import { encodePng } from "../../lib/foundation/png.ts";

/** Reads a palette PNG by the specification, with the runtime's own zlib. */
function decode(png: Uint8Array): { width: number; height: number; colours: number[] } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(png.slice(at + 4, at + 8));
    assert.equal(view.getUint32(at + 8 + length), crc32(png.slice(at + 4, at + 8 + length)), `CRC of ${type}`);
    chunks.set(type, png.slice(at + 8, at + 8 + length));
    at += 12 + length;
  }
  assert.deepEqual([...chunks.keys()], ["IHDR", "PLTE", "IDAT", "IEND"]);
  const header = new DataView(chunks.get("IHDR")!.buffer);
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  const rows = inflateSync(chunks.get("IDAT")!);
  const palette = chunks.get("PLTE")!;
  assert.equal(rows.length, (width + 1) * height);
  const colours: number[] = [];
  for (let y = 0; y < height; y++) {
    assert.equal(rows[y * (width + 1)], 0);
    for (let x = 0; x < width; x++) {
      const at = 3 * rows[y * (width + 1) + 1 + x]!;
      colours.push((palette[at]! << 16) | (palette[at + 1]! << 8) | palette[at + 2]!);
    }
  }
  return { width, height, colours };
}

function pixels(width: number, colours: readonly number[]) {
  const rgba = new Uint8Array(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255, 255]));
  return { width, height: colours.length / width, rgba };
}

Deno.test("encodePng() keeps every pixel where 256 colours are enough", () => {
  const colours = Array.from({ length: 600 }, (_, index) => (index % 250) * 65793);
  assert.deepEqual(decode(encodePng(pixels(30, colours))), { width: 30, height: 20, colours });
});

Deno.test("encodePng() keeps frequent colours exact and moves rare ones to the nearest", () => {
  const frequent = Array.from({ length: 512 }, (_, index) => (index % 256) << 16);
  const { colours } = decode(encodePng(pixels(514, [...frequent, 0x070001, 0x0900fe])));
  assert.deepEqual(colours.slice(0, 512), frequent);
  assert.equal(colours[512], 0x070000);
  assert.equal((colours[513]! >> 16) < 0x40, true);
});

Deno.test("svgToPng() draws text in the pinned font, at the scale asked", async () => {
  const svg = (text: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><rect width="60" height="20" fill="white"/>` +
    `<text x="2" y="15" font-size="14">${text}</text></svg>`;
  const [blank, written] = [
    decode(await svgToPng(svg(""), { scale: 2 })),
    decode(await svgToPng(svg("Ag"), { scale: 2 })),
  ];
  assert.deepEqual([written.width, written.height], [120, 40]);
  assert.ok(blank.colours.every((colour) => colour === 0xffffff));
  assert.ok(written.colours.filter((colour) => colour < 0x404040).length > 50);
});

Deno.test("svgToPng() refuses what is no SVG, and scales out of bounds", async () => {
  await assert.rejects(svgToPng("<b>", { scale: 1 }), {
    message: /^Cannot draw an SVG as PNG: need a complete document/,
  });
  await assert.rejects(svgToPng("<svg/>", { scale: 0 }), {
    name: "RangeError",
    message: /scale needs a finite number/,
  });
});
