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
   * Requests evaluated at the same time, each in a sequence of its own with `contextSize` tokens. Default 1.
   * The thread stays one: twelve sequences write about twice as many tokens a second as one.
   */
  parallel?: number;
  /** SHA-256 of the file where the caller has checked it; computed otherwise. */
  sha256?: string;
}

/**
 * A GGUF model in this process through node-llama-cpp, one thread, `parallel` requests at a time.
 *
 * A prompt that begins like the one before reuses its evaluated prefix, so the arms of a
 * block cost little after the first. Answers are not reproducible across processors, nor, with
 * several requests at a time, from run to run: the last bits depend on what shares a batch.
 *
 * @param options File and name.
 * @returns A transport of kind "local" that also scores whole options.
 * @throws {Error} If the file cannot be loaded.
 */
export async function localTransport(options: LocalOptions): Promise<Transport> {
  checkOptions("localTransport", options, ["modelPath", "name", "contextSize", "parallel", "sha256"]);
  const contextSize = checkInteger("localTransport", "contextSize", options.contextSize ?? 4096, { min: 256 });
  const parallel = checkInteger("localTransport", "parallel", options.parallel ?? 1, { min: 1 });
  const hash = options.sha256 ?? await sha256File(options.modelPath);
  const session = await openSession(options.modelPath, { contextSize, parallel });
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
      const { logProbabilities, promptTokens } = await session.score(messages, body.options as readonly string[]);
      return jsonResponse({
        scores: (body.options as string[]).map((option, i) => ({ option, logprob: logProbabilities[i] })),
        usage: { prompt_tokens: promptTokens, completion_tokens: 0, total_tokens: promptTokens },
      });
    }
    if (path !== "/chat/completions") return errorResponse(404, `Cannot answer ${path} with a local model`);
    const format = body.response_format as { json_schema?: { schema?: Record<string, unknown> } } | undefined;
    return completion(
      name,
      await session.generate(messages, {
        temperature: Number(body.temperature ?? 0),
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
