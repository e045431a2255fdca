/**
 * Many agents over rounds: feeds, arms with the feed on or off, exposures recorded.
 *
 * @module
 */
export { feedFor, matchedText, type ShownText } from "./feed.ts";
export { postPrompt } from "./prompt.ts";
export * from "./society.ts";
export * from "./read.ts";
