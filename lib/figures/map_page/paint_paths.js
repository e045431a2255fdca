// @ts-check
import { firstFrom } from "./data.js";
import { spotOf } from "./view.js";

/** @typedef {import("./data.js").MapData} MapData */
/** @typedef {import("./view.js").View} View */

/** Px of a step below which it carries no arrow head. */
const STEP_WITH_HEAD = 36;

/**
 * An agent's path between two times: its own where one was given, else its posts.
 *
 * @param {MapData} data
 * @param {number} agent
 * @param {[number, number]} span
 * @param {View} view
 * @returns {[number, number][]} Px.
 */
export function spotsOf(data, agent, [first, last], view) {
  const given = data.paths.find((path) => path.agent === agent);
  if (given !== undefined) {
    const [from, to] = [firstFrom(given.times, first), firstFrom(given.times, last + 1)];
    return Array.from({ length: to - from }, (_, i) => spotAt(given.places, from + i, view));
  }
  const posts = data.postsOf[agent] ?? new Uint32Array(0);
  const [from, to] = [firstFrom(data.times, first), firstFrom(data.times, last + 1)];
  const shown = posts.subarray(firstFrom(posts, from), firstFrom(posts, to));
  return Array.from(shown, (post) => spotAt(data.places, post, view));
}

/** @param {Float32Array} places @param {number} index @param {View} view @returns {[number, number]} */
function spotAt(places, index, view) {
  return spotOf(view, places[2 * index] ?? 0, places[2 * index + 1] ?? 0);
}

/** Steps of a path beyond which it is drawn as a thin line without heads on them. */
export const STEPS_WITH_HEADS = 400;
/** Shades from light to dark, each drawn in one stroke. */
const SHADES = 12;

/**
 * Draws a path from a ring over light to dark to an arrow head; of a long one, its ends only, since
 * `linePainter()` draws its steps.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {[number, number][]} spots
 * @param {string} colour
 */
export function drawPath(context, spots, colour) {
  const last = spots.length - 1;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 1.8;
  for (let shade = last > STEPS_WITH_HEADS ? SHADES + 1 : 1; shade <= SHADES; shade++) {
    const [from, to] = [shade - 1, shade].map((edge) => Math.floor(edge * last / SHADES));
    context.globalAlpha = 0.3 + 0.7 * shade / SHADES;
    drawSteps(context, spots, from ?? 0, to ?? 0);
  }
  context.globalAlpha = 1;
  const [start, end] = [spots[0], spots[last]];
  if (start !== undefined) drawRing(context, start, colour, 5);
  if (end === undefined) return;
  const before = spots.findLast(([x, y]) => Math.hypot(x - end[0], y - end[1]) > 0.5);
  if (before !== undefined) drawHead(context, before, end, 8);
}

/** One stroke from one spot over those after it. @param {CanvasRenderingContext2D} context @param {[number, number][]} spots @param {number} first @param {number} last */
function drawSteps(context, spots, first, last) {
  const start = spots[first];
  if (start === undefined || last <= first) return;
  const steps = spots.slice(first + 1, last + 1).map((to, i) => ({ from: spots[first + i] ?? to, to }));
  context.beginPath();
  context.moveTo(...start);
  for (const { to } of steps) context.lineTo(...to);
  context.stroke();
  for (const { from, to } of steps) {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    if (Math.hypot(dx, dy) > STEP_WITH_HEAD) drawHead(context, from, [from[0] + dx * 0.6, from[1] + dy * 0.6], 5);
  }
}

/** @param {CanvasRenderingContext2D} context @param {[number, number]} spot @param {string} colour @param {number} radius */
export function drawRing(context, [x, y], colour, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.lineWidth = 4;
  context.strokeStyle = "white";
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {[number, number]} from @param {[number, number]} to @param {number} size */
function drawHead(context, from, to, size) {
  const turn = Math.atan2(to[1] - from[1], to[0] - from[0]);
  context.beginPath();
  context.moveTo(to[0] + size * Math.cos(turn), to[1] + size * Math.sin(turn));
  for (const side of [2.5, -2.5]) {
    context.lineTo(to[0] + size * Math.cos(turn + side), to[1] + size * Math.sin(turn + side));
  }
  context.closePath();
  context.fill();
}

/** An agent's name beside the end of its path. @param {CanvasRenderingContext2D} context @param {string} text @param {[number, number]} spot @param {{ colour: string, width: number }} look */
export function drawName(context, text, [x, y], { colour, width }) {
  const short = text.length > 28 ? `${[...text].slice(0, 27).join("")}…` : text;
  context.font = "600 13px system-ui, sans-serif";
  context.direction = "ltr";
  const room = context.measureText(short).width;
  const left = Math.max(4, Math.min(width - room - 4, x + 12));
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeStyle = "white";
  context.strokeText(short, left, y - 10);
  context.fillStyle = colour;
  context.fillText(short, left, y - 10);
}

/** Where Enter reads. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y */
export function drawCross(context, x, y) {
  context.strokeStyle = "#1a1a1a";
  context.lineWidth = 1;
  context.beginPath();
  for (const [dx, dy] of /** @type {const} */ ([[8, 0], [0, 8]])) {
    context.moveTo(x - dx, y - dy);
    context.lineTo(x + dx, y + dy);
  }
  context.stroke();
}
