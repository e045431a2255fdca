import type { ChatModel } from "../models/mod.ts";
import type { Message, Random, Usage } from "../shapes.ts";
import { type Cost, estimatedTokens } from "./plan_cost.ts";
import type { RateLimit, Sleep } from "./run_rate.ts";
import { failureOf, type RetryOptions, TIME_LIMIT, waitBefore } from "./run_retry.ts";
import { stopError } from "./run_stop.ts";

/** What one trial has taken so far. */
export interface Meter extends Cost {
  retries: number;
}

/** What stands between the trials of a run and the model; shared by all of them. */
export interface CallGuards {
  rate: RateLimit | null;
  retry: RetryOptions;
  random: Random;
  sleep: Sleep;
  /** Most milliseconds of one call; `null` leaves it to the client. */
  timeoutMs: number | null;
  signal: AbortSignal;
  /** Whether a ceiling has room for one call more. */
  allowsRetry: () => boolean;
  /** Settles once an endpoint that asked to be left alone may be asked again. */
  quiet: { until: Promise<void> | null };
}

/** The same model, with each call in turn, in time, asked again where that may help, and counted. */
export function guardedModel(model: ChatModel, meter: Meter, guards: CallGuards): ChatModel {
  const name = model.description.name;
  return {
    description: model.description,
    reply: (request) =>
      ask(name, meter, guards, {
        messages: request.messages,
        maxTokens: request.settings.maxTokens ?? 0,
        call: (signal) => model.reply({ ...request, signal }),
      }),
    scoreOptions: (request) =>
      ask(name, meter, guards, {
        messages: request.messages,
        maxTokens: 1,
        call: (signal) => model.scoreOptions({ ...request, signal }),
      }),
    close: model.close,
  };
}

interface Call<Result> {
  messages: readonly Message[];
  maxTokens: number;
  call: (signal: AbortSignal) => Promise<Result>;
}

async function ask<Result extends { usage: Usage }>(
  name: string,
  meter: Meter,
  guards: CallGuards,
  request: Call<Result>,
): Promise<Result> {
  const { rate, signal } = guards;
  const wanted = rate === null ? 0 : estimatedTokens(request.messages) + request.maxTokens;
  for (let attempt = 1;; attempt++) {
    while (guards.quiet.until !== null) await guards.quiet.until;
    if (rate !== null) await rate.take(wanted, signal);
    signal.throwIfAborted();
    meter.calls++;
    try {
      const result = await inTime(request.call, guards);
      const { promptTokens, completionTokens } = billed(result.usage, request.messages);
      meter.promptTokens += promptTokens;
      meter.completionTokens += completionTokens;
      rate?.settle(wanted, promptTokens + completionTokens);
      return result;
    } catch (error) {
      if (signal.aborted) throw error;
      await waitOrThrow(error, { name, attempt, guards });
      meter.retries++;
    }
  }
}

/** Ends a call that takes too long, also where the model does not listen to the signal. */
async function inTime<Result>(
  call: (signal: AbortSignal) => Promise<Result>,
  { timeoutMs, signal }: CallGuards,
): Promise<Result> {
  if (timeoutMs === null) return await call(signal);
  const limit = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`Cannot wait for the answer: need one within ${timeoutMs} ms, got none`);
    error.name = TIME_LIMIT;
    limit.abort(error);
    late.reject(error);
  }, timeoutMs);
  try {
    const answer = call(AbortSignal.any([signal, limit.signal]));
    answer.catch(() => {}); // once late, nobody waits for it
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Endpoints that do not say what they read are counted by estimate, so that a ceiling holds there too. */
function billed(usage: Usage, messages: readonly Message[]): Usage {
  return usage.promptTokens > 0 ? usage : { ...usage, promptTokens: estimatedTokens(messages) };
}

async function waitOrThrow(
  error: unknown,
  { name, attempt, guards }: { name: string; attempt: number; guards: CallGuards },
): Promise<void> {
  const failure = failureOf(error, name);
  if (failure.kind === "account") throw stopError({ by: "account", message: failure.message }, error);
  if (failure.kind === "final") throw error;
  const { retryAfterMs } = failure;
  const wait = waitBefore(attempt, { retryAfterMs, options: guards.retry, random: guards.random });
  if (wait === null) throw error;
  if (!guards.allowsRetry()) {
    throw stopError({
      by: "ceiling",
      ceiling: "calls",
      message: "The ceiling leaves no room to ask a failed call again",
    }, error);
  }
  if (retryAfterMs !== null) leaveAlone(wait, guards);
  await guards.sleep(wait, guards.signal);
}

/** An endpoint that turns one call away for a time would turn the others away as well. */
function leaveAlone(ms: number, guards: CallGuards): void {
  if (guards.rate !== null) return guards.rate.pause(ms);
  const until: Promise<void> = guards.sleep(ms, guards.signal).catch(() => {}).then(() => {
    if (guards.quiet.until === until) guards.quiet.until = null;
  });
  guards.quiet.until = until;
}
