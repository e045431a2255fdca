import { checkAborted, stampOf } from "../../foundation/mod.ts";
import { isKind, type KnownColumns, mayHoldKinds, type ResolvedColumns, resolveKnown } from "../columns.ts";
import type { FoundFiles } from "../files/find.ts";
import { MADE } from "../ids.ts";
import { DROP_REASONS, type LoadControls, type LoadPostsOptions } from "../options.ts";
import { fileReader, type GiveId, rowSettings } from "../read_rows.ts";
import type { FileTally } from "../report.ts";
import { checkEveryFile, checkReplies } from "../unite.ts";
import { tableIds } from "./give_ids.ts";
import { type FilePiece, filePieces } from "./pieces.ts";
import type { PostStore } from "./store.ts";
import { dropCounts, type DroppedRow } from "./tally.ts";

/** What a second scan goes by. */
export interface Assumed {
  columns: ResolvedColumns;
  /** Rows answer rows before them. */
  hasAnswers: boolean;
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
  /** What rows are read by, settled when the first of them come. */
  reading: Reading | null;
  /** Rows came that were not read: their columns were not known yet, or one before them was refused. */
  hasSkipped: boolean;
  /** The first refusal of a row, which counts only if the columns were right. */
  refusal: unknown;
}

interface Reading {
  columns: ResolvedColumns;
  hasAnswers: boolean;
  giveId: GiveId;
  settings: ReturnType<typeof rowSettings>;
}

interface Scanning {
  found: FoundFiles;
  options: LoadPostsOptions;
  assumed: Assumed | null;
  store: PostStore;
  signal: AbortSignal | undefined;
}

/**
 * Reads all rows once, and stores the posts among them.
 *
 * Which column is what can depend on the last row of the last file. So a scan goes by what the first rows say, and says
 * at its end whether that was right; if not, a second one goes by what all rows say.
 *
 * @param controls `assumed`: what an earlier scan found; `null` for the first.
 */
export async function scan(
  found: FoundFiles,
  options: LoadPostsOptions,
  { assumed, store, onProgress, signal }: LoadControls & { assumed: Assumed | null; store: PostStore },
): Promise<Scan> {
  const state: ScanState = {
    ...{ files: [], replies: new Set(), answers: 0, rows: 0, kinds: new Map(), drops: dropCounts() },
    ...{ reading: null, hasSkipped: false, refusal: null },
  };
  const scanning = { found, options, assumed, store, signal };
  const sizes: number[] = [];
  for (const { path } of found.files) sizes.push((await stampOf(path)).size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  let bytes = 0;
  for (const [index, { path, name, source }] of found.files.entries()) {
    checkAborted(signal);
    const settings = {
      path,
      name: found.several ? name : path,
      options,
      maxBytes: (options.maxBytes ?? Number.MAX_SAFE_INTEGER) - bytes,
      onBytes: (part: number) => onProgress?.(done + part, total),
      signal,
    };
    bytes += await scanFile(filePieces(settings, found.several ? name : source), index, { ...scanning, state });
    done += sizes[index] ?? 0;
    onProgress?.(done, total);
  }
  await store.end();
  return conclude(state, scanning);
}

/** @returns Bytes of the file, unpacked. */
async function scanFile(
  pieces: AsyncIterable<FilePiece>,
  index: number,
  scanning: Scanning & { state: ScanState },
): Promise<number> {
  const { found, signal, state } = scanning;
  const { name, source } = found.files[index] as FoundFiles["files"][number];
  const counts = { format: "", columns: [], rows: 0, bad: 0, notes: new Map<string, number>() };
  const tally = { source, name: found.several ? name : source, ...counts };
  state.files.push(tally);
  let readRow: ReturnType<typeof fileReader> | null = null;
  let bytes = 0;
  for await (const piece of pieces) {
    checkAborted(signal);
    bytes = piece.bytes;
    notePiece(piece, tally, state);
    if (found.several) { for (const row of [...piece.rows, ...piece.bad]) row.where = `${name}, ${row.where}`; }
    state.reading ??= settle(state, scanning);
    if (state.reading === null || state.refusal !== null) {
      state.hasSkipped ||= piece.rows.length + piece.bad.length > 0;
      continue;
    }
    readRow ??= fileReader({ ...state.reading.settings, source }, state.reading);
    await storePiece(piece, index, { ...scanning, readRow });
  }
  return bytes;
}

async function storePiece(
  { rows, bad, hint }: FilePiece,
  file: number,
  { readRow, store, state, assumed }: Scanning & { state: ScanState; readRow: ReturnType<typeof fileReader> },
): Promise<void> {
  const dropped = bad.map(({ row, where, detail }): DroppedRow => ({
    ...{ file, row, reason: DROP_REASONS.badRow, detail: `${where}: ${detail}` },
  }));
  try {
    for (const row of rows) {
      const result = readRow(row);
      if ("dropped" in result) {
        dropped.push({ file, row: row.row, reason: result.dropped, detail: result.detail });
        continue;
      }
      const { post, notes } = result;
      const full = store.add({ post, file, row: row.row, where: row.where, isMade: notes.includes(MADE), notes });
      if (full !== null) await full;
    }
  } catch (error) {
    if (assumed !== null || !(error instanceof TypeError)) throw error;
    state.refusal = error;
  }
  state.drops.add(dropped, hint);
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
  if (state.replies.size > 0) state.answers += piece.rows.filter(({ answers }) => answers !== undefined).length;
  tally.rows += piece.rows.length;
  tally.bad += piece.bad.length;
  state.rows += piece.rows.length;
}

/** What to read rows by: what an earlier scan found, else what the rows so far say; `null` where they do not tell. */
function settle(state: ScanState, { assumed, found, options }: Scanning): Reading | null {
  const columns = assumed?.columns ?? guessed(state, options, found.source);
  if (columns === null) return null;
  const hasAnswers = assumed?.hasAnswers ?? state.replies.size > 0;
  const giveId = tableIds({ findsRepeats: hasAnswers });
  return { columns, hasAnswers, giveId, settings: rowSettings(columns, options, found.source) };
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

function conclude(state: ScanState, { found, options }: Scanning): Scan {
  const known = knownColumns(state);
  const replies = [...state.replies];
  checkReplies({ ...known, replies }, options, found.source);
  const resolved = resolveKnown(known, options, found.source);
  const counted = state.files.map(({ name, columns, rows }) => ({ name, columns, rows: { length: rows } }));
  checkEveryFile({ files: counted }, resolved);
  const wasRight = state.reading !== null && isSame(state.reading.columns, resolved) &&
    state.reading.hasAnswers === replies.length > 0;
  if (wasRight && state.refusal !== null) throw state.refusal;
  return { ...state, columns: known.columns, replies, resolved, isRight: wasRight && !state.hasSkipped };
}

function isSame(a: ResolvedColumns, b: ResolvedColumns): boolean {
  return JSON.stringify([[...a.fields], a.guessed]) === JSON.stringify([[...b.fields], b.guessed]);
}
