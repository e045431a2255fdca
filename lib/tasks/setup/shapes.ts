/** Takes one line of progress, without a line end. */
export type Report = (line: string) => void;

/** What `ensureSetup()` is asked for. */
export interface EnsureSetupOptions {
  /** Names of the weight catalogue wanted beside those that are always there. Default: none. */
  models?: readonly string[];
  /** Takes the lines of progress; silent when everything is there already. */
  report: Report;
  signal?: AbortSignal;
}

/** What the tasks need to know of a finished set-up. */
export interface Installation {
  /** Python of the project's `.venv`. */
  python: string;
  /** The `jupyter` command of the project's `.venv`; `python -m jupyterlab` and such do the same. */
  jupyter: string;
  /** The pinned Deno that the kernelspec points to. */
  denoExecutable: string;
  /**
   * What to pass as `env` to `runCommand()`: Jupyter's folders inside the project, the kernel `deno`
   * first in its search path, NO_COLOR. `undefined` takes a variable away.
   */
  environment: Readonly<Record<string, string | undefined>>;
}
