import type { CorpusProfile, TextGroup } from "../../shapes.ts";
import { type Collected, NO_AUTHOR } from "./collect.ts";
import type { ProfileSettings } from "./options.ts";

/** Which texts came again, word for word and but for a little. */
export function textGroups(
  collected: Collected,
  settings: ProfileSettings,
): { texts: CorpusProfile["texts"]; warnings: string[] } {
  const { textCounts, repeated, search } = collected;
  const { groups, searched, cutShort } = search.groups();
  const postsOf = (texts: readonly number[]) => texts.reduce((sum, text) => sum + (textCounts[text] as number), 0);
  const most = <Item>(items: readonly Item[], posts: (item: Item) => number) =>
    items.map((item, index) => ({ item, index, posts: posts(item) }))
      .sort((a, b) => b.posts - a.posts || a.index - b.index)
      .slice(0, settings.listLength)
      .map(({ item }) => item);
  const copies = [...repeated.keys()].sort((a, b) => a - b);
  const topCopies = most(copies, (text) => textCounts[text] as number).map((text) => [text]);
  const topGroups = most(groups, postsOf);
  const described = describe([...topCopies, ...topGroups], collected);
  return {
    texts: {
      distinct: textCounts.length,
      repeated: { texts: repeated.size, posts: postsOf(copies), top: described.slice(0, topCopies.length) },
      nearDuplicates: {
        groups: groups.length,
        texts: groups.reduce((sum, group) => sum + group.length, 0),
        posts: groups.reduce((sum, group) => sum + postsOf(group), 0),
        searched,
        top: described.slice(topCopies.length),
      },
    },
    warnings: [
      ...(searched < textCounts.length
        ? [
          `Distinct texts not searched for near-duplicates, since maxTexts is ${searched}: ${
            textCounts.length - searched
          }`,
        ]
        : []),
      ...(cutShort > 0 ? [`Texts that look like so many others that not all were compared: ${cutShort}`] : []),
    ],
  };
}

/** @param groups Each a list of distinct texts, ascending. */
function describe(groups: readonly (readonly number[])[], collected: Collected): TextGroup[] {
  const authors = authorsOf(groups, collected);
  return groups.map((group, index) => ({
    text: collected.repeated.get(group[0] as number)?.shown ?? collected.shownText(group[0] as number),
    posts: group.reduce((sum, text) => sum + (collected.textCounts[text] as number), 0),
    texts: group.length,
    authors: (authors[index] as Set<number>).size,
    first: group.slice(0, 5)
      .flatMap((text) => collected.repeated.get(text)?.postIds ?? [collected.firstIds[text] as string])
      .slice(0, 5),
  }));
}

/** Known authors of each group, in one pass over the posts. */
function authorsOf(groups: readonly (readonly number[])[], { texts, authors }: Collected): Set<number>[] {
  const found = groups.map(() => new Set<number>());
  const groupsOfText = new Map<number, number[]>();
  groups.forEach((group, index) =>
    group.forEach((text) => groupsOfText.set(text, [...groupsOfText.get(text) ?? [], index]))
  );
  for (let post = 0; post < texts.length; post++) {
    const author = authors[post] as number;
    if (author === NO_AUTHOR) continue;
    for (const index of groupsOfText.get(texts[post] as number) ?? []) (found[index] as Set<number>).add(author);
  }
  return found;
}
