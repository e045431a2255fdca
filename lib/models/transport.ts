import type { LedgerHeader, ToolCall } from "../shapes.ts";

/**
 * What stands behind the one chat client: something that answers requests in the
 * OpenAI-compatible wire format. Exchanging it changes the model and nothing else.
 */
export interface Transport {
  /** Describes the model for ledgers, captions and warnings. */
  model: LedgerHeader["model"];
  /** Address the client builds its paths on; transports in process ignore the host. */
  baseURL: string;
  fetch: typeof fetch;
  /**
   * True where `POST <baseURL>/options/score` gives the log-probability of whole option texts.
   * Elsewhere the client asks for the first token's `top_logprobs`.
   */
  scoresOptions: boolean;
  /** How the endpoint wants to be asked, where that is not the common way. */
  wire?: Wire;
  /** Frees what the transport holds; safe to call twice. */
  close: () => Promise<void>;
}

/** Ways of asking in which endpoints differ. */
export interface Wire {
  /** Ask for the answer piece by piece. Default: in one. */
  stream?: boolean;
  /** Field that bounds the answer's length. Default "max_tokens". */
  lengthField?: "max_tokens" | "max_completion_tokens";
  /** Whether JSON schemas are sent along. Default true. */
  schemas?: boolean;
}

/** What an answer of a transport in this process holds. */
export interface Completion {
  content: string;
  finishReason: string;
  usage: { promptTokens: number; completionTokens: number };
  toolCalls?: readonly ToolCall[];
  refusal?: string;
  reasoning?: string;
}

/** Base address of transports that live in this process: never resolved. */
export const IN_PROCESS = "http://in-process.invalid/v1";

/** A JSON answer. */
export function jsonResponse(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

/** An error in the wire format's own shape, so that the client raises it as it would a server's. */
export function errorResponse(status: number, message: string): Response {
  return jsonResponse({ error: { message, type: "invalid_request_error", param: null, code: null } }, status);
}

/** The path below the base address and the parsed body of a request. */
export async function readRequest(
  input: Request | URL | string,
  init: RequestInit | undefined,
): Promise<{ path: string; body: Record<string, unknown> }> {
  const request = new Request(input, init);
  const path = new URL(request.url).pathname.replace(/^.*\/v1(?=\/)/, "");
  const text = await request.text();
  return { path, body: text === "" ? {} : JSON.parse(text) as Record<string, unknown> };
}

/** A `chat.completion` in the wire format. */
export function completion(
  model: string,
  { content, finishReason, usage, toolCalls = [], refusal, reasoning }: Completion,
): Response {
  const message = {
    role: "assistant",
    content,
    refusal: refusal ?? null,
    ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(toWireCall) }),
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
  };
  return jsonResponse({
    id: "in-process",
    object: "chat.completion",
    created: 0,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage: {
      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      total_tokens: usage.promptTokens + usage.completionTokens,
    },
  });
}

function toWireCall({ id, name, argumentsText }: ToolCall): unknown {
  return { id, type: "function", function: { name, arguments: argumentsText } };
}
