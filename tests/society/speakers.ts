import { sha256 } from "../../lib/foundation/mod.ts";
import { type ChatModel, openChatModel, simulatedTransport } from "../../lib/models/mod.ts";
import type { Agent, Message } from "../../lib/shapes.ts";
import type { SocietyOptions } from "../../lib/society/mod.ts";

export const agents: Agent[] = ["ann", "bo", "cy", "dee"].map((agentId) => ({
  agentId,
  persona: "You are brief.",
  modelId: "simulated",
}));

export const handbook = [
  "Salt melts ice.",
  "A screw is a wound plane.",
  "Paper is pressed from fibres.",
  "Cork floats.",
];

/** Votes, comments and probes on, two rounds in the window. */
export const busy: SocietyOptions = {
  societyId: "test",
  arm: "feed",
  rounds: 6,
  feed: { kind: "random", windowRounds: 2 },
  feedSize: 2,
  handbook,
  cues: ["rain", "a tool", "bread"],
  seed: 5,
  firstDay: "2026-01-05",
  ledgerPath: null,
  votes: { threshold: 0.5 },
  comments: { preferredShare: 0.5, maxTokens: 20 },
  probes: {
    authorId: "visitor",
    everyRounds: 2,
    questions: [{ probeId: "follow", question: "Whom to follow?" }, {
      probeId: "useful",
      question: "Whose was useful?",
    }],
  },
};

/** Says and scores what the prompt and seed alone determine, and counts. `lean` favours a label whatever stands there. */
export function speaker(
  { name = "speaker", lean = {} }: { name?: string; lean?: Readonly<Record<string, number>> } = {},
): { model: ChatModel; asked: () => number; prompts: string[] } {
  const prompts: string[] = [];
  const words = (messages: readonly Message[]) => JSON.stringify(messages.map(({ content }) => content));
  const answer = ({ messages, seed }: { messages: readonly Message[]; seed: number }) => {
    prompts.push(words(messages));
    return `${name} says ${sha256(`${words(messages)}${seed}`).slice(0, 12)}.`;
  };
  const score = ({ messages, options }: { messages: readonly Message[]; options: readonly string[] }) => {
    prompts.push(words(messages));
    return options.map((label) => -1 - appeal(textAt(messages, label)) + (lean[label] ?? 0));
  };
  return { model: openChatModel(simulatedTransport({ name, answer, score })), asked: () => prompts.length, prompts };
}

/** Calls end in another order than they began. */
export function unpunctual(model: ChatModel): ChatModel {
  let calls = 0;
  const wait = () => new Promise((resolve) => setTimeout(resolve, [7, 1, 4, 0, 2][calls++ % 5]));
  return {
    ...model,
    reply: (request) => wait().then(() => model.reply(request)),
    scoreOptions: (request) => wait().then(() => model.scoreOptions(request)),
  };
}

/** How much a text displeases, in [0, 1): a property of the text, not of its place. */
function appeal(text: string): number {
  return parseInt(sha256(text).slice(0, 4), 16) / 65536;
}

/** The text shown under a label by the board's wording: the n-th paragraph pair after the heading. */
function textAt(messages: readonly Message[], label: string): string {
  return messages.at(-1)!.content.split("\n\n")[1 + Number(label)]!.split("\n")[1]!;
}
