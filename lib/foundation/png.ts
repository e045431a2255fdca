import { zlibSync } from "fflate";

/** Opaque pixels, four bytes each, row by row. */
export interface Pixels {
  width: number;
  height: number;
  /** Length 4 · width · height: red, green, blue, alpha (not read). */
  rgba: Uint8Array;
}

/**
 * PNG with a palette: a third of the size of true colour for line drawings.
 *
 * The 256 most frequent colours stay exact; rarer ones, shades at the edges of text and
 * lines, take the nearest of those. The packing is done in JavaScript, so that the bytes do
 * not depend on a runtime's zlib.
 *
 * @param pixels Width and height of at least 1.
 */
export function encodePng({ width, height, rgba }: Pixels): Uint8Array {
  const { palette, indexOf } = paletteOf(rgba);
  const rows = new Uint8Array((width + 1) * height); // each row starts with filter 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows[y * (width + 1) + 1 + x] = indexOf.get(colourAt(rgba, y * width + x)) ?? 0;
    }
  }
  const header = new Uint8Array([...bigEndian(width), ...bigEndian(height), 8, 3, 0, 0, 0]); // 8 bits, palette
  const colours = new Uint8Array(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return joined([
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function colourAt(rgba: Uint8Array, pixel: number): number {
  const at = 4 * pixel;
  return ((rgba[at] ?? 0) << 16) | ((rgba[at + 1] ?? 0) << 8) | (rgba[at + 2] ?? 0);
}

function paletteOf(rgba: Uint8Array): { palette: number[]; indexOf: Map<number, number> } {
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < rgba.length / 4; pixel++) {
    const colour = colourAt(rgba, pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byCount = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  const palette = byCount.slice(0, 256);
  const indexOf = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of byCount.slice(256)) indexOf.set(colour, nearest(colour, palette));
  return { palette, indexOf };
}

function nearest(colour: number, palette: readonly number[]): number {
  let [best, least] = [0, Infinity];
  palette.forEach((other, index) => {
    const distance = square((colour >> 16) - (other >> 16)) + square(((colour >> 8) & 255) - ((other >> 8) & 255)) +
      square((colour & 255) - (other & 255));
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

function square(value: number): number {
  return value * value;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = joined([new TextEncoder().encode(type), data]);
  return joined([bigEndian(data.length), body, bigEndian(crc32(body))]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function bigEndian(value: number): Uint8Array {
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
