import golden from "../golden/content_days.json" with { type: "json" };
import type { Post } from "../../lib/shapes.ts";
import { postBy } from "./made.ts";

export { golden as daysGolden };

/** Posts of texts as content_days.py wrote them. */
export const goldenTexts: Post[] = golden.texts.map(({ postId, createdAt, title, text }, i) => ({
  ...postBy(`agent ${i % 4}`, postId, createdAt),
  title,
  text,
}));
