import { escapeMarkup } from "../foundation/mod.ts";
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

/** The page's script: its modules as one, since a page without network imports nothing. */
export function pageScript(): string {
  const script = MODULES.map((source) =>
    source.replaceAll(/^import [^;]*;\n/gm, "").replaceAll(/^export /gm, "").replaceAll(/^\/\/ @ts-check\n/gm, "")
  ).join("\n");
  return `\n${safeInside(script)}`;
}

/** The page's style sheet. */
export function pageStyle(): string {
  return `\n${safeInside(style)}`;
}

/** The page's elements, with words filled in. */
export function pageBody(words: Readonly<Record<string, string>>): string {
  return body.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => escapeMarkup(words[name] ?? ""));
}

/** What is written into an element of its own must not end it. */
function safeInside(source: string): string {
  const found = /<\/(?:script|style)|<!--/i.exec(source)?.[0];
  if (found === undefined) return source.replaceAll("\r\n", "\n");
  throw new SyntaxError(`Cannot write the map's page: its own sources need to be free of "${found}"`);
}
