import { type DatasetEntry, datasets } from "../../corpus/mod.ts";
import { type DatasetState, datasetState } from "../../corpus/sets/state.ts";

/** Rows of text as a table, columns aligned, with a line below the head. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  return [head, widths.map((width) => "─".repeat(width)), ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd())
    .join("\n");
}

/** A size for people. */
export function sizeText(bytes: number | null): string {
  if (bytes === null) return "";
  return bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : bytes < 1e9
    ? `${(bytes / 1e6).toFixed(1)} MB`
    : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** All sets, one a line. */
export function listText(entries: readonly DatasetEntry[] = datasets()): string {
  const rows = entries.map((entry) => {
    const { place, files } = datasetState(entry);
    const rows = entry.tables.map(({ table, expected }) => `${expected?.rows.toLocaleString("en-US") ?? "?"} ${table}`);
    const bytes = files.length === 0 ? null : files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
    return [
      entry.name,
      entry.kind,
      rows.join(", "),
      sizeText(bytes),
      shortLicence(entry),
      place === "unknown" ? "not here" : place,
    ];
  });
  return `${textTable(["name", "kind", "rows", "size", "licence", "where"], rows)}\n\n${USAGE}`;
}

function shortLicence({ licence }: DatasetEntry): string {
  return licence.split(/,| for /)[0] ?? licence;
}

/** All there is to say of one set. */
export function entryText(entry: DatasetEntry, state: DatasetState = datasetState(entry)): string {
  const counts = entry.tables.map(({ table, expected, pattern }) => {
    const rows = expected === null ? "no counts expected" : `${expected.rows.toLocaleString("en-US")} rows expected`;
    return `  ${table}: ${rows}${pattern === null ? "" : `, files like ${pattern.source}`}`;
  });
  const files = state.files.map((
    { table, path, bytes, localPath },
  ) => [table, path, sizeText(bytes), localPath ?? "not here"]);
  return [
    `${entry.name}: ${entry.title}`,
    `Licence: ${entry.licence}`,
    `Cite: ${entry.citation}`,
    `About: ${entry.homepage}`,
    ...entry.notes.map((note) => `Note: ${note}`),
    "Tables:",
    ...counts,
    ...(files.length === 0 ? [`Where: ${state.place}`] : ["", textTable(["table", "file", "size", "where"], files)]),
  ].join("\n");
}

export const USAGE = `deno task data [list [NAME]]       all sets, or one with licence, citation and files
deno task data fetch NAME          brings a set; goes on where it was cut [--tables posts,comments] [--latest]
deno task data verify [NAME]       hashes files and counts rows of one set, or of all that are here
deno task data path NAME           where the files stand, one a line [--tables posts]
deno task data crawl FOLDER --user-agent "my-study/1.0 (name@university.example)" --requests-per-minute 30
                                   reads Moltbook live [--sort new] [--submolt NAME] [--since 2026-02-03T00:00:00Z]
                                   [--max-pages 10] [--page-size 50] [--comments skip] [--comment-orders new,top]`;
