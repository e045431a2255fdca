import assert from "node:assert/strict";
import fc from "fast-check";
import { readTime } from "../../lib/corpus/times.ts";
import { checkZone, fixedOffset, zoneNamed } from "../../lib/corpus/zones.ts";
import golden from "../golden/zones.json" with { type: "json" };

const bare = { zone: null, zoneName: "", epochUnit: undefined };

function utcOf(text: string, zone?: string): string {
  const settings = zone === undefined ? bare : { zone: zoneNamed(zone), zoneName: zone, epochUnit: undefined };
  const reading = readTime(text, settings);
  assert.ok("utc" in reading, JSON.stringify(reading));
  return reading.utc;
}

Deno.test("readTime() reads ISO 8601 with a zone in each usual form", () => {
  for (
    const text of [
      "2026-02-03T13:11:42.603Z",
      "2026-02-03T13:11:42.603662+00:00",
      "2026-02-03 13:11:42.603999 UTC",
      "2026-02-03T22:11:42,603+0900",
      "2026-02-03t22:11:42.603 +09",
      "2026-02-03T07:41:42.6039-05:30",
    ]
  ) assert.equal(utcOf(text), "2026-02-03T13:11:42.603Z");
  assert.equal(utcOf("2026-02-03T13:11Z"), "2026-02-03T13:11:00.000Z");
});

Deno.test("readTime() keeps a zone that a time has, whatever zone is declared for others", () => {
  assert.equal(utcOf("2026-02-03T10:00:00Z", "Asia/Tokyo"), "2026-02-03T10:00:00.000Z");
});

Deno.test("readTime() asks for a zone where a time has none", () => {
  for (const text of ["2026-02-03T13:11:42", "2026-02-03 13:11", "2026-02-03"]) {
    assert.deepEqual(readTime(text, bare), { needs: "timeZone" });
  }
  assert.equal(utcOf("2026-02-03", "+09:00"), "2026-02-02T15:00:00.000Z");
  assert.equal(utcOf("2026-02-03T00:30:00", "UTC"), "2026-02-03T00:30:00.000Z");
});

Deno.test("readTime() agrees with Python's zoneinfo around every kind of clock change", () => {
  for (const [name, wall, utc, twice] of golden.cases as [string, string, string | null, boolean][]) {
    const reading = readTime(wall, { zone: zoneNamed(name), zoneName: name, epochUnit: undefined });
    if (utc === null) {
      assert.deepEqual(reading, { unreadable: `need an hour that the clocks of ${name} did not skip` });
    } else {
      const note = twice ? ", of which clocks passed the hour twice: the first is taken" : "";
      assert.deepEqual(
        reading,
        { utc, note: `without a zone of their own, taken as ${name}${note}` },
        `${name} ${wall}`,
      );
    }
  }
});

Deno.test("readTime() tells seconds from milliseconds by their digits, and asks otherwise", () => {
  assert.equal(utcOf("1770124302"), "2026-02-03T13:11:42.000Z");
  assert.equal(utcOf("1770124302.6039"), "2026-02-03T13:11:42.603Z");
  assert.equal(utcOf("1770124302603"), "2026-02-03T13:11:42.603Z");
  for (const text of ["0", "999999999", "17701243020", "-123456789", "20260203", "2026"]) {
    assert.deepEqual(readTime(text, bare), { needs: "epochUnit" });
  }
});

Deno.test("readTime() takes the declared unit of a number", () => {
  const read = (text: string, epochUnit: "s" | "ms") => readTime(text, { ...bare, epochUnit });
  assert.deepEqual(read("0", "s"), { utc: "1970-01-01T00:00:00.000Z", note: "read as seconds since 1970" });
  assert.deepEqual(read("-1.5", "s"), { utc: "1969-12-31T23:59:58.500Z", note: "read as seconds since 1970" });
  assert.deepEqual(read("1500", "ms"), { utc: "1970-01-01T00:00:01.500Z", note: "read as milliseconds since 1970" });
  assert.deepEqual(read("9".repeat(30), "s"), { unreadable: "need a year from 0 to 9999" });
});

Deno.test("readTime() refuses days, hours and offsets that do not exist, and other notations", () => {
  for (
    const text of [
      "2026-02-30T10:00:00Z",
      "2026-13-01",
      "2026-02-03T24:00:00Z",
      "2026-02-03T10:60:00Z",
      "2026-02-03T10:00:60Z",
      "2026-02-03T10:00:00+14:30",
      "9999-12-31T23:59:59-01:00",
      "03/02/2026",
      "Tue, 03 Feb 2026 13:11:42 GMT",
      "yesterday",
      "2026-02-03T10:00:00 Berlin",
    ]
  ) assert.ok("unreadable" in readTime(text, bare), text);
});

Deno.test("readTime() gives back every moment that toISOString() writes", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(-62167219200000), max: new Date(253402300799999), noInvalidDate: true }),
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      (date, minutes) => {
        assert.equal(utcOf(date.toISOString()), date.toISOString());
        const shifted = new Date(date.getTime() + minutes * 60_000);
        fc.pre(shifted.getTime() >= -62167219200000 && shifted.getTime() <= 253402300799999);
        const [sign, size] = [minutes < 0 ? "-" : "+", Math.abs(minutes)];
        const offset = `${sign}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
        assert.equal(utcOf(shifted.toISOString().replace("Z", offset)), date.toISOString());
        assert.equal(utcOf(shifted.toISOString().replace("Z", ""), offset), date.toISOString());
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

Deno.test("checkZone() takes UTC, offsets and IANA names and refuses the rest", () => {
  for (const zone of ["UTC", "Z", "+09:00", "-0530", "+14", "Asia/Tokyo", "Europe/Berlin", "Etc/GMT+9"]) {
    checkZone(zone);
  }
  for (const zone of ["", "JST+9", "Mars/Olympus", "+15:00", "+9", "+09:60", 9, null]) {
    assert.throws(() => checkZone(zone), /^RangeError: Cannot run loadPosts\(\): timeZone needs "UTC", an offset/);
  }
});

Deno.test("fixedOffset() gives milliseconds east of UTC", () => {
  assert.equal(fixedOffset("+09:00"), 32_400_000);
  assert.equal(fixedOffset("-05:30"), -19_800_000);
  assert.equal(fixedOffset("Asia/Tokyo"), null);
});

Deno.test("readTime() knows which days and hours exist, as Date does", () => {
  const two = (value: number) => String(value).padStart(2, "0");
  const agrees = (text: string) => {
    const ms = Date.parse(text);
    const isThere = Number.isFinite(ms) && new Date(ms).toISOString() === text;
    assert.equal("utc" in readTime(text, bare), isThere, text);
  };
  for (const year of ["0000", "0004", "1900", "2000", "2023", "2024", "2100", "9999"]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 33; day++) agrees(`${year}-${two(month)}-${two(day)}T00:00:00.000Z`);
    }
  }
  for (let hour = 0; hour < 100; hour++) {
    for (const [minute, second] of [[0, 0], [59, 59], [60, 0], [0, 60]] as const) {
      if (hour !== 24) agrees(`2026-02-03T${two(hour)}:${two(minute)}:${two(second)}.000Z`);
    }
  }
  assert.ok("unreadable" in readTime("2026-02-03T24:00:00Z", bare));
});
