/** Synthetic posts for the bench: made up, seeded, the same in every run; never data of a study. */
import { existsSync } from "node:fs";
import { projectPath } from "../../lib/foundation/mod.ts";
import { openDuckDb, sqlText } from "../../lib/foundation/mod.ts";

/** Files with the same posts. */
export interface SyntheticPosts {
  csv: string;
  jsonl: string;
}

const SEED = 5;
const AUTHORS = 40_000;
const DAYS_MS = 1_123; // between two posts: 1,000,000 of them span 13 days
const WORDS = 30_000;

/**
 * Writes posts as CSV and JSON Lines, both packed with gzip, unless an earlier bench did.
 *
 * About 400 characters each, 20 to 89 words that follow Zipf's law, with line breaks, commas and quotes in them;
 * authors are unequally active; three in ten are posts with a title, the others comments.
 */
export async function syntheticPosts(count: number, report: (line: string) => void): Promise<SyntheticPosts> {
  const folder = projectPath("out", "bench", "corpus");
  const base = `${folder}/synthetic-seed${SEED}-${count}`;
  const files = { csv: `${base}.csv.gz`, jsonl: `${base}.jsonl.gz` };
  if (existsSync(files.csv) && existsSync(files.jsonl)) return files;
  report(`Writing ${count} synthetic posts to ${folder}`);
  await Deno.mkdir(folder, { recursive: true });
  const database = await openDuckDb(null, { memoryMiB: 1500 });
  try {
    await database.run(vocabulary());
    await database.run(`CREATE MACRO uniform(a, b) AS (hash(a * 1000003 + b + ${SEED}) >> 11) / 9007199254740992.0`);
    await database.run(`CREATE TABLE posts AS ${posts(count)}`);
    await database.run(`COPY posts TO ${sqlText(`${files.jsonl}.part`)} (FORMAT json, COMPRESSION gzip)`);
    await database.run(`COPY posts TO ${sqlText(`${files.csv}.part`)} (FORMAT csv, HEADER, COMPRESSION gzip)`);
  } finally {
    database.close();
  }
  for (const path of Object.values(files)) await Deno.rename(`${path}.part`, path);
  return files;
}

/** Made-up words: the more frequent, the shorter. */
function vocabulary(): string {
  const syllables =
    "'ka', 'to', 'ri', 'men', 'so', 'la', 'vin', 'der', 'qu', 'an', 'es', 'ti', 'or', 'pel', 'mu', 'sha'";
  const length = "1 + CAST(i % 2 AS INTEGER) + CAST(floor(ln(i + 1) / 4) AS INTEGER)";
  const syllable = `[${syllables}][1 + CAST(hash(i * 97 + k) % 16 AS BIGINT)]`;
  return `SET VARIABLE words = (SELECT list(word ORDER BY i) FROM (
    SELECT i, array_to_string(list_transform(range(0, ${length}), k -> ${syllable}), '') || chr(97 + CAST(i % 26 AS INTEGER))
      AS word FROM range(${WORDS}) AS t(i)))`;
}

function posts(count: number): string {
  const word = `getvariable('words')[1 + CAST(floor(pow(${WORDS}, uniform(i, 10 + k)) - 1) AS BIGINT)]`;
  const mark = `coalesce([chr(10), ', "quoted"', '.', '.', '.', ','][1 + CAST(hash(i * 31 + k) % 60 AS BIGINT)], '')`;
  return `SELECT
    'p' || lpad(CAST(i AS VARCHAR), 18, '0') AS id,
    'agent' || CAST(floor(${AUTHORS} * pow(uniform(i, 1), 2)) AS BIGINT) AS author,
    CASE WHEN uniform(i, 2) < 0.3 THEN 'post' ELSE 'comment' END AS kind,
    strftime(TIMESTAMP '2026-01-27' + to_milliseconds(i * ${DAYS_MS}), '%Y-%m-%dT%H:%M:%S.%gZ') AS created_at,
    CASE WHEN uniform(i, 2) < 0.3 THEN 'Title, number ' || i END AS title,
    array_to_string(list_transform(range(20 + CAST(hash(i * 7) % 70 AS BIGINT)), k -> ${word} || ${mark}), ' ') AS content,
    'm' || hash(i) % 300 AS submolt,
    CAST(hash(i * 3) % 50 AS INTEGER) AS upvotes,
    CAST(hash(i * 5) % 10 AS INTEGER) AS downvotes
  FROM range(${count}) AS t(i)`;
}
