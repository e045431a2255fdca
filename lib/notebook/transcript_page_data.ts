import { deflateSync } from "fflate";
import type { Reading, StepReading } from "../shapes.ts";
import { visible } from "../foundation/mod.ts";
import { treatedIn } from "./reading_blocks.ts";

/** Records as the page reads them: JSON with nothing hidden in it, deflated, in base64. */
export function packReadings(readings: readonly Reading[], most: number): string {
  const seen = new Map<string, number>();
  const records = readings.map(({ treated, ...reading }) => {
    const times = (seen.get(reading.trialId) ?? 0) + 1;
    seen.set(reading.trialId, times);
    const steps = reading.steps.map((step) => ({ ...step, ...partsOf(step, treated) }));
    return shown({ ...reading, steps, key: times === 1 ? reading.trialId : `${reading.trialId}~${times}` }, most);
  });
  return deflateSync(new TextEncoder().encode(JSON.stringify(records)), { level: 6 }).toBase64();
}

/** A prompt's text in pieces, those of the treated factor marked; nothing where none is. */
function partsOf(step: StepReading, treated: Reading["treated"]): { parts?: [string, boolean][] } {
  const ranges = step.kind === "prompt" ? treatedIn(step, treated) : [];
  if (ranges.length === 0) return {};
  const { content } = step;
  const edges = [0, ...ranges.flatMap(({ start, end }) => [start, end]), content.length].sort((a, b) => a - b);
  const parts = edges.slice(1).flatMap((end, i): [string, boolean][] => {
    const start = edges[i] as number;
    const isTreated = ranges.some((range) => range.start <= start && end <= range.end);
    return start === end ? [] : [[content.slice(start, end), isTreated]];
  });
  return { parts };
}

/** Every text and name of a value as it may be shown, cut to so many characters. */
function shown(value: unknown, most: number): unknown {
  if (typeof value === "string") return cutText(visible(value), most);
  if (Array.isArray(value)) return value.map((item) => shown(item, most));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [visible(name), shown(part, most)]));
}

function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  return `${characters.slice(0, most).join("")}… (${characters.length - most} more characters)`;
}
