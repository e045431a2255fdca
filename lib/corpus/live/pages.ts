/** Where a list goes on: the source's own mark, or a number of rows to pass over. */
export type NextPage = { cursor: string } | { offset: number };

/** One page of a list. */
export interface ListPage {
  /** As they came; nothing is checked yet. */
  rows: unknown[];
  /** `null` at the end. */
  next: NextPage | null;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Finds the rows of a page and where the list goes on, in any of the shapes the platform has used: `next_cursor`,
 * `next_offset`, or neither, where the rows are counted until a page is empty.
 *
 * @returns `null` if there is no list of that name: the answer is no page.
 */
export function readListPage(
  value: unknown,
  { list, asked, countsRows }: {
    /** `posts` or `comments`. */
    list: string;
    /** The page that was asked for. */
    asked: NextPage | null;
    /** Whether the list goes on by its length where the source says nothing. */
    countsRows: boolean;
  },
): ListPage | null {
  const outer = fieldsOf(value);
  const inner = fieldsOf(outer.data);
  const rows = [outer[list], inner[list], outer.data, value].find(Array.isArray) as unknown[] | undefined;
  if (rows === undefined) return null;
  const marks = [outer, inner, fieldsOf(outer.pagination), fieldsOf(inner.pagination), fieldsOf(outer.meta)];
  return { rows, next: nextOf(marks, rows.length, asked, countsRows) };
}

function nextOf(
  marks: readonly Fields[],
  length: number,
  asked: NextPage | null,
  countsRows: boolean,
): NextPage | null {
  const mark = (...names: string[]) => marks.flatMap((fields) => names.map((name) => fields[name])).find(isThere);
  if (mark("has_more", "hasMore") === false) return null;
  const cursor = mark("next_cursor", "nextCursor");
  if (typeof cursor === "string" || typeof cursor === "number") return { cursor: String(cursor) };
  const offset = Number(mark("next_offset", "nextOffset") ?? NaN);
  if (Number.isSafeInteger(offset) && offset >= 0) return { offset };
  // A list that was read by cursor ends where no further one is given.
  if (!countsRows || length === 0 || (asked !== null && "cursor" in asked)) return null;
  return { offset: (asked?.offset ?? 0) + length };
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== "";

/** A name for a page within its list. */
export function pageKey(page: NextPage | null): string {
  if (page === null) return "start";
  return "cursor" in page ? `cursor ${page.cursor}` : `offset ${page.offset}`;
}

/** The fields of an object; of anything else, none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Fields : {};
}

/** A comment with its place in the tree, taken out of it. */
export interface FlatComment {
  /** As it came, without its replies. */
  fields: Fields;
  /** What it answers: the id it names, else that of the comment it stands under; `null` at the top. */
  parentId: string | null;
  depth: number;
}

/** The comments of a tree in reading order, each before its replies. No recursion: depth is up to whoever replies. */
export function flattenComments(comments: readonly unknown[]): { flat: FlatComment[]; odd: number } {
  const flat: FlatComment[] = [];
  let odd = 0;
  const waiting = comments.toReversed().map((value) => ({ value, above: null as string | null, depth: 0 }));
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const { value, above, depth } = entry;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      odd++;
      continue;
    }
    const { replies, ...fields } = value as Fields;
    const parentId = idOf(fields.parent_id ?? fields.parentId) ?? above;
    flat.push({ fields, parentId, depth });
    if (!Array.isArray(replies)) continue;
    const own = idOf(fields.id);
    for (const reply of replies.toReversed()) waiting.push({ value: reply, above: own, depth: depth + 1 });
  }
  return { flat, odd };
}

/** An id as text; `null` for none. */
export function idOf(value: unknown): string | null {
  return (typeof value === "string" && value.trim() !== "") || typeof value === "number" ? String(value) : null;
}
