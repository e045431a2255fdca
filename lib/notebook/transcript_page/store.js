// @ts-check
/** @typedef {import("../../shapes.ts").Reading} Reading */
/** @typedef {import("../../shapes.ts").StepReading & { parts?: [string, boolean][] }} PageStep */
/** @typedef {Omit<Reading, "steps"> & { key: string, steps: PageStep[] }} PageReading */
/**
 * A property to filter by, and which of its values each record has.
 *
 * @typedef {{ id: string, title: string, values: string[], of: Uint32Array }} Facet
 */

/**
 * Unpacks the page's records.
 *
 * @param {string} packed Base64 of deflated JSON.
 * @returns {Promise<PageReading[]>}
 */
export async function readRecords(packed) {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return await new Response(stream).json();
}

/**
 * What a record counts as, in one word or a few.
 *
 * @param {Pick<Reading, "outcome" | "disposition" | "error">} reading
 */
export function outcomeName({ outcome, disposition, error }) {
  if (outcome !== null) return outcome.kind;
  if (error !== null) return "error";
  if (disposition === null) return "none";
  return disposition.share > 0.5 ? "choice: acting likelier" : "choice: acting not likelier";
}

/** Records of one block, which are each other's arms. @param {readonly PageReading[]} records */
export function armsOf(records) {
  /** @type {Map<string, number[]>} */
  const blocks = new Map();
  records.forEach(({ blockId, factor, model, controlItem }, i) => {
    const block = JSON.stringify([blockId, factor, model, controlItem]);
    const arms = blocks.get(block);
    if (arms === undefined) blocks.set(block, [i]);
    else arms.push(i);
  });
  /** @type {number[][]} */
  const others = records.map(() => []);
  for (const arms of blocks.values()) for (const arm of arms) others[arm] = arms.filter((other) => other !== arm);
  return others;
}

/**
 * Everything to filter by that has more than one value.
 *
 * @param {readonly PageReading[]} records
 * @param {readonly number[][]} arms
 * @returns {Facet[]}
 */
export function facetsOf(records, arms) {
  const isOneFactor = new Set(records.map(({ factor }) => factor)).size === 1;
  const crossed = [
    ...new Set(records.flatMap(({ levels, factor }) => Object.keys(levels).filter((id) => id !== factor))),
  ];
  /** @type {[string, string, (record: PageReading, i: number) => string][]} */
  const asked = [
    [
      "arm",
      isOneFactor ? `Arm: ${records[0]?.factor}` : "Arm",
      ({ factor, condition }) => isOneFactor ? condition : `${factor} = ${condition}`,
    ],
    ["outcome", "Outcome", outcomeName],
    ["arms", "Arms of the pair", (record, i) => agreement(record, (arms[i] ?? []).flatMap((j) => records[j] ?? []))],
    ["scenario", "Scenario", ({ scenarioId }) => scenarioId],
    ["wording", "Wording", ({ wordingId }) => wordingId],
    ["model", "Model", ({ model }) => model],
    ["error", "Error", ({ error }) => error === null ? "no error" : "error"],
    [
      "test",
      "Mentions a test",
      ({ mentionsTest }) => mentionsTest === null ? "not judged" : mentionsTest ? "yes" : "no",
    ],
    ["mode", "Form", ({ mode, controlItem }) => controlItem === null ? mode : `control item ${controlItem}`],
    ...crossed.map((id) => /** @type {[string, string, (record: PageReading) => string]} */ (
      [`level-${id}`, `Factor: ${id}`, ({ levels }) => levels[id] ?? "not in the scenario"]
    )),
  ];
  return asked.map(([id, title, valueOf]) => {
    const names = records.map(valueOf);
    const values = [...new Set(names)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    const places = new Map(values.map((value, at) => [value, at]));
    return { id, title, values, of: Uint32Array.from(names, (name) => places.get(name) ?? 0) };
  }).filter(({ values }) => values.length > 1);
}

/** @param {PageReading} record @param {PageReading[]} others */
function agreement(record, others) {
  if (others.length === 0) return "no other arm";
  const own = outcomeName(record);
  return others.every((other) => outcomeName(other) === own) ? "same outcome" : "outcomes differ";
}

/**
 * Which records pass the search and every filter, and how many each value of a filter would leave.
 *
 * @param {readonly Facet[]} facets
 * @param {ReadonlyMap<string, ReadonlySet<number>>} chosen Values by the filter's id; none chosen: all pass.
 * @param {(record: number) => boolean} isFound
 * @param {number} n
 * @returns {{ shown: number[], counts: Map<string, Uint32Array> }}
 */
export function selectRecords(facets, chosen, isFound, n) {
  const counts = new Map(facets.map(({ id, values }) => [id, new Uint32Array(values.length)]));
  const wanted = facets.map(({ id }) => chosen.get(id) ?? new Set());
  /** @type {number[]} */
  const shown = [];
  for (let i = 0; i < n; i++) {
    if (!isFound(i)) continue;
    const failing = facets.filter((facet, f) => isOut(wanted[f], facet.of[i] ?? 0));
    if (failing.length === 0) shown.push(i);
    if (failing.length > 1) continue;
    for (const { id, of } of failing.length === 0 ? facets : failing) {
      const count = counts.get(id);
      const value = of[i] ?? 0;
      if (count !== undefined) count[value] = (count[value] ?? 0) + 1;
    }
  }
  return { shown, counts };
}

/** @param {ReadonlySet<number> | undefined} wanted @param {number} value */
function isOut(wanted, value) {
  return wanted !== undefined && wanted.size > 0 && !wanted.has(value);
}

/** Orders to read the records in. */
export const ORDERS = /** @type {const} */ (["ledger", "pair", "scenario", "outcome", "steps", "tokens", "time"]);

/**
 * @param {number[]} shown
 * @param {typeof ORDERS[number]} order
 * @param {readonly PageReading[]} records
 */
export function sortRecords(shown, order, records) {
  if (order === "ledger") return shown;
  /** @type {Map<string, number>} */
  const first = new Map();
  records.forEach(({ blockId }, i) => first.has(blockId) || first.set(blockId, i));
  /** @type {Record<string, (record: PageReading) => (string | number)[]>} */
  const keys = {
    pair: ({ blockId, condition }) => [first.get(blockId) ?? 0, condition],
    scenario: ({ scenarioId, wordingId, condition }) => [scenarioId, wordingId, condition],
    outcome: (record) => [outcomeName(record), record.scenarioId],
    steps: ({ steps }) => [-steps.filter(({ kind }) => kind !== "prompt").length],
    tokens: ({ usage }) => [-usage.promptTokens - usage.completionTokens],
    time: ({ durationMs }) => [-(durationMs ?? -1)],
  };
  const keyOf = keys[order];
  if (keyOf === undefined) return shown;
  const own = new Map(shown.map((i) => [i, keyOf(/** @type {PageReading} */ (records[i]))]));
  return shown.toSorted((a, b) => compareKeys(own.get(a) ?? [], own.get(b) ?? []) || a - b);
}

/** @param {(string | number)[]} a @param {(string | number)[]} b */
function compareKeys(a, b) {
  for (const [i, one] of a.entries()) {
    const other = b[i] ?? "";
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
