import { type Entry, fieldsOf, isObject } from "./objects.ts";

/** An entry, what it answers, and how far below the top it stands. */
export interface PlacedEntry {
  entry: Entry;
  above: Entry | null;
  depth: number;
}

/** Names of columns that hold answers when nothing is declared; compared without case and punctuation. */
const REPLY_NAMES: ReadonlySet<string> = new Set(["comments", "replies", "children", "answers"]);

/**
 * Entries with the answers within them taken out, each behind the one it answers, as deep as they go.
 *
 * @param declared Columns that hold answers; `null` for none, `undefined` to go by their names.
 * @returns `replies` names the columns that held any; `notes` says what was left alone.
 */
export function answersIn(
  entries: readonly Entry[],
  declared: string | readonly string[] | null | undefined,
): { entries: PlacedEntry[]; replies: string[]; notes: string[] } {
  const names = declared === undefined ? undefined : new Set([declared ?? []].flat());
  const replies = new Set<string>();
  const notes: string[] = [];
  const placed: PlacedEntry[] = [];
  const isReply = replyTest();
  const waiting: PlacedEntry[] = entries.map((entry) => ({ entry, above: null, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    placed.push(next);
    const below = names?.size === 0 ? [] : answersTo(next, { names, isReply, replies, notes });
    for (const answer of below.reverse()) waiting.push(answer);
  }
  return { entries: placed, replies: [...replies], notes };
}

function answersTo(
  { entry, depth }: PlacedEntry,
  { names, isReply, replies, notes }: {
    names: ReadonlySet<string> | undefined;
    isReply: (column: string) => boolean;
    replies: Set<string>;
    notes: string[];
  },
): PlacedEntry[] {
  if ("detail" in entry || !isObject(entry.value)) return [];
  const value = fieldsOf(entry.value);
  const columns = names ?? Object.keys(entry.value).filter(isReply);
  const found: PlacedEntry[] = [];
  for (const column of columns) {
    const held = value(column);
    if (held === undefined || held === null || held === "") continue;
    if (!Array.isArray(held) || (names === undefined && !held.some(isObject))) {
      if (names !== undefined) notes.push(`Values of ${column} that are no array of answers, left alone`);
      continue;
    }
    if (held.length > 0) replies.add(column);
    held.forEach((answer, index) => {
      const where = `${entry.where}, ${column} ${index + 1}`;
      found.push({ entry: { where, value: answer }, above: entry, depth: depth + 1 });
    });
  }
  return found;
}

/** Looks at each name once, since millions of rows have the same. */
function replyTest(): (column: string) => boolean {
  const known = new Map<string, boolean>();
  return (column) => {
    const found = known.get(column) ?? REPLY_NAMES.has(plainName(column));
    known.set(column, found);
    return found;
  };
}

function plainName(column: string): string {
  return column.toLowerCase().replace(/[^a-z0-9]/g, "");
}
