import type { LoadPostsOptions } from "./options.ts";

/** Sets whose columns are known, by name. */
export type PresetName =
  | "moltbookWeek1Posts"
  | "moltbookWeek1Comments"
  | "contemplativeAgent"
  | "moltbookLaunchPosts"
  | "moltbookLaunchComments"
  | "moltbookLive"
  | "exportedPosts";

/**
 * Options of `loadPosts()` for public sets, as data: every field is declared, nothing is guessed.
 *
 * - `moltbookWeek1Posts`, `moltbookWeek1Comments`: rafalwronapl/moltbook-observatory, 2026-01-28 to 2026-02-03; texts
 *   are cut at 500 characters at the source; the comments are of one day and all answer a post. Some posts have a
 *   title and no text.
 * - `contemplativeAgent`: shimo4228/contemplative-agent-data, the log of one agent over 167 days. Its times name no
 *   zone; the hours of its sessions suggest UTC+9. Output of its own unit tests leaked in and is dropped. Four rows
 *   have their text in the title. The thread is known by the first characters of its id only.
 * - `moltbookLaunchPosts`, `moltbookLaunchComments`: kelkalot/moltbook-observatory, 2026-01-28 to 2026-01-31. Some
 *   posts have a title and no text.
 * - `moltbookLive`: rows that `crawlMoltbook()` wrote, posts and comments together. The platform's times are UTC.
 * - `exportedPosts`: what `exportPosts()` wrote.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { presets } from "twoplane/corpus";
 * assert(presets.contemplativeAgent.timeZone === "+09:00");
 * ```
 */
export const presets: Readonly<Record<PresetName, LoadPostsOptions>> = {
  moltbookWeek1Posts: {
    kind: "post",
    missingText: "title",
    replies: null,
    columns: {
      postId: "id",
      authorId: "author",
      kind: null,
      createdAt: "created_at",
      text: "content",
      title: "title",
      communityId: null,
      parentId: null,
      threadId: null,
      score: ["upvotes", "downvotes"],
      modelId: null,
    },
  },
  moltbookWeek1Comments: {
    kind: "comment",
    rows: "comments",
    replies: null,
    columns: {
      postId: "id",
      authorId: "author",
      kind: null,
      createdAt: "created_at",
      text: "content",
      title: null,
      communityId: null,
      parentId: "post_id",
      threadId: "post_id",
      score: null,
      modelId: null,
    },
  },
  contemplativeAgent: {
    timeZone: "+09:00",
    drop: { test_artifact: true },
    missingText: "title",
    replies: null,
    columns: {
      postId: "id",
      authorId: "agent",
      kind: "kind",
      createdAt: "ts",
      text: "text",
      title: "title",
      communityId: null,
      parentId: null,
      threadId: "post_id_prefix",
      score: null,
      modelId: "model",
    },
  },
  moltbookLaunchPosts: {
    kind: "post",
    missingText: "title",
    replies: null,
    columns: {
      postId: "id",
      authorId: "agent_name",
      kind: null,
      createdAt: "created_at",
      text: "content",
      title: "title",
      communityId: "submolt",
      parentId: null,
      threadId: null,
      score: "score",
      modelId: null,
    },
  },
  moltbookLaunchComments: {
    kind: "comment",
    replies: null,
    columns: {
      postId: "id",
      authorId: "agent_name",
      kind: null,
      createdAt: "created_at",
      text: "content",
      title: null,
      communityId: null,
      parentId: "parent_id",
      threadId: "post_id",
      score: "score",
      modelId: null,
    },
  },
  moltbookLive: {
    timeZone: "UTC",
    missingText: "title",
    columns: {
      postId: "id",
      authorId: "author",
      kind: "kind",
      createdAt: "created_at",
      text: "content",
      title: "title",
      communityId: "submolt",
      parentId: "parent_id",
      threadId: "post_id",
      score: "score",
      modelId: null,
    },
  },
  exportedPosts: {
    replies: null,
    columns: {
      postId: "postId",
      authorId: "authorId",
      kind: "kind",
      createdAt: "createdAt",
      text: "text",
      title: "title",
      communityId: "communityId",
      parentId: "parentId",
      threadId: "threadId",
      score: "score",
      modelId: "modelId",
    },
  },
};
