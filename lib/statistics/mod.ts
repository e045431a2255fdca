/**
 * Numbers in, results out: paired, clustered and permutation tests, equivalence, multiplicity, power.
 * Pure and seeded; every result is a `TestResult` that says its method, n and what it rests on.
 *
 * @module
 */
export * from "./fold.ts";
export { mcnemarExact, mcnemarMidP, type McnemarOptions, type PairCounts } from "./mcnemar.ts";
export { pairedRiskDifference, type PairedRiskDifferenceOptions } from "./paired_risk_difference.ts";
export { pairedT, type PairedTOptions } from "./paired_t.ts";
export { mcnemarClustered, type McnemarClusteredOptions } from "./mcnemar_clustered.ts";
export { pairedOddsRatio, type PairedRatioOptions, pairedRiskRatio } from "./paired_ratios.ts";
export { hodgesLehmann, type WilcoxonOptions, wilcoxonSignedRank } from "./wilcoxon.ts";
export { standardizedEffect, type StandardizedEffectOptions } from "./effect_size.ts";
export { signFlip, type SignFlipOptions } from "./sign_flip.ts";
export type { Arms, Count, CountArms } from "./arms.ts";
export { proportion, type ProportionOptions } from "./proportion.ts";
export { clusteredProportion, type ClusteredProportionOptions } from "./clustered_proportion.ts";
export { rateCombination, type RateCombinationOptions, type ReportedRate } from "./rate_combination.ts";
export { rateRatio, type RateRatioOptions, type ReportedArms } from "./rate_ratio.ts";
export { randomEffects, type RandomEffectsOptions, type StudyEffect } from "./random_effects.ts";
export { binomialLogUpper } from "./distributions/binomial.ts";
export { twoProportions, type TwoProportionsOptions } from "./two_proportions.ts";
export { boschloo, type BoschlooOptions } from "./boschloo.ts";
export { welch, type WelchOptions } from "./welch.ts";
export { mannWhitney, type MannWhitneyOptions } from "./mann_whitney.ts";
export { type PermutationOptions, permutationTest } from "./permutation_test.ts";
export { bootstrapClusters, type BootstrapOptions } from "./bootstrap.ts";
export { jackknife, type JackknifeOptions } from "./jackknife.ts";
export { bootstrapStatistic, type BootstrapStatisticOptions } from "./bootstrap_statistic.ts";
export { type ClusteredData, differencesByCluster } from "./regression.ts";
export { clusterRobust, type ClusterRobustOptions } from "./cluster_robust.ts";
export { type WildBootstrapOptions, wildClusterBootstrap } from "./wild_bootstrap.ts";
export { crossedClusters, type CrossedClustersOptions } from "./crossed_clusters.ts";
export { blockRandomization, type BlockRandomizationOptions, type BlockRow } from "./block_randomization.ts";
export { type AdjustOptions, adjustPValues } from "./multiplicity.ts";
export { maxT, type MaxTOptions } from "./max_t.ts";
export {
  equivalenceClustered,
  type EquivalenceOptions,
  equivalencePaired,
  equivalencePairedRates,
  equivalenceUnpaired,
} from "./equivalence.ts";
export {
  intersectionUnion,
  type IntersectionUnionOptions,
  type JointVerdict,
  jointVerdict,
  type OutcomeEvidence,
} from "./intersection_union.ts";
export { type FiellerOptions, fiellerRatio, type RatioData } from "./fieller.ts";
export { type BeforeAfter, differenceInDifferences, interactionPairs, type TwoByTwo } from "./interaction.ts";
export { cochranArmitage, type LevelCount, type PageOptions, pageTrend } from "./trend.ts";
export { correlation, type CorrelationOptions, type Paired } from "./correlation.ts";
export type { GroupedVectors } from "./vector_groups.ts";
export { permanova, type PermanovaOptions } from "./permanova.ts";
export { permdisp } from "./permdisp.ts";
export { type DiscrepancyOptions, energyDistance, type EnergyOptions, meanDiscrepancy } from "./energy.ts";
export { type ChangePoint, type ChangePointOptions, changePoints, type Series } from "./change_points.ts";
export { type CrossedVectors, vectorComponents } from "./vector_components.ts";
export { stratifiedMean, type StratifiedMeanOptions } from "./stratified_mean.ts";
export { heterogeneity, type HeterogeneityOptions } from "./heterogeneity.ts";
export { type AgreementOptions, cohenKappa, krippendorffAlpha, type RatedItem } from "./agreement.ts";
export { type JudgedCounts, roganGladen, type RoganGladenOptions } from "./rogan_gladen.ts";
export { type JudgedSample, predictionPowered, type PredictionPoweredOptions } from "./prediction_powered.ts";
export { logisticClustered, type LogisticClusteredOptions } from "./logistic.ts";
export { type BrierOptions, type BrierScore, brierScore, type Forecasts } from "./brier.ts";
export { varianceComponents, type VarianceComponentsOptions } from "./variance_components.ts";
export {
  powerMcnemar,
  type PowerMcnemarOptions,
  powerPairedT,
  type PowerTOptions,
  powerTwoProportions,
  type PowerTwoProportionsOptions,
  powerUnpairedT,
} from "./power.ts";
export { smallestSample, type SmallestSampleOptions } from "./sample_size.ts";
export { pairsForMean, type PairsForMeanOptions, pairsForRate, type PairsForRateOptions } from "./precision.ts";
export { type PairDesign, simulatePairs, simulatePower, type SimulatePowerOptions } from "./simulate.ts";
export type { SharingOptions } from "./sharing.ts";
export type { UnitOf } from "./clusters.ts";
export {
  type AgentInterval,
  type AgentIntervalOptions,
  bootstrapAgents,
  checkIntervalOptions,
  intervalSettings,
} from "./agent_bootstrap.ts";
export { nullBand, type UnitBand } from "./null_band.ts";
export { type BandCollector, collectBands, type UnitBands, type UnitDraws } from "./unit_bands.ts";
export { midranks } from "./ranks.ts";
export { sortedQuantile } from "./moments.ts";
export * from "./describe.ts";
