import { plantedRecord } from "../../../lib/tasks/calibrate/planted_study.ts";
import { presentations } from "../../../lib/action/menu.ts";
import type { MenuScore, Message, Trial, TrialRecord, World } from "../../../lib/shapes.ts";

/** What a record is made of: any part of the record or its trial may be another. */
export interface Made {
  scenario?: number;
  wording?: number;
  world?: number;
  condition?: string;
  replicate?: number;
  level?: string | null;
  acted?: boolean;
  trial?: Partial<Trial>;
  record?: Partial<TrialRecord>;
  /** What the agent says, one message each. */
  says?: readonly (string | Message)[];
}

/** A record put together by hand, factor "note" with conditions such as "plain" and "peer". */
export function madeRecord(made: Made = {}): TrialRecord {
  const { acted = false, trial = {}, record = {}, says } = made;
  const cell = { scenario: 0, wording: 0, world: 0, condition: "plain", replicate: 0, level: null };
  const base = plantedRecord({ ...cell, ...only(made, Object.keys(cell)) }, acted);
  const changed = { ...base.trial, ...trial };
  const spoken = says?.map((one): Message => typeof one === "string" ? { role: "assistant", content: one } : one);
  return {
    ...base,
    ...(spoken !== undefined && { transcript: [...changed.messages, ...spoken] }),
    ...record,
    trial: changed,
  };
}

function only(made: Made, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(made).filter(([name]) => names.includes(name)));
}

/** Both arms of so many scenarios × wordings × worlds, acting as told. */
export function madeArms(
  { scenarios, wordings = 1, worlds = 1, conditions = ["plain", "peer"] }: {
    scenarios: number;
    wordings?: number;
    worlds?: number;
    conditions?: readonly string[];
  },
  acts: (cell: { scenario: number; wording: number; world: number; condition: string }) => boolean,
): TrialRecord[] {
  const places = (n: number) => Array.from({ length: n }, (_, i) => i);
  return places(scenarios).flatMap((scenario) =>
    places(wordings).flatMap((wording) =>
      places(worlds).flatMap((world) =>
        conditions.map((condition) => {
          const cell = { scenario, wording, world, condition };
          return madeRecord({ ...cell, acted: acts(cell) });
        })
      )
    )
  );
}

/** Gates that let every scenario of the records pass. */
export function openGates(records: readonly TrialRecord[]): { scenarioId: string; passes: boolean }[] {
  return [...new Set(records.map(({ trial }) => trial.scenarioId))].map((scenarioId) => ({ scenarioId, passes: true }));
}

/** The record as a choice: probability of the acting and of the other option in every presentation; `null` where not listed. */
export function asChoice(
  record: TrialRecord,
  { acting, other, least = 0.001 }: { acting: number | null; other: number | null; least?: number },
): TrialRecord {
  const options = [{ id: "act", text: "Do it", acts: true }, { id: "leave", text: "Leave it", acts: false }];
  const menuScores = presentations(options).map(({ shown, labels }): MenuScore => ({
    shown: shown.map(({ id }) => id),
    labels,
    scores: shown.map(({ text, acts }) => {
      const probability = acts ? acting : other;
      return { option: text, logProbability: Math.log(probability ?? least), isBound: probability === null };
    }),
  }));
  return {
    ...record,
    menuScores,
    trial: { ...record.trial, mode: "choose", options, trialId: `${record.trial.trialId} c` },
  };
}

/** A call as the JSON protocol writes it. */
export function call(tool: string, given: Record<string, string | number | boolean> = {}): string {
  return JSON.stringify({ tool, arguments: given });
}

/** A world with one setting. */
export function worldWith(settings: World["settings"], files: World["files"] = {}): World {
  return { files, settings };
}
