// @ts-check
/**
 * @typedef {object} View
 * @property {number} x Middle, in map coordinates.
 * @property {number} y
 * @property {number} scale Px a unit of the map.
 * @property {number} width Px.
 * @property {number} height
 * @property {readonly [number, number]} reach Farthest x and y of any post.
 */

/** Px of the whole map at most as many times larger. */
const MOST = 400;

/** @param {number} width @param {number} height @param {View["reach"]} reach @returns {View} */
export function wholeMap(width, height, reach) {
  return { x: 0, y: 0, scale: fitScale({ width, height, reach }), width, height, reach };
}

/** @param {Pick<View, "width" | "height" | "reach">} view */
function fitScale({ width, height, reach: [x, y] }) {
  return Math.max(1, 0.94 * Math.min(width / 2 / Math.max(x, 0.05), height / 2 / Math.max(y, 0.05)));
}

/** The same middle and magnification in a frame of another size. @param {View} view @param {number} width @param {number} height @returns {View} */
export function resized(view, width, height) {
  const grown = fitScale({ ...view, width, height }) / fitScale(view);
  return { ...view, scale: view.scale * grown, width, height };
}

/** @param {View} view @param {number} dx Px to the right. @param {number} dy Px down. @returns {View} */
export function panned(view, dx, dy) {
  const within = (/** @type {number} */ value) => Math.max(-1.2, Math.min(1.2, value));
  return { ...view, x: within(view.x - dx / view.scale), y: within(view.y + dy / view.scale) };
}

/** Magnifies around a place that stays where it is. @param {View} view @param {number} factor @param {number} px @param {number} py @returns {View} */
export function zoomed(view, factor, px, py) {
  const least = fitScale(view);
  const scale = Math.max(least * 0.8, Math.min(least * MOST, view.scale * factor));
  const [x, y] = placeAt(view, px, py);
  return panned(
    { ...view, scale, x: x - (px - view.width / 2) / scale, y: y + (py - view.height / 2) / scale },
    0,
    0,
  );
}

/** Map coordinates at px. @param {View} view @param {number} px @param {number} py @returns {[number, number]} */
export function placeAt(view, px, py) {
  return [view.x + (px - view.width / 2) / view.scale, view.y - (py - view.height / 2) / view.scale];
}

/** Px of map coordinates. @param {View} view @param {number} x @param {number} y @returns {[number, number]} */
export function spotOf(view, x, y) {
  return [view.width / 2 + (x - view.x) * view.scale, view.height / 2 - (y - view.y) * view.scale];
}
