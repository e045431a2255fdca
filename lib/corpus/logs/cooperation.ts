import { messageOf, parseCsv, parseJson, quote, readText, sha256 } from "../../foundation/mod.ts";
import type { Message } from "../../shapes.ts";
import { at, emptyContent, type LogContent, type LogEpisode, type LogTurn, NO_USAGE, type Scalar } from "./content.ts";
import { pythonText, pythonTexts } from "./python_text.ts";

/** Columns that both experiments of the tool write; the choices stand in `Choices` or `Choice`. */
export const COOPERATION_COLUMNS = [
  "Group",
  "Participant",
  "Condition",
  "Score",
  "Cooperation frequency",
  "Transcript",
  "Model",
  "Temperature",
] as const;

/**
 * Reads the results of llm-cooperation: one trial a row, either a repeated prisoner's dilemma against a scripted partner
 * or a purchase for a customer on behalf of a principal.
 *
 * What a partner did is read off its recorded choices (`partner.1`, …; `partnerPlayed` for conditions), since what it is
 * called need not be what it did. Choices that contradict the recorded frequency make a row bad. An answer that the tool
 * could not read has no choice, and the 0.0 it wrote as its score is no score.
 */
export async function readCooperation(path: string, source: string): Promise<LogContent> {
  const { header, rows, bad } = await parseCsv(readText(path), { source });
  const missing = COOPERATION_COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0 || !(header.includes("Choices") || header.includes("Choice"))) {
    throw new SyntaxError(
      `Cannot load ${source}: need the columns ${COOPERATION_COLUMNS.join(", ")} and Choices or Choice, got ${
        header.join(", ")
      }`,
    );
  }
  const content = emptyContent("results of llm-cooperation");
  content.bad = bad.map(({ line, detail }) => ({ row: line, where: `line ${line}`, detail }));
  rows.forEach(({ line, fields }, index) => {
    const where = `line ${line}`;
    try {
      addTrial(content, { where, row: index + 1, cell: (name) => fields[header.indexOf(name)] ?? "" });
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      content.bad.push({ row: line, where, detail: messageOf(cause) });
    }
  });
  return content;
}

interface TrialRow {
  where: string;
  row: number;
  cell: (name: string) => string;
}

function addTrial(content: LogContent, trial: TrialRow): void {
  const { where, row, cell } = trial;
  const group = cell("Group").replace(/^Group\./, "");
  const [condition, model] = [cell("Condition"), cell("Model")];
  if (group === "" || condition === "" || model === "") {
    throw new SyntaxError(`need a group, a condition and a model, got ${quote([group, condition, model].join(", "))}`);
  }
  const temperature = numberIn("Temperature", cell("Temperature"));
  const own = cell("Choices") === "" ? purchase(trial) : dilemma(trial, group);
  const first = own.messages.findIndex(({ role }) => role === "assistant");
  const episode: LogEpisode = {
    where,
    key: null,
    runId: `row ${row}`,
    task: own.task,
    sampleId: own.sampleId,
    replicate: null,
    model,
    messages: own.messages,
    given: first < 0 ? own.messages.length : first,
    tools: [],
    settings: { temperature, maxTokens: null, seed: null },
    settled: { group, ...own.settled },
    facts: { group, condition, participant: cell("Participant"), model, temperature, ...own.facts },
    usage: NO_USAGE,
    durationMs: null,
    error: null,
  };
  content.episodes.push(episode);
  content.turns.push(...turnsOf(episode, content.turns.length));
}

/** What is particular to one of the two experiments. */
interface Experiment {
  task: string;
  sampleId: string;
  messages: Message[];
  settled: Readonly<Record<string, Scalar>>;
  facts: Readonly<Record<string, Scalar>>;
}

/** Choices are printed as the members of an enumeration, of which the first is to cooperate. */
const ROUND = /Choices\{'user': DilemmaChoice\{[^()]*\((\d),\)\}\}, 'ai': DilemmaChoice\{[^()]*\((\d),\)\}\}\}/g;
const MOVES: Readonly<Record<string, string>> = { 1: "cooperate", 2: "defect" };

function dilemma({ cell }: TrialRow, group: string): Experiment {
  const printed = cell("Choices");
  const rounds = [...printed.matchAll(ROUND)].map(([, partner, own]) => [MOVES[partner ?? ""], MOVES[own ?? ""]]);
  const left = printed.replace(ROUND, "").replace(/^\[(?:, )*\]$/, "");
  if (rounds.length === 0 || left !== "" || rounds.flat().includes(undefined)) {
    throw new SyntaxError(`need choices of both players in every round, got ${quote(printed)}`);
  }
  const [partner, own] = [0, 1].map((player) => rounds.map((round) => round[player] as string)) as [string[], string[]];
  const count = (moves: readonly string[]) => moves.filter((move) => move === "cooperate").length;
  const frequency = numberIn("Cooperation frequency", cell("Cooperation frequency"));
  if (Math.abs(frequency - count(own) / own.length) > 1e-9) {
    throw new SyntaxError(
      `need a cooperation frequency of ${count(own)} in ${own.length} as its choices say, got ${frequency}`,
    );
  }
  const messages = alternating(pythonTexts(cell("Transcript")));
  const answers = messages.filter(({ role }) => role === "assistant").length;
  if (answers !== own.length) throw new SyntaxError(`need an answer a round, got ${answers} in ${own.length} rounds`);
  const byRound = (name: string, moves: readonly string[]) =>
    moves.map((move, i) => [`${name}.${i + 1}`, move] as const);
  return {
    task: "dilemma",
    sampleId: `${group}/${sha256(cell("Participant")).slice(0, 6)}`,
    messages,
    settled: {
      score: numberIn("Score", cell("Score")),
      rounds: own.length,
      cooperated: count(own),
      cooperationFrequency: frequency,
      partnerCooperated: count(partner),
      ...Object.fromEntries([...byRound("own", own), ...byRound("partner", partner)]),
    },
    facts: { partnerPlayed: partner.map((move) => move === "cooperate" ? "C" : "D").join("") },
  };
}

const UNREADABLE = "Cannot determine choice from ";

function purchase({ cell }: TrialRow): Experiment {
  const principal = argumentOf(cell("Participant"), "principal");
  const choice = /^PAChoice\(value=(\d+)\)$/.exec(cell("Choice"))?.[1];
  if (choice === undefined && cell("Choice") !== "") {
    throw new SyntaxError(`need a choice such as PAChoice(value=1) or none, got ${quote(cell("Choice"))}`);
  }
  const texts = pythonTexts(cell("Transcript"));
  const isUnread = texts.length === 1 && (texts[0] as string).startsWith(UNREADABLE);
  return {
    task: "principal-agent",
    sampleId: principal,
    messages: isUnread ? [unreadAnswer(texts[0] as string)] : alternating(texts),
    settled: choice === undefined ? {} : { choice: Number(choice) },
    facts: { principal, customer: argumentOf(cell("Participant"), "customer") },
  };
}

/** The answer that the tool kept where it found no choice in it; the prompt before it is not kept. */
function unreadAnswer(text: string): Message {
  const kept = text.slice(UNREADABLE.length);
  try {
    const content = at(parseJson(kept, { source: "answer" }), "content");
    return { role: "assistant", content: typeof content === "string" ? content : kept };
  } catch {
    return { role: "assistant", content: kept };
  }
}

function argumentOf(printed: string, name: string): string {
  const found = new RegExp(`[(,] ?${name}=(?=['"])`).exec(printed);
  if (found === null) throw new SyntaxError(`need a participant with ${name}=, got ${quote(printed)}`);
  return pythonText(printed, found.index + found[0].length).value.trim();
}

/** The experimenter speaks first, then both in turn. */
function alternating(texts: readonly string[]): Message[] {
  if (texts.length === 0) throw new SyntaxError("need a transcript with texts, got an empty one");
  return texts.map((content, i) => ({ role: i % 2 === 0 ? "user" : "assistant", content }));
}

function numberIn(column: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new SyntaxError(`need a number for ${column}, got ${quote(text)}`);
}

/** Words to a partner and to a shop: the agent's answers are posts, each a reply to its answer of the round before. */
function turnsOf({ where, runId, task, sampleId, model, messages, settings }: LogEpisode, order: number): LogTurn[] {
  const threadId = `${task}/${model}/${settings.temperature}/${runId}`;
  let previous: string | null = null;
  return messages.map(({ role, content }, index) => {
    const id = `${threadId}/${index}`;
    const isPost = role === "assistant";
    const parentId = isPost ? previous : null;
    if (isPost && content.trim() !== "") previous = id;
    return {
      where: `${where}, message ${index + 1}`,
      id,
      key: null,
      notPost: isPost ? null : "written by the experimenter, no agent",
      authorId: `${model} as ${sampleId}`,
      kind: parentId === null ? "post" as const : "reply" as const,
      time: null,
      step: order + index,
      text: content,
      title: null,
      communityId: task,
      parentId,
      threadId,
      score: null,
      modelId: model,
    };
  });
}
