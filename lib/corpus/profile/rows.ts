import type { CorpusProfile, LoadReport, TextGroup } from "../../shapes.ts";
import { cut } from "../../foundation/mod.ts";

/** A line of a report as `table()` of twoplane/notebook shows it. */
export interface ReportRow {
  what: string;
  rows: number;
  /** The first five, or where it came from. */
  detail: string;
}

/** A line of a profile as `table()` shows it. */
export interface ProfileRow {
  aspect: string;
  value: string;
  detail: string;
}

/**
 * What became of the rows of a load? Lines for a table: read, dropped by reason, kept, then how columns were taken.
 *
 * @param report What `loadPosts()` gave beside the posts.
 * @returns Read = kept + dropped; one line a reason with its first five rows; guessed columns are named as guesses.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { reportRows } from "twoplane/corpus";
 * const rows = reportRows({
 *   source: "a.csv", format: "csv", rowsRead: 3, rowsKept: 2, columns: { text: "body" }, guessed: ["text"],
 *   files: [{ source: "a.csv", format: "csv", rowsRead: 3, rowsKept: 2 }], unusedColumns: [], warnings: [],
 *   dropped: [{ reason: "missing text", count: 1, first: [{ row: 2, detail: "line 3" }] }],
 * });
 * assert.deepEqual(rows.map(({ what }) => what), ["read", "dropped: missing text", "kept", "columns guessed"]);
 * ```
 */
export function reportRows(report: LoadReport): ReportRow[] {
  const { source, format, files, columns, guessed, unusedColumns, warnings } = report;
  const from = files.length > 1 ? `${source}, ${files.length} files` : `${source} (${format})`;
  const taken = (isGuess: boolean) =>
    Object.entries(columns)
      .filter(([field]) => guessed.includes(field) === isGuess)
      .map(([field, column]) => `${field} ← ${cut(column)}`);
  const listed = (what: string, entries: readonly string[]): ReportRow[] =>
    entries.length === 0 ? [] : [{ what, rows: entries.length, detail: entries.join(", ") }];
  return [
    { what: "read", rows: report.rowsRead, detail: from },
    ...report.dropped.map(({ reason, count, first }) => ({
      what: `dropped: ${reason}`,
      rows: count,
      detail: first.map(({ row, detail }) => detail === "" ? `row ${row}` : cut(detail, 60)).join("; "),
    })),
    { what: "kept", rows: report.rowsKept, detail: "" },
    ...listed("columns declared", taken(false)),
    ...listed("columns guessed", taken(true)),
    ...listed("columns not used", unusedColumns.map((column) => cut(column))),
    ...listed("warnings", warnings),
  ];
}

/**
 * What does a corpus look like? Lines for a table, one an aspect.
 *
 * @param profile What `profilePosts()` or `profileStream()` gave. Shares are in [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { profilePosts, profileRows } from "twoplane/corpus";
 * const rows = profileRows(await profilePosts([]));
 * assert.equal(rows[0]?.value, "0");
 * ```
 */
export function profileRows(profile: CorpusProfile): ProfileRow[] {
  const { kinds, time, texts, languages, authors, regularity, warnings } = profile;
  const { nearDuplicates } = texts;
  return [
    row("posts", profile.posts, `${kinds.post} posts, ${kinds.comment} comments, ${kinds.reply} replies`),
    row(
      "days with posts",
      time.daily.length,
      time.first === null ? "" : `${minute(time.first)} to ${minute(time.last ?? "")}`,
    ),
    row("outages", time.outages.length, outagesShown(time.outages)),
    row("authors", authors.known, `${authors.postsWithoutAuthor} posts without a known author`),
    row("posts of an author", authors.quantiles.median ?? "—", spreadShown(authors)),
    row("distinct texts", texts.distinct, ""),
    row("texts that repeat", texts.repeated.texts, groupsShown(texts.repeated.posts, texts.repeated.top)),
    row("groups of near-duplicates", nearDuplicates.groups, groupsShown(nearDuplicates.posts, nearDuplicates.top)),
    row("languages", languages.filter(({ language }) => language !== "undetermined").length, languagesShown(languages)),
    row(
      "authors with regularity",
      regularity.authors,
      `CoV of gaps: ${regularity.classes.map((one) => `${one.class}: ${one.authors}`).join(", ")}`,
    ),
    row("authors at fixed intervals", regularity.fixedInterval.authors, clocksShown(regularity.fixedInterval.top)),
    ...warnings.map((warning) => row("warning", "", warning)),
  ];
}

function row(aspect: string, value: number | string, detail: string): ProfileRow {
  return { aspect, value: String(value), detail };
}

function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}

function outagesShown(outages: CorpusProfile["time"]["outages"]): string {
  const longest = outages.toSorted((a, b) => b.hours - a.hours).slice(0, 3);
  return longest.map(({ start, hours }) => `${hours.toFixed(1)} h from ${minute(start)}`).join("; ");
}

function spreadShown({ quantiles, topOnePercent, gini }: CorpusProfile["authors"]): string {
  if (gini === null || topOnePercent.share === null) return "";
  const { q90, max } = quantiles;
  return `median; 90% wrote at most ${Number(q90?.toFixed(1))}, one wrote ${max}; share of the most active 1% ` +
    `(${topOnePercent.authors}): ${topOnePercent.share.toFixed(3)}; Gini ${gini.toFixed(3)}`;
}

function groupsShown(posts: number, [largest]: readonly TextGroup[]): string {
  if (largest === undefined) return "";
  return `${posts} posts; most (${largest.posts} by ${largest.authors} authors): “${cut(largest.text, 50)}”`;
}

function languagesShown(languages: CorpusProfile["languages"]): string {
  return languages.slice(0, 5).map(({ name, share }) => `${name} ${share.toFixed(3)}`).join(", ");
}

function clocksShown(top: CorpusProfile["regularity"]["fixedInterval"]["top"]): string {
  return top.slice(0, 3)
    .map(({ authorId, medianGapMinutes }) => `${cut(authorId)} every ${Number(medianGapMinutes.toFixed(1))} min`)
    .join(", ");
}
