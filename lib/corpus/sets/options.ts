import { checkInteger, checkOptions, projectPath, realDataFolder } from "../../foundation/mod.ts";
import type { OnProgress } from "../../shapes.ts";

/** Where a set's files come from and go to. */
export interface DatasetOptions {
  /** Names of tables, such as `["posts"]`. Default: all. */
  tables?: readonly string[];
  /** Where fetched files and locks are kept. Default: `.twoplane/datasets` in the project. */
  folder?: string;
  /** A folder that is used first, with a folder for each set; `null` for none. Default: TWOPLANE_DATA. */
  mirror?: string | null;
  /**
   * `locked`: what was recorded on first use, and an error if it has changed. `latest`: what is there now, recorded
   * anew. Default `locked`.
   */
  version?: "locked" | "latest";
  /** Stands in for the network in tests. Default: the global `fetch`. */
  fetch?: typeof fetch;
  /** Resolves after so many milliseconds. Default: a timer. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Tries in a row that bring nothing. Default 5. */
  maxRetries?: number;
  /** Longest silence of a connection in milliseconds. Default 60,000. */
  timeoutMs?: number;
  /** Address of the hub. Default `https://huggingface.co`. */
  hubURL?: string;
  /** Bytes there, and in all. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** `DatasetOptions` with every default filled in. */
export interface DatasetSettings {
  tables: readonly string[] | undefined;
  folder: string;
  mirror: string | null;
  version: "locked" | "latest";
  fetch: typeof fetch;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  maxRetries: number;
  timeoutMs: number;
  hubURL: string;
  onProgress: OnProgress | undefined;
  signal: AbortSignal | undefined;
}

export const DATASET_OPTION_NAMES = [
  "tables",
  "folder",
  "mirror",
  "version",
  "fetch",
  "sleep",
  "maxRetries",
  "timeoutMs",
  "hubURL",
  "onProgress",
  "signal",
] as const;

export function datasetSettings(caller: string, options: DatasetOptions): DatasetSettings {
  checkOptions(caller, options, DATASET_OPTION_NAMES);
  return {
    tables: options.tables,
    folder: options.folder ?? projectPath(".twoplane", "datasets"),
    mirror: options.mirror === undefined ? realDataFolder() : options.mirror,
    version: options.version ?? "locked",
    fetch: options.fetch ?? fetch,
    sleep: options.sleep ?? pause,
    maxRetries: checkInteger(caller, "maxRetries", options.maxRetries ?? 5, { min: 0 }),
    timeoutMs: checkInteger(caller, "timeoutMs", options.timeoutMs ?? 60_000, { min: 1 }),
    hubURL: (options.hubURL ?? "https://huggingface.co").replace(/\/+$/, ""),
    onProgress: options.onProgress,
    signal: options.signal,
  };
}

/** A timer that an abort ends early. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => {
    clearTimeout(timer);
    reject(signal?.reason);
  };
  const timer = setTimeout(() => {
    signal?.removeEventListener("abort", stop);
    resolve();
  }, ms);
  signal?.addEventListener("abort", stop, { once: true });
  return promise;
}
