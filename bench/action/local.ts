import { existsSync } from "node:fs";
import process from "node:process";
import { loadScenarios, matchPairs } from "../../lib/action/mod.ts";
import { menuMessages, optionLine, presentations } from "../../lib/action/menu.ts";
import { findWeights, projectPath, weightPath } from "../../lib/foundation/mod.ts";
import { type ChatModel, localTransport, openChatModel } from "../../lib/models/mod.ts";
import type { Trial } from "../../lib/shapes.ts";
import { type BenchRow, benchRow } from "../harness.ts";

/** Models that are measured where they are installed. */
const MODELS = ["qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b"] as const;

type Report = (line: string) => void;

/** Rows of the group "local model"; none where no weights are installed. */
export async function localRows(report: Report): Promise<BenchRow[]> {
  const installed = MODELS.filter((name) => existsSync(modelFile(name)));
  if (installed.length === 0) report("local model: no weights are installed, nothing is measured");
  const rows: BenchRow[] = [];
  for (const name of installed) rows.push(...await modelRows(name, report));
  return rows;
}

/** Time is the processor's, which other programs do not lengthen; a session is fresh where it says cold. */
async function modelRows(name: string, report: Report): Promise<BenchRow[]> {
  const model = await open(name);
  try {
    report(`${name}: prompts of act trials`);
    const acts = blocks("act").map((block) => block.map((trial) => () => readPrompt(model, trial)));
    const prompt = await armCosts(acts);
    report(`${name}: choices`);
    const choices = await armCosts(
      blocks("choose").slice(0, 1).map((block) => block.map((trial) => () => scoreTrial(model, trial))),
    );
    report(`${name}: reused against cold`);
    const difference = await largestDifference(name, model);
    return [
      armRow(`${name}: prompt of a block's further arm`, prompt, { of: "ratio", atMost: 0.25 }),
      armRow(`${name}: choice of a block's further arm, all presentations`, choices),
      benchRow({
        name: `${name}: log-probabilities, reused against cold`,
        value: difference,
        unit: "largest difference",
        bar: { of: "value", atMost: 1e-3 },
      }),
      benchRow({ name: `${name}: reading`, value: prompt.tokensPerSecond, unit: "tokens/s" }),
      ...await writingRows(name, report),
    ];
  } finally {
    await model.close();
  }
}

/** Blocks of four arms whose note stands last: what differs is as late as can be. */
function blocks(mode: Trial["mode"]): Trial[][] {
  const trials = matchPairs(loadScenarios({ only: ["switch-tampering", "dilemma-rounds", "public-goods"] }), {
    factor: "history",
    control: "none",
    treatments: ["neutral", "cooperative", "uncooperative"],
    crossed: { order: ["last"] },
    wordings: ["plain"],
    mode,
    worlds: 1,
    seed: 1,
  });
  return [...Map.groupBy(trials, ({ blockId }) => blockId).values()];
}

interface ArmCosts {
  /** Seconds of the first arm, and of a further one, means over the blocks. */
  first: number;
  further: number;
  /** Of the first arms, whose prompts were read in full. */
  tokensPerSecond: number;
}

async function armCosts(work: (() => Promise<number>)[][]): Promise<ArmCosts> {
  const first: number[] = [];
  const further: number[] = [];
  let tokens = 0;
  for (const arms of work) {
    for (const [i, arm] of arms.entries()) {
      const start = cpuSeconds();
      const read = await arm();
      (i === 0 ? first : further).push(cpuSeconds() - start);
      if (i === 0) tokens += read;
    }
  }
  return { first: mean(first), further: mean(further), tokensPerSecond: tokens / (mean(first) * first.length) };
}

function armRow(name: string, { first, further }: ArmCosts, bar?: { of: "ratio"; atMost: number }): BenchRow {
  return benchRow({ name, value: further, unit: "s", peer: "the first arm", peerValue: first, ...bar && { bar } });
}

/** Reads a prompt and writes one token. */
async function readPrompt(model: ChatModel, { messages }: Trial): Promise<number> {
  const { usage } = await model.reply({ messages, settings: { temperature: 0, maxTokens: 1, seed: 1 } });
  return usage.promptTokens;
}

async function scoreTrial(model: ChatModel, trial: Trial): Promise<number> {
  let tokens = 0;
  for (const shown of presentations(trial.options)) {
    const { usage } = await model.scoreOptions(asked(trial, shown));
    tokens += usage.promptTokens;
  }
  return tokens;
}

function asked(trial: Trial, presentation: ReturnType<typeof presentations>[number]) {
  const { shown, labels } = presentation;
  return {
    messages: menuMessages(trial, presentation),
    options: shown.map((option, i) => optionLine(labels[i] as string, option)),
    labels,
  };
}

/** A model that has been asked much against a fresh one, at the second presentation of each arm of a block. */
async function largestDifference(name: string, used: ChatModel): Promise<number> {
  let largest = 0;
  for (const trial of (blocks("choose")[0] as Trial[]).toReversed().slice(0, 3)) {
    const request = asked(trial, presentations(trial.options)[1]!);
    const cold = await open(name);
    const { scores } = await cold.scoreOptions(request).finally(cold.close);
    const { scores: reused } = await used.scoreOptions(request);
    scores.forEach(({ logProbability }, i) => {
      largest = Math.max(largest, Math.abs(logProbability - reused[i]!.logProbability));
    });
  }
  return largest;
}

/** Answers written one at a time, and eight at a time on the same thread. */
async function writingRows(name: string, report: Report): Promise<BenchRow[]> {
  const speeds: number[] = [];
  for (const parallel of [1, 8]) {
    report(`${name}: writing, ${parallel} at a time`);
    const model = await open(name, parallel);
    const ask = (seed: number) =>
      model.reply({
        messages: [{ role: "user", content: "Tell a story." }],
        settings: { temperature: 0.7, maxTokens: 24, seed },
      });
    await ask(0);
    const start = cpuSeconds();
    const replies = await Promise.all(Array.from({ length: parallel }, (_, i) => ask(i + 1)));
    const written = replies.reduce((sum, { usage }) => sum + usage.completionTokens, 0);
    speeds.push(written / (cpuSeconds() - start));
    await model.close();
  }
  const [one, eight] = speeds as [number, number];
  return [
    benchRow({ name: `${name}: writing, one at a time`, value: one, unit: "tokens/s" }),
    benchRow({
      name: `${name}: writing, eight at a time`,
      value: eight,
      unit: "tokens/s",
      peer: "one at a time",
      peerValue: one,
    }),
  ];
}

async function open(name: string, parallel = 1): Promise<ChatModel> {
  const modelPath = await weightPath(name);
  const { sha256 } = findWeights(name).files[0]!;
  return openChatModel(await localTransport({ modelPath, name, sha256, contextSize: 1024, parallel }));
}

function modelFile(name: string): string {
  return projectPath(".twoplane", "models", name, findWeights(name).files[0]!.file);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
