import { firstBytes, stampOf } from "../../foundation/mod.ts";
import { chooseFormat, MAGIC_BYTES } from "../files/formats.ts";
import { readFile } from "../files/read.ts";
import type { BadRow, FileSettings, SourceRow } from "../tables.ts";
import { objectPieces } from "./object_pieces.ts";
import { csvFilePieces, jsonlFilePieces } from "./text_file_pieces.ts";

/** Some rows of one file, in order, as `loadPosts()` would number and place them. */
export interface FilePiece {
  /** As the report names it. */
  format: string;
  /** Columns of all pieces so far. */
  columns: readonly string[];
  rows: readonly SourceRow[];
  bad: readonly BadRow[];
  /** Columns whose answers became rows of their own. */
  replies: readonly string[];
  /** What is counted into the warnings, one entry an occurrence. */
  notes: readonly string[];
  /** What to add to an error about a file that begins like another format; empty where it does not. */
  hint: string;
  /** Bytes so far, unpacked. */
  bytes: number;
}

/**
 * The rows of a file that may be larger than memory, in pieces; only a JSON document is read as a whole.
 *
 * @param name How errors about the content call the file.
 */
export async function* filePieces(settings: FileSettings, name: string): AsyncGenerator<FilePiece> {
  const start = await firstBytes(settings.path, MAGIC_BYTES);
  const format = chooseFormat(settings.path, start, settings.options.format);
  if (format === "csv" || format === "tsv") return yield* csvFilePieces(settings, { name, format });
  if (format === "jsonl") return yield* jsonlFilePieces(settings, name);
  if (format === "json") return yield await readFile(settings, name);
  if ((await stampOf(settings.path)).size === 0) {
    throw new SyntaxError(`Cannot load ${name}: need at least one row, got an empty file`);
  }
  yield* objectPieces(settings, format);
}
