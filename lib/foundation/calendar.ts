const DAY_MS = 86_400_000;

/** The UTC day so many days after `day`, before it where negative; days are written `2026-02-03`. */
export function shiftDay(day: string, days: number): string {
  return new Date(startOf(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one day to another, negative where the other comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((startOf(to) - startOf(from)) / DAY_MS);
}

/** Every day from the first to the last. */
export function everyDay(first: string, last: string): string[] {
  return Array.from({ length: daysBetween(first, last) + 1 }, (_, day) => shiftDay(first, day));
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}
