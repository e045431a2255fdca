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
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value as Json));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const fields = value as Readonly<Record<string, Json>>;
  return Object.fromEntries(
    Object.keys(fields).sort().filter((key) => fields[key] !== undefined).map((
      key,
    ) => [key, sorted(fields[key] as Json)]),
  );
}
