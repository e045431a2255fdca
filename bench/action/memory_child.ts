/** Run as a process of its own: writes so many records and tells the most memory it had, in MB, after each tenth. */
import { runToLedger } from "../../lib/action/run.ts";
import type { ChatModel } from "../../lib/models/chat.ts";
import { manyTrials } from "./trials.ts";

const [ledgerPath, count] = [Deno.args[0] as string, Number(Deno.args[1])];
const model: ChatModel = {
  description: { name: "bench", kind: "simulated", sha256: null },
  reply: () =>
    Promise.resolve({
      content: '{"tool":"finish","arguments":{"note":"done"}}',
      toolCalls: [],
      refusal: null,
      finishReason: "stop",
      usage: { promptTokens: 400, completionTokens: 20 },
    }),
  scoreOptions: () => Promise.reject(new Error("not asked")),
  close: () => Promise.resolve(),
};
const most: number[] = [];
let peak = 0;
await runToLedger(manyTrials(count), model, {
  ledgerPath,
  concurrency: 64,
  onProgress: (done) => {
    if (done % 500 === 0) peak = Math.max(peak, Deno.memoryUsage().rss / 1e6);
    if (done > 0 && done % (count / 10) === 0) most.push(Math.round(peak));
  },
});
console.log(JSON.stringify(most));
