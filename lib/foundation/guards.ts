import { quote } from "./errors.ts";

/**
 * Refuses a misspelt option, since a silently ignored option is a silently wrong result.
 *
 * @param caller Name of the public function, for the message.
 * @param options What the caller was given.
 * @param known Names it takes.
 * @throws {TypeError} If `options` is no object or has a name outside `known`.
 *
 * @example
 * ```ts
 * import { checkOptions } from "twoplane/foundation";
 * checkOptions("project", { seed: 1 }, ["seed", "neighbours"]);
 * ```
 */
export function checkOptions(caller: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`Cannot run ${caller}(): options need an object, got ${quote(options)}`);
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`Cannot run ${caller}() with option "${unknown}": it takes ${known.join(", ")}`);
}

/** A whole number within bounds, or a RangeError that says so. */
export function checkInteger(
  caller: string,
  name: string,
  value: unknown,
  { min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = {},
): number {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  const isBelow = max !== Number.MAX_SAFE_INTEGER;
  const isAbove = min !== -Number.MAX_SAFE_INTEGER;
  const from = isAbove ? isBelow ? ` from ${min}` : ` of at least ${min}` : "";
  const to = isBelow ? isAbove ? ` to ${max}` : ` of at most ${max}` : "";
  throw new RangeError(`Cannot run ${caller}(): ${name} needs a whole number${from}${to}, got ${quote(value)}`);
}

/** A finite number within bounds, or a RangeError that says so; with `Number.MIN_VALUE` as the lower bound, any above 0. */
export function checkNumber(
  caller: string,
  name: string,
  value: unknown,
  { min = -Infinity, max = Infinity } = {},
): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= min && value <= max) return value;
  const lower = min === Number.MIN_VALUE ? "(0" : `[${min}`;
  throw new RangeError(
    `Cannot run ${caller}(): ${name} needs a finite number in ${lower}, ${max}], got ${quote(value)}`,
  );
}

/** One of a closed list of names, or a TypeError that lists them. */
export function checkOneOf<Name extends string>(
  caller: string,
  name: string,
  value: unknown,
  known: readonly Name[],
): Name {
  if (known.includes(value as Name)) return value as Name;
  throw new TypeError(`Cannot run ${caller}(): ${name} is one of ${known.join(", ")}, got ${quote(value)}`);
}

/** Throws the signal's reason if it has been aborted. */
export function checkAborted(signal: AbortSignal | undefined): void {
  signal?.throwIfAborted();
}
