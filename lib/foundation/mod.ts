/**
 * What every room stands on: guards and error wording, seeded streams, the CSV seam,
 * JSON Lines, hashing, atomic files, paths. Imports no other room.
 *
 * @module
 */
export * from "./errors.ts";
export * from "./guards.ts";
export * from "./random.ts";
export * from "./calendar.ts";
export * from "./hash.ts";
export * from "./files.ts";
export * from "./paths.ts";
export { parseJson } from "./json.ts";
export * from "./jsonl.ts";
export {
  csvEngine,
  type CsvTable,
  parseCsv,
  type ParseCsvOptions,
  stringifyCsv,
  type StringifyCsvOptions,
} from "./csv.ts";
export { type CsvPiece, csvPieces } from "./csv_pieces.ts";
export * from "./duckdb.ts";
export type { CsvEngineName } from "./csv_engines.ts";
export * from "./gzip.ts";
export * from "./unpack.ts";
export * from "./encoding.ts";
export * from "./read_file.ts";
export { firstBytes, textPieces, type TextPiecesOptions, type TextRead } from "./text_pieces.ts";
export * from "./text.ts";
export * from "./visible.ts";
export * from "./sealed_page.ts";
export * from "./raster.ts";
export * from "./version.ts";
export * from "./group.ts";
export * from "./pace.ts";
export { findWeights, weightPath } from "./weights.ts";
export type { WeightFile, WeightPart, Weights } from "./weights.ts";
export { WEIGHTS } from "./weights_catalogue.ts";
export { WORD_PATTERN, words, wordsSql } from "./words.ts";
export { type WordIds, wordIds } from "./word_ids.ts";
