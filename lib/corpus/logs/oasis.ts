import type { PostKind, Vote } from "../../shapes.ts";
import { emptyContent, type LogContent, type LogTurn, numberAt, textAt } from "./content.ts";
import { commentIdOf, momentOf, postIdOf } from "./oasis_rows.ts";
import { addTraces, type RoundOf, roundsOf } from "./oasis_trace.ts";
import { openSqlite, type Sqlite, type SqlRow } from "./sqlite.ts";

/** Reads the database of an OASIS run: posts, comments, votes, what each agent was shown, and what it did. */
export function readOasis(path: string, source: string): LogContent {
  const database = openSqlite(path, source);
  try {
    return contentOf(database, source);
  } finally {
    database.close();
  }
}

function contentOf(database: Sqlite, source: string): LogContent {
  const content = emptyContent("OASIS database");
  const missing = ["user", "post"].find((table) => !database.tables.includes(table));
  if (missing !== undefined) {
    throw new TypeError(
      `Cannot load ${source}: need the tables of an OASIS run, got none named "${missing}" among ${
        database.tables.slice(0, 20).join(", ") || "none"
      }`,
    );
  }
  if (database.isBeingWritten) content.notes.push("Databases with a journal beside them: their run may still write");
  const rows = (table: string): SqlRow[] => {
    if (database.tables.includes(table)) return database.rows(table);
    content.notes.push(`Tables that are not there: ${table}`);
    return [];
  };
  const users = rows("user");
  const posts = rows("post");
  const comments = rows("comment");
  const traces = rows("trace");
  const rounds = roundsOf(traces);
  const roots = rootsOf(posts);
  content.turns = [
    ...posts.map((row, index) => postOf(row, roots, index)),
    ...comments.map((row, index) => commentOf(row, posts.length + index)),
  ];
  content.votes = [
    ...votesOf(rows("like"), { id: "post_id", name: postIdOf, direction: "up", rounds }),
    ...votesOf(rows("dislike"), { id: "post_id", name: postIdOf, direction: "down", rounds }),
    ...votesOf(rows("comment_like"), { id: "comment_id", name: commentIdOf, direction: "up", rounds }),
    ...votesOf(rows("comment_dislike"), { id: "comment_id", name: commentIdOf, direction: "down", rounds }),
  ];
  addTraces(content, { users, traces, rounds, source });
  return content;
}

/** A repost has no text of its own; of a quote, the agent wrote the comment on it. */
function postOf(row: SqlRow, roots: ReadonlyMap<string, string>, index: number): LogTurn {
  const id = textAt(row, "post_id");
  const original = textAt(row, "original_post_id");
  const quote = textAt(row, "quote_content");
  const isRepost = original !== null && quote === null;
  return {
    ...turnOf(row, { where: `post ${id}`, index }),
    id: postIdOf(id),
    notPost: isRepost ? "reposts, without a text of their own" : null,
    kind: "post",
    text: original === null ? textAt(row, "content") : quote,
    parentId: postIdOf(original),
    threadId: postIdOf(roots.get(id ?? "") ?? id),
  };
}

/** The first post of a row of quotes; what is quoted stands before the quote, so one pass tells. */
function rootsOf(posts: readonly SqlRow[]): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const row of posts) {
    const [id, original] = [textAt(row, "post_id"), textAt(row, "original_post_id")];
    if (id !== null && original !== null) roots.set(id, roots.get(original) ?? original);
  }
  return roots;
}

function commentOf(row: SqlRow, index: number): LogTurn {
  const id = textAt(row, "comment_id");
  const post = postIdOf(textAt(row, "post_id"));
  return {
    ...turnOf(row, { where: `comment ${id}`, index }),
    id: commentIdOf(id),
    notPost: null,
    kind: "comment",
    text: textAt(row, "content"),
    parentId: post,
    threadId: post,
  };
}

function turnOf(row: SqlRow, { where, index }: { where: string; index: number }) {
  const likes = numberAt(row, "num_likes");
  const dislikes = numberAt(row, "num_dislikes");
  return {
    where,
    key: null,
    authorId: textAt(row, "user_id"),
    ...momentOf(row, index),
    title: null,
    communityId: null,
    score: likes === null ? null : likes - (dislikes ?? 0),
    modelId: null,
    kind: "post" as PostKind,
  };
}

function votesOf(
  rows: readonly SqlRow[],
  { id, name, direction, rounds }: {
    id: string;
    name: (id: string | null) => string | null;
    direction: Vote["direction"];
    rounds: RoundOf;
  },
): Vote[] {
  return rows.flatMap((row) => {
    const agentId = textAt(row, "user_id");
    const postId = name(textAt(row, id));
    if (agentId === null || postId === null) return [];
    return [{ agentId, postId, direction, round: rounds(agentId, textAt(row, "created_at") ?? "") }];
  });
}
