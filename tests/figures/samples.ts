import type { Pair, Trajectory } from "../../lib/shapes.ts";
import { normalFrom, seededRandom } from "../../lib/foundation/mod.ts";
import {
  armRates,
  bothPlanes,
  centroidHeatmap,
  corpusOverview,
  type DayPairRow,
  type DispositionRow,
  dispositionStrip,
  driftAgainstNull,
  type DriftRow,
  forestPlot,
  pairedSlopes,
  rangedForest,
  type RangedForestRow,
  trajectoryMap,
  trajectorySmallMultiples,
} from "../../lib/figures/mod.ts";
import { actionSamples } from "./action_samples.ts";
import { corpusProfile } from "./corpus_sample.ts";
import { mapSamples } from "./map_samples.ts";
import { measureSamples } from "./measure_samples.ts";

/** Made up for the tests: they look like data and mean nothing. */
const agents = ["ada", "bo_the_gardener", "an_agent_with_a_very_long_name_of_46_characters", "cy", "dee-dee", "Ева"];

const between = (seed: string) => {
  const random = seededRandom(11, seed);
  return (low: number, high: number) => low + random() * (high - low);
};

export const trajectories: Trajectory[] = agents.map((agentId, agent) => {
  const normal = normalFrom(seededRandom(agent, "walk"));
  const posts = 14 - agent * 2;
  let [x, y] = [normal() * 3, normal() * 2];
  const positions = Array.from({ length: posts }, () => [x += normal(), y += normal()] as [number, number]);
  return {
    agentId,
    postIds: positions.map((_, index) => `${agentId}-${index}`),
    times: positions.map((_, index) => new Date(Date.UTC(2026, 0, 5 + index)).toISOString()),
    positions,
    stepLengths: positions.slice(1).map(() => 0.3),
  };
});

export const driftRows: DriftRow[] = agents.map((unitId, index) => {
  const pick = between(unitId);
  const mean = pick(0.2, 0.3);
  const half = 0.03 + index * 0.012;
  return { unitId, mean, low: mean - half, high: mean + half, estimate: mean + pick(-0.02, 0.14), n: 14 - index * 2 };
});

export function dayPairs(days: number): DayPairRow[] {
  const pick = between("days");
  const names = Array.from(
    { length: days },
    (_, day) => new Date(Date.UTC(2026, 0, 26 + day)).toISOString().slice(0, 10),
  );
  return names.flatMap((a, i) =>
    names.slice(i).map((b, gap) => ({
      metric: "day similarity",
      variant: "raw",
      unitId: "all",
      window: `${a}|${b}` as const,
      value: gap === 0 ? 1 : 0.93 - 0.25 * (gap / days) + pick(-0.03, 0.03),
      n: 8,
    }))
  );
}

const conditions = ["none", "neutral", "cooperative", "uncooperative"];
const scenarios = ["Shutdown switch", "Score report", "File move"];

export const rateRows = scenarios.flatMap((group, scenario) =>
  conditions.map((condition, level) => {
    const rate = 0.05 + 0.3 * scenario + 0.06 * level;
    return { group, condition, rate, low: Math.max(0, rate - 0.09), high: Math.min(1, rate + 0.12), n: 60 };
  })
);

export const forestRows = [
  { label: "Shutdown switch: none → cooperative", estimate: 0.13, low: 0.02, high: 0.24, n: 60 },
  { label: "Shutdown switch: none → uncooperative", estimate: -0.21, low: -0.36, high: -0.05, n: 60 },
  { label: "Score report: none → cooperative", estimate: 0.02, low: -0.1, high: 0.14, n: 58, note: "2 pairs dropped" },
  {
    label: "File move",
    estimate: null,
    low: null,
    high: null,
    n: 60,
    note: "not interpretable: 3 of 8 control items right",
  },
];

export const rangedOptions = {
  xLabel: "difference of rates",
  reference: 0,
  narrowLabel: "95%, rollouts counted",
  wideLabel: "95%, configurations counted",
};

export const rangedRows: RangedForestRow[] = [
  {
    group: "tampering",
    label: "A model",
    estimate: 0.48,
    narrow: { low: 0.44, high: 0.52 },
    wide: { low: 0.06, high: 0.75 },
  },
  {
    group: "tampering",
    label: "A model with a longer name",
    estimate: 0.01,
    narrow: { low: -0.01, high: 0.03 },
    wide: { low: -0.31, high: 0.32 },
    note: "floor",
  },
  { group: "exfiltration", label: "A model", estimate: null, narrow: null, wide: null, note: "not known" },
];

/** Ratios of which only a range can be told. */
const ratioRows: RangedForestRow[] = [
  {
    group: "",
    label: "A model, cooperative",
    estimate: null,
    band: { low: 14, high: 42 },
    narrow: { low: 6.8, high: 87 },
    wide: { low: 0.45, high: Infinity },
  },
  {
    group: "",
    label: "Another, neutral",
    estimate: null,
    band: { low: 0.7, high: 2.1 },
    narrow: { low: 0.28, high: 5.4 },
    wide: { low: 0, high: 250 },
  },
];

export const pairs: Pair[] = Array.from({ length: 60 }, (_, index) => {
  const pick = between(`pair ${index}`);
  const control = Math.round(pick(0, 0.6) * 5) / 5;
  const treatment = Math.min(1, Math.max(0, Math.round((control + pick(-0.3, 0.7)) * 5) / 5));
  return {
    pairId: `p${index}`,
    scenarioId: "switch",
    wordingId: "a",
    control,
    treatment,
    n: { control: 5, treatment: 5 },
  };
});

export const planeRows = [
  {
    plane: "content",
    label: "Feed against none",
    estimate: 0.041,
    low: 0.018,
    high: 0.064,
    unit: "excess cosine shift",
    smallestEffect: 0.02,
  },
  {
    plane: "content",
    label: "Matched text against none",
    estimate: 0.006,
    low: -0.011,
    high: 0.019,
    unit: "excess cosine shift",
    smallestEffect: 0.02,
  },
  {
    plane: "action",
    label: "Cooperative peer against none",
    estimate: 0.08,
    low: -0.06,
    high: 0.22,
    unit: "risk difference",
    smallestEffect: 0.1,
  },
] as const;

export const dispositionRows: DispositionRow[] = scenarios.slice(0, 2).flatMap((scenario, s) =>
  conditions.flatMap((condition, level) => {
    const normal = normalFrom(seededRandom(level + 10 * s, "disposition"));
    return Array.from({ length: 24 }, (_, index) => {
      const logOdds = -1.5 + s + 0.5 * level + normal();
      const bound = index < 20
        ? "none" as const
        : (["lower", "upper", "both", "none"] as const)[(index + level) % 4] ?? "none";
      return { scenario, condition, bound, logOdds: bound === "lower" ? 4 : bound === "upper" ? -5 : logOdds };
    });
  })
);

/** Every figure function on its sample: what the snapshots hold. */
export const samples = {
  "trajectory-map": () => trajectoryMap(trajectories, { seed: 7 }),
  "trajectory-small-multiples": () => trajectorySmallMultiples(trajectories),
  "centroid-heatmap": () => centroidHeatmap(dayPairs(7)),
  "centroid-heatmap-30": () => centroidHeatmap(dayPairs(30), { name: "centroid-heatmap-30" }),
  "drift-against-null": () => driftAgainstNull(driftRows, { nullLabel: "95% of shuffled orders" }),
  "arm-rates": () => armRates(rateRows),
  "ranged-forest": () => rangedForest(rangedRows, rangedOptions),
  "ranged-forest-log": () =>
    rangedForest(ratioRows, {
      ...rangedOptions,
      xLabel: "times as frequent",
      reference: 1,
      scale: "log",
      domain: [0.01, 1000],
      claim: { low: 10, high: 15, label: "claimed" },
      bandLabel: "the mean can lie here",
    }),
  "forest-plot": () => forestPlot(forestRows, { xLabel: "risk difference (treatment − control)", reference: 0 }),
  "paired-slopes": () =>
    pairedSlopes(pairs, { y: "share of trials that acted", control: "none", treatment: "cooperative" }),
  "both-planes": () => bothPlanes(planeRows),
  "disposition-strip": () => dispositionStrip(dispositionRows),
  "corpus-overview": () => corpusOverview(corpusProfile(60)),
  ...actionSamples,
  ...mapSamples,
  ...measureSamples,
};
