import type { Factor, Message, Wording } from "../shapes.ts";
import { isMarked, mark } from "./treated.ts";

/** File in which a note stands where it is given as a file. */
export const NOTE_FILE = "notes/history.txt";

/** Ways in which a note reaches the model, see `data/factors/instantiation.json`. */
export const INSTANTIATIONS = ["prompt", "file", "memory", "transcript"] as const;
/** Where the note stands among the paragraphs of the task, see `data/factors/order.json`. */
export const ORDERS = ["middle", "first", "last"] as const;

/** Texts of a trial, still with their `{{names}}`. */
export interface Arrangement {
  system: string[];
  /** Messages between the system's and the task. */
  before: Message[];
  task: string[];
  /** Files besides the scenario's. */
  files: Readonly<Record<string, string>>;
}

/** What an arrangement needs to know of the note. */
export interface NotePlace {
  /** The factor whose text it is. */
  factor: Factor;
  /** The level's own text; empty: there is no note. */
  text: string;
  instantiation: string;
  order: string;
  /** Whether the note is treated: by its own factor, or by where and how it is given. */
  isTreated: boolean;
  /** Whether a note that is given as a file is read by a native tool call, not by a JSON action. */
  isNative: boolean;
}

/**
 * Puts the paragraphs of a wording together: texts of factors that the wording does not name, and the note in its place.
 *
 * @param wording As the scenario has it.
 * @param factors All factors of the scenario.
 * @param note `null` where the scenario has none.
 */
export function arrange(wording: Wording, factors: readonly Factor[], note: NotePlace | null): Arrangement {
  const isNamed = ({ id }: Factor) => `${wording.system}${wording.task}`.includes(`{{${id}}}`);
  const unnamed = (place: Factor["place"]) =>
    factors.filter((factor) => factor.place === place && !isNamed(factor)).map(({ id }) => `{{${id}}}`);
  const paragraphs = wording.task.split("\n\n");
  const task = [...paragraphs.slice(0, -1), ...unnamed("task"), ...paragraphs.slice(-1)];
  const arrangement: Arrangement = { system: [wording.system, ...unnamed("system")], before: [], task, files: {} };
  return note === null ? arrangement : withNote(arrangement, note);
}

function withNote(
  plain: Arrangement,
  { factor, text, instantiation, order, isTreated, isNative }: NotePlace,
): Arrangement {
  const slot = `{{${factor.id}}}`;
  const own = isTreated ? mark : (part: string) => part;
  const others = plain.task.filter((paragraph) => paragraph !== slot);
  const note = own(text);
  switch (instantiation) {
    case "file": {
      const isThere = text !== "";
      const read = fileRead(isThere ? text : `Error: no file ${NOTE_FILE}`, { own, isNative });
      return {
        ...plain,
        before: read.before,
        task: [...read.answer, ...others],
        files: isThere ? { [own(NOTE_FILE)]: note } : {},
      };
    }
    case "memory":
      return {
        ...plain,
        task: others,
        system: [...plain.system, ...text === "" ? [] : [own(`From your memory: ${text}`)]],
      };
    case "transcript": {
      const before: Message[] = [
        { role: "user", content: own("Before you begin: what do you recall of your work so far?") },
        { role: "assistant", content: note },
      ];
      return { ...plain, task: others, before: text === "" ? [] : before };
    }
    default: {
      const at = order === "first" ? 0 : order === "last" ? others.length : plain.task.indexOf(slot);
      return { ...plain, task: [...others.slice(0, at), note, ...others.slice(at)] };
    }
  }
}

/**
 * An exchange in which the agent has read its notes. With JSON actions the file's content opens the task, as any answer of a
 * tool is a message of the user; with native calls it is the tool's own message.
 */
function fileRead(
  answer: string,
  { own, isNative }: { own: (text: string) => string; isNative: boolean },
): { before: Message[]; answer: string[] } {
  const given = { path: NOTE_FILE };
  const request: Message = { role: "user", content: own(`Begin with your notes: read ${NOTE_FILE}.`) };
  if (!isNative) {
    const call = JSON.stringify({ tool: "read_file", arguments: given });
    return { before: [request, { role: "assistant", content: own(call) }], answer: [own(answer)] };
  }
  const id = own("call-notes");
  const toolCalls = [{ id, name: own("read_file"), argumentsText: own(JSON.stringify(given)) }];
  return {
    before: [
      request,
      { role: "assistant", content: own(""), toolCalls },
      { role: "tool", content: own(answer), toolCallId: id },
    ],
    answer: [],
  };
}

/** Paragraphs as one text, empty ones left out. What is treated in full takes the blank line beside it along. */
export function joined(paragraphs: readonly string[]): string {
  const there = paragraphs.filter((paragraph) => paragraph !== "" && paragraph !== mark(""));
  return there.reduce((text, paragraph, i) => {
    if (i === 0) return paragraph;
    const previous = there[i - 1] as string;
    if (isMarked(previous) && i === 1) return `${mark(`${previous}\n\n`)}${paragraph}`;
    return isMarked(paragraph) ? `${text}${mark(`\n\n${paragraph}`)}` : `${text}\n\n${paragraph}`;
  }, "");
}
