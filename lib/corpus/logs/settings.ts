import { cut, quote } from "../../foundation/mod.ts";
import type { Rule } from "../../shapes.ts";
import { flattened, isFields, type LogEpisode, valueAt } from "./content.ts";
import type { LoadLogRecordsOptions } from "./options.ts";

/**
 * Refuses an outcome that no record could show: one that is missing, or asks for a setting that no log has.
 *
 * @throws {TypeError} That lists the settings there are, each with a value.
 */
export function checkOutcome(
  outcome: LoadLogRecordsOptions["outcome"] | undefined,
  episodes: readonly LogEpisode[],
  source: string,
): void {
  const known = new Map(episodes.flatMap(({ settled }) => Object.entries(settled)));
  const has = `It has ${
    [...known].slice(0, 40).map(([name, value]) => `${name} (such as ${quote(value)})`).join(", ")
  }`;
  if (typeof outcome !== "object" || outcome === null || !outcome.acted || !outcome.abstained) {
    throw new TypeError(
      `Cannot load records of ${source}: need outcome: { acted, abstained }, two rules on what the log settles, got ${
        quote(outcome)
      }. ${has}`,
    );
  }
  const asked = [...leaves(outcome.acted), ...leaves(outcome.abstained)];
  const missing = asked.find((name) => !known.has(name));
  if (missing === undefined || known.size === 0) return;
  throw new TypeError(
    `Cannot load records of ${source}: outcome needs a setting of the log, got ${quote(missing)}. ${has}`,
  );
}

/** Names of settings that a rule asks for; rules on files ask for none that a log could have. */
function leaves(rule: Rule): string[] {
  if (!isFields(rule)) throw new TypeError(`Cannot load records: outcome needs rules, got ${quote(rule)}`);
  if ("not" in rule) return leaves(rule.not);
  if ("all" in rule) return rule.all.flatMap(leaves);
  if ("any" in rule) return rule.any.flatMap(leaves);
  if ("setting" in rule) return [rule.setting];
  throw new TypeError(`Cannot load records: outcome needs rules on settings, got ${cut(JSON.stringify(rule))}`);
}

/**
 * The condition of each episode; `null` where the log does not tell it.
 *
 * @throws {TypeError} If no episode tells it; lists the paths there are.
 */
export function conditionsOf(
  episodes: readonly LogEpisode[],
  { condition }: LoadLogRecordsOptions,
  source: string,
): (string | null)[] {
  if ("value" in condition) return episodes.map(() => condition.value);
  const found = episodes.map(({ facts, model, task, sampleId }) => {
    const value = valueAt({ model, task, sample: sampleId, ...facts }, condition.field);
    return ["string", "number", "boolean"].includes(typeof value) ? String(value) : null;
  });
  if (episodes.length === 0 || found.some((value) => value !== null)) return found;
  const paths = episodes.flatMap(({ facts }) => Object.entries(facts).flatMap(([name, part]) => flattened(part, name)));
  const known = [...new Set(["model", "task", "sample", ...paths.map(([path]) => path)])].slice(0, 60).join(", ");
  throw new TypeError(
    `Cannot load records of ${source}: condition.field needs a path in the log, got ${
      quote(condition.field)
    }. It has ${known}`,
  );
}
