// @ts-check
import { comparisonOf } from "./compare.js";
import { button, byId, element, outcomeBadge } from "./elements.js";
import { facetFilters } from "./filters.js";
import { recordList } from "./list.js";
import { factsOf, readingOf } from "./reader.js";
import { recordFinder, searchTerms } from "./search.js";
import { armsOf, facetsOf, ORDERS, outcomeName, readRecords, selectRecords, sortRecords } from "./store.js";

/** @typedef {import("./store.js").PageReading} PageReading */

/** Ms between the last key in the search field and the search. */
const PAUSE = 120;

/** @param {readonly PageReading[]} records */
function showRecords(records) {
  const arms = armsOf(records);
  const facets = facetsOf(records, arms);
  const find = recordFinder(records);
  const places = new Map(records.map(({ key }, i) => [key, i]));
  const [search, part, order] = [
    byId("search"),
    /** @type {HTMLSelectElement} */ (byId("part")),
    /** @type {HTMLSelectElement} */ (byId("order")),
  ];
  const state = { open: -1, other: -1, terms: /** @type {string[]} */ ([]) };
  const filters = facetFilters(byId("facets"), facets, refresh);
  const list = recordList(byId("rows"), records, (record) => open(record));

  function refresh() {
    state.terms = searchTerms(/** @type {HTMLInputElement} */ (search).value);
    const isFound = find(state.terms, part.value === "agent" ? "agent" : "all");
    const { shown, counts } = selectRecords(facets, filters.chosen, isFound, records.length);
    const wanted = ORDERS.find((one) => one === order.value) ?? "ledger";
    list.show(sortRecords(shown, wanted, records), state.open);
    filters.showCounts(counts);
    const number = (/** @type {number} */ count) => count.toLocaleString("en");
    byId("status").textContent = `${number(shown.length)} of ${number(records.length)} trials`;
    byId("none").hidden = shown.length > 0;
    byId("clear").hidden = filters.isEmpty() && state.terms.length === 0;
    if (state.open >= 0) draw();
  }

  /** @param {number} record @param {number} [other] Below 0: alone. */
  function open(record, other = -1) {
    const wasOpen = state.open >= 0;
    state.open = record;
    state.other = other;
    const key = (/** @type {number} */ i) => encodeURIComponent(records[i]?.key ?? "");
    const hash = record < 0 ? "" : `#${key(record)}${other < 0 ? "" : `&with=${key(other)}`}`;
    if (hash !== location.hash) {
      const address = hash === "" ? location.pathname + location.search : hash;
      if (wasOpen) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
    }
    list.select(record);
    draw();
  }

  function draw() {
    const record = records[state.open];
    document.body.dataset.open = String(record !== undefined);
    byId("welcome").hidden = record !== undefined;
    byId("trial").hidden = record === undefined;
    if (record === undefined) return;
    const other = records[state.other];
    const { at, n } = list.place();
    byId("place").textContent = at < 0 ? "not in the list as it is filtered" : `${at + 1} of ${n}`;
    byId("heading").replaceChildren(outcomeBadge(outcomeName(record)), ` ${record.factor} = ${record.condition}`);
    byId("facts").replaceChildren(
      ...factsOf(record).flatMap((
        [name, value],
      ) => [element("dt", "", name), element("dd", "", [element("bdi", "", value)])]),
    );
    byId("arms").replaceChildren(...armButtons(record));
    byId("content").replaceChildren(
      ...(other === undefined ? readingOf(record, state.terms) : comparisonOf(record, other)),
    );
    byId("content").classList.toggle("comparing", other !== undefined);
  }

  /** @param {PageReading} record */
  function armButtons(record) {
    const others = arms[state.open] ?? [];
    if (others.length === 0) return [element("span", "quiet", "This trial has no other arm here.")];
    const all = [-1, ...others].map((other) => {
      const arm = records[other];
      const text = arm === undefined ? `${record.condition} alone` : `beside ${arm.condition} (${outcomeName(arm)})`;
      const made = button(text, () => open(state.open, other));
      made.setAttribute("aria-pressed", String(other === state.other));
      return made;
    });
    return all;
  }

  function readAddress() {
    const [key = "", beside = ""] = location.hash.slice(1).split("&with=").map(decoded);
    const record = keyed(key);
    if (record === state.open && keyed(beside) === state.other) return;
    if (record < 0 && key !== "") byId("status").textContent = `No trial "${key}" on this page`;
    state.open = record;
    state.other = (arms[record] ?? []).find((arm) => arm === keyed(beside)) ?? -1;
    list.select(record);
    draw();
  }

  /** The record of a key, or of the only one that begins so. @param {string} key */
  function keyed(key) {
    const exact = places.get(key);
    if (exact !== undefined) return exact;
    if (key.length < 6) return -1;
    const found = records.flatMap((record, i) => record.key.startsWith(key) ? [i] : []);
    return found.length === 1 ? found[0] ?? -1 : -1;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return back();
    if (["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName)) return;
    const others = arms[state.open] ?? [];
    /** @type {Record<string, () => void>} */
    const acts = {
      j: () => list.step(1),
      k: () => list.step(-1),
      c: () =>
        others.length > 0 &&
        open(state.open, [-1, ...others][([-1, ...others].indexOf(state.other) + 1) % (others.length + 1)]),
      "/": () => search.focus(),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  function back() {
    if (state.other >= 0) return open(state.open);
    open(-1);
    byId("rows").focus();
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
  for (const field of [part, order]) field.addEventListener("change", refresh);
  byId("clear").addEventListener("click", () => {
    /** @type {HTMLInputElement} */ (search).value = "";
    filters.clear();
  });
  byId("rows").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && state.open >= 0) byId("trial").focus();
  });
  byId("back").addEventListener("click", back);
  byId("previous").addEventListener("click", () => list.step(-1));
  byId("next").addEventListener("click", () => list.step(1));
  addEventListener("hashchange", readAddress);
  addEventListener("keydown", onKey);
  if (matchMedia("(max-width: 900px)").matches) /** @type {HTMLDetailsElement} */ (byId("filters")).open = false;
  refresh();
  readAddress();
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

readRecords(byId("data").textContent ?? "").then((records) => {
  showRecords(records);
  byId("message").hidden = true;
  document.body.dataset.ready = "true";
}, (error) => {
  byId("message").textContent = `Cannot read this page: ${error}`;
});
