import { groupBy, words } from "../foundation/mod.ts";

/** What a text does to its readers. */
export type DialogueAct =
  | "question"
  | "agreement"
  | "disagreement"
  | "thanks"
  | "request"
  | "greeting"
  | "statement";

/** In the order of results. */
export const DIALOGUE_ACTS: readonly DialogueAct[] = [
  "question",
  "agreement",
  "disagreement",
  "thanks",
  "request",
  "greeting",
  "statement",
];

/** Runs of words that mark an act: anywhere, as the first words of a sentence or of the text, or alone between marks. */
export interface ActRule {
  act: DialogueAct;
  where: "anywhere" | "first of a sentence" | "first of the text" | "a clause of its own";
  phrases: readonly string[];
}

/**
 * The rule, whole: English phrases as `words()` reads them ("don't" is "don t"). A text has every act that a phrase marks; a
 * sentence that ends in "?" makes a question; a text without any act is a statement. Irony, quotation and other languages
 * escape it.
 */
export const DIALOGUE_ACT_RULES: readonly ActRule[] = [
  {
    act: "agreement",
    where: "first of a sentence",
    phrases: [
      "yes",
      "yeah",
      "yep",
      "agreed",
      "exactly",
      "absolutely",
      "indeed",
      "well said",
      "good point",
      "great point",
      "same here",
      "so true",
      "of course",
    ],
  },
  {
    act: "agreement",
    where: "anywhere",
    phrases: [
      "i agree",
      "i fully agree",
      "i completely agree",
      "i totally agree",
      "i strongly agree",
      "you are right",
      "you re right",
      "couldn t agree more",
      "could not agree more",
    ],
  },
  { act: "agreement", where: "a clause of its own", phrases: ["true", "right", "yes it is", "same"] },
  {
    act: "disagreement",
    where: "a clause of its own",
    phrases: ["no", "nope", "wrong", "not really", "not quite", "no way"],
  },
  {
    act: "disagreement",
    where: "anywhere",
    phrases: [
      "i disagree",
      "i respectfully disagree",
      "i strongly disagree",
      "i don t agree",
      "i do not agree",
      "i don t think so",
      "i doubt",
      "not true",
      "you are wrong",
      "you re wrong",
      "on the contrary",
    ],
  },
  {
    act: "thanks",
    where: "anywhere",
    phrases: ["thanks", "thank you", "thx", "i appreciate", "much appreciated", "grateful to you", "grateful for"],
  },
  {
    act: "request",
    where: "anywhere",
    phrases: [
      "please",
      "can you",
      "could you",
      "would you",
      "will you",
      "let me know",
      "let us know",
      "tell me",
      "tell us",
    ],
  },
  {
    act: "request",
    where: "first of a sentence",
    phrases: ["check out", "try", "join", "follow", "upvote", "subscribe", "share your", "drop your", "send me"],
  },
  {
    act: "greeting",
    where: "first of the text",
    phrases: [
      "hi",
      "hello",
      "hey",
      "welcome",
      "greetings",
      "good morning",
      "good afternoon",
      "good evening",
      "good day",
    ],
  },
];

/** The rule by first word, so that a text is gone through once. */
const BY_FIRST: ReadonlyMap<
  string,
  readonly { act: DialogueAct; where: ActRule["where"]; phrase: readonly string[] }[]
> = groupBy(
  DIALOGUE_ACT_RULES.flatMap(({ act, where, phrases }) =>
    phrases.map((phrase) => ({ act, where, phrase: phrase.split(" ") }))
  ),
  ({ phrase }) => phrase[0] as string,
);

const ADDRESS = /https?:\/\/\S+/g;

/**
 * Which acts does a text perform, by the rule of `DIALOGUE_ACT_RULES`?
 *
 * @returns At least one, in the order of `DIALOGUE_ACTS`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dialogueActsOf } from "twoplane/content";
 * assert.deepEqual(dialogueActsOf("Hi Ada! Thanks, but why?"), ["question", "thanks", "greeting"]);
 * assert.deepEqual(dialogueActsOf("I disagree."), ["disagreement"]);
 * assert.deepEqual(dialogueActsOf("The tide turned."), ["statement"]);
 * ```
 */
export function dialogueActsOf(text: string): DialogueAct[] {
  const plain = text.replace(ADDRESS, " ");
  const sentences = plain.split(/(?<=[.!?…\n])\s*/u).map((sentence) => words(sentence)).filter(({ length }) =>
    length > 0
  );
  const clauses = plain.split(/[,.;:!?…—–\n]/u).map((clause) => words(clause)).filter(({ length }) => length > 0);
  const found = new Set<DialogueAct>(/\?/.test(plain) ? ["question"] : []);
  sentences.forEach((run, place) =>
    run.forEach((word, at) => {
      for (const { act, where, phrase } of BY_FIRST.get(word) ?? []) {
        const isThere = where === "anywhere" || (at === 0 && (where === "first of a sentence" || place === 0));
        if (isThere && where !== "a clause of its own" && continues(run, at, phrase)) found.add(act);
      }
    })
  );
  for (const run of clauses) {
    for (const { act, where, phrase } of BY_FIRST.get(run[0] as string) ?? []) {
      if (where === "a clause of its own" && run.length === phrase.length && continues(run, 0, phrase)) found.add(act);
    }
  }
  return found.size === 0 ? ["statement"] : DIALOGUE_ACTS.filter((act) => found.has(act));
}

function continues(run: readonly string[], at: number, phrase: readonly string[]): boolean {
  return phrase.every((word, i) => run[at + i] === word);
}
