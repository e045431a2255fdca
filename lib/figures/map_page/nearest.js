// @ts-check
/** Squares along a side of the map. */
const SIDE = 256;

/** @param {number} value In [-1, 1]. */
function lineOf(value) {
  return Math.max(0, Math.min(SIDE - 1, Math.floor((value + 1) / 2 * SIDE)));
}

/**
 * Finds posts near a place by looking into the squares around it only.
 *
 * @param {Float32Array} places
 */
export function nearestFinder(places) {
  const n = places.length / 2;
  const squareOf = new Uint32Array(n);
  const starts = new Uint32Array(SIDE * SIDE + 1);
  for (let post = 0; post < n; post++) {
    const square = lineOf(places[2 * post + 1] ?? 0) * SIDE + lineOf(places[2 * post] ?? 0);
    squareOf[post] = square;
    starts[square + 1] = (starts[square + 1] ?? 0) + 1;
  }
  for (let square = 0; square < SIDE * SIDE; square++) {
    starts[square + 1] = (starts[square + 1] ?? 0) + (starts[square] ?? 0);
  }
  const filled = starts.slice();
  const posts = new Uint32Array(n);
  squareOf.forEach((square, post) => {
    const place = filled[square] ?? 0;
    posts[place] = post;
    filled[square] = place + 1;
  });
  /**
   * The nearest post within a radius for which `weightOf` is above 0; a heavier one counts as that much nearer.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   * @param {(post: number) => number} weightOf
   */
  return (x, y, radius, weightOf) => {
    let [found, least] = [-1, radius * radius];
    for (let row = lineOf(y - radius); row <= lineOf(y + radius); row++) {
      const [from, to] = [
        starts[row * SIDE + lineOf(x - radius)] ?? 0,
        starts[row * SIDE + lineOf(x + radius) + 1] ?? 0,
      ];
      for (let at = from; at < to; at++) {
        const post = posts[at] ?? 0;
        const [dx, dy] = [(places[2 * post] ?? 0) - x, (places[2 * post + 1] ?? 0) - y];
        const square = dx * dx + dy * dy;
        if (square >= radius * radius) continue;
        const weight = weightOf(post);
        if (weight <= 0 || square / weight >= least) continue;
        [found, least] = [post, square / weight];
      }
    }
    return found;
  };
}
