import type { Json, MeasureResult } from "../shapes.ts";
import { pairedT, welch } from "../statistics/mod.ts";
import { type AgentInterval, type AgentIntervalOptions, bootstrapAgents } from "./agent_bootstrap.ts";
import { nullBand } from "./null_band.ts";
import { count } from "./placed.ts";
import { type ArmEffect, type ArmUnit, meanUnit, type UnitValue } from "./socialization_arm.ts";
import { CALLER, EXPOSURE, type SocializationEffectOptions } from "./socialization_options.ts";

/** Agents of one society read each other, which an interval over agents cannot know. */
const ONE_SOCIETY = "interval over agents of one society: as wide as if none had read another";

/** Whole agents resampled; from two societies on Student's t over societies. */
export function unitInterval(arm: ArmEffect, options: AgentIntervalOptions | undefined): AgentInterval {
  if (options === undefined) return { interval: null, warnings: [] };
  if (arm.societies.length > 1) return overSocieties(arm.societies.map(({ estimate }) => estimate), options);
  return overAgents(arm.agents.map(({ estimate }) => estimate), options);
}

/** Effect less effect in the control arm, with its interval and its null, draw by draw. */
export function armDifference(
  fed: ArmEffect,
  control: ArmEffect,
  { pairing, options, base }: {
    pairing: "paired" | "independent";
    options: SocializationEffectOptions;
    base: { metric: string; variant: string; settings: Record<string, Json> };
  },
): MeasureResult {
  const bySociety = fed.societies.length > 1 || control.societies.length > 1;
  const [treated, untreated] = bySociety ? [fed.societies, control.societies] : [fed.agents, control.agents];
  const pairs = pairing === "paired" ? pairUnits(treated, untreated, bySociety) : null;
  const differences = pairs?.map(([a, b]) => minus(a, b)) ?? [minus(meanUnit(treated), meanUnit(untreated))];
  const { estimate, draws } = meanUnit(differences);
  const made = pairs === null
    ? apart(treated, untreated, options.interval)
    : together(differences.map((pair) => pair.estimate), bySociety, options.interval);
  const n = pairs?.length ?? treated.length + untreated.length;
  return {
    ...base,
    estimate,
    interval: made.interval,
    null: nullBand(options.null.kind, estimate, draws),
    sensitivity: null,
    n,
    settings: { ...base.settings, unit: bySociety ? "society" : "agent", pairing },
    warnings: [
      ...(options.exposureSource === "assumed" ? [EXPOSURE.assumed] : []),
      ...(pairs !== null && 2 * n < treated.length + untreated.length
        ? [
          `${
            count(treated.length + untreated.length - 2 * n, bySociety ? "society" : "agent")
          } without a partner left out`,
        ]
        : []),
      ...made.warnings,
    ],
  };
}

function together(values: number[], bySociety: boolean, options: AgentIntervalOptions | undefined): AgentInterval {
  if (options === undefined) return { interval: null, warnings: [] };
  return bySociety ? overSocieties(values, options) : overAgents(values, options);
}

function apart(
  treated: readonly ArmUnit[],
  untreated: readonly ArmUnit[],
  options: AgentIntervalOptions | undefined,
): AgentInterval {
  if (options === undefined) return { interval: null, warnings: [] };
  const arms = {
    treatment: treated.map(({ estimate }) => estimate),
    control: untreated.map(({ estimate }) => estimate),
  };
  const varies = Object.values(arms).some((values) => new Set(values).size > 1);
  if (arms.treatment.length < 2 || arms.control.length < 2 || !varies) {
    return { interval: null, warnings: ["no interval: needs two units in each arm that vary"] };
  }
  const { confidence = 0.95 } = options;
  const { interval, method } = welch(arms, { confidence });
  return { interval: interval === null ? null : { ...interval, confidence, method }, warnings: [] };
}

function overAgents(values: readonly number[], options: AgentIntervalOptions): AgentInterval {
  const made = bootstrapAgents(CALLER, values, options);
  return made.interval === null ? made : { ...made, warnings: [...made.warnings, ONE_SOCIETY] };
}

/** Societies are few and independent by design: Student's t, not a bootstrap. */
function overSocieties(values: readonly number[], { confidence = 0.95 }: AgentIntervalOptions): AgentInterval {
  if (values.length < 2 || new Set(values).size < 2) {
    return {
      interval: null,
      warnings: [`no interval: ${count(values.length, "value")} of societies that do not vary`],
    };
  }
  const pairs = values.map((treatment, i) => ({
    pairId: String(i),
    scenarioId: String(i),
    wordingId: "",
    control: 0,
    treatment,
    n: { control: 1, treatment: 1 },
  }));
  const { interval } = pairedT(pairs, { confidence });
  return {
    interval: interval === null ? null : { ...interval, confidence, method: "Student t over societies" },
    warnings: [],
  };
}

/** Agents by their id, societies by their place. */
function pairUnits(
  treated: readonly ArmUnit[],
  untreated: readonly ArmUnit[],
  bySociety: boolean,
): [ArmUnit, ArmUnit][] {
  const keyOf = ({ unitId, place }: ArmUnit) => bySociety ? String(place) : unitId;
  const others = new Map(untreated.map((other) => [keyOf(other), other]));
  const pairs = treated.flatMap((own): [ArmUnit, ArmUnit][] => {
    const other = others.get(keyOf(own));
    return other === undefined ? [] : [[own, other]];
  });
  if (pairs.length > 0) return pairs;
  throw new RangeError(
    `Cannot run ${CALLER}() with control.pairing "paired": needs agents of the same agentId, or societies in the ` +
      "same places, in both arms, got none",
  );
}

function minus(a: UnitValue, b: UnitValue): UnitValue {
  return {
    n: a.n + b.n,
    estimate: a.estimate - b.estimate,
    draws: a.draws.map((value, i) => value - (b.draws[i] as number)),
  };
}
