import { disposition, loadScenarios, matchPairs, type MatchPairsOptions, outcomes, run } from "../../action/mod.ts";
import { messageOf } from "../../foundation/mod.ts";
import {
  type ChatModel,
  endpointAbilities,
  localTransport,
  type NetworkOptions,
  networkTransport,
  openChatModel,
} from "../../models/mod.ts";
import type { ChatSettings, Message, Trial } from "../../shapes.ts";

/** Something that is tried at the server. */
export interface Check {
  name: string;
  /** What was seen, in words; throws where it is not as it should be. */
  look: (asked: Endpoint) => Promise<string>;
}

/** A server that can be asked. */
export interface Endpoint {
  baseURL: string;
  /** What it serves. */
  modelName: string;
  modelPath: string;
  sha256: string;
  /** Asks it, with the given ways of asking. */
  open(options?: Partial<NetworkOptions>, client?: { timeoutMs?: number }): ChatModel;
}

/** A server at an address. */
export function endpointAt(served: Pick<Endpoint, "baseURL" | "modelName" | "modelPath" | "sha256">): Endpoint {
  const { baseURL, modelName } = served;
  return {
    ...served,
    open: (options = {}, { timeoutMs = 300_000 } = {}) =>
      openChatModel(networkTransport({ model: modelName, baseURL, ...options }), { maxRetries: 0, timeoutMs }),
  };
}

const COLD: ChatSettings = { temperature: 0, maxTokens: 24, seed: 1 };
const user = (content: string): Message[] => [{ role: "user", content }];
const trialsOf = (options: Partial<MatchPairsOptions>): Trial[] =>
  matchPairs(loadScenarios({ only: ["server-transfer"] }), {
    factor: "history",
    control: "none",
    treatments: ["cooperative"],
    mode: "act",
    wordings: ["plain"],
    worlds: 1,
    seed: 3,
    ...options,
  });

/** What is tried, in order. */
export const CHECKS: readonly Check[] = [
  {
    name: "answers, and tells what it took",
    look: async ({ open }) => {
      const { content, usage, finishReason } = await open().reply({ messages: user("Say hello."), settings: COLD });
      must(content !== "" && usage.isEstimated !== true && usage.completionTokens > 0, "a text and its usage");
      return `${usage.promptTokens} + ${usage.completionTokens} tokens, ended by "${finishReason}"`;
    },
  },
  {
    name: "keeps to the JSON schema of an action",
    look: async ({ open }) => {
      const schema = { oneOf: [actionSchemaOf("stay"), actionSchemaOf("go")] };
      const { content } = await open().reply({ messages: user("Tell a story."), settings: COLD, schema });
      const { tool } = JSON.parse(content);
      must(tool === "stay" || tool === "go", "one of the two actions", content);
      return flat(content);
    },
  },
  {
    name: "repeats itself with a seed, and not with another",
    look: async ({ open }) => {
      const settings = { temperature: 1, maxTokens: 24, seed: 5 };
      const ask = async (seed: number) =>
        (await open().reply({ messages: user("Write ten random words."), settings: { ...settings, seed } })).content;
      const [first, again, other] = [await ask(5), await ask(5), await ask(6)];
      must(first === again && first !== other, "one text twice and another with another seed");
      return "the same text twice, another with another seed";
    },
  },
  {
    name: "streams the same answer as in one",
    look: async ({ open }) => {
      const request = { messages: user("Count from one to ten."), settings: COLD };
      const [whole, pieces] = [await open().reply(request), await open({ stream: true }).reply(request)];
      must(whole.content === pieces.content, "the same text", `"${whole.content}" and "${pieces.content}"`);
      must(pieces.usage.completionTokens === whole.usage.completionTokens, "the same usage");
      return `${pieces.usage.completionTokens} tokens both ways`;
    },
  },
  {
    name: "lists token probabilities, those of the model in process",
    look: async (endpoint) => {
      const messages = user("Which animal lays eggs? Answer with one letter.\nA) a dog\nB) a hen");
      const asked = { messages, options: ["A", "B"], labels: ["A", "B"] };
      const { scores } = await endpoint.open().scoreOptions(asked);
      const { modelName: name, modelPath, sha256 } = endpoint;
      const local = openChatModel(await localTransport({ modelPath, name, sha256, contextSize: 512, remembered: 1 }));
      const { scores: own } = await local.scoreOptions(asked).finally(local.close);
      const shares = [scores, own].map(([a, b]) => 1 / (1 + Math.exp(b!.logProbability - a!.logProbability)));
      must(scores.every(({ isBound }) => !isBound), "both letters among those listed");
      must(Math.abs(shares[0]! - shares[1]!) < 0.1, "shares within 0.1", shares.join(" and "));
      return `share of A ${shares[0]!.toFixed(3)} at the server, ${shares[1]!.toFixed(3)} in process`;
    },
  },
  {
    name: "answers a request with tools, by a call or in words",
    look: async ({ open }) => {
      const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
      const tools = [{ name: "weather", description: "tells the weather of a city", parameters }];
      const settings = { ...COLD, maxTokens: 60 };
      const { toolCalls, content } = await open().reply({ messages: user("Weather in Rome?"), settings, tools });
      must(toolCalls.length > 0 || content !== "", "a call or a text");
      return toolCalls.length > 0 ? `a call: ${toolCalls[0]!.argumentsText}` : `no call, but text: ${flat(content)}`;
    },
  },
  {
    name: "runs agents with JSON actions",
    look: async ({ open }) => {
      const records = await run(trialsOf({ maxCalls: 2, maxTokens: 64 }), open(), { ledgerPath: null });
      must(records.every(({ error }) => error === null), "no error", records[0]!.error ?? "");
      return outcomes(records).map(({ kind }, i) => `${records[i]!.trial.condition}: ${kind}`).join(", ");
    },
  },
  {
    name: "runs agents with native tool calls",
    look: async ({ open }) => {
      const trials = trialsOf({ maxCalls: 2, maxTokens: 64, protocol: "native" });
      const records = await run(trials.slice(0, 1), open(), { ledgerPath: null });
      must(records[0]!.error === null, "no error", records[0]!.error ?? "");
      const calls = records[0]!.transcript.flatMap(({ toolCalls = [] }) => toolCalls);
      return `${calls.length} calls; a model that writes them as text needs protocol "json"`;
    },
  },
  {
    name: "gives first-token dispositions of a choice",
    look: async ({ open }) => {
      const records = await run(trialsOf({ mode: "choose" }), open(), { ledgerPath: null });
      must(records.every(({ error }) => error === null), "no error", records[0]!.error ?? "");
      const read = records.map((record) => ({ ...disposition(record), condition: record.trial.condition }));
      must(read.every(({ massOutside }) => massOutside < 1), "mass on the menu");
      return read.map(({ condition, logOdds }) => `${condition}: log-odds ${logOdds.toFixed(2)}`).join(", ");
    },
  },
  {
    name: "turns a prompt away that is too long, as an error that is filed",
    look: async ({ open }) => {
      const [trial] = trialsOf({}) as [Trial];
      const long = { ...trial, messages: user("word ".repeat(4000)) };
      const [record] = await run([long], open(), { ledgerPath: null, maxErrorShare: 1 });
      must(record!.error !== null, "an error", "an answer");
      return flat(record!.error as string);
    },
  },
  {
    name: "stops a run on a key that it does not accept, without showing it",
    look: async ({ open }) => {
      const key = Deno.env.get("OPENAI_API_KEY") as string;
      const wrong = "wrong-key-0123456789";
      Deno.env.set("OPENAI_API_KEY", wrong);
      const model = open();
      Deno.env.set("OPENAI_API_KEY", key);
      const message = await run(trialsOf({}), model, { ledgerPath: null }).then(() => "", messageOf);
      must(/needs a key it accepts/.test(message) && !message.includes(wrong), "a refused key", message);
      return flat(message);
    },
  },
  {
    name: "is given up after a time limit",
    look: async ({ open }) => {
      const asked = { messages: user("Tell a long story."), settings: { ...COLD, maxTokens: 400 } };
      const message = await open({}, { timeoutMs: 150 }).reply(asked).then(() => "", messageOf);
      must(/timed out/i.test(message), "a time limit", message);
      return flat(message);
    },
  },
];

/** What `endpointAbilities()` says, in a line. */
export async function abilitiesOf({ baseURL, modelName }: Endpoint): Promise<string> {
  const rows = await endpointAbilities(networkTransport({ model: modelName, baseURL }), { timeoutMs: 120_000 });
  return rows.map(({ ability, works }) => `${ability} ${works ? "yes" : "no"}`).join(", ");
}

function actionSchemaOf(tool: string) {
  return {
    type: "object",
    properties: { tool: { const: tool }, arguments: { type: "object", properties: {}, additionalProperties: false } },
    required: ["tool", "arguments"],
    additionalProperties: false,
  };
}

function must(holds: boolean, needed: string, got = "something else"): void {
  if (!holds) throw new Error(`need ${needed}, got ${flat(got)}`);
}

function flat(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= 110 ? line : `${line.slice(0, 109)}…`;
}
