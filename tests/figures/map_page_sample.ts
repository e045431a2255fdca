import { mapPage, type MapPageOptions } from "../../lib/figures/mod.ts";
import type { Post, Projection } from "../../lib/shapes.ts";
import { islandMap, islandPosts } from "./map_samples.ts";

/** What an agent may write to get out of its place on a page. */
export const attacks = [
  `</script><script>document.title="out"</script>`,
  `"><img src=x onerror="document.title='out'">`,
  `<!-- </style><svg onload=document.title='out'>`,
  `null \u0000 break \u0001 delete \u007f turn \u202egnp.exe\u202c isolate \u2066x\u2069 half \ud800 end`,
  "مرحبا 日本語 {{title}} ${x} `tick` \\u003c",
];

/** The posts of the islands, of which every third one is an attack, by an attacking agent. */
export const attackedPosts: Post[] = islandPosts.map((post, i) => {
  const attack = attacks[i % attacks.length] as string;
  return i % 3 === 0 ? { ...post, authorId: i % 6 === 0 ? attack : post.authorId, title: attack, text: attack } : post;
});

export function pageOf(posts: readonly Post[] = attackedPosts, more: Partial<MapPageOptions> = {}): string {
  const projection: Projection = islandMap;
  return mapPage(posts, { projection, title: attacks[0] as string, caption: attacks[1] as string, ...more });
}
