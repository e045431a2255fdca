import { type DuckDb, wordIds } from "../../foundation/mod.ts";

/** Word numbers of texts of one day; each text ends with −1, so that no n-gram runs on into the next. */
export interface DayWords {
  day: string;
  ids: Int32Array;
}

/** All words of a table in the order of the days. */
export interface WordsByDay {
  pieces: readonly DayWords[];
  /** Different words. */
  size: number;
}

const PIECE = 1 << 20;

/**
 * Reads the words of every text, day after day.
 *
 * @param view Name of the view, quoted for SQL.
 * @param maxBytes Most that the numbers may take.
 * @throws {RangeError} If there are more.
 */
export async function wordsByDay(
  database: DuckDb,
  view: string,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal | undefined },
): Promise<WordsByDay> {
  const dictionary = wordIds();
  const pieces: DayWords[] = [];
  let buffer = new Int32Array(2 * PIECE);
  let [day, length, bytes] = ["", 0, 0];
  const close = (): void => {
    if (length > 0) pieces.push({ day, ids: buffer.slice(0, length) });
    bytes += 4 * length;
    length = 0;
    if (bytes > maxBytes) throw tooManyWords(maxBytes);
  };
  for await (const [days = [], texts = []] of inOrderOfDays(database, view)) {
    signal?.throwIfAborted();
    for (let index = 0; index < texts.length; index++) {
      const text = texts[index] as string;
      if (days[index] !== day || length + text.length / 2 + 2 > buffer.length) close();
      if (text.length / 2 + 2 > buffer.length) buffer = new Int32Array(text.length + 2);
      day = days[index] as string;
      length = dictionary.read(text, buffer, length);
      buffer[length++] = -1;
      if (length >= PIECE) close();
    }
  }
  close();
  return { pieces, size: dictionary.size };
}

/** Sorted by day only where the table is not, since sorting writes every text once more. */
async function* inOrderOfDays(database: DuckDb, view: string): AsyncGenerator<string[][]> {
  const texts = `SELECT substr("createdAt", 1, 10) AS day, text FROM ${view}`;
  const [found] = await database.query<{ steps: number }>(
    `SELECT count(*) AS steps FROM (SELECT day, lag(day) OVER () AS before FROM (${texts})) WHERE day < before`,
  );
  yield* database.streamColumns(found?.steps === 0 ? texts : `${texts} ORDER BY day`) as AsyncGenerator<string[][]>;
}

function tooManyWords(maxBytes: number): RangeError {
  return new RangeError(
    `Cannot run ngramBirths(): need at most ${maxBytes / 4} words at 4 bytes each, got more. ` +
      'Say a larger memoryMiB, or engine: "sql", which spills to disk',
  );
}
