import {
  AUTHOR_FIELDS_KNOWN,
  COMMENT_FIELDS_KNOWN,
  type DriftCounter,
  POST_FIELDS_KNOWN,
  readFields,
} from "./drift.ts";
import { fieldsOf, type FlatComment, idOf } from "./pages.ts";

/** One line of the rows file: flat, so that any tool reads it. `presets.moltbookLive` maps it to posts. */
export interface MoltbookRow {
  id: string | null;
  kind: "post" | "comment" | "reply";
  /** Name where known, else id: what `authorId` becomes. */
  author: string | null;
  author_id: string | null;
  author_name: string | null;
  created_at: string | number | null;
  title: string | null;
  content: string | null;
  submolt: string | null;
  /** What a comment answers: a comment, or the post. */
  parent_id: string | null;
  /** The post above a comment. */
  post_id: string | null;
  depth: number | null;
  upvotes: number | null;
  downvotes: number | null;
  /** Up minus down where both are known, else what the source says. */
  score: number | null;
  comment_count: number | null;
  url: string | null;
  fetched_at: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** A post as a flat row. */
export function postRow(row: Fields, { fetchedAt, drift }: { fetchedAt: string; drift: DriftCounter }): MoltbookRow {
  const needed = ["id", "content", "created_at", "author"];
  const fields = readFields(row, { known: POST_FIELDS_KNOWN, needed, prefix: "post.", drift });
  const submolt = fieldsOf(fields.submolt);
  return {
    ...shared(fields, fetchedAt, drift),
    kind: "post",
    title: textOf(fields.title),
    submolt: textOf(submolt.name) ?? textOf(fields.submolt_name) ?? textOf(fields.submolt),
    parent_id: null,
    post_id: null,
    depth: null,
    comment_count: numberOf(fields.comment_count),
    url: textOf(fields.url),
  };
}

/** A comment or reply as a flat row; one at the top answers its post. */
export function commentRow(
  { fields: row, parentId, depth }: FlatComment,
  { postId, fetchedAt, drift }: { postId: string; fetchedAt: string; drift: DriftCounter },
): MoltbookRow {
  const needed = ["id", "content", "created_at", "author"];
  const fields = readFields(row, { known: COMMENT_FIELDS_KNOWN, needed, prefix: "comment.", drift });
  return {
    ...shared(fields, fetchedAt, drift),
    kind: parentId === null ? "comment" : "reply",
    title: null,
    submolt: null,
    parent_id: parentId ?? postId,
    post_id: idOf(fields.post_id) ?? postId,
    depth: numberOf(fields.depth) ?? depth,
    comment_count: null,
    url: null,
  };
}

type Shared = Omit<
  MoltbookRow,
  "kind" | "title" | "submolt" | "parent_id" | "post_id" | "depth" | "comment_count" | "url"
>;

function shared(fields: Fields, fetchedAt: string, drift: DriftCounter): Shared {
  const author = authorOf(fields, drift);
  const [upvotes, downvotes] = [numberOf(fields.upvotes), numberOf(fields.downvotes)];
  const { created_at: createdAt } = fields;
  return {
    id: idOf(fields.id),
    author: author.name ?? author.id,
    author_id: author.id,
    author_name: author.name,
    created_at: typeof createdAt === "string" || typeof createdAt === "number" ? createdAt : null,
    content: textOf(fields.content),
    upvotes,
    downvotes,
    score: upvotes !== null && downvotes !== null ? upvotes - downvotes : numberOf(fields.score) ?? upvotes,
    fetched_at: fetchedAt,
  };
}

/** An author is an object, a bare name, or two fields beside it. */
function authorOf(fields: Fields, drift: DriftCounter): { id: string | null; name: string | null } {
  const inner = typeof fields.author === "object" && fields.author !== null
    ? readFields(fieldsOf(fields.author), { known: AUTHOR_FIELDS_KNOWN, needed: ["name"], prefix: "author.", drift })
    : {};
  const bare = typeof fields.author === "string" ? textOf(fields.author) : null;
  return {
    id: idOf(inner.id) ?? idOf(fields.author_id),
    name: textOf(inner.name) ?? textOf(fields.author_name) ?? bare,
  };
}

function textOf(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
