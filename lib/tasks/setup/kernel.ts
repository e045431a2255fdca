import { existsSync, mkdirSync } from "node:fs";
import { writeFileAtomic } from "../../foundation/files.ts";
import { denoExecutable } from "./deno.ts";
import { hasStamp, ownPath } from "./folders.ts";
import type { Installation, SetupContext, SetupStep } from "./shapes.ts";

/** The name notebooks ask for in their metadata. */
export const KERNEL_NAME = "deno";

/** The kernelspec, in the project's own Jupyter folder: the home folder stays as it is. */
export const kernelStep: SetupStep = {
  title: "Jupyter kernel",
  isReady: ({ root }) => hasStamp(kernelPath(root), kernelSpec(root)) && existsSync(noticesPath(root)),
  run: (context) => Promise.resolve(writeJupyterFiles(context)),
};

/** Where the kernelspec stands. */
export function kernelPath(root: string): string {
  return ownPath(root, "jupyter", "kernels", KERNEL_NAME, "kernel.json");
}

/** The kernelspec: the pinned Deno by its absolute path, without colours, which notebooks would show as codes. */
export function kernelSpec(root: string): string {
  const spec = {
    argv: [denoExecutable(root), "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  };
  return `${JSON.stringify(spec, null, 2)}\n`;
}

/** What Jupyter has to find in its environment to use the project's kernel and nothing of the home folder. */
export function jupyterEnvironment(root: string): Installation["environment"] {
  const folder = ownPath(root, "jupyter");
  return {
    JUPYTER_PATH: folder,
    JUPYTER_DATA_DIR: folder,
    JUPYTER_CONFIG_DIR: ownPath(root, "jupyter", "config"),
    JUPYTER_CONFIG_PATH: undefined,
    JUPYTER_RUNTIME_DIR: ownPath(root, "jupyter", "runtime"),
    JUPYTERLAB_SETTINGS_DIR: undefined,
    JUPYTERLAB_WORKSPACES_DIR: undefined,
    IPYTHONDIR: ownPath(root, "jupyter", "ipython"),
    PYTHONPATH: undefined,
    PYTHONHOME: undefined,
    PYTHONUNBUFFERED: "1",
    NO_COLOR: "1",
    DENO_NO_UPDATE_CHECK: "1",
  };
}

function noticesPath(root: string): string {
  const folder = ["@jupyterlab", "apputils-extension"];
  return ownPath(root, "jupyter", "config", "lab", "user-settings", ...folder, "notification.jupyterlab-settings");
}

function writeJupyterFiles({ root }: SetupContext): void {
  writeFileAtomic(kernelPath(root), kernelSpec(root));
  mkdirSync(ownPath(root, "jupyter", "runtime"), { recursive: true });
  const quiet = { fetchNews: "false", checkForUpdates: false };
  if (!existsSync(noticesPath(root))) writeFileAtomic(noticesPath(root), `${JSON.stringify(quiet, null, 2)}\n`);
}
