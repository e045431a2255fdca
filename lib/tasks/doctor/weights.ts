import { rmSync } from "node:fs";
import { stampPath, type WeightFileState, weightFileState, type Weights } from "../../foundation/weights.ts";
import { weightFilePath } from "../setup/weights.ts";
import type { CheckResult } from "./shapes.ts";

/** Do a model's files hold what they must? One state a file, in the order of the catalogue. */
export function checkWeights(weights: Weights, states: readonly WeightFileState[]): CheckResult {
  const name = `Model ${weights.name}`;
  const setup = weights.isAlwaysFetched ? "deno task setup" : `deno task setup --models ${weights.name}`;
  const different = states.flatMap((state, index) => {
    const file = weights.files[index];
    return state.kind === "different" && file !== undefined
      ? [`${file.file} has SHA-256 ${state.sha256}, need ${file.sha256}`]
      : [];
  });
  if (different.length > 0) {
    return {
      name,
      status: "fail",
      detail: different.join("; "),
      advice: `Run \`${setup}\`: it fetches the file again`,
    };
  }
  if (states.every(({ kind }) => kind === "checked")) {
    return { name, status: "ok", detail: `${weights.title}, SHA-256 as pinned`, advice: "" };
  }
  return weights.isAlwaysFetched
    ? { name, status: "fail", detail: "not fetched", advice: `Run \`${setup}\`` }
    : { name, status: "ok", detail: `not fetched; \`${setup}\` brings it`, advice: "" };
}

/** Looks at a model's files: believes their stamps when quick, else hashes every byte again. */
export async function readWeightStates(
  root: string,
  weights: Weights,
  { quick }: { quick: boolean },
): Promise<readonly WeightFileState[]> {
  const states: WeightFileState[] = [];
  for (const file of weights.files) {
    const path = weightFilePath(root, weights, file);
    if (!quick) rmSync(stampPath(path), { force: true });
    states.push(await weightFileState(path, file));
  }
  return states;
}
