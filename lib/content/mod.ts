/**
 * The content plane: one file a measure, its null beside it. Reads vectors, never a map.
 *
 * @module
 */
export { type DailyCentroids, dailyCentroids, type DailyCentroidsOptions } from "./daily_centroids.ts";
export {
  centroidStability,
  type CentroidStabilityOptions,
  type CentroidStabilityResult,
} from "./centroid_stability.ts";
export type { StabilityVariant } from "./day_sums.ts";
export type { ConstantDistributionNull } from "./constant_distribution.ts";
export { meanSimilarity, type MeanSimilarityOptions } from "./mean_similarity.ts";
export {
  pairwiseSimilarity,
  type PairwiseSimilarityOptions,
  type PairwiseSimilarityResult,
  type SimilarityScope,
} from "./pairwise_similarity.ts";
export type { PostPairs } from "./similarity_sums.ts";
export { drift, type DriftOptions, type DriftResult } from "./drift.ts";
export type { DriftVariant, HalvesSplit } from "./halves.ts";
export type { TemporalStructureNull } from "./shuffled_order.ts";
export type { AgentIntervalOptions } from "./agent_bootstrap.ts";
export type { UnitDraws } from "./agent_bands.ts";
export type { Engine } from "./engine.ts";
export {
  driftDirection,
  type DriftDirectionOptions,
  type DriftDirectionResult,
  type IndependentDirectionsNull,
} from "./drift_direction.ts";
export type { DirectionVariant } from "./directions.ts";
export type { NoiseCeiling } from "./noise_ceiling.ts";
export { pullToCentre, type PullToCentreOptions, type PullToCentreResult } from "./pull_to_centre.ts";
export type { CentreVariant } from "./frozen_reference.ts";
export { type Heterogeneity, heterogeneity, type HeterogeneityOptions } from "./heterogeneity.ts";
export type { UnitBand } from "./null_band.ts";
export { plant, type Planted, type PlantKind, type PlantOptions, PLANTS } from "./plant.ts";
export type { ContentCorpus } from "./resample.ts";
export {
  sensitivity,
  SENSITIVITY_PLANTS,
  type SensitivityOptions,
  type SensitivityPlant,
  withSensitivity,
} from "./sensitivity.ts";
export { equivalenceToNull, type EquivalenceToNullOptions } from "./equivalence.ts";
export { plantNames, type PlantNamesOptions } from "./plant_names.ts";
export { plantReturns, type PlantReturnsOptions } from "./plant_returns.ts";
export { plantWords, type PlantWordsOptions } from "./plant_text.ts";
export { priceDecomposition, type PriceOptions, type PriceResult } from "./price_decomposition.ts";
export type { Component, Decomposed, Weighting } from "./price_terms.ts";
export {
  type PartName,
  PARTS,
  variancePartition,
  type VariancePartitionOptions,
  type VariancePartitionResult,
} from "./variance_partition.ts";
export { modelShare, type ModelShareOptions, type ModelShareResult } from "./model_share.ts";
export {
  CROSSED_UNITS,
  crossedComponents,
  type CrossedComponentsOptions,
  type CrossedComponentsResult,
  type CrossedUnit,
} from "./crossed_components.ts";
export { eventStudy, type EventStudyOptions, type EventStudyResult } from "./event_study.ts";
export {
  agentChangePoints,
  type AgentChangePointsOptions,
  type AgentChangePointsResult,
  type AgentChanges,
} from "./agent_change_points.ts";
export {
  interruptedSeries,
  type InterruptedSeriesOptions,
  type InterruptedSeriesResult,
} from "./interrupted_series.ts";
export { feedbackAdaptation, type FeedbackAdaptationResult } from "./feedback_adaptation.ts";
export type { FeedbackAdaptationOptions } from "./feedback_options.ts";
export type { AgeAdjustment, AgeStratifiedVotesNull } from "./age_stratified_votes.ts";
export type { LaterPosts, ProgressVariant } from "./feedback_windows.ts";
export type { VoteField, VotesCast } from "./vote_counts.ts";
export type { TieRule } from "./vote_weights.ts";
export { interactionInfluence, type InteractionInfluenceResult } from "./interaction_influence.ts";
export type { InteractionInfluenceOptions } from "./influence_options.ts";
export type { InfluenceVariant } from "./influence_likeness.ts";
export type { InfluenceWindow } from "./influence_windows.ts";
export type { SameDayNull } from "./same_day_posts.ts";
export type { SameMomentControl } from "./same_moment_visible.ts";
export { socializationEffect, type SocializationEffectResult } from "./socialization_effect.ts";
export type {
  ControlArm,
  ExposedSociety,
  ExposureSource,
  SocializationEffectOptions,
} from "./socialization_options.ts";
export type { ExposureTopics } from "./exposure_topics.ts";
export type { ExposureReassignmentNull, ShiftVariant } from "./reassigned_exposure.ts";
export type { SubsampleOptions } from "./subsample.ts";
export { lexicalTurnover, type LexicalTurnoverResult } from "./lexical_turnover.ts";
export type { EqualWordsSample, LexicalTurnoverOptions } from "./turnover_options.ts";
export type { TurnoverRule } from "./turnover_counts.ts";
export { type InteractionGraph, interactionGraphs, type InteractionGraphsOptions } from "./interaction_graphs.ts";
export type { TieTarget } from "./interaction_comments.ts";
export { structuralInfluence, type StructuralInfluenceResult } from "./structural_influence.ts";
export type { RewiringNull, StructuralInfluenceOptions } from "./structural_options.ts";
export type { ReciprocityDefinition } from "./reciprocity.ts";
export type { RewiredKind } from "./rewired_ties.ts";
export type { SupernodeRule } from "./top_agents.ts";
export type { Supernode } from "./structural_rows.ts";
export { localDensity, type LocalDensityResult } from "./local_density.ts";
export type { ConstantDensityNull, EqualPostsSample, LocalDensityOptions } from "./density_options.ts";
export type { NeighbourPool } from "./neighbour_lists.ts";
export {
  accountsOf,
  cognitiveAnchoring,
  type CognitiveAnchoringOptions,
  type CognitiveAnchoringResult,
  type ProbeReply,
} from "./cognitive_anchoring.ts";
export type { ProbeCounts } from "./anchor_rows.ts";
export type { Account, NameRule } from "./account_names.ts";
export { macroActivity, type MacroActivityOptions, type MacroActivityResult } from "./macro_activity.ts";
export type { ActivityCount } from "./daily_activity.ts";
export type { ConstantRateNull } from "./constant_rate.ts";
export { styleMatch, styleMatching, type StyleMatchingOptions } from "./style_matching.ts";
export { FUNCTION_CLASSES, FUNCTION_WORDS, type FunctionClass } from "./function_words.ts";
export { ngramOverlap, type NgramOverlapOptions } from "./ngram_overlap.ts";
export type { ReadingLikenessResult } from "./reading_likeness.ts";
export type { ReassignedReadingNull } from "./reassigned_reading.ts";
export { type DaySimilarity, daySimilarityOfTable, type DaySimilarityOptions } from "./similarity_sql.ts";
export { lexicalTurnoverOfTable, macroActivityOfTable, type TableTurnoverOptions } from "./texts_sql.ts";
export {
  type AnothersPastNull,
  compressionNovelty,
  type CompressionNoveltyOptions,
  type CompressionNoveltyResult,
  noveltyAfter,
} from "./compression_novelty.ts";
export {
  type ActsDealtNull,
  dialogueActs,
  type DialogueActsOptions,
  type DialogueActsResult,
} from "./dialogue_acts.ts";
export {
  type ActRule,
  DIALOGUE_ACT_RULES,
  DIALOGUE_ACTS,
  type DialogueAct,
  dialogueActsOf,
} from "./dialogue_act_rules.ts";
export {
  templateShare,
  type TemplateShareOptions,
  type TemplateShareResult,
  type WordsDealtNull,
} from "./template_share.ts";
export {
  ngramTransfer,
  type NgramTransferOptions,
  type NgramTransferResult,
  type RewiredEdgesNull,
} from "./ngram_transfer.ts";
export { predictiveInfluence, type PredictiveInfluenceResult } from "./predictive_influence.ts";
export type { PredictiveInfluenceOptions, ReadersExchangedNull } from "./predictive_options.ts";
