import { checkInteger, checkOptions, messageOf, sha256File } from "../foundation/mod.ts";
import type { Message } from "../shapes.ts";
import { type LocalSession, openSession } from "./session.ts";
import { completion, errorResponse, IN_PROCESS, jsonResponse, readRequest, type Transport } from "./transport.ts";

export interface LocalOptions {
  /** A GGUF file. */
  modelPath: string;
  /** Shown in ledgers and captions. */
  name: string;
  /** Tokens the model can see at once, prompt and answer. Default 4,096. */
  contextSize?: number;
  /**
   * Requests at the same time, each in a sequence of its own with `contextSize` tokens. Default 1. The thread stays one: eight
   * answers are written about three times as fast as one by one, while prompts and scores take as long.
   */
  parallel?: number;
  /**
   * Prompts whose evaluation is kept, so that a later one that begins like any of them costs its own end only. Default 4 with
   * `parallel` 1, else `parallel`; each takes memory for `contextSize` tokens (Qwen 1.5B: 28 KB a token).
   */
  remembered?: number;
  /** SHA-256 of the file where the caller has checked it; computed otherwise. */
  sha256?: string;
}

/**
 * A GGUF model in this process through node-llama-cpp, one thread, `parallel` requests at a time.
 *
 * A prompt that begins like one before reuses its evaluated beginning, so the arms of a block cost little
 * after the first. Tokens are evaluated in whole groups of rows, which gives the same bits whatever was asked
 * before or is asked meanwhile: scores are those of a freshly loaded model, and the same request gives the same answer.
 * One at a time (`parallel` 1) and several at a time are two ways of rounding; so is another processor.
 *
 * It writes JSON that keeps to a schema, but makes no native tool calls: agents act by the "json" protocol.
 * Sampling takes the 40 likeliest tokens and of them 95% of the mass, as llama.cpp does, unless `topP` is set.
 *
 * @param options File and name.
 * @returns A transport of kind "local" that also scores whole options.
 * @throws {Error} If the file cannot be loaded.
 */
export async function localTransport(options: LocalOptions): Promise<Transport> {
  checkOptions("localTransport", options, ["modelPath", "name", "contextSize", "parallel", "remembered", "sha256"]);
  const contextSize = checkInteger("localTransport", "contextSize", options.contextSize ?? 4096, { min: 256 });
  const parallel = checkInteger("localTransport", "parallel", options.parallel ?? 1, { min: 1 });
  const remembered = checkInteger(
    "localTransport",
    "remembered",
    options.remembered ?? (parallel === 1 ? 4 : parallel),
    { min: 1 },
  );
  const hash = options.sha256 ?? await sha256File(options.modelPath);
  const session = await openSession(options.modelPath, { contextSize, parallel, remembered });
  const answer: typeof fetch = async (input, init) => {
    const { path, body } = await readRequest(input, init);
    return await respond(session, options.name, path, body, init?.signal ?? undefined);
  };
  return {
    model: { name: options.name, kind: "local", sha256: hash },
    baseURL: IN_PROCESS,
    fetch: answer,
    scoresOptions: true,
    close: () => session.close(),
  };
}

const NO_TOOLS =
  "Cannot call tools natively with a model in this process: need an endpoint that does, or the JSON-action " +
  'protocol (protocol: "json")';

async function respond(
  session: LocalSession,
  name: string,
  path: string,
  body: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  if (path === "/models") return jsonResponse({ object: "list", data: [{ id: name, object: "model" }] });
  const messages = body.messages as readonly Message[];
  try {
    if (path === "/options/score") {
      const { logProbabilities, promptTokens } = await session.score(
        messages,
        body.options as readonly string[],
        { signal },
      );
      return jsonResponse({
        scores: (body.options as string[]).map((option, i) => ({ option, logprob: logProbabilities[i] })),
        usage: { prompt_tokens: promptTokens, completion_tokens: 0, total_tokens: promptTokens },
      });
    }
    if (path !== "/chat/completions") return errorResponse(404, `Cannot answer ${path} with a local model`);
    if (body.tools !== undefined) return errorResponse(400, NO_TOOLS);
    const format = body.response_format as { json_schema?: { schema?: Record<string, unknown> } } | undefined;
    return completion(
      name,
      await session.generate(messages, {
        temperature: Number(body.temperature ?? 0),
        topP: body.top_p === undefined ? null : Number(body.top_p),
        maxTokens: Number(body.max_tokens ?? 256),
        seed: Number(body.seed ?? 0),
        schema: format?.json_schema?.schema,
        signal,
      }),
    );
  } catch (error) {
    if (signal?.aborted) throw error;
    return errorResponse(400, messageOf(error));
  }
}
