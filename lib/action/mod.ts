/**
 * The action plane: scenarios as data, matched trials that toggle peer context, the agent
 * loop in a simulated world, the ledger, outcomes read from state, dispositions.
 *
 * @module
 */
export { callSeed } from "./agent.ts";
export * from "./arms.ts";
export { mentionsTest, TEST_WORDS, testMentions } from "./awareness.ts";
export * from "./calibration.ts";
export * from "./clustered_contrasts.ts";
export type { Ceiling } from "./ceiling.ts";
export { type Adjustment } from "./adjusted.ts";
export { type AnalysisOptions } from "./analysis_options.ts";
export { type Measure } from "./arm_values.ts";
export { type ContrastRow, contrastRows } from "./contrast_rows.ts";
export { type Contrast, contrasts, type ContrastsOptions } from "./contrasts.ts";
export { type CrossedLevels } from "./crossed_levels.ts";
export * from "./design.ts";
export * from "./difference.ts";
export * from "./disposition.ts";
export * from "./dose_response.ts";
export * from "./gate.ts";
export * from "./interactions.ts";
export { judge, type Judgement, type JudgeOptions } from "./judge.ts";
export * from "./judge_agreement.ts";
export { type Blinded, blindedTranscript } from "./judge_blinding.ts";
export { injectionSigns, type JudgeLabel, type JudgePrompt, judgePrompt, type Rubric } from "./judge_prompt.ts";
export * from "./judged_rates.ts";
export * from "./ledger.ts";
export { followLedger, type FollowLedgerOptions } from "./ledger_follow.ts";
export * from "./ledger_stream.ts";
export { outcomes, type OutcomesOptions } from "./outcomes.ts";
export * from "./moderated_contrasts.ts";
export { DEFAULT_RULES, type OutcomeRules, REFUSAL_WORDS } from "./outcome_rules.ts";
export { type ClusterChoice, type PairTest } from "./pair_test.ts";
export * from "./pairs.ts";
export * from "./plan.ts";
export type { PlanPower, SmallestEffect } from "./plan_power.ts";
export { type ModeRates, type Rates, ratesOf, type RatesOfOptions } from "./plan_rates.ts";
export { type PlanRow, planRows } from "./plan_rows.ts";
export { type Money, type Price, type PriceTable, priceTable, shippedPrices } from "./plan_prices.ts";
export * from "./presets.ts";
export {
  loadPublished,
  type LoadPublishedOptions,
  type PublishedCell,
  type PublishedRate,
  type PublishedRelationship,
  type PublishedStudy,
} from "./published.ts";
export {
  publishedCellSizes,
  type PublishedConfiguration,
  publishedCounts,
  type PublishedDesign,
  publishedDesign,
  type PublishedDesignCell,
} from "./published_design.ts";
export {
  type PublishedContrast,
  publishedContrasts,
  type PublishedContrastsOptions,
  type PublishedInterval,
  publishedIntervals,
  type RangedEstimate,
} from "./published_effects.ts";
export { type GridCheck, gridCheck } from "./published_grid.ts";
export { type PublishedRatio, publishedRatios } from "./published_ratios.ts";
export {
  publishedReplication,
  type PublishedReplicationOptions,
  REPLICATED_BEHAVIOURS,
  type ReplicationRow,
} from "./published_replication.ts";
export {
  type PublishedAcrossModels,
  publishedAcrossModels,
  type PublishedSpread,
  publishedSpread,
} from "./published_spread.ts";
export * from "./rate_gap.ts";
export * from "./reading.ts";
export * from "./replay.ts";
export * from "./rule_table.ts";
export * from "./run.ts";
export { openRateLimit, type RateLimit, type RateLimitOptions, type Sleep } from "./run_rate.ts";
export type { RetryOptions } from "./run_retry.ts";
export type { Stopped } from "./run_stop.ts";
export type { RunSummary } from "./run_summary.ts";
export * from "./scenario.ts";
export * from "./setting_contrasts.ts";
export * from "./simulated.ts";
export { type GateVerdict } from "./understood.ts";
export * from "./wording_heterogeneity.ts";
export * from "./world_changes.ts";
