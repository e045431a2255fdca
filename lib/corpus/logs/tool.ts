import { cut, readText } from "../../foundation/mod.ts";
import { GENERIC_TYPES } from "./generic.ts";
import { isZip } from "./inspect_file.ts";
import { LOG_TOOLS, type LogTool } from "./options.ts";
import { isSqlite } from "./sqlite.ts";

/** How much of a text is looked at. */
const HEAD = 2 ** 16;

/**
 * Which tool wrote a log, by what stands in the file; its name is not asked.
 *
 * @throws {TypeError} If it looks like none.
 */
export function toolOf(path: string, source: string): LogTool {
  if (isZip(path)) return "inspect";
  if (isSqlite(path)) return "oasis";
  const head = readText(path).slice(0, HEAD).trimStart();
  const found = TEXTS.find(([, looks]) => looks(head))?.[0];
  if (found !== undefined) return found;
  throw new TypeError(
    `Cannot load ${source}: need a log of ${LOG_TOOLS.join(", ")}, got "${cut(head)}". ` +
      'Say tool: "generic" after turning it into the generic log',
  );
}

/** Header of its results; a leading column without a name is the row's number. */
const COOPERATION = /^(?:,|"",)?Group,Participant,Condition,Score,"?Cooperation frequency"?,Choices?,Transcript,/;

const TEXTS: readonly (readonly [LogTool, (head: string) => boolean])[] = [
  ["concordia", (head) => head.startsWith("<") && /const ENTRIES = |class="tabcontent"/.test(head)],
  ["agentverse", (head) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ /.test(head)],
  ["generic", (head) => new RegExp(`^\\{[^\\n]*"type"\\s*:\\s*"(?:${GENERIC_TYPES.join("|")})"`).test(head)],
  ["inspect", (head) => hasKeys(head, ["version", "status", "eval"])],
  ["concordia", (head) => hasKeys(head, ["content_store"]) || (head.startsWith("[") && hasKeys(head, ["Step"]))],
  ["sotopia", (head) => hasKeys(head, ["environment", "agents", "messages"])],
  ["agentverse", (head) => hasKeys(head, ["input", "response", "logs"])],
  ["llm-cooperation", (head) => COOPERATION.test(head)],
  ["chat", (head) => hasKeys(head, ["messages", "role"])],
];

function hasKeys(head: string, keys: readonly string[]): boolean {
  return /^[[{]/.test(head) && keys.every((key) => new RegExp(`"${key}"\\s*:`).test(head));
}
