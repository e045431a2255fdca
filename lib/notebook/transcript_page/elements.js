// @ts-check
import { foundPieces } from "./search.js";

/** @template {HTMLElement} [Kind=HTMLElement] @param {string} id @returns {Kind} */
export function byId(id) {
  return /** @type {Kind} */ (/** @type {unknown} */ (document.getElementById(id)));
}

/**
 * An element whose text is text.
 *
 * @param {string} tag
 * @param {string} [className]
 * @param {string | (Node | string)[]} [content]
 */
export function element(tag, className = "", content = []) {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.append(...(typeof content === "string" ? [content] : content));
  return made;
}

/** A text with what was searched for marked. @param {string} text @param {readonly string[]} terms @returns {(Node | string)[]} */
export function marked(text, terms) {
  return foundPieces(text, terms).map((piece, i) => i % 2 === 1 ? element("mark", "found", piece) : piece)
    .filter((piece) => piece !== "");
}

/** A text of an agent: as it stands, lines kept, its direction its own. @param {(Node | string)[]} content @param {string} [className] */
export function textBlock(content, className = "") {
  const block = element("div", `text ${className}`.trim(), content);
  block.setAttribute("dir", "auto");
  return block;
}

/** @param {string} text @param {() => void} act @param {string} [className] */
export function button(text, act, className = "") {
  const made = /** @type {HTMLButtonElement} */ (element("button", className, text));
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Sign and name of an outcome: never colour alone. @param {string} name */
export function outcomeBadge(name) {
  /** @type {Record<string, string>} */
  const signs = { acted: "●", abstained: "○", refused: "✕", unread: "◌", invalid: "?", error: "!" };
  const known = signs[name] === undefined ? "choice" : name;
  return element("span", `badge ${known}`, `${signs[name] ?? "◐"} ${name}`);
}
