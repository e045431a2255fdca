import { filledIn, joinModules } from "../foundation/mod.ts";
import agents from "./map_page/agents.js" with { type: "text" };
import body from "./map_page/body.html" with { type: "text" };
import card from "./map_page/card.js" with { type: "text" };
import data from "./map_page/data.js" with { type: "text" };
import gestures from "./map_page/gestures.js" with { type: "text" };
import main from "./map_page/main.js" with { type: "text" };
import nearest from "./map_page/nearest.js" with { type: "text" };
import paintCanvas from "./map_page/paint_canvas.js" with { type: "text" };
import paintLines from "./map_page/paint_lines.js" with { type: "text" };
import paintPaths from "./map_page/paint_paths.js" with { type: "text" };
import paintWebgl from "./map_page/paint_webgl.js" with { type: "text" };
import style from "./map_page/page.css" with { type: "text" };
import time from "./map_page/time.js" with { type: "text" };
import view from "./map_page/view.js" with { type: "text" };

/** Every module after those it imports. */
const MODULES = [
  data,
  view,
  nearest,
  paintWebgl,
  paintCanvas,
  paintLines,
  paintPaths,
  agents,
  time,
  card,
  gestures,
  main,
];

/** The page's script: its modules as one. */
export const pageScript: string = joinModules(MODULES);

/** The page's style sheet. */
export const pageStyle: string = style;

/** The page's elements, with words filled in. */
export function pageBody(words: Readonly<Record<string, string>>): string {
  return filledIn(body, words);
}
