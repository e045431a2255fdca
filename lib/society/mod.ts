/**
 * Many agents over rounds: feeds, arms with the feed on or off, votes, comments, probes, exposures recorded.
 *
 * @module
 */
export { feedFor, type FeedRule, type ShownText, yokedFeed } from "./feed.ts";
export { matchedText } from "./matched.ts";
export { BOARD_WORDING, promptFor, type Situation, type SocietyWording } from "./prompt.ts";
export type { CommentPlan, Probe, ProbePlan, SocietyOptions, VotePlan } from "./options.ts";
export { type CommentCall, type ReplyCall, type TurnRecord } from "./turn.ts";
export { preferences, type VoteCall, votesOf } from "./votes.ts";
export { assembleSociety, type SocietyDesign } from "./assemble.ts";
export * from "./society.ts";
export * from "./read.ts";
