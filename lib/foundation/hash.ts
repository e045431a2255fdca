import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Json } from "../shapes.ts";

/** SHA-256 of text (as UTF-8) or bytes, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of a file, streamed. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

/**
 * JSON with sorted keys and no spaces: equal values give equal text, whatever the order
 * in which their fields were set. Hash this, never `JSON.stringify`.
 *
 * @param value Plain objects, arrays, text, finite numbers, booleans and `null`; fields that are `undefined` count
 *   as absent.
 * @throws {TypeError} If the value holds anything else: `JSON.stringify` writes NaN as null and a Date or a typed
 *   array as an object, so that different values would share one hash.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value, "value"));
}

function sorted(value: unknown, path: string): Json {
  if (Array.isArray(value)) return value.map((item, index) => sorted(item, `${path}[${index}]`));
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) {
    return value as Json;
  }
  if (typeof value !== "object" || !isPlain(value)) {
    throw new TypeError(`Cannot write ${path} as canonical JSON: need plain JSON, got ${nameOf(value)}`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(fields)
      .filter((key) => fields[key] !== undefined)
      .sort()
      .map((key) => [key, sorted(fields[key], `${path}.${key}`)]),
  );
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  return typeof value === "object" && value !== null ? `a ${value.constructor.name}` : String(value);
}
