import { at, type Fields, isFields } from "./content.ts";

/**
 * Puts a sample together that Inspect wrote in chunks: a shell, and sequences of messages, events and attachments
 * whose files are named by the index of their first item.
 */
export async function unchunked(
  prefix: string,
  names: readonly string[],
  read: (name: string) => Promise<unknown>,
): Promise<Fields> {
  const sequence = async (what: string): Promise<unknown[]> => {
    const start = `${prefix}/${what}/`;
    const chunks = names.filter((name) => name.startsWith(start))
      .map((name) => ({ name, first: /^(\d+)\.json$/.exec(name.slice(start.length))?.[1] }))
      .filter(({ first }) => first !== undefined)
      .toSorted((a, b) => Number(a.first) - Number(b.first));
    const parts: unknown[][] = [];
    for (const { name } of chunks) {
      const items = await read(name);
      if (Array.isArray(items)) parts.push(items);
    }
    return parts.flat();
  };
  const shell = await read(`${prefix}/sample.json`);
  if (!isFields(shell)) throw new SyntaxError(`Cannot read ${prefix}/sample.json: need an object`);
  const metadata = `${prefix}/metadata.json`;
  const messages = await sequence("messages");
  const attachments = await sequence("attachments");
  return {
    ...shell,
    metadata: names.includes(metadata) ? await read(metadata) : {},
    messages: ranges(at(shell, "message_refs")).flatMap(([from, to]) => messages.slice(from, to)),
    events: await sequence("events"),
    attachments: Object.fromEntries(attachments.map((text, index) => [String(index), text])),
  };
}

/** Half-open ranges of indices. */
function ranges(refs: unknown): [from: number, to: number][] {
  if (!Array.isArray(refs)) return [];
  return refs.filter((ref) => Array.isArray(ref) && ref.length === 2 && ref.every(Number.isSafeInteger));
}
