import { callSeed, simulatedAgents } from "../../../lib/action/mod.ts";
import { canonicalJson, sha256 } from "../../../lib/foundation/mod.ts";
import type { Message, Trial } from "../../../lib/shapes.ts";

/** A loopback endpoint that answers for simulated agents and notes which trial each first call was for. */
export interface Endpoint {
  baseURL: string;
  /** Trial ids of the first calls, in the order in which they came. */
  firstCalls: string[];
  close: () => Promise<void>;
}

/** Opens an endpoint for these trials; what it answers depends on the request alone. */
export function openEndpoint(
  trials: readonly Trial[],
  { waitMs = () => 0, onFirstCall = () => {} }: { waitMs?: () => number; onFirstCall?: (trialId: string) => void } = {},
): Endpoint {
  const { answer } = simulatedAgents(trials, { rates: { none: 0.2, cooperative: 0.8 }, seed: 3 });
  const trialOf = new Map(
    trials.map((trial) => [keyOf(trial.messages, callSeed(trial.settings.seed, 0)), trial.trialId]),
  );
  const firstCalls: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { messages, seed } = await request.json() as { messages: Message[]; seed: number };
    const trialId = trialOf.get(keyOf(messages, seed));
    if (trialId !== undefined) {
      firstCalls.push(trialId);
      onFirstCall(trialId);
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs()));
    return Response.json({
      choices: [{
        index: 0,
        message: { role: "assistant", content: answer({ messages, seed, tools: [] }) },
        finish_reason: "stop",
      }],
      usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
    });
  });
  return { baseURL: `http://127.0.0.1:${server.addr.port}/v1`, firstCalls, close: () => server.shutdown() };
}

function keyOf(messages: readonly Message[], seed: number | null): string {
  return sha256(canonicalJson([messages.map(({ role, content }) => ({ role, content })), seed]));
}
