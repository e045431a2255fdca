/**
 * `deno task lab [arguments of JupyterLab]`: JupyterLab on the project's kernel and notebooks.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../foundation/errors.ts";
import { projectRoot } from "../foundation/paths.ts";
import { Interrupted, runCommand } from "./process.ts";
import { progressLine } from "./progress.ts";
import { KERNEL_NAME } from "./setup/kernel.ts";
import { ensureSetup } from "./setup/mod.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Runs Lab until it is closed or Ctrl-C, which also ends its kernels. */
export async function main(args: readonly string[]): Promise<number> {
  const progress = progressLine();
  try {
    const { python, environment } = await ensureSetup({ report: progress.say, reportStep: progress.step });
    progress.say("Starting JupyterLab; Ctrl-C ends it and its kernels");
    const { code } = await runCommand(python, labArguments(projectRoot(), args), {
      cwd: projectRoot(),
      env: environment,
      onLine: progress.say,
      graceMs: 10_000,
    });
    return code;
  } catch (error) {
    progress.say(messageOf(error));
    return error instanceof Interrupted ? error.exitCode : 1;
  }
}

/** How Lab is called: the project as its folder, the notebooks opened, the user's own arguments last. */
export function labArguments(root: string, args: readonly string[]): readonly string[] {
  return [
    "-m",
    "jupyterlab",
    `--ServerApp.root_dir=${root}`,
    `--MultiKernelManager.default_kernel_name=${KERNEL_NAME}`,
    ...(existsSync(join(root, "notebooks")) ? ["--LabApp.default_url=/lab/tree/notebooks"] : []),
    ...args,
  ];
}
