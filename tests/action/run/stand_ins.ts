import { join } from "node:path";
import type { ChatModel, ChatRequest } from "../../../lib/models/mod.ts";
import type { ChatReply, LedgerHeader } from "../../../lib/shapes.ts";

/** Runs a test with a folder of its own. */
export async function inFolder(test: (ledgerPath: string, folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(join(folder, "run.jsonl"), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** An answer that ends an act trial. */
export const FINISH: ChatReply = {
  content: '{"tool":"finish","arguments":{"note":"ok"}}',
  toolCalls: [],
  refusal: null,
  finishReason: "stop",
  usage: { promptTokens: 100, completionTokens: 10 },
};

/** A model made of one function; `asked` counts its calls. */
export function modelOf(
  reply: (request: ChatRequest, call: number) => Promise<ChatReply> | ChatReply,
  kind: LedgerHeader["model"]["kind"] = "network",
): ChatModel & { asked: () => number } {
  let asked = 0;
  return {
    description: { name: "fake", kind, sha256: null },
    reply: async (request) => await reply(request, ++asked),
    scoreOptions: () => Promise.reject(new Error("not asked")),
    close: () => Promise.resolve(),
    asked: () => asked,
  };
}

/** What the client throws for a status. */
export function statusError(status: number, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(`status ${status}`), { status, headers: new Headers(headers) });
}

/** A clock that only its own sleep moves. */
export function handClock() {
  let time = 0;
  return {
    now: () => time,
    sleep: async (ms: number, signal?: AbortSignal) => {
      await Promise.resolve();
      signal?.throwIfAborted();
      time += ms;
    },
  };
}
