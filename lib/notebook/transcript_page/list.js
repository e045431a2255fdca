// @ts-check
import { element, outcomeBadge } from "./elements.js";
import { outcomeName } from "./store.js";

/** @typedef {import("./store.js").PageReading} PageReading */

/** Px; as in the style sheet. */
const ROW = 60;
/** Rows drawn above and below those in sight. */
const SPARE = 6;

/**
 * A list that draws only the rows in sight.
 *
 * @param {HTMLElement} box
 * @param {readonly PageReading[]} records
 * @param {(record: number) => void} onOpen
 */
export function recordList(box, records, onOpen) {
  const stage = element("div", "stage");
  box.append(stage);
  /** @type {readonly number[]} */
  let shown = [];
  let active = -1;
  /** @type {Map<number, HTMLElement>} */
  let drawn = new Map();

  function draw() {
    const from = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE);
    const to = Math.min(shown.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + SPARE);
    const next = new Map();
    for (let at = from; at < to; at++) {
      const record = shown[at];
      if (record !== undefined) next.set(at, drawn.get(at) ?? rowOf(at, /** @type {PageReading} */ (records[record])));
    }
    for (const [at, row] of drawn) if (!next.has(at)) row.remove();
    for (const row of next.values()) if (!row.isConnected) stage.append(row);
    drawn = next;
    for (const [at, row] of drawn) row.setAttribute("aria-selected", String(at === active));
    if (drawn.has(active)) box.setAttribute("aria-activedescendant", `row-${active}`);
    else box.removeAttribute("aria-activedescendant");
  }

  /** @param {number} at @param {PageReading} record */
  function rowOf(at, record) {
    const row = element("div", "row", [
      element("div", "first", [outcomeBadge(outcomeName(record)), element("bdi", "name", record.condition)]),
      element(
        "div",
        "second",
        `${record.scenarioId} · ${record.wordingId} · replicate ${record.replicate} · ${record.model}`,
      ),
    ]);
    row.id = `row-${at}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-posinset", String(at + 1));
    row.setAttribute("aria-setsize", String(shown.length));
    row.style.top = `${at * ROW}px`;
    row.addEventListener("click", () => go(at));
    return row;
  }

  /** @param {number} at */
  function go(at) {
    if (shown.length === 0) return;
    active = Math.max(0, Math.min(shown.length - 1, at));
    bringIntoSight();
    draw();
    onOpen(/** @type {number} */ (shown[active]));
  }

  function bringIntoSight() {
    const top = active * ROW;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
  }

  box.addEventListener("scroll", draw);
  box.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(box.clientHeight / ROW) - 1);
    /** @type {Record<string, number>} */
    const targets = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: shown.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(target);
  });
  new ResizeObserver(draw).observe(box);

  return {
    /** @param {readonly number[]} rows @param {number} selected */
    show(rows, selected) {
      shown = rows;
      active = rows.indexOf(selected);
      for (const row of drawn.values()) row.remove();
      drawn = new Map();
      stage.style.height = `${rows.length * ROW}px`;
      if (active >= 0) bringIntoSight();
      else box.scrollTop = 0;
      draw();
    },
    /** @param {number} record */
    select(record) {
      active = shown.indexOf(record);
      if (active >= 0) bringIntoSight();
      draw();
    },
    /** @param {number} by */
    step: (by) => go(active + by),
    place: () => ({ at: active, n: shown.length }),
  };
}
