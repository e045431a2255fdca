import type OpenAI from "openai";
import type { OptionScore } from "../shapes.ts";
import type { ScoreRequest } from "./chat.ts";
import type { Wire } from "./transport.ts";
import { toWire } from "./wire.ts";

/** How many alternatives an endpoint is asked for; 20 is the most the wire format allows. */
const TOP_LOGPROBS = 20;

/** Asks for one token and what else it could have been. */
export function firstTokenBody(
  model: string,
  request: ScoreRequest,
  { lengthField = "max_tokens" }: Wire,
): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return {
    model,
    messages: request.messages.map(toWire),
    temperature: 1,
    [lengthField]: 1,
    logprobs: true,
    top_logprobs: TOP_LOGPROBS,
  } as OpenAI.ChatCompletionCreateParamsNonStreaming;
}

/** How likely each option's label is as the first token. */
export function firstTokenScores(
  response: Partial<OpenAI.ChatCompletion>,
  request: ScoreRequest,
  model: string,
): OptionScore[] {
  const listed = (response.choices?.[0]?.logprobs?.content?.[0]?.top_logprobs ?? [])
    .filter(({ logprob }) => typeof logprob === "number" && logprob <= 0);
  if (listed.length === 0) {
    throw new Error(
      `Cannot score options with ${model}: need token probabilities (logprobs), got none. ` +
        "Choose an endpoint that returns them, or run act trials",
    );
  }
  return request.options.map((option, i) => scoreFromList(option, request.labels[i] ?? option, listed));
}

/**
 * Sums the listed tokens that read as the label. One that is missing is a bound, never 0:
 * it is at most as likely as the least likely token listed.
 */
function scoreFromList(
  option: string,
  label: string,
  listed: readonly { token: string; logprob: number }[],
): OptionScore {
  const mass = listed
    .filter(({ token }) => token.trim().replace(/[).:]+$/, "") === label)
    .reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
  if (mass > 0) return { option, logProbability: Math.log(mass), isBound: false };
  return { option, logProbability: Math.min(...listed.map(({ logprob }) => logprob)), isBound: true };
}
