// @ts-check
import { element } from "./elements.js";

/** @typedef {import("./store.js").Facet} Facet */

/**
 * The filters as groups of boxes, with how many records each would leave.
 *
 * @param {HTMLElement} box
 * @param {readonly Facet[]} facets
 * @param {() => void} onChange
 */
export function facetFilters(box, facets, onChange) {
  /** @type {Map<string, Set<number>>} */
  const chosen = new Map(facets.map(({ id }) => [id, new Set()]));
  const groups = facets.map((facet) => groupOf(facet, /** @type {Set<number>} */ (chosen.get(facet.id)), onChange));
  box.append(...groups.map(({ group }) => group));
  return {
    chosen,
    /** @param {ReadonlyMap<string, Uint32Array>} counts */
    showCounts(counts) {
      for (const { id, show } of groups) show(counts.get(id) ?? new Uint32Array());
    },
    clear() {
      for (const set of chosen.values()) set.clear();
      for (const input of box.querySelectorAll("input")) input.checked = false;
      onChange();
    },
    isEmpty: () => [...chosen.values()].every((set) => set.size === 0),
  };
}

/** @param {Facet} facet @param {Set<number>} chosen @param {() => void} onChange */
function groupOf({ id, title, values }, chosen, onChange) {
  const group = element("fieldset", "facet", [element("legend", "", title)]);
  group.dataset.facet = id;
  const list = element("div", "values");
  const rows = values.map((value, at) => {
    const input = /** @type {HTMLInputElement} */ (element("input"));
    input.type = "checkbox";
    input.addEventListener("change", () => {
      if (input.checked) chosen.add(at);
      else chosen.delete(at);
      onChange();
    });
    const count = element("span", "count");
    const label = element("label", "", [input, element("bdi", "name", value), count]);
    list.append(label);
    return { label, count };
  });
  group.append(list);
  return {
    id,
    group,
    /** @param {Uint32Array} counts */
    show(counts) {
      rows.forEach(({ label, count }, at) => {
        const records = counts[at] ?? 0;
        count.textContent = records.toLocaleString("en");
        label.classList.toggle("none", records === 0);
      });
    },
  };
}
