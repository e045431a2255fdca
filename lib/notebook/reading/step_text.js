// @ts-check
/** @typedef {import("../../shapes.ts").CallReading} CallReading */
/** @typedef {import("../../shapes.ts").StepReading} StepReading */
/** @typedef {import("../../shapes.ts").StateChange} StateChange */

/**
 * Who does what in a step, such as "assistant calls move_file".
 *
 * @param {Pick<StepReading, "role" | "kind" | "calls">} step
 */
export function stepHeading({ role, kind, calls }) {
  const tools = calls.map(({ tool }) => tool).join(", ");
  switch (kind) {
    case "call":
      return `${role} calls ${tools}`;
    case "invalid":
      return calls.length === 0 ? `${role}: no valid call` : `${role}: no valid call of ${tools}`;
    case "refusal":
      return `${role} refuses`;
    default:
      return role;
  }
}

/**
 * A step in full: a thought, words beside a call, calls with their arguments, results and changes.
 *
 * @param {StepReading} step
 */
export function stepText(step) {
  const { content, thought, calls, endedBy } = step;
  const said = saidBesides(step);
  const parts = thought === null ? [] : [`thinks: ${thought}`];
  if (said !== "") parts.push(said);
  for (const call of calls) parts.push(callText(call), ...resultLines(call), ...call.changes.map(changeText));
  if (endedBy !== null) parts.push(endText(endedBy));
  return parts.length === 0 ? content : parts.join("\n");
}

/** Why an answer ends early. @param {string} endedBy */
export function endText(endedBy) {
  return `(ended by ${endedBy})`;
}

/** What an answer says besides its call; an answer that is one JSON object says nothing else. @param {StepReading} step */
export function saidBesides({ content, kind }) {
  if (kind !== "call") return content;
  const text = content.trim();
  return text.startsWith("{") && text.endsWith("}") ? "" : text;
}

/** Tool and arguments on one line. @param {CallReading} call */
export function callText({ tool, arguments: given }) {
  return `${tool}(${Object.entries(given).map(([name, value]) => `${name}: ${valueText(value)}`).join(", ")})`;
}

/** @param {CallReading} call */
function resultLines({ result, status }) {
  const fault = statusText(status);
  return [...(result === null ? [] : [`→ ${result}`]), ...(fault === "" ? [] : [`(${fault})`])];
}

/** What is to be said of a call that was not simply carried out. @param {CallReading["status"]} status */
export function statusText(status) {
  if (status === "failed") return "failed, nothing changed";
  return status === "invalid" ? "not a call of an offered tool" : "";
}

/** A change on one line: + new, − gone, ± another value. @param {StateChange} change */
export function changeText({ path, before, after }) {
  if (before === null) return `+ ${path} = ${valueText(after)}`;
  if (after === null) return `− ${path} (was ${valueText(before)})`;
  return `± ${path}: ${valueText(before)} → ${valueText(after)}`;
}

/** A value as it may be written; text in quotes. @param {unknown} value */
export function valueText(value) {
  return typeof value === "string" ? `"${value}"` : JSON.stringify(value);
}
