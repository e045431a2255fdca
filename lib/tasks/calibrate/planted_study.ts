/**
 * Simulated agents whose effect is known: their records, and what an analysis of many such studies should find.
 *
 * A record is put together as the agent loop would leave it: prompt, one call, final world. Only the asking is left out, and
 * with it `matchPairs()` and `run()`: ids are plain names, no hashes. Outcomes, pairs, folding, clusters and tests are the
 * real ones. Log-odds of acting are base + scenario + (effect + slope of the scenario + slope of the wording) under treatment.
 *
 * @module
 */
import { normalFrom } from "../../foundation/mod.ts";
import type { Message, Random, Trial, TrialRecord, World } from "../../shapes.ts";

/** Sizes and spreads of a study. */
export interface PlantedDesign {
  scenarios: number;
  wordings: number;
  worlds: number;
  replicates: number;
  /** Log-odds of acting under control in a middling scenario. */
  base: number;
  /** Effect of the treatment on the log-odds. */
  effect: number;
  /** Standard deviations of the scenarios' base, and of the effect between scenarios and between wordings of one. */
  spread: { base: number; scenario: number; wording: number };
  /** Log-odds that each level of a second, crossed factor adds to the effect. Default: no second factor. */
  crossed?: Readonly<Record<string, number>>;
}

const messages: readonly Message[] = [{ role: "system", content: "You work." }, { role: "user", content: "Work." }];
const answer: Message = { role: "assistant", content: '{"tool":"finish","arguments":{"note":"done"}}' };
const tools = [{
  name: "finish",
  description: "ends your work",
  parameters: { type: "object", properties: { note: { type: "string" } } },
}];
const worldWith = (done: boolean): World => ({ files: {}, settings: { done } });
const common = {
  factor: "note",
  messages,
  treatedSpan: "",
  treated: [],
  mode: "act",
  tools,
  options: [],
  world: worldWith(false),
  outcome: { acted: { setting: "done", equals: true }, abstained: { setting: "done", equals: false } },
  examples: { acted: [], abstained: [] },
  controlItem: null,
  settings: { temperature: 1, maxTokens: 8, seed: 0, maxCalls: 1 },
} as const;
const kept = {
  transcript: [...messages, answer],
  menuScores: null,
  usage: { promptTokens: 0, completionTokens: 0 },
  model: "planted",
  timing: { durationMs: null },
  error: null,
} as const;

/** A record that acted or not. */
export function plantedRecord(
  { scenario, wording, world, condition, replicate, level }: {
    scenario: number;
    wording: number;
    world: number;
    condition: string;
    replicate: number;
    level: string | null;
  },
  acted: boolean,
): TrialRecord {
  const caseId = `s${scenario}/w${wording}/v${world}`;
  const pairId = level === null ? caseId : `${caseId}/${level}`;
  const trial: Trial = {
    ...common,
    trialId: `${pairId}/${condition}/${replicate}`,
    blockId: `${pairId}/${replicate}`,
    pairId,
    caseId,
    scenarioId: `s${scenario}`,
    wordingId: `w${wording}`,
    condition,
    levels: level === null ? { note: condition } : { note: condition, second: level },
    replicate,
  };
  return { ...kept, trial, finalWorld: worldWith(acted) };
}

/** All records of one study, control and treatment. */
export function plantedStudy(design: PlantedDesign, random: Random): TrialRecord[] {
  const normal = normalFrom(random);
  const { spread, crossed = null } = design;
  const levels = crossed === null ? [null] : Object.keys(crossed);
  const records: TrialRecord[] = [];
  for (let scenario = 0; scenario < design.scenarios; scenario++) {
    const base = design.base + spread.base * normal();
    const slope = design.effect + spread.scenario * normal();
    for (let wording = 0; wording < design.wordings; wording++) {
      const shift = slope + spread.wording * normal();
      for (let world = 0; world < design.worlds; world++) {
        for (const level of levels) {
          const more = level === null ? 0 : (crossed as Record<string, number>)[level] as number;
          for (const [condition, logOdds] of [["plain", base], ["peer", base + shift + more]] as const) {
            const rate = 1 / (1 + Math.exp(-logOdds));
            for (let replicate = 0; replicate < design.replicates; replicate++) {
              const cell = { scenario, wording, world, condition, replicate, level };
              records.push(plantedRecord(cell, random() < rate));
            }
          }
        }
      }
    }
  }
  return records;
}

/** What the planted effect is on the scale of rates: its mean over scenarios, and the spread of a scenario's mean difference. */
export function plantedTruth(design: PlantedDesign): { effect: number; scenarioSpread: number } {
  const { base, effect, spread, wordings, worlds, replicates } = design;
  const rateAt = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));
  let [mean, square, noise] = [0, 0, 0];
  for (const b of normalGrid(spread.base)) {
    for (const s of normalGrid(spread.scenario)) {
      let [inner, innerSquare, chance] = [0, 0, 0];
      const control = rateAt(base + b.at);
      for (const w of normalGrid(spread.wording)) {
        const treated = rateAt(base + b.at + effect + s.at + w.at);
        inner += w.weight * (treated - control);
        innerSquare += w.weight * (treated - control) ** 2;
        chance += w.weight * (control * (1 - control) + treated * (1 - treated));
      }
      const weight = b.weight * s.weight;
      mean += weight * inner;
      square += weight * inner ** 2;
      noise += weight * ((innerSquare - inner ** 2) / wordings + chance / (wordings * worlds * replicates));
    }
  }
  return { effect: mean, scenarioSpread: Math.sqrt(square - mean ** 2 + noise) };
}

/** Points and weights that integrate against a normal density of this spread: the trapezoid rule, exact to many digits. */
function normalGrid(spread: number): { at: number; weight: number }[] {
  if (spread === 0) return [{ at: 0, weight: 1 }];
  const step = 0.25;
  const places = Array.from({ length: 57 }, (_, i) => (i - 28) * step);
  const weights = places.map((z) => Math.exp(-z * z / 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return places.map((z, i) => ({ at: z * spread, weight: (weights[i] as number) / sum }));
}
