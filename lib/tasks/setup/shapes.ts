/** Takes one line of progress, without a line end. */
export type Report = (line: string) => void;

/** What `ensureSetup()` is asked for. */
export interface EnsureSetupOptions {
  /** Names of the weight catalogue wanted beside those that are always there. Default: none. */
  models?: readonly string[];
  /** Takes the lines of progress; silent when everything is there already. */
  report: Report;
  /** Takes the lines that tell how far a download is, which a terminal may redraw. Default: `report`. */
  reportStep?: Report;
  /** Do every step again, whatever is there. Weights are hashed again, and fetched only if they differ. */
  redo?: boolean;
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

/** What every step of the set-up works with; tests put another folder and PATH in. */
export interface SetupContext {
  /** The project's folder. */
  root: string;
  /** Where executables are looked for, in the form of PATH. */
  searchPath: string;
  /** Free space of the disk that holds a folder, in bytes. */
  freeBytes: (folder: string) => number;
  /** Takes a line that stays. */
  say: Report;
  /** Takes a line of progress that the next one may replace. */
  sayStep: Report;
  signal?: AbortSignal;
}

/** One thing the set-up puts in place. */
export interface SetupStep {
  title: string;
  /** Quick: looks at stamps and sizes only. */
  isReady: (context: SetupContext) => boolean;
  run: (context: SetupContext) => Promise<void>;
}
