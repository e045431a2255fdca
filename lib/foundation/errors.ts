import { printable } from "./text.ts";

/** Text on one line of at most `length` characters, safe to show in a terminal, for error messages. */
export function cut(text: string, length = 40): string {
  const start = text.slice(0, 1000 + 4 * length);
  const flat = Array.from(printable(start).replace(/\s+/g, " ").trim());
  return flat.length <= length ? flat.join("") : `${flat.slice(0, length - 1).join("")}…`;
}

/** A value as an error message quotes it: kind and content, cut at 40 characters. */
export function quote(value: unknown): string {
  if (typeof value === "string") return `"${cut(value)}"`;
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return `an object with ${cut(Object.keys(value).join(", ") || "no keys")}`;
}

/** Message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
