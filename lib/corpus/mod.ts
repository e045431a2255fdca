/**
 * Sources become posts: files with a column mapping, presets of public sets, and what notebooks ask of posts.
 *
 * @module
 */
export { type LoadedPosts, loadPosts } from "./load.ts";
export type {
  ColumnMapping,
  FilterValue,
  Format,
  LoadControls,
  LoadPostsOptions,
  PostField,
  RowFilter,
} from "./options.ts";
export { type PresetName, presets } from "./presets.ts";
export { authorsWithAtLeast, byAuthor } from "./authors.ts";
export { dailyCounts, dayOf } from "./days.ts";
export { textOf } from "./text.ts";
export { type EventColumns, type LoadedEvents, loadEvents, type LoadEventsOptions } from "./events.ts";
export { type Moltbook, type MoltbookAnswer, MoltbookError, type MoltbookQuery, openMoltbook } from "./live/client.ts";
export type { MoltbookOptions } from "./live/options.ts";
export { type Crawl, crawlMoltbook } from "./live/crawl.ts";
export type { CrawlMoltbookOptions } from "./live/crawl_options.ts";
export { type FetchedPosts, fetchMoltbook } from "./live/fetch.ts";
export type { CrawlReport } from "./live/report.ts";
export type { MoltbookRow } from "./live/rows.ts";
export { profilePosts, profileStream, type ProfileStreamOptions } from "./profile/profile.ts";
export type { OutageOptions, ProfileOptions } from "./profile/options.ts";
export type { NearDuplicateOptions, NearDuplicateSettings } from "./profile/near_duplicate_options.ts";
export { type NearDuplicateGroups, nearDuplicateGroups } from "./profile/near_duplicates.ts";
export { type LanguageDetector, type LanguageOptions, openLanguageDetector } from "./profile/languages.ts";
export { type ProfileRow, profileRows, type ReportRow, reportRows } from "./profile/rows.ts";
export type { Cleaned, DroppedPost } from "./cleaning/cleaned.ts";
export {
  DELETED_NAMES,
  dropDeletedAuthors,
  type DropDeletedAuthorsOptions,
  keepActiveAuthors,
  type KeepActiveAuthorsOptions,
} from "./cleaning/authors.ts";
export {
  dropRepeatedTexts,
  type DropRepeatedTextsOptions,
  dropSpamTemplates,
  type DropSpamTemplatesOptions,
} from "./cleaning/texts.ts";
export { keepLanguages, type KeepLanguagesOptions } from "./cleaning/languages.ts";
export { dropTestArtefacts, type DropTestArtefactsOptions, type PostRule } from "./cleaning/artefacts.ts";
export { dropOutageWindows, type DropOutageWindowsOptions, type TimeWindow } from "./cleaning/outages.ts";
export { type CleaningRow, cleaningSteps, cleaningTable } from "./cleaning/table.ts";
export { type LoadedLogPosts, loadLogPosts } from "./logs/posts.ts";
export { type LoadedLogRecords, loadLogRecords } from "./logs/records.ts";
export {
  type LoadLogOptions,
  type LoadLogPostsOptions,
  type LoadLogRecordsOptions,
  LOG_DEFAULTS,
  LOG_TOOLS,
  type LogTool,
} from "./logs/options.ts";
export { type Dataset, dataset } from "./sets/dataset.ts";
export {
  type DatasetEntry,
  datasets,
  type DatasetTable,
  type ExpectedCounts,
  type KnownFile,
} from "./sets/manifest.ts";
export type { DatasetFile } from "./sets/locate.ts";
export type { DatasetOptions } from "./sets/options.ts";
export type { CountCheck } from "./sets/checks.ts";
export { loadDataset, type LoadDatasetOptions, type LoadedDataset } from "./sets/load.ts";
export { loadDatasetCorpus, type LoadDatasetCorpusOptions, type LoadedDatasetCorpus } from "./sets/load_corpus.ts";
export { type VerifiedDataset, verifyDataset } from "./sets/verify.ts";
export { exportPosts } from "./export/posts.ts";
export { exportMetrics } from "./export/metrics.ts";
export { type AtlasReport, exportAtlas, type ExportAtlasOptions } from "./export/atlas.ts";
export type { ExportOptions, ExportReport } from "./export/write.ts";
export { loadCorpus, type LoadCorpusOptions } from "./table/load_corpus.ts";
export type { LoadedCorpus } from "./table/database_file.ts";
export { readPosts, type ReadPostsOptions, streamPosts, type StreamPostsOptions } from "./table/read.ts";
export type { PostFilter } from "./table/where.ts";
export { queryCorpus, type QueryCorpusOptions } from "./table/query.ts";
export { type AuthorActivity, authorsOf, dailyCountsOf } from "./table/measures.ts";
export { ngramBirths, type NgramBirthsOptions } from "./table/ngram_births.ts";
