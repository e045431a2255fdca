import { type ChatModel, type NetworkOptions, networkTransport, openChatModel } from "../../lib/models/mod.ts";

/** What a fake endpoint was asked. */
export interface Asked {
  body: Record<string, unknown>;
  headers: Headers;
}

/** A server on loopback that answers each request from a function, and a model that asks it. */
export interface FakeEndpoint {
  baseURL: string;
  asked: Asked[];
  model(options?: Partial<NetworkOptions>, client?: { maxRetries?: number; timeoutMs?: number }): ChatModel;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts it on a free port. */
export function fakeEndpoint(answer: (asked: Asked, index: number) => Response | Promise<Response>): FakeEndpoint {
  const asked: Asked[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const each = { body: await request.json(), headers: request.headers };
    asked.push(each);
    return await answer(each, asked.length - 1);
  });
  const baseURL = `http://127.0.0.1:${server.addr.port}/v1`;
  return {
    baseURL,
    asked,
    model: (options = {}, client = {}) =>
      openChatModel(networkTransport({ model: "m", baseURL, ...options }), { maxRetries: 0, ...client }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A JSON answer. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
}

/** A whole answer with one choice. */
export function said(message: Record<string, unknown>, rest: Record<string, unknown> = {}): Response {
  return json({
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: "stop", ...rest }],
    usage: { prompt_tokens: 3, completion_tokens: 2 },
  });
}

/** A streamed answer: server-sent events, one a piece, cut into packets of a few bytes. */
export function streamed(pieces: readonly unknown[], { isDone = true } = {}): Response {
  const text = [...pieces.map((piece) => JSON.stringify(piece)), ...isDone ? ["[DONE]"] : []]
    .map((data) => `data: ${data}\n\n`).join("");
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += 7)); // also between the bytes of one letter
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** A piece of a streamed answer. */
export function piece(delta: Record<string, unknown>, finishReason: string | null = null): unknown {
  return { choices: [{ index: 0, delta, finish_reason: finishReason }] };
}
