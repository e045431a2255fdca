/** Run as a process that is killed: slow simulated agents, and a line for each trial they begin. */
import { appendFileSync } from "node:fs";
import { run } from "../../lib/action/mod.ts";
import { plantedModel, trialsOf } from "./stand_ins.ts";

const [ledgerPath, calls] = Deno.args as [string, string];
const trials = trialsOf();
const model = plantedModel(trials, { none: 0.2, cooperative: 0.8 });
await run(trials, {
  ...model,
  reply: async (request) => {
    if (request.messages.length === 2) appendFileSync(calls, "call\n");
    await new Promise((resolve) => setTimeout(resolve, 4));
    return await model.reply(request);
  },
}, { ledgerPath });
