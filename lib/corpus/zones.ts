import { quote } from "../foundation/mod.ts";

/** How a clock on the wall becomes UTC. */
export type Zone = (wallMs: number) => WallReading;

/** `twice`: the wall clock passes this time twice, and the first is taken. `null`: it never shows it. */
export type WallReading = { utcMs: number; twice: boolean } | null;

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const DAY = 86_400_000;

/** Milliseconds east of UTC that `Z`, `UTC`, `GMT`, `+09:00`, `+0900` or `+09` stand for; `null` for anything else. */
export function fixedOffset(zone: string): number | null {
  if (/^(Z|UTC|GMT)$/i.test(zone)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(zone) ?? [];
  const total = Number(hours) * 60 + Number(minutes ?? 0);
  if (sign === undefined || total > 14 * 60 || Number(minutes ?? 0) > 59) return null;
  return (sign === "-" ? -total : total) * MINUTE;
}

/** @throws {RangeError} If there is no such zone. */
export function checkZone(zone: unknown, caller = "loadPosts"): void {
  if (typeof zone === "string" && (fixedOffset(zone) !== null || isNamed(zone))) return;
  throw new RangeError(
    `Cannot run ${caller}(): timeZone needs "UTC", an offset such as "+09:00" or an IANA name such as "Asia/Tokyo", got ${
      quote(zone)
    }`,
  );
}

/** A zone by any of its names, known to be one. */
export function zoneNamed(zone: string): Zone {
  const offset = fixedOffset(zone);
  return offset === null ? namedZone(zone) : (wallMs) => ({ utcMs: wallMs - offset, twice: false });
}

function isNamed(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat("en-US", { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

function namedZone(zone: string): Zone {
  const offsetAt = offsetsOf(zone);
  return (wallMs) => {
    const candidates = [offsetAt(wallMs - DAY), offsetAt(wallMs + DAY)].map((offset) => wallMs - offset);
    const found = candidates.filter((utcMs) => utcMs + offsetAt(utcMs) === wallMs);
    if (found.length === 0) return null;
    return { utcMs: Math.min(...found), twice: new Set(found).size > 1 };
  };
}

/** Offset of a named zone at a moment; kept by quarter hours, and looked up by the minute where it changes within one. */
function offsetsOf(zone: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const known = new Map<number, number>();
  const lookUp = (utcMs: number) => {
    const offset = known.get(utcMs) ?? wallTime(format, utcMs) - utcMs;
    known.set(utcMs, offset);
    return offset;
  };
  return (utcMs) => {
    const quarter = floorTo(utcMs, QUARTER);
    const offset = lookUp(quarter);
    return offset === lookUp(quarter + QUARTER) ? offset : lookUp(floorTo(utcMs, MINUTE));
  };
}

const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;

function wallTime(format: Intl.DateTimeFormat, utcMs: number): number {
  const part = Object.fromEntries(format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]));
  const { year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
