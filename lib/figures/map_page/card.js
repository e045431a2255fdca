// @ts-check
import { element } from "./agents.js";
import { dayOf } from "./time.js";

/** @typedef {import("./data.js").MapData} MapData */

/**
 * The card that shows one post, as text and nothing but text.
 *
 * @param {MapData} data
 * @param {HTMLElement} card
 */
export function postCard(data, card) {
  let shown = -1;
  /**
   * @param {number} post −1 hides the card.
   * @param {{ spot: [number, number], width: number, height: number, isPinned: boolean }} place
   */
  return (post, { spot: [x, y], width, height, isPinned }) => {
    card.hidden = post === -1;
    if (post === -1) return void (shown = -1);
    if (post !== shown) card.replaceChildren(...linesOf(data, post));
    shown = post;
    card.classList.toggle("pinned", isPinned);
    const [wide, tall] = [card.offsetWidth, card.offsetHeight];
    const left = x + 14 + wide <= width ? x + 14 : x - 14 - wide;
    card.style.left = `${Math.max(6, Math.min(width - wide - 6, left))}px`;
    card.style.top = `${Math.max(6, Math.min(height - tall - 6, y + 14 + tall <= height ? y + 14 : y - 14 - tall))}px`;
  };
}

/** @param {MapData} data @param {number} post */
function linesOf(data, post) {
  const { id, title, text } = data.wordsOf(post);
  const name = data.agents[data.agentOf[post] ?? 0] || "no author";
  const lines = [element("bdi", "author", name), element("div", "when", dayOf(data.times[post] ?? 0))];
  if (title !== "") lines.push(element("div", "title", title));
  lines.push(element("div", "text", text), element("div", "when", id));
  for (const line of lines) line.setAttribute("dir", "auto");
  return lines;
}
