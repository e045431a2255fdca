/** About how many bytes a value of a database takes, so that a small file cannot fill the memory. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length + 8;
  if (typeof value !== "object" || value === null) return 8;
  if (value instanceof Uint8Array) return value.length + 8;
  let size = 8;
  for (const name in value) size += 8 + sizeOf((value as Readonly<Record<string, unknown>>)[name]);
  return size;
}

/** @returns The error about a database that holds more than was allowed. */
export function tooLarge(name: string, maxBytes: number): RangeError {
  return new RangeError(
    `Cannot load ${name}: need at most ${maxBytes} bytes of values (maxBytes), got more. Raise maxBytes, or split it`,
  );
}
