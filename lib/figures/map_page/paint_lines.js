// @ts-check
/** Shades from light to dark along a path. */
const LINE_SHADES = 12;

/**
 * Draws paths of thousands of steps pixel by pixel, many times faster than strokes.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2D} context
 */
export function linePainter(canvas, context) {
  let image = context.createImageData(1, 1);
  let pixels = new Uint32Array(image.data.buffer);
  /**
   * @param {readonly { spots: readonly [number, number][], colour: string }[]} paths Px, not device pixels.
   * @param {number} ratio Device pixels a px.
   */
  return (paths, ratio) => {
    if (image.width !== canvas.width || image.height !== canvas.height) {
      image = context.createImageData(canvas.width, canvas.height);
      pixels = new Uint32Array(image.data.buffer);
    }
    pixels.fill(0);
    const frame = { pixels, width: canvas.width, height: canvas.height };
    for (const { spots, colour } of paths) {
      const shades = shadesOf(colour);
      for (let i = 1; i < spots.length; i++) {
        const [from, to] = [spots[i - 1], spots[i]];
        if (from === undefined || to === undefined) continue;
        const shade = shades[Math.floor(i / spots.length * LINE_SHADES)] ?? 0;
        drawLine(frame, [from[0] * ratio, from[1] * ratio], [to[0] * ratio, to[1] * ratio], shade);
      }
    }
    context.putImageData(image, 0, 0);
  };
}

/** Between white and the colour, as little-endian pixels. @param {string} colour `#rrggbb`. */
function shadesOf(colour) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return Array.from({ length: LINE_SHADES }, (_, i) => {
    const share = 0.3 + 0.7 * (i + 1) / LINE_SHADES;
    const [red = 0, green = 0, blue = 0] = channels.map((channel) => Math.round(255 + (channel - 255) * share));
    return (0xff000000 | blue << 16 | green << 8 | red) >>> 0;
  });
}

/**
 * One pixel wide, cut off at the frame.
 *
 * @param {{ pixels: Uint32Array, width: number, height: number }} frame
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @param {number} colour
 */
export function drawLine({ pixels, width, height }, from, to, colour) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  let [enter, leave] = [0, 1];
  for (const [start, change, end] of [[from[0], dx, width - 1], [from[1], dy, height - 1]]) {
    const [a, b] = [(0 - (start ?? 0)) / (change || 1e-12), ((end ?? 0) - (start ?? 0)) / (change || 1e-12)];
    [enter, leave] = [Math.max(enter, Math.min(a, b)), Math.min(leave, Math.max(a, b))];
  }
  if (enter > leave) return;
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) * (leave - enter)));
  let [x, y] = [from[0] + dx * enter, from[1] + dy * enter];
  const [stepX, stepY] = [dx * (leave - enter) / steps, dy * (leave - enter) / steps];
  for (let step = 0; step <= steps; step++) {
    pixels[Math.round(y) * width + Math.round(x)] = colour;
    x += stepX;
    y += stepY;
  }
}
