import { deflateSync } from "fflate";
import type { Post, Projection, Trajectory } from "../shapes.ts";
import { printable, quote } from "../foundation/mod.ts";
import { checkRows } from "./check.ts";
import { checkTrajectories } from "./map_frame.ts";

/** What `packMap()` takes. */
export interface PackMapOptions {
  projection: Projection;
  trajectories: readonly Trajectory[];
  maxTextLength: number;
}

/** Between id, title and text of a post; `printable()` leaves no such character in any of them. */
const BREAK = "\u0001";

/** A post with its place and time, before it is packed. */
interface PlacedPost {
  post: Post;
  time: number;
  x: number;
  y: number;
}

/**
 * Posts and paths as compact bytes: typed arrays in order of time, texts in UTF-8, deflated, in base64.
 *
 * Places are moved and scaled into [-1, 1] with one scale for both directions; the page's
 * `layOut()` reads the same order of arrays.
 */
export function packMap(posts: readonly Post[], { projection, trajectories, maxTextLength }: PackMapOptions): string {
  checkRows("mapPage", posts, { max: 2_000_000 });
  checkTrajectories("mapPage", trajectories);
  const placed = placePosts(posts, projection);
  const toUnit = unitOf(placed);
  const names = [
    ...new Set([...placed.map(({ post }) => post.authorId ?? ""), ...trajectories.map(({ agentId }) => agentId)]),
  ];
  const agents = new Map(names.map((name, index) => [name, index]));
  const encoder = new TextEncoder();
  const words = placed.map(({ post }) => encoder.encode(wordsOf(post, maxTextLength)));
  const nameBytes = encoder.encode(JSON.stringify(names.map((name) => cutText(name, 200))));
  const steps = trajectories.flatMap(({ positions }) => positions);
  const pieces = [
    Uint32Array.of(placed.length, trajectories.length, steps.length, nameBytes.length),
    Float64Array.from(placed, ({ time }) => time),
    Float64Array.from(trajectories.flatMap(timesOf)),
    Float32Array.from(placed.flatMap(({ x, y }) => toUnit(x, y))),
    Float32Array.from(steps.flatMap(([x, y]) => toUnit(x, y))),
    Uint32Array.from(placed, ({ post }) => agents.get(post.authorId ?? "") as number),
    runningSums(words.map(({ length }) => length)),
    Uint32Array.from(trajectories, ({ agentId }) => agents.get(agentId) as number),
    runningSums(trajectories.map(({ positions }) => positions.length)),
    nameBytes,
    ...words,
  ];
  return deflateSync(joined(pieces), { level: 6 }).toBase64();
}

function placePosts(posts: readonly Post[], { ids, coordinates }: Projection): PlacedPost[] {
  const points = new Map(ids.map((id, row) => [id, row]));
  const seen = new Set<string>();
  return posts.map((post): PlacedPost => {
    const { postId, createdAt } = post;
    const where = `Cannot draw mapPage() at post ${quote(postId)}`;
    const point = points.get(postId);
    const [x, y] = point === undefined ? [] : coordinates.subarray(2 * point, 2 * point + 2);
    if (x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) {
      throw new RangeError(
        `${where}: needs finite map coordinates, got ${point === undefined ? "none" : `(${x}, ${y})`}`,
      );
    }
    if (seen.has(postId)) throw new RangeError(`${where}: posts need to be distinct, got it twice`);
    seen.add(postId);
    return { post, time: timeOf(createdAt, where), x, y };
  }).sort((a, b) => a.time - b.time || (a.post.postId < b.post.postId ? -1 : 1));
}

function timesOf({ agentId, times, positions }: Trajectory): number[] {
  const where = `Cannot draw mapPage() at the trajectory of ${quote(agentId)}`;
  if (times.length !== positions.length) {
    throw new RangeError(`${where}: needs a time a position, got ${times.length} for ${positions.length}`);
  }
  return times.map((time) => timeOf(time, where));
}

function timeOf(text: string, where: string): number {
  const time = Date.parse(text);
  if (Number.isFinite(time)) return time;
  throw new SyntaxError(`${where}: needs an ISO 8601 time, got ${quote(text)}`);
}

/** One scale and shift that brings all posts into [-1, 1]. */
function unitOf(placed: readonly PlacedPost[]): (x: number, y: number) => [number, number] {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of placed) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
  }
  const half = Math.max(right - left, top - bottom) / 2 || 1;
  return (x, y) => [(x - (left + right) / 2) / half, (y - (bottom + top) / 2) / half];
}

function wordsOf({ postId, title, text }: Post, most: number): string {
  return [cutText(postId, 80), cutText(title ?? "", most), cutText(text, most)].join(BREAK);
}

/** At most so many characters, safe to show. */
function cutText(text: string, most: number): string {
  const start = printable(text.slice(0, 2 * most + 2)); // a character takes at most two units
  const characters = Array.from(start);
  return characters.length <= most ? start : `${characters.slice(0, Math.max(0, most - 1)).join("")}…`;
}

function runningSums(lengths: readonly number[]): Uint32Array {
  let sum = 0;
  return Uint32Array.from(lengths, (length) => sum += length);
}

function joined(pieces: readonly (Uint8Array | Uint32Array | Float32Array | Float64Array)[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of pieces) {
    all.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return all;
}
