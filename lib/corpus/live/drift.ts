import { cut } from "../../foundation/mod.ts";

/** How the answers differ from the fields that were known when this was written; each a name and how often. */
export interface SchemaDrift {
  /** Fields that are needed and were not there. */
  missing: Readonly<Record<string, number>>;
  /** Fields that came under their other spelling, such as `author.followerCount`. */
  renamed: Readonly<Record<string, number>>;
  /** Fields of another type, such as `upvotes as text`. */
  mistyped: Readonly<Record<string, number>>;
  /** Fields that are not known; they stay in the checkpoint and reach no post. */
  unknown: Readonly<Record<string, number>>;
}

type DriftKind = keyof SchemaDrift;

/** Counts drift while rows are read. */
export interface DriftCounter {
  count: (kind: DriftKind, name: string) => void;
  result: () => SchemaDrift;
}

/** Names are up to the server, so only so many are kept apart. */
const MOST_NAMES = 200;
const OTHERS = "(other names)";

export function countDrift(): DriftCounter {
  const counts: Record<DriftKind, Map<string, number>> = {
    missing: new Map(),
    renamed: new Map(),
    mistyped: new Map(),
    unknown: new Map(),
  };
  return {
    count: (kind, name) => {
      const names = counts[kind];
      const shown = cut(name, 60);
      const key = names.has(shown) || names.size < MOST_NAMES ? shown : OTHERS;
      names.set(key, (names.get(key) ?? 0) + 1);
    },
    result: () => ({
      missing: Object.fromEntries(counts.missing),
      renamed: Object.fromEntries(counts.renamed),
      mistyped: Object.fromEntries(counts.mistyped),
      unknown: Object.fromEntries(counts.unknown),
    }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** What a field should hold: text and numbers may be null. */
export type FieldKind = "text" | "number" | "truth" | "object" | "list" | "any";

/** Known fields by their names with underscores. */
export type KnownFields = Readonly<Record<string, FieldKind>>;

const VOTES = { upvotes: "number", downvotes: "number", score: "number" } as const;
const AUTHOR = { author: "any", author_id: "text", author_name: "text" } as const;
const TIMES = { created_at: "any", updated_at: "any" } as const;
const STATES = { is_deleted: "truth", is_spam: "truth", verification_status: "text" } as const;

/** Fields of a post. */
export const POST_FIELDS_KNOWN: KnownFields = {
  id: "text",
  title: "text",
  content: "text",
  url: "text",
  type: "text",
  submolt: "any",
  submolt_id: "text",
  submolt_name: "text",
  submolt_display_name: "text",
  comment_count: "number",
  hot_score: "number",
  is_pinned: "truth",
  is_locked: "truth",
  ...VOTES,
  ...AUTHOR,
  ...TIMES,
  ...STATES,
};

/** Fields of a comment; its replies are taken out before. */
export const COMMENT_FIELDS_KNOWN: KnownFields = {
  id: "text",
  post_id: "text",
  parent_id: "text",
  content: "text",
  depth: "number",
  reply_count: "number",
  ...VOTES,
  ...AUTHOR,
  ...TIMES,
  ...STATES,
};

/** Fields of an author within a post or comment. */
export const AUTHOR_FIELDS_KNOWN: KnownFields = {
  id: "text",
  name: "text",
  description: "text",
  avatar_url: "text",
  karma: "number",
  follower_count: "number",
  following_count: "number",
  is_claimed: "truth",
  is_active: "truth",
  created_at: "any",
  last_active: "any",
  owner: "any",
};

/**
 * A row's fields under their names with underscores, whichever spelling came; unknown ones are left out and counted.
 *
 * @param needed Names that every row should have.
 * @param prefix Stands before the names in the counts, such as `author.`.
 */
export function readFields(
  row: Fields,
  { known, needed, prefix, drift }: {
    known: KnownFields;
    needed: readonly string[];
    prefix: string;
    drift: DriftCounter;
  },
): Fields {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const plain = underscored(name);
    const kind = Object.hasOwn(known, plain) ? known[plain] : undefined;
    if (kind === undefined) drift.count("unknown", prefix + name);
    else if (name === plain || !Object.hasOwn(row, plain)) {
      if (name !== plain) drift.count("renamed", prefix + name);
      if (!isOfKind(value, kind)) drift.count("mistyped", `${prefix}${name} as ${kindOf(value)}`);
      read[plain] = value;
    }
  }
  for (const name of needed) if (!Object.hasOwn(read, name)) drift.count("missing", prefix + name);
  return read;
}

/** `createdAt` → `created_at`. */
function underscored(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isOfKind(value: unknown, kind: FieldKind): boolean {
  return kind === "any" || value === null || kindOf(value) === kind;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "text";
  return typeof value === "boolean"
    ? "truth"
    : typeof value === "number"
    ? "number"
    : value === null
    ? "null"
    : "object";
}
