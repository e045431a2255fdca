import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkOptions, dataPath, groupBy } from "../foundation/mod.ts";
import type { TrialRecord } from "../shapes.ts";
import { type Contrast, contrasts } from "./contrasts.ts";
import { gate, type GateOptions } from "./gate.ts";
import { readLedger } from "./ledger.ts";
import type { PublishedContrast } from "./published_effects.ts";
import type { GateVerdict } from "./understood.ts";

/** Options of `publishedReplication()`. */
export interface PublishedReplicationOptions {
  /** What `publishedContrasts()` returns: the directions to stand beside. */
  published: readonly PublishedContrast[];
  /** Our scenarios for each published behaviour. Default `REPLICATED_BEHAVIOURS`. */
  behaviours?: Readonly<Record<string, readonly string[]>>;
  /** Holds ledgers of matched trials. Default: the embedded runs. */
  folder?: string;
  /** When a model counts as having understood a scenario. */
  gate?: GateOptions;
  /** Draws the flips where there are too many to enumerate. */
  seed: number;
}

/** Which of our scenarios puts a published behaviour into situations of its own. */
export const REPLICATED_BEHAVIOURS = {
  tampering: ["switch-tampering"],
  misreporting: ["score-facts", "score-sums", "score-essay", "finance-grade"],
  exfiltration: ["server-transfer", "server-delete"],
  "enforcement gap": ["enforce-shutdown"],
} as const;

/** One of our scenarios beside the published direction; sizes cannot be compared, since models and situations differ. */
export interface ReplicationRow {
  behaviour: string;
  scenarioId: string;
  /** `null` where no model was recorded. */
  model: string | null;
  /** "choose": log-odds of acting; "act": share of trials that acted. */
  mode: TrialRecord["trial"]["mode"] | null;
  treatment: string;
  control: string;
  /** Published contrasts of this behaviour, and how many of them are above 0. */
  published: { above: number; models: number };
  pairs: number;
  estimate: number | null;
  low: number | null;
  high: number | null;
  direction: "above 0" | "below 0" | "not told from 0" | "unknown";
  /** Why there is no direction, or what to mind. */
  note: string;
}

/**
 * Do our own recorded models move in the published direction?
 *
 * Reads every ledger of the folder, puts the models through the gate of control items, and gives one row a behaviour,
 * scenario, model and comparison. What was not recorded and what a model did not understand keep their row and say so.
 * Only directions stand beside the published ones, and each speaks for the wordings of one scenario alone, as its note says.
 * Notes on the peer are the factor `history`; trials without the threat, or about the model itself, are left out.
 *
 * @param options The published contrasts and the seed are required.
 * @returns Rows in the order of the behaviours.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadPublished, publishedContrasts, publishedReplication } from "twoplane/action";
 * const published = publishedContrasts(await loadPublished());
 * const rows = publishedReplication({ published, seed: 1 });
 * assert.ok(rows.every(({ estimate, note }) => estimate !== null || note !== ""));
 * ```
 */
export function publishedReplication(options: PublishedReplicationOptions): ReplicationRow[] {
  checkOptions("publishedReplication", options, ["published", "behaviours", "folder", "gate", "seed"]);
  const { behaviours = REPLICATED_BEHAVIOURS, published, seed } = options;
  const records = recordsIn(options.folder ?? dataPath("runs"));
  const gates = gate(records.filter(({ trial }) => trial.controlItem !== null), options.gate);
  const comparisons = [...groupBy(published, ({ treatment, control }) => `${treatment}\n${control}`).values()];
  return Object.entries(behaviours).flatMap(([behaviour, scenarios]) =>
    scenarios.flatMap((scenarioId) =>
      comparisons.flatMap((found) => {
        const { treatment, control } = found[0] as PublishedContrast;
        const own = found.filter((row) => row.behaviour === behaviour);
        const common = {
          behaviour,
          scenarioId,
          treatment,
          control,
          published: { above: own.filter(({ estimate }) => estimate > 0).length, models: own.length },
        };
        const recorded = records.filter(({ trial }) => trial.scenarioId === scenarioId && isAboutPeer(trial));
        const rows = contrastsOf(recorded, { treatment, control, gates, seed });
        return rows.length > 0
          ? rows.map((row) => ({ ...common, ...row }))
          : [{ ...common, ...NOTHING, model: null, mode: null, note: "not recorded" }];
      })
    )
  );
}

const NOTHING = { pairs: 0, estimate: null, low: null, high: null, direction: "unknown" } as const;

function recordsIn(folder: string): TrialRecord[] {
  if (!existsSync(folder)) throw new RangeError(`Cannot read ledgers of ${folder}: there is no such folder`);
  const records = readdirSync(folder).filter((name) => /\.jsonl(\.gz)?$/.test(name)).sort().flatMap((name) =>
    readLedger<TrialRecord>(join(folder, name)).records.filter((record) => "trial" in record)
  );
  return [...new Map(records.map((record) => [`${record.model} ${record.trial.trialId}`, record])).values()];
}

/** Records of others' logs may tell no levels: they are taken as the threat to a peer that their scenario is. */
function isAboutPeer({ factor, controlItem, levels }: TrialRecord["trial"]): boolean {
  const { threat = "present", subject = "peer" } = (levels ?? {}) as Record<string, string>;
  return controlItem === null && factor === "history" && threat === "present" && subject === "peer";
}

type OwnRow = Pick<
  ReplicationRow,
  "model" | "mode" | "pairs" | "estimate" | "low" | "high" | "direction" | "note"
>;

function contrastsOf(
  records: readonly TrialRecord[],
  { treatment, control, gates, seed }: {
    treatment: string;
    control: string;
    gates: readonly GateVerdict[];
    seed: number;
  },
): OwnRow[] {
  const groups = groupBy(records, ({ model, trial }) => JSON.stringify([model, trial.mode]));
  return [...groups.values()].flatMap((rows): OwnRow[] => {
    const { model, trial: { mode } } = rows[0] as TrialRecord;
    const lacking = [treatment, control].filter((level) => !rows.some(({ trial }) => trial.condition === level));
    if (lacking.length > 0) return [{ ...NOTHING, model, mode, note: `not recorded: no ${lacking.join(", no ")}` }];
    const question = { factor: "history", control, treatments: [treatment], fold: "mean" as const, gates, seed };
    return contrasts(rows, question).filter(({ scenarioId }) => scenarioId !== null).map((contrast) =>
      rowOf(contrast, mode)
    );
  });
}

function rowOf({ model, pairs, result, note }: Contrast, mode: TrialRecord["trial"]["mode"]): OwnRow {
  const interval = result?.interval ?? null;
  if (result === null || interval === null) {
    const why = note === "" ? "no interval: too few cases" : note;
    return { ...NOTHING, model, mode, pairs: pairs.length, note: why };
  }
  const { low, high } = interval;
  const direction = low > 0 ? "above 0" : high < 0 ? "below 0" : "not told from 0";
  const scope = result.details?.speaksFor;
  const notes = [note, typeof scope === "string" ? `speaks for ${scope}` : ""].filter((text) => text !== "");
  return { model, mode, pairs: pairs.length, estimate: result.estimate, low, high, direction, note: notes.join("; ") };
}
