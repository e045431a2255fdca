import { projectRoot } from "../../foundation/paths.ts";
import { findWeights, type Weights } from "../../foundation/weights.ts";
import { WEIGHTS } from "../../foundation/weights_catalogue.ts";
import { denoExecutable, denoStep } from "./deno.ts";
import { freeBytesOf, venvCommand } from "./folders.ts";
import { jupyterEnvironment, kernelStep } from "./kernel.ts";
import { oneAtATime } from "./lock.ts";
import { packagesStep } from "./packages.ts";
import type { EnsureSetupOptions, Installation, Report, SetupContext, SetupStep } from "./shapes.ts";
import { pythonStep } from "./venv.ts";
import { forgetStamps, weightSteps } from "./weights.ts";

/**
 * Puts in place what the tasks need, if it is not there yet: Python packages, the notebooks' Deno and its
 * kernel, npm packages, model weights.
 *
 * Everything goes into `.venv`, `.twoplane` and `node_modules` of the project; only the package managers'
 * own caches lie outside. A finished step leaves a stamp, so that a second call looks at a few small files
 * and an interrupted one goes on where it stopped.
 *
 * @param options Models beside the usual ones, and who takes the lines of progress.
 * @returns Where Python, Jupyter and Deno stand, and the environment to run them in.
 * @throws {RangeError} If a model's name is not in the catalogue.
 * @throws {Error} If a step cannot be done; the message says what is needed and what to run.
 */
export async function ensureSetup(options: EnsureSetupOptions): Promise<Installation> {
  const context: SetupContext = {
    root: projectRoot(),
    searchPath: Deno.env.get("PATH") ?? "",
    freeBytes: freeBytesOf,
    say: options.report,
    sayStep: withoutRepeats(options.reportStep ?? options.report),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const steps = setupSteps(context, wantedWeights(options.models ?? []));
  await runSteps(context, steps, { redo: options.redo ?? false });
  return installationOf(context.root);
}

/** Passes a line on unless it says what the last one said. */
function withoutRepeats(report: Report): Report {
  let last: string | null = null;
  return (line) => {
    if (line !== last) report(line);
    last = line;
  };
}

/** The models that every set-up brings and these, each once. */
export function wantedWeights(models: readonly string[]): readonly Weights[] {
  const named = models.map(findWeights);
  return WEIGHTS.filter((weights) => weights.isAlwaysFetched || named.includes(weights));
}

/** Where everything stands in a project's folder once it is set up. */
export function installationOf(root: string): Installation {
  return {
    python: venvCommand(root, "python"),
    jupyter: venvCommand(root, "jupyter"),
    denoExecutable: denoExecutable(root),
    environment: jupyterEnvironment(root),
  };
}

/** Every step in its order: the later ones use what the earlier ones bring. */
export function setupSteps({ root }: SetupContext, weights: readonly Weights[]): readonly SetupStep[] {
  return [pythonStep, denoStep, kernelStep, packagesStep, ...weightSteps(weights, venvCommand(root, "python"))];
}

/** Runs the steps that are not done yet; quiet and quick if there are none. */
export async function runSteps(
  context: SetupContext,
  steps: readonly SetupStep[],
  { redo }: { redo: boolean },
): Promise<void> {
  if (!redo && steps.every((step) => step.isReady(context))) return;
  await oneAtATime(context, async () => {
    if (redo) forgetStamps(context.root);
    const open = steps.filter((step) => redo || !step.isReady(context));
    if (open.length > 0) context.say("Setting up in this folder: .venv, .twoplane and node_modules");
    for (const [index, step] of open.entries()) {
      context.signal?.throwIfAborted();
      context.say(`[${index + 1}/${open.length}] ${step.title}`);
      await step.run(context);
    }
    if (open.length > 0) context.say("Set-up is complete");
  });
}
