import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import { checkCoordinates } from "./judged_rows.ts";

/** Turn, mirror, size and shift of a map. */
export interface MapTransform {
  /** Angle of the turn in radians, counter-clockwise, after mirroring. */
  angle: number;
  /** Whether y is mirrored first. */
  isMirrored: boolean;
  /** Factor of the size. */
  scale: number;
  /** Centre of the moved map, taken off first. */
  from: readonly [number, number];
  /** Centre of the reference, put on last. */
  to: readonly [number, number];
}

/** A disparity below this is rounding. */
const SAME = 1e-12;

/** Options of `procrustes()` and `procrustesTransform()`. */
export interface ProcrustesOptions {
  /** "fitted": the size is fitted too; "kept": the map is only turned, mirrored and shifted. Default "fitted". */
  scale?: "fitted" | "kept";
}

/**
 * How must one map be turned, mirrored, sized and shifted to lie best on another?
 *
 * The rigid motion with the least sum of squared distances between points that belong together
 * (Gower 1975). In two dimensions it is closed: the best turn of the points as they are and of
 * the mirrored ones are an arc tangent each, and the better of the two is taken.
 *
 * @param reference 2 · n coordinates, n ≥ 1.
 * @param moved 2 · n coordinates of the same points.
 * @param options See `ProcrustesOptions`.
 * @returns The transform; the scale is 1 where all of `moved` stands on one place.
 * @throws {RangeError} If the sizes differ or a coordinate is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { procrustesTransform } from "twoplane/projection";
 * const square = Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1);
 * const { scale, isMirrored } = procrustesTransform(square, square.map((value) => 2 * value));
 * assert(scale === 0.5 && !isMirrored);
 * ```
 */
export function procrustesTransform(
  reference: Float64Array,
  moved: Float64Array,
  options: ProcrustesOptions = {},
): MapTransform {
  const caller = "procrustesTransform";
  checkOptions(caller, options, ["scale"]);
  const scale = checkOneOf(caller, "scale", options.scale ?? "fitted", ["fitted", "kept"]);
  const n = checkPair(caller, reference, moved);
  const { plain, mirrored, ofMoved, from, to } = products(reference, moved, n);
  const [plainSize, mirroredSize] = [
    Math.hypot(plain.along, plain.across),
    Math.hypot(mirrored.along, mirrored.across),
  ];
  const isMirrored = mirroredSize > plainSize;
  const { along, across } = isMirrored ? mirrored : plain;
  const fitted = ofMoved === 0 ? 1 : Math.max(plainSize, mirroredSize) / ofMoved;
  return { angle: Math.atan2(across, along), isMirrored, scale: scale === "kept" ? 1 : fitted, from, to };
}

/** The points of a map after a transform; any points of that map, not only those it was fitted on. */
export function transformMap(coordinates: Float64Array, transform: MapTransform): Float64Array {
  const { angle, isMirrored, scale, from, to } = transform;
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const made = new Float64Array(coordinates.length);
  for (let i = 0; i < made.length; i += 2) {
    const x = (coordinates[i] as number) - from[0];
    const y = ((coordinates[i + 1] as number) - from[1]) * (isMirrored ? -1 : 1);
    made[i] = cos * x - sin * y + to[0];
    made[i + 1] = sin * x + cos * y + to[1];
  }
  return made;
}

/**
 * One map laid upon another, and how much of its shape is not the other's.
 *
 * @param reference 2 · n coordinates, n ≥ 1.
 * @param moved 2 · n coordinates of the same points.
 * @param options See `ProcrustesOptions`.
 * @returns `coordinates` of the moved points; `disparity`: 0 where the shapes are the same, 1 where they have nothing
 *   in common, the same whichever of the two is moved (the share of the squared spread that no fitted motion explains).
 * @throws {RangeError} If the sizes differ or a coordinate is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { procrustes } from "twoplane/projection";
 * const triangle = Float64Array.of(0, 0, 2, 0, 0, 1);
 * const turned = Float64Array.of(5, 5, 5, 7, 4, 5);
 * const { disparity } = procrustes(triangle, turned);
 * assert(disparity < 1e-12);
 * ```
 */
export function procrustes(
  reference: Float64Array,
  moved: Float64Array,
  options: ProcrustesOptions = {},
): { coordinates: Float64Array; transform: MapTransform; disparity: number } {
  const n = checkPair("procrustes", reference, moved);
  const transform = procrustesTransform(reference, moved, options);
  const { plain, mirrored, ofMoved, ofReference } = products(reference, moved, n);
  const best = Math.max(Math.hypot(plain.along, plain.across), Math.hypot(mirrored.along, mirrored.across));
  return {
    coordinates: transformMap(moved, transform),
    transform,
    disparity: disparityOf(best, ofMoved, ofReference),
  };
}

/** A map that stands on one place has the shape of another that does, and of no other. */
function disparityOf(best: number, ofMoved: number, ofReference: number): number {
  if (ofMoved === 0 || ofReference === 0) return ofMoved === ofReference ? 0 : 1;
  const disparity = 1 - (best / Math.sqrt(ofMoved) / Math.sqrt(ofReference)) ** 2;
  return disparity < SAME ? 0 : disparity;
}

/** Centre of a map. */
export function centreOf(coordinates: Float64Array): [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < coordinates.length; i += 2) {
    x += coordinates[i] as number;
    y += coordinates[i + 1] as number;
  }
  return [2 * x / coordinates.length, 2 * y / coordinates.length];
}

/** Root mean squared distance of the points from their centre. */
export function spreadOf(coordinates: Float64Array): number {
  const [x, y] = centreOf(coordinates);
  let squares = 0;
  for (let i = 0; i < coordinates.length; i += 2) {
    squares += ((coordinates[i] as number) - x) ** 2 + ((coordinates[i + 1] as number) - y) ** 2;
  }
  return Math.sqrt(2 * squares / coordinates.length);
}

function products(reference: Float64Array, moved: Float64Array, n: number) {
  const [from, to] = [centreOf(moved), centreOf(reference)];
  const [plain, mirrored] = [{ along: 0, across: 0 }, { along: 0, across: 0 }];
  let [ofMoved, ofReference] = [0, 0];
  for (let point = 0; point < n; point++) {
    const [x, y] = [(moved[2 * point] as number) - from[0], (moved[2 * point + 1] as number) - from[1]];
    const [a, b] = [(reference[2 * point] as number) - to[0], (reference[2 * point + 1] as number) - to[1]];
    plain.along += x * a + y * b;
    plain.across += x * b - y * a;
    mirrored.along += x * a - y * b;
    mirrored.across += x * b + y * a;
    ofMoved += x * x + y * y;
    ofReference += a * a + b * b;
  }
  return { plain, mirrored, ofMoved, ofReference, from, to };
}

function checkPair(caller: string, reference: Float64Array, moved: Float64Array): number {
  const n = reference.length / 2;
  if (!(n >= 1)) throw new RangeError(`Cannot run ${caller}(): needs at least 1 point, got ${n}`);
  checkCoordinates(caller, reference, Math.ceil(n));
  checkCoordinates(caller, moved, n);
  return n;
}
