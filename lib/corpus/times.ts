import type { LoadPostsOptions } from "./options.ts";
import { fixedOffset, type Zone } from "./zones.ts";

/** What a time in a file means: a moment, an option that is needed to tell, or nothing. */
export type TimeReading =
  | { utc: string; note: string | null }
  | { needs: "timeZone" | "epochUnit" }
  | { unreadable: string };

/** What is known of times that do not say it themselves. */
export interface TimeSettings {
  zone: Zone | null;
  zoneName: string;
  epochUnit: LoadPostsOptions["epochUnit"];
}

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
/** From 2001-09-09 to 2286-11-20 seconds have 10 digits and milliseconds 13. */
const UNIT_BY_DIGITS: Readonly<Record<number, "s" | "ms">> = { 10: "s", 13: "ms" };
const EPOCH = /^(-?\d+)(?:\.(\d+))?$/;

/**
 * Reads a time as ISO 8601 or as seconds or milliseconds since 1970.
 *
 * Digits beyond the millisecond are cut, not rounded, so that no time moves into the next day.
 */
export function readTime(text: string, settings: TimeSettings): TimeReading {
  const epoch = EPOCH.exec(text);
  if (epoch !== null) return readEpoch(epoch[1] ?? "", epoch[2] ?? "", settings);
  const iso = ISO.exec(text);
  if (iso === null) return { unreadable: "need ISO 8601 such as 2026-02-03T13:11:42Z, or seconds since 1970" };
  const [, date, clock = "00:00", seconds = "00", fraction = "", ownZone] = iso;
  if (!exists(date as string, clock, seconds)) return { unreadable: "need a day and hour that exist" };
  const wall = `${date}T${clock}:${seconds}.${milliseconds(fraction)}Z`;
  if (ownZone === undefined) return inZone(Date.parse(wall), settings);
  const offset = fixedOffset(ownZone);
  if (offset === null) return { unreadable: "need an offset of at most 14 hours" };
  return offset === 0 ? { utc: wall, note: null } : moment(Date.parse(wall) - offset, null);
}

/** Is there such a day in the Gregorian calendar, and such a time on a clock? All parts are digits already. */
function exists(date: string, clock: string, seconds: string): boolean {
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8))];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : DAYS[month - 1] ?? 0;
  return day >= 1 && day <= days && clock.slice(0, 2) < "24" && clock.slice(3) < "60" && seconds < "60";
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function inZone(wallMs: number, { zone, zoneName }: TimeSettings): TimeReading {
  if (zone === null) return { needs: "timeZone" };
  const reading = zone(wallMs);
  if (reading === null) return { unreadable: `need an hour that the clocks of ${zoneName} did not skip` };
  const twice = ", of which clocks passed the hour twice: the first is taken";
  return moment(reading.utcMs, `without a zone of their own, taken as ${zoneName}${reading.twice ? twice : ""}`);
}

function readEpoch(whole: string, fraction: string, { epochUnit }: TimeSettings): TimeReading {
  const told = whole.startsWith("-") ? undefined : UNIT_BY_DIGITS[whole.length];
  const unit = epochUnit ?? told;
  if (unit === undefined) return { needs: "epochUnit" };
  const ms = unit === "s" ? Number(`${whole}${milliseconds(fraction)}`) : Number(whole);
  const how = epochUnit === undefined ? `, told by their ${whole.length} digits` : "";
  return moment(ms, `read as ${unit === "s" ? "seconds" : "milliseconds"} since 1970${how}`);
}

function milliseconds(fraction: string): string {
  return fraction.slice(0, 3).padEnd(3, "0");
}

/** Years of four digits only, so that times sort as text. */
function moment(utcMs: number, note: string | null): TimeReading {
  const date = new Date(utcMs);
  const utc = Number.isFinite(date.getTime()) ? date.toISOString() : "";
  return utc.length === 24 ? { utc, note } : { unreadable: "need a year from 0 to 9999" };
}
