import { quote } from "../foundation/mod.ts";
import { type ColumnMapping, type LoadPostsOptions, POST_FIELDS, type PostField } from "./options.ts";
import type { SourceTable } from "./tables.ts";

/** What is known of a source when its columns are settled. */
export interface KnownColumns {
  columns: readonly string[];
  rows: { readonly length: number };
  /** Is every value of the column a kind of post? */
  holdsKinds: (column: string) => boolean;
}

/** The columns that a load takes, all of them present. */
export interface ResolvedColumns {
  fields: ReadonlyMap<PostField, string | readonly [string, string]>;
  guessed: readonly PostField[];
}

/** Names that fill a field when nothing is declared, best first; compared without case and punctuation but dots. */
const NAMES: Readonly<Record<PostField, readonly string[]>> = {
  postId: ["id", "postid", "commentid", "messageid", "statusid", "tweetid", "uuid"],
  text: ["text", "content", "body", "fulltext", "message", "comment", "post"],
  createdAt: ["createdat", "created", "createdutc", "timestamp", "ts", "datetime", "publishedat", "time", "date"],
  authorId: [
    ...["authorid", "author.id", "agentid", "agent.id", "userid", "user.id", "author", "authorname", "author.name"],
    ...["agent", "agentname", "agent.name", "agent.agentid", "agent.agentname", "author.username", "author.handle"],
    ...["username", "user.name", "user.username", "user", "screenname", "handle"],
  ],
  title: ["title", "subject", "headline"],
  communityId: [
    ...["community", "communityid", "communityname", "community.name", "community.id", "submolt", "submoltname"],
    ...["submolt.name", "submoltid", "submolt.id", "subreddit", "subreddit.name"],
    ...["channel", "channel.name", "forum", "forum.name", "group", "group.name"],
  ],
  parentId: ["parentid", "parentpostid", "parentcommentid", "inreplytoid", "inreplyto", "replyto"],
  threadId: ["threadid", "conversationid", "rootid", "postid"],
  score: ["score", "points", "votes"],
  modelId: ["modelid", "model", "modelname"],
  kind: ["kind", "type", "posttype"],
};

/** Pairs whose difference is a score. */
const VOTES: readonly (readonly [string, string])[] = [["upvotes", "downvotes"], ["ups", "downs"]];

export const KINDS = ["post", "comment", "reply"] as const;

/**
 * Settles which column fills which field: what is declared, then what is guessed by name.
 *
 * @throws {TypeError} If a declared column is not there, or none is found for the text or the time.
 */
export function resolveColumns(
  source: Pick<SourceTable, "columns" | "rows">,
  options: LoadPostsOptions,
  name: string,
): ResolvedColumns {
  return resolveKnown({ ...source, holdsKinds: (column) => holdsKinds(source, column) }, options, name);
}

/** As `resolveColumns()`, for a source whose rows are not at hand. */
export function resolveKnown(table: KnownColumns, options: LoadPostsOptions, source: string): ResolvedColumns {
  const declared = options.columns ?? {};
  checkPresent(table, options, source);
  const fields = new Map<PostField, string | readonly [string, string]>();
  for (const field of POST_FIELDS) {
    const column = declared[field];
    if (column !== undefined && column !== null) fields.set(field, column);
  }
  const guessed: PostField[] = [];
  for (const field of Object.keys(NAMES) as PostField[]) {
    const column = declared[field] === undefined ? guess(field, table, new Set([...fields.values()].flat())) : null;
    if (column === null) continue;
    fields.set(field, column);
    guessed.push(field);
  }
  for (const field of ["text", "createdAt"] as const) {
    if (fields.has(field) || (table.rows.length === 0 && table.columns.length === 0)) continue;
    throw new TypeError(
      `Cannot load ${source}: need a column for ${field}, got none by name among ${listed(table.columns)}. ` +
        `Say which, such as columns: { ${field}: ${quote(table.columns[0] ?? "")} }`,
    );
  }
  return { fields, guessed };
}

/** Columns as the report shows them. */
export function shownColumns({ fields }: ResolvedColumns, kind: string): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const field of POST_FIELDS) {
    const column = fields.get(field);
    if (column !== undefined) shown[field] = typeof column === "string" ? column : column.join(" - ");
    else if (field === "kind") shown[field] = `always ${quote(kind)}`;
  }
  return shown;
}

function guess(
  field: PostField,
  table: KnownColumns,
  taken: ReadonlySet<string>,
): string | readonly [string, string] | null {
  const free = table.columns.filter((column) => !taken.has(column));
  const named = (name: string) => free.find((column) => plainName(column) === name);
  const column = NAMES[field].map(named).find((found) => found !== undefined);
  if (field === "kind") return column !== undefined && table.holdsKinds(column) ? column : null;
  if (column !== undefined) return column;
  if (field !== "score") return null;
  const pairs = VOTES.map(([up, down]) => [named(up), named(down)] as const);
  const pair = pairs.find(([up, down]) => up !== undefined && down !== undefined);
  return pair === undefined ? null : pair as readonly [string, string];
}

/** A column called "type" may hold anything, so it is only taken if every value in it is a kind of post. */
function holdsKinds({ rows }: Pick<SourceTable, "rows">, column: string): boolean {
  return rows.every(({ value }) => isKind(value(column)));
}

/** Is it a kind of post, word for word? */
export function isKind(value: unknown): boolean {
  return KINDS.some((kind) => kind === value);
}

/** Could this column be taken for the kind? */
export function mayHoldKinds(column: string): boolean {
  return NAMES.kind.includes(plainName(column));
}

function plainName(column: string): string {
  return column.toLowerCase().replace(/[^a-z0-9.]/g, "");
}

function checkPresent(table: KnownColumns, options: LoadPostsOptions, source: string): void {
  if (table.columns.length === 0) return;
  const declared = Object.entries(options.columns ?? {} as ColumnMapping)
    .flatMap(([field, columns]) => [columns].flat().map((column) => ({ option: `columns.${field}`, column })));
  const filters = (["keep", "drop"] as const)
    .flatMap((option) => Object.keys(options[option] ?? {}).map((column) => ({ option, column })));
  const known = new Set(table.columns);
  const missing = [...declared, ...filters].find(({ column }) => column !== null && !known.has(column as string));
  if (missing === undefined) return;
  throw new TypeError(
    `Cannot load ${source}: ${missing.option} needs a column of the file, got ${quote(missing.column)}. It has ${
      listed(table.columns)
    }`,
  );
}

function listed(columns: readonly string[]): string {
  const shown = columns.slice(0, 30).join(", ");
  return columns.length > 30 ? `${shown} and ${columns.length - 30} more` : shown;
}
