// @ts-check
/** @typedef {import("./paint_webgl.js").Painter} Painter */
/** @typedef {import("./paint_webgl.js").Scene} Scene */
import { mixedOrder } from "./data.js";
import { dotSize } from "./paint_webgl.js";

/**
 * Draws posts pixel by pixel where there is no WebGL2: hard edges, but the same places and colours.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {import("./data.js").MapData} data
 * @param {{ moments: Float32Array, ramp: number[], picks: number[], dim: number[] }} look
 * @returns {Painter | null}
 */
export function canvasPainter(canvas, data, { moments, ramp, picks, dim }) {
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) return null;
  const [rampPixels, pickPixels, [dimPixel = 0]] = [pixelsOf(ramp), pixelsOf(picks), pixelsOf(dim)];
  const order = mixedOrder(data.n);
  let image = context.createImageData(1, 1);
  let pixels = new Uint32Array(image.data.buffer);
  return {
    kind: "canvas",
    repick: () => {},
    paint: ({ view, ratio, from, to, slots, picked, pickedFrom, pickedTo }) => {
      if (image.width !== canvas.width || image.height !== canvas.height) {
        image = context.createImageData(canvas.width, canvas.height);
        pixels = new Uint32Array(image.data.buffer);
      }
      pixels.fill(0xffffffff);
      const [width, height] = [canvas.width, canvas.height];
      const [scale, size] = [view.scale * ratio, dotSize(view, to - from) * ratio];
      const stamp = (
        /** @type {number} */ post,
        /** @type {number} */ colour,
        /** @type {readonly number[]} */ disc,
      ) => {
        const x = Math.round(width / 2 + (/** @type {number} */ (data.places[2 * post]) - view.x) * scale);
        const y = Math.round(height / 2 - (/** @type {number} */ (data.places[2 * post + 1]) - view.y) * scale);
        if (x < 16 || y < 16 || x >= width - 16 || y >= height - 16) {
          if (x >= 0 && y >= 0 && x < width && y < height) pixels[y * width + x] = colour; // whole discs would wrap around
          return;
        }
        const at = y * width + x;
        for (let i = 0; i < disc.length; i++) pixels[at + /** @type {number} */ (disc[i])] = colour;
      };
      const disc = discOf(size / 2, width);
      for (const post of order) {
        if (post < from || post >= to) continue;
        const colour = picked.length > 0 ? dimPixel : rampPixels[Math.min(11, Math.floor((moments[post] ?? 0) * 12))];
        stamp(post, colour ?? 0, disc);
      }
      const large = discOf(Math.min(15, size / 2 + 1.5 * ratio), width);
      for (let place = pickedFrom; place < pickedTo; place++) {
        const post = picked[place] ?? 0;
        stamp(post, pickPixels[(slots[post] ?? 1) - 1] ?? 0, large);
      }
      context.putImageData(image, 0, 0);
    },
  };
}

/** Shares of red, green, blue as one little-endian pixel each. @param {number[]} shares */
function pixelsOf(shares) {
  return Array.from({ length: shares.length / 3 }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = shares.slice(3 * i, 3 * i + 3).map((share) => Math.round(share * 255));
    return (0xff000000 | blue << 16 | green << 8 | red) >>> 0;
  });
}

/** Steps from the middle to every pixel of a disc. @param {number} radius @param {number} width @returns {number[]} */
function discOf(radius, width) {
  const reach = Math.floor(Math.min(15, radius));
  const steps = [];
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) if (x * x + y * y <= radius * radius) steps.push(y * width + x);
  }
  return steps;
}
