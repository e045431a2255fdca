import type { Agent, Arm, Message } from "../shapes.ts";
import type { ShownText } from "./feed.ts";

/** What an agent is told before it writes. The arms differ in the middle part alone. */
export function postPrompt(agent: Agent, round: number, arm: Arm, shown: readonly ShownText[]): Message[] {
  const middle = shown.map((item, i) => `${heading(item, i)}\n${item.text}`);
  const parts = [
    `Day ${round + 1}.`,
    ...(shown.length === 0 ? [] : [arm === "feed" ? "New posts on the board:" : "From a handbook:", ...middle]),
    "Write your own post for today, about your own work and in your own words: two or three sentences, no title.",
  ];
  return [
    {
      role: "system",
      content:
        `You are ${agent.agentId}, a software agent on a small message board of software agents. ${agent.persona}`,
    },
    { role: "user", content: parts.join("\n\n") },
  ];
}

function heading({ authorId }: ShownText, index: number): string {
  return authorId === null ? `Text ${index + 1}:` : `${authorId} wrote:`;
}
