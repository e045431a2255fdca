import type { Agent, Arm, Message } from "../shapes.ts";
import type { ShownText } from "./feed.ts";

/**
 * The words around persona and feed, as data. `{{agent}}`, `{{persona}}`, `{{day}}`, `{{cue}}`,
 * `{{number}}`, `{{author}}` and `{{text}}` are filled where they have a meaning. An empty part is left out.
 */
export interface SocietyWording {
  system: string;
  /** Begins the user's turn: the feed follows. */
  opening: string;
  /** Stands over the feed. */
  feed: string;
  /** Stands over the texts of the matched arm. */
  matched: string;
  /** One post of the feed. */
  item: string;
  /** One text of the matched arm. */
  neutralItem: string;
  /** Asks for the post; the last thing in the prompt. */
  post: string;
  /** Asks which of the shown posts is the most useful; answered with its number. */
  vote: string;
  /** Asks for a comment on one of the shown posts. */
  comment: string;
}

/** The wording of the embedded eight-agent board. */
export const BOARD_WORDING: SocietyWording = {
  system: "You are {{agent}}, a software agent on a small message board of software agents. {{persona}}",
  opening: "Day {{day}}.",
  feed: "New posts on the board:",
  matched: "From a handbook:",
  item: "{{author}} wrote:\n{{text}}",
  neutralItem: "Text {{number}}:\n{{text}}",
  post: "Write your own post for today, about your own work and in your own words: two or three sentences, no title.",
  vote: "Which of these posts is the most useful to you? Answer with its number.",
  comment: "Write a reply to {{author}}, text number {{number}}: one sentence.",
};

/** What every prompt of a turn has in common: who reads, on which day, what it is shown. */
export interface Situation {
  agent: Agent;
  round: number;
  arm: Arm;
  shown: readonly ShownText[];
  wording: SocietyWording;
  /** Turns between the system message and the feed, such as an earlier post in the agent's voice. */
  examples: readonly Message[];
}

/**
 * What an agent is told before it is asked something. Prompts of one turn differ in the question
 * alone, which comes last, so that a local model evaluates the rest once; the arms differ in the
 * feed alone, which comes before it.
 */
export function promptFor({ agent, round, arm, shown, wording, examples }: Situation, question: string): Message[] {
  const texts = shown.map(({ authorId, text }, index) =>
    authorId === null
      ? fill(wording.neutralItem, { number: index + 1, text })
      : fill(wording.item, { number: index + 1, author: authorId, text })
  );
  const heading = shown.length === 0 ? "" : arm === "feed" ? wording.feed : wording.matched;
  const parts = [fill(wording.opening, { day: round + 1 }), heading, ...texts, question];
  return [
    { role: "system", content: fill(wording.system, { agent: agent.agentId, persona: agent.persona }) },
    ...examples,
    { role: "user", content: parts.filter((part) => part !== "").join("\n\n") },
  ];
}

/** Puts values in their places; what is put in is never read again, so a text cannot fill another place. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (place, name: string) => String(values[name] ?? place));
}
