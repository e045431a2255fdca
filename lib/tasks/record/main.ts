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
import { readLedger, run } from "../../action/mod.ts";
import { embed, openMiniLm, saveEmbeddings } from "../../embedding/mod.ts";
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
import { readSociety, runSociety, type TurnRecord } from "../../society/mod.ts";
import { ensureSetup } from "../setup/mod.ts";
import { recordCard } from "./card.ts";
import { ARMS, readBoard, societyDesign, societyName } from "./societies.ts";
import { trialStudies, type TrialStudy } from "./studies.ts";

const CONTEXT_SIZE = 2048;
const VECTORS = "board-vectors";

/** Something that is recorded into one file below `data/`. */
interface Job {
  name: string;
  /** Below `data/`, without extension. */
  target: string;
  weights: string;
  record: (model: ChatModel, ledgerPath: string, onProgress: OnProgress, signal: AbortSignal) => Promise<unknown>;
  question: string;
  shows: string;
}

const now = (): number => performance.now();

function trialJob(study: TrialStudy): Job {
  return {
    name: study.name,
    target: `runs/${study.name}`,
    weights: study.weights,
    question: study.question,
    shows:
      "What this model did or leaned to in these situations, in matched pairs that differ in the treated span alone.",
    record: (model, ledgerPath, onProgress, signal) =>
      run(study.trials(), model, { ledgerPath, now, onProgress, signal, settings: { study: study.name } }),
  };
}

function societyJobs(): Job[] {
  const { weights, ...design } = societyDesign;
  const { agents, handbook } = readBoard();
  return ARMS.map((arm) => ({
    name: societyName(arm),
    target: `societies/${societyName(arm)}`,
    weights,
    question:
      "What do agents write over ten days when they read each other, handbook text of equal length, or nothing?",
    shows:
      "How the measures work on a society whose exposures are known. One society an arm: a demonstration, not a test.",
    record: (model, ledgerPath, onProgress, signal) =>
      runSociety(agents, model, {
        ...design,
        societyId: societyName(arm),
        arm,
        handbook,
        ledgerPath,
        now,
        onProgress,
        signal,
      }),
  }));
}

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
    const models = [...new Set(missing.map(({ weights }) => weights))];
    await ensureSetup({ models, report: (line) => console.log(line), signal: stop.signal });
    for (const job of missing) await recordJob(job, stop.signal);
    const isOutdated = missing.some(({ target }) => target.startsWith("societies/"));
    await recordVectors(isOutdated, stop.signal);
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
  const jobs = [...trialStudies.map(trialJob), ...societyJobs()];
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
  const transport = await localTransport({
    modelPath: await weightPath(job.weights),
    name: job.weights,
    sha256: findWeights(job.weights).files[0]!.sha256,
    contextSize: CONTEXT_SIZE,
  });
  const model = openChatModel(transport);
  try {
    await job.record(model, ledgerPath, progressLine(job.name), signal);
  } finally {
    await model.close();
  }
  const { header, records } = readLedger<TrialRecord | TurnRecord>(ledgerPath);
  const failed = records.filter(({ error }) => error !== null).length;
  const prompts = records.map((record) => "trial" in record ? record.trial.messages : record.messages);
  const today = new Date().toISOString().slice(0, 10);
  const card = recordCard(header, { ...job, prompts, failed, today });
  writeFileAtomic(projectPath("data", `${job.target}.card.json`), `${JSON.stringify(card, null, 2)}\n`);
  writeFileAtomic(dataFile(job.target), gzipBytes(readText(ledgerPath)));
  console.log(`${job.name}: ${records.length} records, ${failed} failed → data/${job.target}.jsonl.gz`);
}

/** The vectors of all posts are embedded data too, so that figures do not depend on this processor's kernels. */
async function recordVectors(isOutdated: boolean, signal: AbortSignal): Promise<void> {
  const files = ARMS.map((arm) => dataFile(`societies/${societyName(arm)}`));
  const target = projectPath("data", "societies", VECTORS);
  if ((existsSync(`${target}.f32`) && !isOutdated) || !files.every((file) => existsSync(file))) return;
  const posts = files.flatMap((file) => readSociety(file).society.posts);
  const embedder = await openMiniLm();
  try {
    const embeddings = await embed(posts.map(({ postId, text }) => ({ id: postId, text })), {
      embedder,
      signal,
      onProgress: progressLine(VECTORS),
    });
    saveEmbeddings(target, embeddings);
  } finally {
    await embedder.close();
  }
  console.log(`${VECTORS}: ${posts.length} vectors → data/societies/${VECTORS}.f32`);
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
