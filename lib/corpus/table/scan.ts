import { checkAborted, stampOf } from "../../foundation/mod.ts";
import { isKind, type KnownColumns, mayHoldKinds, type ResolvedColumns, resolveKnown } from "../columns.ts";
import type { FoundFiles } from "../files/find.ts";
import { MADE } from "../ids.ts";
import { DROP_REASONS, type LoadControls, type LoadPostsOptions } from "../options.ts";
import { fileReader, rowSettings } from "../read_rows.ts";
import type { FileTally } from "../report.ts";
import { checkEveryFile, checkReplies } from "../unite.ts";
import { tableIds } from "./give_ids.ts";
import { type FilePiece, filePieces } from "./pieces.ts";
import type { PostStore } from "./store.ts";
import { dropCounts, type DroppedRow } from "./tally.ts";

/** What a scan goes by before it has seen all rows; once all are known, `isFinal`. */
export interface Assumed {
  columns: ResolvedColumns | null;
  /** Rows answer rows before them. */
  hasAnswers: boolean;
  isFinal: boolean;
}

/** What a scan found. */
export interface Scan {
  files: (Omit<FileTally, "kept"> & { notes: ReadonlyMap<string, number> })[];
  columns: readonly string[];
  replies: readonly string[];
  answers: number;
  drops: ReturnType<typeof dropCounts>;
  /** What the rows themselves say, now that all were seen. */
  resolved: ResolvedColumns;
  /** True if this is what the scan went by, so that its posts are right. */
  isRight: boolean;
}

interface ScanState {
  files: (Scan["files"][number] & { notes: Map<string, number> })[];
  replies: Set<string>;
  answers: number;
  rows: number;
  /** Columns that may hold kinds: does every row so far? */
  kinds: Map<string, boolean>;
  drops: Scan["drops"];
  columnsUsed: ResolvedColumns | null;
  /** The first refusal of a row, which counts only if the columns were right. */
  refusal: unknown;
}

/**
 * Reads all rows once, and stores the posts among them.
 *
 * Which column is what can depend on the last row of the last file. So a scan goes by what the first rows say, and says
 * at its end whether that was right; if not, a second one goes by what all rows say.
 */
export async function scan(
  found: FoundFiles,
  options: LoadPostsOptions,
  { assumed, store, onProgress, signal }: LoadControls & { assumed: Assumed; store: PostStore },
): Promise<Scan> {
  const state: ScanState = {
    files: [],
    replies: new Set(),
    answers: 0,
    rows: 0,
    kinds: new Map(),
    drops: dropCounts(),
    columnsUsed: assumed.columns,
    refusal: null,
  };
  const giveId = tableIds({ findsRepeats: assumed.hasAnswers });
  const sizes: number[] = [];
  for (const { path } of found.files) sizes.push((await stampOf(path)).size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let [done, bytes] = [0, 0];
  for (const [index, file] of found.files.entries()) {
    checkAborted(signal);
    const settings = {
      path: file.path,
      name: found.several ? file.name : file.path,
      options,
      maxBytes: (options.maxBytes ?? Number.MAX_SAFE_INTEGER) - bytes,
      onBytes: (part: number) => onProgress?.(done + part, total),
      signal,
    };
    bytes += await scanFile(filePieces(settings, found.several ? file.name : file.source), index, {
      ...{ found, options, assumed, store, state, giveId, signal },
    });
    done += sizes[index] ?? 0;
    onProgress?.(done, total);
  }
  await store.end();
  return conclude(state, { found, options, assumed });
}

interface Scanning {
  found: FoundFiles;
  options: LoadPostsOptions;
  assumed: Assumed;
  store: PostStore;
  state: ScanState;
  giveId: ReturnType<typeof tableIds>;
  signal: AbortSignal | undefined;
}

/** @returns Bytes of the file, unpacked. */
async function scanFile(pieces: AsyncIterable<FilePiece>, index: number, scanning: Scanning): Promise<number> {
  const { found, options, assumed, store, state, giveId, signal } = scanning;
  const { name, source } = found.files[index] as FoundFiles["files"][number];
  const file = { source, name: found.several ? name : source, format: "", columns: [] as readonly string[] };
  const tally = { ...file, rows: 0, bad: 0, notes: new Map<string, number>() };
  state.files.push(tally);
  let readRow: ReturnType<typeof fileReader> | null = null;
  let bytes = 0;
  for await (const piece of pieces) {
    checkAborted(signal);
    bytes = piece.bytes;
    notePiece(piece, tally, state);
    if (found.several) { for (const row of [...piece.rows, ...piece.bad]) row.where = `${name}, ${row.where}`; }
    const bad = piece.bad.map(({ row, where, detail }): DroppedRow => ({
      ...{ file: index, row, reason: DROP_REASONS.badRow, detail: `${where}: ${detail}` },
    }));
    state.columnsUsed ??= guessed(state, options, found.source);
    const columns = state.columnsUsed;
    if (columns === null || state.refusal !== null) continue;
    const settings = { ...rowSettings(columns, options, found.source), source };
    readRow ??= fileReader(settings, { giveId, hasAnswers: assumed.hasAnswers });
    state.drops.noteHint(piece.hint);
    try {
      for (const row of piece.rows) {
        const result = readRow(row);
        if ("dropped" in result) {
          bad.push({ file: index, row: row.row, reason: result.dropped, detail: result.detail });
          continue;
        }
        const isMade = result.notes.includes(MADE);
        const full = store.add({
          post: result.post,
          file: index,
          row: row.row,
          where: row.where,
          isMade,
          notes: result.notes,
        });
        if (full !== null) await full;
      }
    } catch (error) {
      if (assumed.isFinal || !(error instanceof TypeError)) throw error;
      state.refusal = error;
    }
    state.drops.add(bad);
  }
  return bytes;
}

function notePiece(piece: FilePiece, tally: ScanState["files"][number], state: ScanState): void {
  tally.format = piece.format;
  tally.columns = piece.columns;
  for (const note of piece.notes) tally.notes.set(note, (tally.notes.get(note) ?? 0) + 1);
  for (const column of piece.replies) state.replies.add(column);
  for (const column of piece.columns) {
    // Rows before this piece did not have the column, so not all of them hold a kind.
    if (!state.kinds.has(column) && mayHoldKinds(column)) state.kinds.set(column, state.rows === 0);
  }
  for (const [column, holds] of state.kinds) {
    if (holds) state.kinds.set(column, piece.rows.every(({ value }) => isKind(value(column))));
  }
  if (state.replies.size > 0) { for (const { answers } of piece.rows) if (answers !== undefined) state.answers++; }
  tally.rows += piece.rows.length;
  tally.bad += piece.bad.length;
  state.rows += piece.rows.length;
}

/** What the rows so far say; `null` where they do not tell yet. */
function guessed(state: ScanState, options: LoadPostsOptions, source: string): ResolvedColumns | null {
  try {
    return resolveKnown(knownColumns(state), options, source);
  } catch {
    return null; // the columns that are missing may stand in later rows; if not, conclude() says so
  }
}

function knownColumns({ files, kinds, rows }: ScanState): KnownColumns {
  return {
    columns: [...new Set(files.flatMap(({ columns }) => columns))],
    rows: { length: rows },
    holdsKinds: (column) => kinds.get(column) ?? true,
  };
}

function conclude(
  state: ScanState,
  { found, options, assumed }: { found: FoundFiles; options: LoadPostsOptions; assumed: Assumed },
): Scan {
  const known = knownColumns(state);
  const replies = [...state.replies];
  checkReplies({ ...known, replies }, options, found.source);
  const resolved = resolveKnown(known, options, found.source);
  const counted = state.files.map(({ name, columns, rows }) => ({ name, columns, rows: { length: rows } }));
  checkEveryFile({ files: counted }, resolved);
  const isRight = assumed.hasAnswers === replies.length > 0 && isSame(state.columnsUsed, resolved);
  if (isRight && state.refusal !== null) throw state.refusal;
  return { ...state, columns: known.columns, replies, resolved, isRight };
}

function isSame(a: ResolvedColumns | null, b: ResolvedColumns): boolean {
  return a !== null && JSON.stringify([[...a.fields], a.guessed]) === JSON.stringify([[...b.fields], b.guessed]);
}
