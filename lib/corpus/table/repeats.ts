import type { DuckDb } from "../../foundation/mod.ts";
import { DROP_REASONS } from "../options.ts";
import { SHOWN } from "../report.ts";
import { duplicateDetail } from "./give_ids.ts";
import { NOTE_END } from "./store.ts";
import type { ReasonCount } from "./tally.ts";

/** Ids that several posts have, with the first of each; ids made from content repeat nothing. */
const REPEATED = `CREATE TEMP TABLE repeated AS
  SELECT "postId" AS id, min(seq) AS first FROM post_rows WHERE NOT made GROUP BY "postId" HAVING count(*) > 1`;

const REPEATS = `CREATE TEMP TABLE repeats AS
  SELECT post_rows.seq AS seq, repeated.first AS first FROM post_rows
  JOIN repeated ON post_rows."postId" = repeated.id WHERE NOT made AND post_rows.seq > repeated.first`;

const SHOWN_REPEATS = `
  SELECT later.file, later.row, later.place, later."postId" AS id, first.place AS first_place,
    later.text = first.text AS is_same
  FROM (SELECT * FROM repeats ORDER BY seq LIMIT ${SHOWN}) AS shown
  JOIN post_rows AS later ON later.seq = shown.seq
  JOIN post_rows AS first ON first.seq = shown.first
  ORDER BY later.seq`;

/** Takes posts whose id came before out of `post_rows`; the first of each stays. */
export async function dropRepeats(database: DuckDb): Promise<ReasonCount | null> {
  await database.run(REPEATED);
  const [ids] = await database.query<{ count: number }>("SELECT count(*) AS count FROM repeated");
  if (ids?.count === 0) return null;
  await database.run(REPEATS);
  const [found] = await database.query<{ count: number }>("SELECT count(*) AS count FROM repeats");
  type Row = { file: number; row: number; place: string; id: string; first_place: string; is_same: boolean };
  const rows = await database.query<Row>(SHOWN_REPEATS);
  await database.run("DELETE FROM post_rows WHERE seq IN (SELECT seq FROM repeats)");
  const reason = DROP_REASONS.duplicateId;
  return {
    reason,
    count: found?.count ?? 0,
    first: rows.map(({ file, row, place, id, first_place, is_same }) => ({
      file,
      row,
      reason,
      detail: duplicateDetail({ where: place, postId: id, first: { where: first_place }, isSame: is_same }),
    })),
  };
}

/** Posts kept of each file, by the file's number. */
export async function keptByFile(database: DuckDb): Promise<ReadonlyMap<number, number>> {
  const rows = await database.query<{ file: number; count: number }>(
    "SELECT file, count(*) AS count FROM post_rows GROUP BY file",
  );
  return new Map(rows.map(({ file, count }) => [file, count]));
}

/**
 * What is counted into the warnings, in the order of reading: of each file its own notes, then those of the posts kept.
 *
 * @param ofFiles Notes of the files themselves.
 */
export async function countedNotes(
  database: DuckDb,
  ofFiles: readonly ReadonlyMap<string, number>[],
): Promise<Map<string, number>> {
  const rows = await database.query<{ file: number; notes: string; count: number }>(
    "SELECT file, notes, count(*) AS count FROM post_rows WHERE notes IS NOT NULL GROUP BY file, notes " +
      "ORDER BY file, min(seq)",
  );
  const counts = new Map<string, number>();
  const add = (note: string, count: number) => counts.set(note, (counts.get(note) ?? 0) + count);
  ofFiles.forEach((notes, file) => {
    for (const [note, count] of notes) add(note, count);
    for (const row of rows) {
      if (row.file === file) {
        for (const note of row.notes.split(NOTE_END)) add(note, row.count);
      }
    }
  });
  return counts;
}
