import { run } from "../../action/mod.ts";
import { groupBy } from "../../foundation/mod.ts";
import type { ChatModel } from "../../models/mod.ts";
import type { OnProgress, Trial } from "../../shapes.ts";
import { runSociety } from "../../society/mod.ts";
import { COMMONS_GROUPS, commonsDesign, type CommonsGroup, commonsName, readCommons } from "./commons.ts";
import { ARMS, readBoard, societyDesign, societyName } from "./societies.ts";
import { trialStudies, type TrialStudy } from "./studies.ts";

/** Something that is recorded into one file below `data/`. */
export interface Job {
  name: string;
  /** Below `data/`, without extension. */
  target: string;
  /** Models it asks. */
  weights: readonly string[];
  /** Requests a model answers at the same time. */
  parallel: number;
  /** Prompts a model remembers. Default: as `localTransport()` has it. */
  remembered?: number;
  contextSize: number;
  record: (models: ReadonlyMap<string, ChatModel>, context: RecordContext) => Promise<unknown>;
  question: string;
  shows: string;
}

export interface RecordContext {
  ledgerPath: string;
  now: () => number;
  onProgress: OnProgress;
  signal: AbortSignal;
}

/** Everything that `deno task record` can make, in order. */
export function allJobs(): Job[] {
  return [...trialStudies.map(trialJob), ...ARMS.map(boardJob), ...commonsJobs()];
}

function trialJob(study: TrialStudy): Job {
  const parallel = study.parallel ?? 1;
  return {
    name: study.name,
    target: `runs/${study.name}`,
    weights: [study.weights],
    parallel,
    ...(parallel > 1 && { remembered: 2 * parallel }), // what a block began with stays beside what is being written
    contextSize: 2048,
    question: study.question,
    shows: study.shows,
    record: (models, context) =>
      run(inStep(study.trials(), parallel), models.get(study.weights)!, {
        ...context,
        concurrency: parallel,
        settings: { study: study.name },
      }),
  };
}

function boardJob(arm: (typeof ARMS)[number]): Job {
  const { weights, ...design } = societyDesign;
  return {
    name: societyName(arm),
    target: `societies/${societyName(arm)}`,
    weights: [weights],
    parallel: 1,
    contextSize: 2048,
    question:
      "What do agents write over ten days when they read each other, handbook text of equal length, or nothing?",
    shows:
      "How the measures work on a society whose exposures are known. One society an arm: a demonstration, not a test.",
    record: (models, context) => {
      const { agents, handbook } = readBoard();
      const settings = { ...design, societyId: societyName(arm), arm, handbook };
      return runSociety(agents, models.get(weights)!, { ...settings, ...context });
    },
  };
}

function commonsJobs(): Job[] {
  const groups = Object.keys(COMMONS_GROUPS) as CommonsGroup[];
  return groups.flatMap((group) => ARMS.map((arm) => commonsJob(group, arm)));
}

function commonsJob(group: CommonsGroup, arm: (typeof ARMS)[number]): Job {
  const name = commonsName(group, arm);
  return {
    name,
    target: `societies/${name}`,
    weights: COMMONS_GROUPS[group],
    parallel: commonsDesign.parallel,
    contextSize: 768,
    question:
      "What do twelve agents write over 24 days when they read, answer and vote on each other, read handbook text of " +
      "equal length, or read nothing?",
    shows: "How every content measure works where exposures, votes and answers are known, with one model or two. One " +
      "society an arm: a demonstration, not a test.",
    record: (models, context) => {
      const { agents, options } = readCommons(group);
      return runSociety(agents, models, { ...commonsDesign, ...options, societyId: name, arm, ...context });
    },
  };
}

/**
 * Trials in the order in which so many at a time share most: the first arms of as many blocks together, then their second
 * arms, which begin as the first did.
 */
export function inStep(trials: readonly Trial[], parallel: number): Trial[] {
  if (parallel === 1) return [...trials];
  const blocks = [...groupBy(trials, ({ blockId }) => blockId).values()];
  return Array.from({ length: Math.ceil(blocks.length / parallel) }, (_, i) => {
    const together = blocks.slice(i * parallel, (i + 1) * parallel);
    const most = Math.max(...together.map((block) => block.length));
    return Array.from({ length: most }, (_, arm) => together.flatMap((block) => block.slice(arm, arm + 1))).flat();
  }).flat();
}
