import type { AgentHalves } from "./halves.ts";
import { count } from "./placed.ts";

/** Agents below which a mean over agents is shown as an illustration. */
const FEW_AGENTS = 20;
/** Posts below which an agent's halves are; the study of Moltbook leaves such agents out. */
const FEW_POSTS = 10;

/** What a reader must know of the agents behind a mean over their halves. */
export function halvesWarnings(
  agents: readonly AgentHalves[],
  { unit, uncut, withoutAuthor }: { unit: "post" | "day" | null; uncut: number; withoutAuthor: number },
): string[] {
  const fewDays = agents.filter(({ posts }) => new Set(posts.map(({ day }) => day)).size <= 3).length;
  const fewPosts = agents.filter(({ posts }) => posts.length < FEW_POSTS).length;
  return [
    ...(agents.length < FEW_AGENTS ? [`illustrative: ${count(agents.length, "agent")}`] : []),
    ...(fewPosts > 0
      ? [`illustrative: ${fewPosts} of ${count(agents.length, "agent")} with fewer than ${FEW_POSTS} posts`]
      : []),
    ...(unit === "day" && fewDays > 0
      ? [`${fewDays} of ${count(agents.length, "agent")} wrote on 3 days or fewer: too few orders for p ≤ 0.05`]
      : []),
    ...(uncut > 0 ? [`${count(uncut, "agent")} with too few posts in one half left out`] : []),
    ...(withoutAuthor > 0 ? [`${count(withoutAuthor, "post")} without author left out`] : []),
  ];
}
