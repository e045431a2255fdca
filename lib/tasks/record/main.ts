/**
 * `deno task record [--only name,name]`: makes the embedded data with local models.
 *
 * What is there is kept: delete a file below `data/` to have it made again. A run that was
 * stopped goes on from `out/record/` and repeats no finished trial.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { readLedger } from "../../action/mod.ts";
import {
  findWeights,
  gzipBytes,
  messageOf,
  projectPath,
  readText,
  weightPath,
  writeFileAtomic,
} from "../../foundation/mod.ts";
import { type ChatModel, localTransport, openChatModel } from "../../models/mod.ts";
import type { OnProgress, TrialRecord } from "../../shapes.ts";
import type { TurnRecord } from "../../society/mod.ts";
import { ensureSetup } from "../setup/mod.ts";
import { recordCard } from "./card.ts";
import { allJobs, type Job } from "./jobs.ts";
import { failuresOf, textQuality } from "./quality.ts";
import { recordVectors } from "./vectors.ts";

const now = (): number => performance.now();

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Records what is missing; the exit code says whether all of it is there. */
export async function main(args: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Error("Stopped. Finished trials are kept: run the same command to go on"));
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);
  try {
    const jobs = wantedJobs(args);
    const missing = jobs.filter(({ target }) => !existsSync(dataFile(target)));
    for (const { name, target } of jobs.filter((job) => !missing.includes(job))) {
      console.log(`${name}: kept, data/${target}.jsonl.gz`);
    }
    const models = [...new Set(missing.flatMap(({ weights }) => weights))];
    await ensureSetup({ models, report: (line) => console.log(line), signal: stop.signal });
    for (const job of missing) await recordJob(job, stop.signal);
    for (const name of ["board", "commons"] as const) {
      const isOutdated = missing.some(({ target }) => target.startsWith(`societies/${name}-`));
      await recordVectors(name, { isOutdated, signal: stop.signal, onProgress: progressLine(`${name}-vectors`) });
    }
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    return stop.signal.aborted ? 130 : 1;
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
    Deno.removeSignalListener("SIGTERM", interrupt);
  }
}

function wantedJobs(args: readonly string[]): Job[] {
  const jobs = allJobs();
  const { values } = parseArgs({ args: [...args], options: { only: { type: "string" } }, strict: true });
  if (values.only === undefined) return jobs;
  const names = values.only.split(",");
  const unknown = names.find((name) => !jobs.some((job) => job.name === name));
  if (unknown !== undefined) {
    throw new TypeError(`Cannot record "${unknown}": the names are ${jobs.map(({ name }) => name).join(", ")}`);
  }
  return jobs.filter(({ name }) => names.includes(name));
}

async function recordJob(job: Job, signal: AbortSignal): Promise<void> {
  const ledgerPath = projectPath("out", "record", `${job.name}.jsonl`);
  const models = new Map<string, ChatModel>();
  try {
    for (const weights of job.weights) models.set(weights, await openLocal(weights, job));
    await job.record(models, { ledgerPath, now, onProgress: progressLine(job.name), signal });
  } finally {
    for (const model of models.values()) await model.close();
  }
  const { header, records } = readLedger<TrialRecord | TurnRecord>(ledgerPath);
  const failed = records.filter((record) => failuresOf(record).length > 0).length;
  const prompts = records.map((record) => "trial" in record ? record.trial.messages : record.messages);
  const today = new Date().toISOString().slice(0, 10);
  const card = recordCard(header, { ...job, prompts, failed, today, quality: textQuality(ledgerPath) });
  writeFileAtomic(projectPath("data", `${job.target}.card.json`), `${JSON.stringify(card, null, 2)}\n`);
  writeFileAtomic(dataFile(job.target), gzipBytes(readText(ledgerPath)));
  console.log(`${job.name}: ${records.length} records, ${failed} failed → data/${job.target}.jsonl.gz`);
}

async function openLocal(weights: string, { contextSize, parallel, remembered }: Job): Promise<ChatModel> {
  return openChatModel(
    await localTransport({
      modelPath: await weightPath(weights),
      name: weights,
      sha256: findWeights(weights).files[0]!.sha256,
      contextSize,
      parallel,
      ...(remembered !== undefined && { remembered }),
    }),
  );
}

function dataFile(target: string): string {
  return projectPath("data", `${target}.jsonl.gz`);
}

/** A line at the start, at the end and at most every ten seconds. */
function progressLine(name: string): OnProgress {
  let last = -Infinity;
  return (done, total) => {
    if (done < total && now() - last < 10_000) return;
    last = now();
    console.log(`${name}: ${done} of ${total}`);
  };
}
