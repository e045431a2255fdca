import { canonicalJson } from "../foundation/mod.ts";
import type { TreatedPlace } from "../shapes.ts";

/** Private-use characters that stand around treated text while a trial is put together. */
const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARKS = /[\uE000\uE001]/;

/** Notes that this text was written by the treated factor. */
export function mark(text: string): string {
  return `${OPEN}${text}${CLOSE}`;
}

/** Is all of it treated? */
export function isMarked(text: string): boolean {
  if (!text.startsWith(OPEN) || !text.endsWith(CLOSE)) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === OPEN) depth++;
    if (text[i] === CLOSE && --depth === 0) return i === text.length - 1;
  }
  return false;
}

/** Whether a text holds the characters that marks are made of: it cannot be used in a scenario. */
export function hasMarks(text: string): boolean {
  return MARKS.test(text);
}

/**
 * The value as a model gets it, and every place in it that was marked.
 *
 * @param value Anything JSON can hold; a list's item or a field whose text is marked in full counts as treated itself.
 */
export function withoutMarks<Value>(value: Value): { clean: Value; treated: TreatedPlace[] } {
  const treated: TreatedPlace[] = [];
  return { clean: clean(value, "", treated) as Value, treated };
}

function clean(value: unknown, path: string, treated: TreatedPlace[]): unknown {
  if (typeof value === "string") return cleanText(value, path, treated);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    return value.map((item, i) => {
      const own: TreatedPlace[] = [];
      const there = clean(item, `${path}[${i}]`, own);
      treated.push(...isTreatedItem(item) ? [whole(`${path}[${i}]`)] : own);
      return there;
    });
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const name = key.replaceAll(OPEN, "").replaceAll(CLOSE, "");
      const own: TreatedPlace[] = [];
      const there = clean(part, step(path, name), own);
      treated.push(...isMarked(key) ? [whole(step(path, name))] : own);
      return [name, there];
    }),
  );
}

/** A marked text, or a message of which all but its role is marked. */
function isTreatedItem(item: unknown): boolean {
  if (typeof item === "string") return isMarked(item);
  return item !== null && typeof item === "object" && "role" in item && textsOf(item).every(isMarked);
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, part]) => key === "role" ? [] : textsOf(part));
}

function cleanText(text: string, path: string, treated: TreatedPlace[]): string {
  let plain = "";
  let depth = 0;
  let start = 0;
  for (const piece of text.split(/([\uE000\uE001])/)) {
    if (piece === OPEN) {
      if (depth++ === 0) start = plain.length;
    } else if (piece === CLOSE) {
      if (--depth === 0 && plain.length > start) treated.push({ path, start, end: plain.length });
    } else plain += piece;
  }
  return plain;
}

function whole(path: string): TreatedPlace {
  return { path, start: null, end: null };
}

/** What is left of a value, as canonical JSON, once every treated place is cut out. */
export function untreatedPart(value: unknown, treated: readonly TreatedPlace[]): string {
  const wholes = new Set(treated.filter(({ start }) => start === null).map(({ path }) => path));
  const ranges = Map.groupBy(treated.filter(({ start }) => start !== null), ({ path }) => path);
  const rest = (part: unknown, path: string): unknown => {
    if (typeof part === "string") return cut(part, ranges.get(path) ?? []);
    if (part === null || typeof part !== "object") return part;
    if (Array.isArray(part)) {
      return part.flatMap((item, i) => wholes.has(`${path}[${i}]`) ? [] : [rest(item, `${path}[${i}]`)]);
    }
    return Object.fromEntries(
      Object.entries(part).flatMap(([key, item]) =>
        wholes.has(step(path, key)) ? [] : [[key, rest(item, step(path, key))]]
      ),
    );
  };
  return canonicalJson(rest(value, "") as Parameters<typeof canonicalJson>[0]);
}

function cut(text: string, places: readonly TreatedPlace[]): string {
  let [left, from] = ["", 0];
  for (const { start, end } of places.toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0))) {
    left += text.slice(from, start ?? 0);
    from = end ?? text.length;
  }
  return left + text.slice(from);
}

function step(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
