import { fileURLToPath } from "node:url";
import { runCommand } from "../process.ts";

/** A running server. */
export interface RunningServer {
  /** Address with version, for `networkTransport()`. */
  baseURL: string;
  /** Rejects when it ends by itself, or by Ctrl-C. */
  died: Promise<never>;
  /** Ends it; settles once no process of it is left. */
  stop(): Promise<void>;
}

/** What is served. */
export interface ServerOptions {
  python: string;
  modelPath: string;
  contextSize: number;
  /** What it asks its callers for. */
  key: string;
  signal: AbortSignal;
}

/** Loading half a gigabyte takes a second or two; a busy disk much longer. */
const START_LIMIT_MS = 180_000;

/**
 * Starts llama.cpp's server on a free port of this machine.
 *
 * @throws {Error} If it ends, or says nothing for three minutes, before it listens.
 */
export async function startServer(
  { python, modelPath, contextSize, key, signal }: ServerOptions,
): Promise<RunningServer> {
  const stopping = new AbortController();
  const script = fileURLToPath(new URL("./server.py", import.meta.url));
  let listening: (address: string) => void = () => {};
  const address = new Promise<string>((resolve) => listening = resolve);
  const ended = runCommand(python, [script, modelPath, String(contextSize)], {
    env: { TWOPLANE_ENDPOINT_KEY: key, PYTHONPATH: undefined, PYTHONHOME: undefined },
    signal: AbortSignal.any([signal, stopping.signal]),
    onLine: (line, stream) => {
      const found = stream === "stdout" ? /^listening (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1] : undefined;
      if (found !== undefined) listening(found);
    },
  });
  const stop = async (): Promise<void> => {
    stopping.abort(new Error("the server is no longer needed"));
    await ended.catch(() => undefined);
  };
  const died = ended.then(({ code, tail }): never => {
    throw new Error(
      `Cannot keep llama.cpp's server: need it to run, got exit code ${code}. ${tail.slice(-3).join("; ")}`,
    );
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error("Cannot start llama.cpp's server: need it to listen within 3 minutes")),
      START_LIMIT_MS,
    );
  });
  try {
    return { baseURL: `${await Promise.race([address, died, late])}/v1`, died, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
    died.catch(() => undefined); // a server that is stopped later fails nobody
  }
}
