import { parseJsonl, quote, readText } from "../../foundation/mod.ts";
import {
  at,
  emptyContent,
  type Fields,
  flattened,
  isFields,
  listAt,
  type LogContent,
  NO_SETTINGS,
  NO_USAGE,
  textAt,
} from "./content.ts";

/** Reads AgentVerse: `results.jsonl` of its task-solving benchmark, or the `activity.log` of a conversation. */
export function readAgentverse(path: string): LogContent {
  const text = readText(path);
  return text.trimStart().startsWith("{") ? readResults(text) : readActivity(text);
}

/** Who speaks in a task: a module of several agents, or one agent. */
interface Spoken {
  who: string;
  text: string;
}

function readResults(text: string): LogContent {
  const content = emptyContent("AgentVerse results");
  const { rows, bad } = parseJsonl(text);
  content.bad = bad.map(({ line, column, detail }) => ({ row: line, where: `line ${line}, column ${column}`, detail }));
  for (const { line, value } of rows) {
    if (isFields(value) && Array.isArray(value.logs)) addTask(content, line, value);
    else {content.bad.push({
        row: line,
        where: `line ${line}`,
        detail: `need an object with logs, got ${quote(value)}`,
      });}
  }
  return content;
}

function addTask(content: LogContent, line: number, value: Fields): void {
  const spoken: Spoken[] = listAt(value, "logs").map((entry) => ({
    who: textAt(entry, "module") ?? textAt(entry, "agent") ?? "unknown",
    text: textAt(entry, "content") ?? "",
  }));
  const question = textAt(value, "input") ?? "";
  const verdicts = spoken.filter(({ who }) => who === "system").map(({ text }) => text);
  const order = content.turns.length;
  content.turns.push(...spoken.map(({ who, text }, index) => ({
    where: `line ${line}, log ${index + 1}`,
    id: `${line}/${index}`,
    key: null,
    notPost: who === "system" ? "written by the system, no agent" : null,
    authorId: who,
    kind: "post" as const,
    time: null,
    step: order + index,
    text,
    title: null,
    communityId: null,
    parentId: null,
    threadId: String(line),
    score: null,
    modelId: null,
  })));
  content.episodes.push({
    where: `line ${line}`,
    key: null,
    runId: `line ${line}`,
    task: "agentverse",
    sampleId: String(line),
    replicate: null,
    model: "",
    messages: [
      { role: "user", content: question },
      ...spoken.map(({ who, text }) => ({
        role: who === "system" ? "user" as const : "assistant" as const,
        content: `${who}: ${text}`,
      })),
    ],
    given: 1,
    tools: [],
    settings: NO_SETTINGS,
    settled: Object.fromEntries([
      ...flattened(at(value, "response"), "response"),
      ...flattened(at(value, "label"), "label"),
      ["rounds", verdicts.length],
      ["accepted", verdicts.at(-1)?.startsWith("Good score") ?? false],
    ]),
    facts: value,
    usage: NO_USAGE,
    durationMs: null,
    error: null,
  });
}

const LINE = /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3}) (DEBUG|INFO|WARNING|ERROR|CRITICAL) /;
/** Two blanks, since the title before a message is empty; then who speaks. */
const SAYS = /^ ([^:\n]{1,80}): ([^]*)$/;
const SPENT = "Total spent";

function readActivity(text: string): LogContent {
  const content = emptyContent("AgentVerse activity log");
  let entry: { line: number; time: string; level: string; rest: string } | null = null;
  const file = () => {
    if (entry !== null) content.turns.push(activityTurn(entry, content.turns.length));
  };
  text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").forEach((line, index) => {
    const begins = LINE.exec(line);
    if (begins !== null) {
      file();
      entry = { line: index + 1, time: begins[1] ?? "", level: begins[2] ?? "", rest: line.slice(begins[0].length) };
    } else if (entry !== null) entry.rest += `\n${line}`;
    else {content.bad.push({
        row: index + 1,
        where: `line ${index + 1}`,
        detail: `need a time and a level, got ${quote(line)}`,
      });}
  });
  file();
  return content;
}

function activityTurn(
  { line, time, level, rest }: { line: number; time: string; level: string; rest: string },
  step: number,
) {
  const says = level === "INFO" ? SAYS.exec(rest) : null;
  const isSpeech = says !== null && says[1] !== SPENT;
  return {
    where: `line ${line}`,
    id: null,
    key: null,
    notPost: isSpeech ? null : `written by the tool (${level}), no agent`,
    authorId: says?.[1] ?? null,
    kind: "post" as const,
    time,
    step,
    text: says?.[2] ?? rest,
    title: null,
    communityId: null,
    parentId: null,
    threadId: null,
    score: null,
    modelId: null,
  };
}
