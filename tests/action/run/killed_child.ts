/** Run as a process that is killed: once told to begin, asks an endpoint for the trials of a file, eight at a time. */
import { readFileSync } from "node:fs";
import { runToLedger } from "../../../lib/action/run.ts";
import { openChatModel } from "../../../lib/models/chat.ts";
import { networkTransport } from "../../../lib/models/network.ts";
import type { Trial } from "../../../lib/shapes.ts";

const [ledgerPath, trialsPath, baseURL] = Deno.args as [string, string, string];
const trials = JSON.parse(readFileSync(trialsPath, "utf8")) as Trial[];
const model = openChatModel(networkTransport({ model: "fake", baseURL }));
await Deno.stdin.read(new Uint8Array(1));
const { stopped, left } = await runToLedger(trials, model, { ledgerPath, concurrency: 8 });
if (stopped !== null || left > 0) Deno.exit(1);
