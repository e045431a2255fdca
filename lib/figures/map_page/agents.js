// @ts-check
/** @typedef {import("./data.js").MapData} MapData */

/** Names listed at once; a search finds the others. */
const LISTED = 60;

/**
 * The list of agents to pick from: those picked first, then by falling number of posts.
 *
 * @param {MapData} data
 * @param {{ list: HTMLElement, search: HTMLInputElement, clear: HTMLButtonElement, note: HTMLElement, colours: string[] }} parts
 * @param {(picked: readonly number[]) => void} onPick
 */
export function agentPicker(data, { list, search, clear, note, colours }, onPick) {
  /** @type {(number | null)[]} Agent of each colour. */
  const slots = colours.map(() => null);
  const named = data.agents.map((name, agent) => ({
    agent,
    name,
    lower: name.toLowerCase(),
    posts: data.postsOf[agent]?.length ?? 0,
  }))
    .filter(({ name }) => name !== "")
    .sort((a, b) => b.posts - a.posts || (a.name < b.name ? -1 : 1));

  function show() {
    const wanted = search.value.trim().toLowerCase();
    const found = named.filter(({ lower }) => lower.includes(wanted));
    const picked = named.filter(({ agent }) => slots.includes(agent));
    const rest = found.filter(({ agent }) => !slots.includes(agent)).slice(0, LISTED);
    list.replaceChildren(...[...picked, ...rest].map(rowOf));
    const full = !slots.includes(null) ? ` At most ${colours.length} at once.` : "";
    note.textContent = found.length > rest.length + picked.length
      ? `${rest.length} of ${found.length.toLocaleString("en")} agents listed; search for the others.${full}`
      : found.length === 0
      ? "No agent has this in its name."
      : `${found.length.toLocaleString("en")} agents.${full}`;
    clear.disabled = picked.length === 0;
  }

  /** @param {{ agent: number, name: string, posts: number }} row */
  function rowOf({ agent, name, posts }) {
    const slot = slots.indexOf(agent);
    const [item, label, box] = [element("li"), element("label"), /** @type {HTMLInputElement} */ (element("input"))];
    box.type = "checkbox";
    box.checked = slot !== -1;
    box.disabled = slot === -1 && !slots.includes(null);
    box.dataset.agent = String(agent);
    const swatch = element("span", "swatch");
    if (slot !== -1) swatch.style.background = colours[slot] ?? "";
    const words = element("bdi", "name", name);
    box.addEventListener("change", () => pick(agent, box.checked));
    label.append(box, swatch, words, element("span", "count", posts.toLocaleString("en")));
    item.append(label);
    return item;
  }

  /** @param {number} agent @param {boolean} isWanted */
  function pick(agent, isWanted) {
    const slot = slots.indexOf(isWanted ? null : agent);
    if (slot !== -1 && slots.includes(agent) !== isWanted) slots[slot] = isWanted ? agent : null;
    show();
    /** @type {HTMLElement | null} */ (list.querySelector(`[data-agent="${agent}"]`))?.focus();
    onPick(slots.map((one) => one ?? -1));
  }

  search.addEventListener("input", show);
  clear.addEventListener("click", () => {
    slots.fill(null);
    show();
    search.focus();
    onPick(slots.map(() => -1));
  });
  show();
  return { pick };
}

/**
 * An element whose text is text.
 *
 * @param {string} tag
 * @param {string} [className]
 * @param {string} [text]
 */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
