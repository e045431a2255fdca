/**
 * Sources become posts: files with a column mapping, presets of public sets, and what notebooks ask of posts.
 *
 * @module
 */
export { type LoadedPosts, loadPosts } from "./load.ts";
export type { ColumnMapping, FilterValue, Format, LoadPostsOptions, PostField, RowFilter } from "./options.ts";
export { type PresetName, presets } from "./presets.ts";
export { authorsWithAtLeast, byAuthor } from "./authors.ts";
export { dailyCounts, dayOf } from "./days.ts";
export { textOf } from "./text.ts";
