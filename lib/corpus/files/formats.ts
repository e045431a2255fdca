import { basename } from "node:path";
import { quote } from "../../foundation/mod.ts";
import { type Format, FORMATS } from "../options.ts";

/** Formats by the ending of a name; `.db` may be a database of either kind. */
const ENDINGS: Readonly<Record<string, Format | "database">> = {
  csv: "csv",
  tsv: "tsv",
  json: "json",
  jsonl: "jsonl",
  ndjson: "jsonl",
  parquet: "parquet",
  pq: "parquet",
  duckdb: "duckdb",
  ddb: "duckdb",
  sqlite: "sqlite",
  sqlite3: "sqlite",
  db3: "sqlite",
  db: "database",
};
const ENDING = new RegExp(
  `\\.(?:(${Object.keys(ENDINGS).join("|")})|(csv|tsv|json|jsonl|ndjson)\\.(?:gz|gzip|zst|zstd))$`,
  "i",
);

/** What the names of readable files end in, for messages. */
export const KNOWN_ENDINGS =
  ".csv, .tsv, .json, .jsonl or .ndjson, each also with .gz or .zst, or in .parquet, .duckdb, .sqlite or .db";

const NAMES: Readonly<Record<Format, string>> = {
  csv: "CSV",
  tsv: "TSV",
  json: "JSON",
  jsonl: "JSON Lines",
  parquet: "Parquet",
  duckdb: "DuckDB",
  sqlite: "SQLite",
};

/** Formats whose first bytes say what they are, with those bytes and where they stand. */
const MAGIC: readonly { name: string; format: Format | null; at: number; bytes: string }[] = [
  { name: "Parquet", format: "parquet", at: 0, bytes: "PAR1" },
  { name: "SQLite", format: "sqlite", at: 0, bytes: "SQLite format 3\0" },
  { name: "DuckDB", format: "duckdb", at: 8, bytes: "DUCK" },
  { name: "encrypted Parquet", format: null, at: 0, bytes: "PARE" },
  { name: "a zip archive", format: null, at: 0, bytes: "PK\x03\x04" },
  { name: "bzip2", format: null, at: 4, bytes: "1AY&SY" },
  { name: "xz", format: null, at: 0, bytes: "\xfd7zXZ\0" },
  { name: "7-Zip", format: null, at: 0, bytes: "7z\xbc\xaf\x27\x1c" },
  { name: "Arrow", format: null, at: 0, bytes: "ARROW1\0\0" },
  { name: "Avro", format: null, at: 0, bytes: "Obj\x01" },
  { name: "PDF", format: null, at: 0, bytes: "%PDF-" },
];

/** How many bytes `formatByBytes()` looks at. */
export const MAGIC_BYTES = 32;

/** The format as a report names it. */
export function formatName(format: Format): string {
  return NAMES[format];
}

/** What the ending of a name says; `null` where it says nothing. */
export function formatByName(name: string): Format | "database" | null {
  const [, plain, packed] = ENDING.exec(name) ?? [];
  const ending = (plain ?? packed)?.toLowerCase();
  return ending === undefined ? null : ENDINGS[ending] ?? null;
}

/** What the first bytes of a file say, unless they are text or packed. */
export function formatByBytes(start: Uint8Array): { name: string; format: Format | null } | null {
  const matches = (at: number, bytes: string) =>
    Array.from(bytes).every((character, index) => start[at + index] === character.charCodeAt(0));
  return MAGIC.find(({ at, bytes }) => matches(at, bytes)) ?? null;
}

/** Is it read as a text? */
export function isTextFormat(format: Format): format is "csv" | "tsv" | "json" | "jsonl" {
  return format === "csv" || format === "tsv" || format === "json" || format === "jsonl";
}

/**
 * Which format a file is of: the declared one, else what its bytes say, else what its name says.
 *
 * @param start First bytes of the file.
 * @throws {TypeError} If neither says one.
 * @throws {SyntaxError} If the bytes are of a format that was not declared, or of none that can be read.
 */
export function chooseFormat(path: string, start: Uint8Array, declared: Format | undefined): Format {
  const bytes = formatByBytes(start);
  const wanted = declared ?? formatByName(path);
  if (bytes !== null && bytes.format !== null && (declared === undefined || declared === bytes.format)) {
    return bytes.format;
  }
  if (bytes !== null) {
    const next = bytes.format === null
      ? "Unpack or convert it first"
      : `Say format: ${quote(bytes.format)}, or leave it out`;
    throw new SyntaxError(
      `Cannot read ${path}: need ${wanted === null ? "a known format" : nameOf(wanted)}, got ${bytes.name}. ${next}`,
    );
  }
  if (wanted !== null && wanted !== "database" && (isTextFormat(wanted) || start.length === 0)) return wanted;
  if (wanted === null) throw unknownName(path);
  throw new SyntaxError(
    `Cannot read ${path}: need ${nameOf(wanted)}, got a file that does not begin like one. Export it again`,
  );
}

/** @returns The error about a name that tells no format. */
export function unknownName(path: string): TypeError {
  return new TypeError(
    `Cannot load ${path}: need a name that ends in ${KNOWN_ENDINGS}, got ${quote(basename(path))}. Say format: ${
      FORMATS.map(quote).join(", ")
    } for another`,
  );
}

function nameOf(format: Format | "database"): string {
  return format === "database" ? "a DuckDB or SQLite database" : NAMES[format];
}
