import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../foundation/mod.ts";
import { extractOutputs } from "../notebooks/extract.ts";
import { listNotebooks, notebookName } from "../notebooks/list.ts";
import { readNotebook } from "../notebooks/notebook.ts";
import { compareManifests, type ManifestDifference, readManifest } from "../reproduce/manifest.ts";
import { renderAll, type RenderOptions } from "../reproduce/reproduce.ts";
import type { NotebookResults } from "../reproduce/results.ts";

/** What a verification found. */
export interface Verification {
  /** Hashes compared. */
  compared: number;
  /** One sentence a difference. */
  differences: readonly string[];
}

/**
 * Do the results on disk come out again?
 *
 * @param out Folder with the manifest.
 * @returns Differences from the manifest, and of figures in the committed notebooks.
 * @throws {Error} If there is no manifest.
 */
export async function verify(out: string, options: RenderOptions): Promise<Verification> {
  const before = readManifest(join(out, "manifest.json"));
  const fresh = mkdtempSync(join(tmpdir(), "twoplane-verify-"));
  try {
    const { manifest, results } = await renderAll(fresh, options);
    const committed = options.realData === null ? committedDifferences(results, options.folder) : [];
    const hashed = manifest.files.filter((file) => file.sha256 !== null).length;
    return {
      compared: hashed,
      differences: [...compareManifests(before, manifest).map(differenceText), ...committed],
    };
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function differenceText({ path, kind, before, after }: ManifestDifference): string {
  if (kind === "missing") return `${path}: in the manifest, not made any more`;
  if (kind === "new") return `${path}: made now, not in the manifest`;
  return `${path}: ${short(before)} in the manifest, ${short(after)} now`;
}

function short(hash: string | null): string {
  return hash === null ? "live" : hash.slice(0, 12);
}

/** Figures of the committed notebooks that are not what a fresh run shows. */
export function committedDifferences(results: readonly NotebookResults[], folder?: string): string[] {
  return listNotebooks([], folder).flatMap((path) => {
    const name = notebookName(path, folder);
    const now = figureHashes(results.find((result) => result.name === name)?.figures ?? []);
    const committed = figureHashes(extractOutputs(readNotebook(path), name).figures);
    return [...new Set([...committed.keys(), ...now.keys()])]
      .filter((figure) => committed.get(figure) !== now.get(figure))
      .map((figure) =>
        `notebooks/${name}.ipynb: ${figure} is ${committed.get(figure)?.slice(0, 12) ?? "missing"} as committed, ${
          now.get(figure)?.slice(0, 12) ?? "missing"
        } now`
      );
  });
}

function figureHashes(figures: NotebookResults["figures"] | ReturnType<typeof extractOutputs>["figures"]) {
  return new Map(
    figures.filter(({ isLive }) => !isLive).flatMap(({ mark, svg, png }) => [
      [`figure ${mark.name} (SVG)`, sha256(svg)] as const,
      [`figure ${mark.name} (PNG)`, sha256(png)] as const,
    ]),
  );
}
