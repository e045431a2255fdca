import { messageOf } from "../foundation/errors.ts";
import { descendantsOf, runningProcesses, sendSignal, stillRunning } from "./process_tree.ts";

/** How a command is run. */
export interface RunCommandOptions {
  /** Laid over this process's environment; `undefined` takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Working folder. Default: this process's. */
  cwd?: string;
  /** Called with each line as it arrives, without its line end. */
  onLine?: (line: string, stream: "stdout" | "stderr") => void;
  /** Stops the command and all its descendants. */
  signal?: AbortSignal;
  /** Time between the request to end and the kill, in milliseconds. Default 5000. */
  graceMs?: number;
}

/** How a command ended. */
export interface CommandResult {
  code: number;
  /** The last 40 lines of both streams, in order of arrival. */
  tail: readonly string[];
}

/** Thrown by `runCommand()` after Ctrl-C (or SIGTERM, SIGHUP) once no child process is left. */
export class Interrupted extends Error {
  override name = "Interrupted";
  /** What the process should exit with: 128 + the signal's number. */
  readonly exitCode: number;
  constructor(signal: StopSignal) {
    super(`Stopped by ${signal === "SIGINT" ? "Ctrl-C" : signal}`);
    this.exitCode = 128 + SIGNAL_NUMBERS[signal];
  }
}

type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";
const SIGNAL_NUMBERS: Readonly<Record<StopSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
const TAIL_LINES = 40;
const LAST_WORDS_MS = 2000;

/**
 * Runs a command to its end, passing on each line as it comes.
 *
 * The child stands in a process group of its own, so that Ctrl-C reaches it through us alone and
 * nothing stays behind: the child is asked to end, and after a grace period it and every process
 * below it is killed. A second Ctrl-C kills at once.
 *
 * @param command Executable, by path or by name on PATH.
 * @param args Its arguments.
 * @returns Exit code and the last lines; a code other than 0 does not throw.
 * @throws {Error} If there is no such executable.
 * @throws {Interrupted} After Ctrl-C, SIGTERM or SIGHUP.
 * @throws The signal's reason after an abort.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { runCommand } from "./process.ts";
 * const { code } = await runCommand(Deno.execPath(), ["--version"], { onLine: (line) => void line });
 * assert(code === 0);
 * ```
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env = {}, cwd, onLine, signal, graceMs = 5000 }: RunCommandOptions = {},
): Promise<CommandResult> {
  signal?.throwIfAborted();
  const child = spawn(command, args, env, cwd);
  const tail: string[] = [];
  const take = (stream: "stdout" | "stderr") => (line: string): void => {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    onLine?.(line, stream);
  };
  const stop = stopper(child, graceMs);
  const release = onStop(signal, stop.request);
  try {
    const read = Promise.all([eachLine(child.stdout, take("stdout")), eachLine(child.stderr, take("stderr"))]);
    const { code } = await Promise.race([child.status, read.then(() => child.status)]);
    await atMost(LAST_WORDS_MS, read); // an orphan may hold the pipes open
    await stop.done();
    endGroup(child.pid);
    return stop.reason() === undefined ? { code, tail } : Promise.reject(stop.reason());
  } catch (error) {
    stop.request(error);
    await stop.done();
    throw stop.reason();
  } finally {
    release();
  }
}

function spawn(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string | undefined,
): Deno.ChildProcess {
  const merged = Object.entries({ ...Deno.env.toObject(), ...env }).filter((entry): entry is [string, string] =>
    entry[1] !== undefined
  );
  try {
    return new Deno.Command(command, {
      args: [...args],
      env: Object.fromEntries(merged),
      clearEnv: true,
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      detached: Deno.build.os !== "windows",
    }).spawn();
  } catch (cause) {
    throw new Error(`Cannot run ${command}: need an executable of that name, got "${messageOf(cause)}"`, { cause });
  }
}

async function eachLine(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  }
  if (rest !== "") onLine(rest.replace(/\r$/, ""));
}

interface Stopper {
  request: (reason: unknown) => void;
  reason: () => unknown;
  done: () => Promise<void>;
}

/** Ends a child once: asks, waits, kills; a second request kills at once. */
function stopper(child: Deno.ChildProcess, graceMs: number): Stopper {
  let reason: unknown;
  let ending: Promise<void> | undefined;
  const hurry = new AbortController();
  const request = (why: unknown): void => {
    if (ending !== undefined) return hurry.abort();
    reason = why;
    ending = endTree(child, graceMs, hurry.signal);
  };
  return { request, reason: () => reason, done: () => ending ?? Promise.resolve() };
}

async function endTree(child: Deno.ChildProcess, graceMs: number, hurry: AbortSignal): Promise<void> {
  if (Deno.build.os === "windows") return endTreeOnWindows(child.pid);
  const family = new Set([child.pid, ...descendantsOf(child.pid, runningProcesses())]);
  sendSignal(child.pid, "SIGTERM"); // the child alone: Jupyter then closes its kernels itself
  await waitUntil(() => !stillRunning([child.pid]).length, graceMs, hurry);
  for (const pid of family) descendantsOf(pid, runningProcesses()).forEach((below) => family.add(below));
  for (const pid of stillRunning([...family])) sendSignal(pid, "SIGTERM");
  await waitUntil(() => !stillRunning([...family]).length, Math.min(graceMs, 1000), hurry);
  for (const pid of stillRunning([...family])) sendSignal(pid, "SIGKILL");
  endGroup(child.pid); // whoever joined it meanwhile
  await waitUntil(() => !stillRunning([...family]).length, 1000, new AbortController().signal);
}

/** Kills whoever is left in the child's process group. */
function endGroup(pid: number): void {
  if (Deno.build.os !== "windows") sendSignal(-pid, "SIGKILL");
}

async function endTreeOnWindows(pid: number): Promise<void> {
  await new Deno.Command("taskkill", { args: ["/PID", String(pid), "/T", "/F"], stdout: "null", stderr: "null" })
    .output();
}

async function waitUntil(isDone: () => boolean, limitMs: number, hurry: AbortSignal): Promise<void> {
  for (let waited = 0; waited < limitMs && !hurry.aborted && !isDone(); waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits for a promise, but not for longer than this. */
async function atMost(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise((resolve) => timer = setTimeout(resolve, limitMs));
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Calls back on abort, Ctrl-C, SIGTERM and SIGHUP; returns how to stop listening. */
function onStop(signal: AbortSignal | undefined, stop: (reason: unknown) => void): () => void {
  const names: readonly StopSignal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];
  const listeners = names.map((name) => ({ name, listener: () => stop(new Interrupted(name)) }));
  const onAbort = (): void => stop(signal?.reason);
  listeners.forEach(({ name, listener }) => Deno.addSignalListener(name, listener));
  signal?.addEventListener("abort", onAbort);
  return () => {
    listeners.forEach(({ name, listener }) => Deno.removeSignalListener(name, listener));
    signal?.removeEventListener("abort", onAbort);
  };
}
