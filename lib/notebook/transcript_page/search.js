// @ts-check
import { stepText } from "../reading/step_text.js";

/** @typedef {import("./store.js").PageReading} PageReading */

/**
 * Words to find, all of them; what stands in quotes is found as it stands.
 *
 * @param {string} text
 */
export function searchTerms(text) {
  return [...text.matchAll(/"([^"]+)"?|(\S+)/g)]
    .map(([, phrase, word]) => (phrase ?? word ?? "").toLowerCase().trim())
    .filter((term) => term !== "" && term !== '"');
}

/**
 * Finds records by their text; the texts are put together when they are first needed.
 *
 * @param {readonly PageReading[]} records
 */
export function recordFinder(records) {
  /** @type {Record<"all" | "agent", (string | undefined)[]>} */
  const texts = { all: [], agent: [] };
  /** @param {number} i @param {"all" | "agent"} part */
  const textOf = (i, part) =>
    texts[part][i] ??= searchedText(/** @type {PageReading} */ (records[i]), part).toLowerCase();
  /** @param {string[]} terms @param {"all" | "agent"} part */
  return (terms, part) => (/** @type {number} */ i) =>
    terms.length === 0 || terms.every((term) => textOf(i, part).includes(term));
}

/** @param {PageReading} record @param {"all" | "agent"} part */
function searchedText(record, part) {
  const steps = record.steps.filter(({ kind }) => part === "all" || (kind !== "prompt" && kind !== "told"));
  if (part === "agent") {
    return steps.map(({ content, thought, calls }) => [thought ?? "", content, ...calls.map(argumentsOf)].join("\n"))
      .join("\n");
  }
  const { trialId, pairId, blockId, scenarioId, wordingId, condition, model, outcome, error } = record;
  const facts = [
    trialId,
    pairId,
    blockId,
    scenarioId,
    wordingId,
    condition,
    model,
    outcome?.evidence ?? "",
    error ?? "",
  ];
  return [...facts, ...steps.flatMap((step) => [step.content, stepText(step)])].join("\n");
}

/** @param {PageReading["steps"][number]["calls"][number]} call */
function argumentsOf({ tool, arguments: given }) {
  return `${tool} ${Object.values(given).join(" ")}`;
}

/**
 * A text cut where terms stand in it: odd pieces are found ones.
 *
 * @param {string} text
 * @param {readonly string[]} terms In lower case.
 */
export function foundPieces(text, terms) {
  if (terms.length === 0) return [text];
  const pattern = terms.toSorted((a, b) => b.length - a.length).map((term) =>
    term.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
  );
  return text.split(new RegExp(`(${pattern.join("|")})`, "giu"));
}
