import { seededRandom } from "../foundation/mod.ts";
import type { Json, MeasureResult, MetricRow } from "../shapes.ts";
import { bootstrapAgents } from "./agent_bootstrap.ts";
import { CALLER, type InfluencePlan, type InteractionInfluenceOptions } from "./influence_options.ts";
import { type MatchedContrast, matchedContrast, type MatchedSets } from "./matched_contrast.ts";
import { nullBand } from "./null_band.ts";
import { pacer } from "./pace.ts";
import { ascending } from "./placed.ts";

/** What all results of one call share. */
export interface InfluenceContext {
  plan: InfluencePlan;
  options: InteractionInfluenceOptions;
  settings: Record<string, Json>;
  warnings: readonly string[];
  /** Names of all agents, by index. */
  agentIds: readonly string[];
}

/** A contrast of matched sets with its null: residuals turned around within sets; `null` where nothing is left to compare. */
export async function controlledResult(
  sets: MatchedSets,
  metric: string,
  { plan, options, settings, warnings, agentIds }: InfluenceContext,
): Promise<{ result: MeasureResult; rows: MetricRow[] } | null> {
  const contrast = matchedContrast(sets);
  const { estimate } = contrast;
  if (estimate === null) return null;
  const draws = await drawContrasts(contrast, { plan, options, metric, members: sets.outcome.length });
  const made = options.interval === undefined ? null : bootstrapAgents(CALLER, shares(contrast), options.interval);
  const rows = Array.from(contrast.agents, (agent, place) => ({
    metric,
    variant: plan.variant,
    unitId: agentIds[agent] as string,
    window: null,
    value: (contrast.numerators[place] as number) / (contrast.denominators[place] as number),
    n: contrast.sets[place] as number,
  }));
  const setCount = sets.agents.length;
  return {
    result: {
      metric,
      variant: plan.variant,
      estimate,
      interval: made?.interval ?? null,
      null: nullBand(plan.control.kind, estimate, draws),
      sensitivity: null,
      n: contrast.agents.length,
      settings: {
        ...settings,
        matchedComments: setCount,
        controlsPerComment: (sets.outcome.length - setCount) / setCount,
        adjustedFor: "likeness to earlier texts and to the last of them, length",
      },
      warnings: [...warnings, ...(made?.warnings ?? [])],
    },
    rows: rows.filter(({ value }) => Number.isFinite(value)).sort((a, b) => ascending(a.unitId, b.unitId)),
  };
}

async function drawContrasts(
  contrast: MatchedContrast,
  { plan, options, metric, members }: {
    plan: InfluencePlan;
    options: InteractionInfluenceOptions;
    metric: string;
    members: number;
  },
): Promise<Float64Array> {
  const [random, pace] = [seededRandom(plan.seed, `${metric} residuals`), pacer(options.signal)];
  const below = contrast.denominators.reduce((sum, value) => sum + value, 0);
  const numerators = new Float64Array(contrast.agents.length);
  const draws = new Float64Array(plan.draws);
  for (let draw = 0; draw < plan.draws; draw++) {
    contrast.draw(random, numerators);
    draws[draw] = numerators.reduce((sum, value) => sum + value, 0) / below;
    await pace(members * 10);
  }
  return draws;
}

/** Numbers whose mean is the contrast, one an agent. */
function shares({ numerators, denominators }: MatchedContrast): number[] {
  const mean = denominators.reduce((sum, value) => sum + value, 0) / denominators.length;
  return Array.from(numerators, (value) => value / mean);
}
