/** The group "runner": what running adds to the time a model takes, and how much memory it holds. */
import { rmSync } from "node:fs";
import { runToLedger } from "../../lib/action/mod.ts";
import { actionSchema } from "../../lib/action/protocol.ts";
import { projectPath } from "../../lib/foundation/mod.ts";
import { networkTransport, openChatModel } from "../../lib/models/mod.ts";
import type { Trial } from "../../lib/shapes.ts";
import { type BenchRow, benchRow, bestOfThree } from "../harness.ts";
import { FINISHED } from "./answer.ts";
import { manyTrials } from "./trials.ts";

const TRIALS = 10_000;
const IN_FLIGHT = 64;
const ANSWER_MS = 20;
const IDEAL_SECONDS = TRIALS / IN_FLIGHT * ANSWER_MS / 1000;

type Report = (line: string) => void;

/** Measures the runner against an endpoint in this process, one over loopback, and the disk. */
export async function runnerRows(report: Report): Promise<BenchRow[]> {
  const trials = [...manyTrials(TRIALS)];
  return [
    ...await overheadRows(trials, report),
    ...await throughputRows(trials, report),
    await memoryRow(report),
  ];
}

/** One trial at a time and no waiting: all of the time is overhead, of the client, the agent loop and the ledger. */
async function overheadRows(trials: readonly Trial[], report: Report): Promise<BenchRow[]> {
  const some = trials.slice(0, 2_000);
  const whole = await runSeconds(some, { concurrency: 1, fetch: answerAfter(0), report, label: "overhead" });
  const client = await clientSeconds(some, { concurrency: 1, fetch: answerAfter(0), report });
  const milliseconds = (seconds: number) => seconds * 1000 / some.length;
  return [
    benchRow({
      name: "runner: overhead a trial, one at a time, each synced",
      value: milliseconds(whole),
      unit: "ms",
      peer: "openai client alone",
      peerValue: milliseconds(client),
      bar: { of: "value", atMost: 2 },
    }),
  ];
}

async function throughputRows(trials: readonly Trial[], report: Report): Promise<BenchRow[]> {
  const many = { concurrency: IN_FLIGHT, report };
  const endpoint = await openEndpoint();
  try {
    const inProcess = await runSeconds(trials, { ...many, fetch: answerAfter(ANSWER_MS), label: "in process" });
    const client = await clientSeconds(trials, { ...many, fetch: answerAfter(ANSWER_MS) });
    const loopback = await runSeconds(trials, { ...many, baseURL: endpoint.baseURL, label: "loopback" });
    const peer = `ideal: ${TRIALS} × ${ANSWER_MS} ms / ${IN_FLIGHT}`;
    const row = (name: string, value: number) => ({ name, value, unit: "s", peer, peerValue: IDEAL_SECONDS });
    const size = "10,000 trials, 64 in flight, 20 ms an answer";
    return [
      benchRow({ ...row(`runner: ${size}, in process`, inProcess), bar: { of: "ratio", atMost: 1.15 } }),
      benchRow(row("the same calls by the openai client alone", client)),
      benchRow(row(`runner: ${size}, over loopback`, loopback)),
    ];
  } finally {
    endpoint.close();
  }
}

/** In a process of its own, since what the other rows left behind would count. */
async function memoryRow(report: Report): Promise<BenchRow> {
  const ledgerPath = ledgerFile();
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("memory_child.ts", import.meta.url).pathname, ledgerPath, "100000"],
    stderr: "inherit",
  }).output();
  rmSync(ledgerPath, { force: true });
  if (!success) throw new Error("Cannot measure the runner's memory: the process failed");
  const most = JSON.parse(new TextDecoder().decode(stdout)) as number[];
  report(`memory after each 10,000 records: ${most.join(", ")} MB`);
  return benchRow({
    name: "runner: most memory over 100,000 records",
    value: most.at(-1) ?? NaN,
    unit: "MB",
    peer: "the same after 10,000",
    peerValue: most[0] ?? NaN,
    bar: { of: "value", atMost: 300 },
  });
}

interface Asked {
  concurrency: number;
  report: Report;
  /** Default: the network. */
  fetch?: typeof fetch;
  baseURL?: string;
  label?: string;
}

async function runSeconds(
  trials: readonly Trial[],
  { concurrency, report, label = "", ...asked }: Asked,
): Promise<number> {
  const model = modelOf(asked);
  const { seconds } = await bestOfThree(async () => {
    const ledgerPath = ledgerFile();
    rmSync(ledgerPath, { force: true });
    const { finished, failed } = await runToLedger(trials, model, { ledgerPath, concurrency });
    rmSync(ledgerPath);
    if (finished !== trials.length || failed > 0) throw new Error(`Cannot measure: ${failed} trials failed`);
  }, { report, label });
  return seconds;
}

/** The calls of these trials with nothing around them. */
async function clientSeconds(trials: readonly Trial[], { concurrency, report, ...asked }: Asked): Promise<number> {
  const model = modelOf(asked);
  const { signal } = new AbortController();
  const { seconds } = await bestOfThree(async () => {
    const waiting = trials.values();
    await Promise.all(Array.from({ length: concurrency }, async () => {
      for (const { messages, settings, tools } of waiting) {
        await model.reply({ messages, settings, schema: actionSchema(tools), signal });
      }
    }));
  }, { report, label: "client alone" });
  return seconds;
}

function modelOf({ fetch, baseURL = "http://bench.invalid/v1" }: Pick<Asked, "fetch" | "baseURL">) {
  return openChatModel(networkTransport({ model: "bench", baseURL, ...(fetch && { fetch }) }));
}

function answerAfter(ms: number): typeof fetch {
  return async () => {
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    return new Response(FINISHED, { headers: { "content-type": "application/json" } });
  };
}

async function openEndpoint(): Promise<{ baseURL: string; close: () => void }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("endpoint_child.ts", import.meta.url).pathname, String(ANSWER_MS)],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  return {
    baseURL: `http://127.0.0.1:${Number(value)}/v1`,
    close: () => {
      child.kill();
      void reader.cancel();
    },
  };
}

function ledgerFile(): string {
  return projectPath("out", "bench", "action.jsonl");
}
