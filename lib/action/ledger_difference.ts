import { canonicalJson, cut } from "../foundation/mod.ts";
import type { Json, Trial } from "../shapes.ts";

/** Differences that an error tells. */
const MOST = 3;

type Settings = Readonly<Record<string, unknown>>;

/** In which settings two headers differ, such as `seed is 2 here, 1 there`. */
export function settingsDifference(here: Settings, there: unknown, path = ""): string[] {
  const other = isMap(there) ? there : {};
  return [...new Set([...Object.keys(here), ...Object.keys(other)])].flatMap((name) => {
    const [own, its] = [here[name], other[name]];
    if (isMap(own) && isMap(its)) return settingsDifference(own, its, `${path}${name}.`);
    return shown(own) === shown(its) ? [] : [`${path}${name} is ${cut(shown(own))} here, ${cut(shown(its))} there`];
  }).slice(0, MOST);
}

function isMap(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? "not told" : canonicalJson(value as Json);
}

/** What a trial tells of its design. */
const PARTS: readonly [name: string, of: (trial: Trial) => unknown][] = [
  ["mode", ({ mode }) => mode],
  ["factor", ({ factor }) => factor],
  ["scenario", ({ scenarioId }) => scenarioId],
  ["wording", ({ wordingId }) => wordingId],
  ["level", ({ condition }) => condition],
  ["replicate", ({ replicate }) => replicate],
  ...(["temperature", "topP", "maxTokens", "maxCalls", "protocol", "scratchpad"] as const)
    .map((name): [string, (trial: Trial) => unknown] => [name, ({ settings }) => settings?.[name]]),
];

/**
 * How the first record of a ledger shows that it is of another design, as far as one trial can.
 *
 * @param trials Those that are planned here.
 * @param row The record, or `null` where there is none.
 */
export function trialDifference(trials: Iterable<Trial>, row: unknown): string[] {
  const found = isMap(row) && isMap(row.trial) ? row.trial as unknown as Trial : null;
  if (found === null) return [];
  const planned = [...trials];
  if (planned.some(({ trialId }) => trialId === found.trialId)) {
    return ["its first trial is planned here too, so that one of both designs has more than the other"];
  }
  const levels = Object.keys(found.levels ?? {}).filter((id) => id !== found.factor)
    .map((id): typeof PARTS[number] => [`level of ${id}`, (trial) => trial.levels?.[id]]);
  const differences = [...PARTS, ...levels].flatMap(([name, of]) => {
    const here = [...new Set(planned.map((trial) => shown(of(trial))))];
    const its = shown(of(found));
    return here.includes(its) ? [] : [`${name} is ${cut(here.join(", "))} here, ${cut(its)} in its first trial`];
  });
  if (differences.length > 0) return differences.slice(0, MOST);
  return ["its first trial is like those here, yet none of them: seed, worlds, words or number differ"];
}
