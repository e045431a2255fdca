/** Run as a process that is killed: a crawl that sleeps in real time. */
import { crawlMoltbook } from "twoplane/corpus";
import { optionsOf, patience } from "./live_server.ts";

const [folder = "", baseURL = ""] = Deno.args;
await crawlMoltbook(folder, { ...optionsOf(patience(baseURL)), pageSize: 5 });
